# SPDX-License-Identifier: MIT
"""What commands share that go through a dataset on disk: options, progress, and how it can go wrong."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from vmbo_mbo_kb.cli.options import Place
from vmbo_mbo_kb.cli.output import print_findings, wrong_usage
from vmbo_mbo_kb.words import Words, explained

if TYPE_CHECKING:
    from pathlib import Path

    from vmbo_mbo_kb.findings import Finding
    from vmbo_mbo_kb.scale.flow import Progress, Run
    from vmbo_mbo_kb.words import Language

F = TypeVar("F", bound=Callable[..., Any])

MOST: Final = 1000
"""Findings that are shown of a dataset that does not fit in memory."""


def work_options(command: F) -> F:
    """``--work`` and ``--workers``."""
    command = click.option(
        "--workers",
        type=click.IntRange(1, 256),
        default=1,
        show_default=True,
        metavar="N",
        help="Processes that share the work on a large dataset.",
    )(command)
    return click.option(
        "--work",
        type=Place(),
        metavar="DIR",
        help="Go through the dataset on disk, with this folder for what does not fit in memory; the same command takes "
        "up there what was broken off. A dataset with more than 64 MB of JSON Lines is gone through on disk anyway.",
    )(command)


def on_disk(folder: "Path | None", work: "Path | None", workers: int, language: "Language") -> bool:
    """Whether a dataset is to be gone through on disk."""
    if folder is None:
        if work is not None or workers > 1:
            words = Words("--work en --workers vragen een datasetmap", "--work and --workers need a dataset's folder")
            wrong_usage(words, language)
        return False
    if work is not None or workers > 1:
        return True
    from vmbo_mbo_kb.scale import is_large

    return is_large(folder)


@contextmanager
def running(
    folder: "Path", work: "Path | None", workers: int, language: "Language", *, keep: bool
) -> "Iterator[tuple[Run, Bar]]":
    """A dataset gone through on disk; what goes wrong on the way ends with status 2."""
    from vmbo_mbo_kb.scale.flow import Run

    bar = Bar(language)
    try:
        with _work_folder(work) as place:
            run = Run(folder, place, keep=keep, workers=workers, watch=bar)
            if run.taken_up:
                before = {
                    "nl": f"{run.taken_up} van {run.shards} delen waren al gedaan",
                    "en": f"{run.taken_up} of {run.shards} parts had been done before",
                }
                bar.say(before[language])
            yield run, bar
    except OSError as error:
        bar.clear()
        why = explained(error)
        hint = _KEPT if work else Words("", "")
        wrong_usage(Words(f"{why.nl}.{hint.nl}", f"{why.en}.{hint.en}"), language)
    except KeyboardInterrupt:
        bar.clear()
        if work:
            click.echo(_KEPT[language].strip(), err=True)
        raise


@contextmanager
def _work_folder(work: "Path | None") -> Iterator["Path"]:
    if work is not None:
        yield work
        return
    from pathlib import Path
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="vmbo-mbo-kb-") as name:
        yield Path(name)


def print_some(findings: "Iterator[Finding]", language: "Language", style: str, *, err: bool = True) -> list["Finding"]:
    """Print the first findings, and how many more there are; gives those printed."""
    shown = list(islice(findings, MOST))
    print_findings(shown, language, style, err=err)
    more = sum(1 for _ in findings)
    if more:
        click.echo(_MORE[language].format(shown=MOST, more=more), err=True)
    return shown


_KEPT = Words(
    nl=" Wat gedaan is, blijft bewaard: geef dezelfde opdracht opnieuw.",
    en=" What is done is kept: run the same command again.",
)
_MORE = {
    "nl": "Alleen de eerste {shown} bevindingen staan hier; er zijn er nog {more}.",
    "en": "Only the first {shown} findings are shown; there are {more} more.",
}


_BAR: "Final[dict[Language, dict[str, str]]]" = {
    "nl": {"validate": "valideren", "join": "verbinden", "rate": "per seconde", "left": "nog"},
    "en": {"validate": "validating", "join": "joining", "rate": "a second", "left": "left:"},
}


class Bar:
    """A line on standard error that says how far it is; nothing where nobody watches."""

    def __init__(self, language: "Language" = "en") -> None:
        self._language: Language = language
        self._watched = sys.stderr.isatty()
        self._step = ""
        self._start = self._last = 0.0
        self._first = 0

    def __call__(self, progress: "Progress") -> None:
        """Take how far it is."""
        now = monotonic()
        if progress.step != self._step:
            self._step, self._start, self._first = progress.step, now, progress.done
        elif now - self._last < 0.2 and progress.done < progress.total:
            return
        self._last = now
        if self._watched:
            click.echo(f"\r{self.line(progress, now - self._start)}\x1b[K", err=True, nl=False)

    def line(self, progress: "Progress", seconds: float) -> str:
        """A bar, the rate and the time that remains."""
        share = min(progress.done / progress.total, 1.0) if progress.total else 1.0
        filled = round(20 * share)
        words = _BAR[self._language]
        step = words.get(progress.step, progress.step)
        parts = [f"{step:10} {'█' * filled}{'░' * (20 - filled)} {share:4.0%}", f"{progress.records:,} records"]
        if seconds > 1 and share > 0:
            parts.append(f"{progress.records / seconds:,.0f} {words['rate']}")
            if share < 1:
                minutes, rest = divmod(round(seconds / share * (1 - share)), 60)
                parts.append(f"{words['left']} {minutes}:{rest:02}")
        return "  ".join(parts)

    def clear(self) -> None:
        """Take the line away."""
        if self._watched:
            click.echo("\r\x1b[K", err=True, nl=False)

    def say(self, text: str) -> None:
        """Print a line of text, in place of the bar."""
        self.clear()
        click.echo(text, err=True)
