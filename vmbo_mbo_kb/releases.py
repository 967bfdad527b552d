# SPDX-License-Identifier: MIT
"""Releases: freezing a dataset under a calendar version, loading any release again, and checking a downloaded one.

What was released stands in ``changes/{version}.jsonl`` in the dataset's folder (see :mod:`vmbo_mbo_kb.changes`), so one
package holds every release up to its own. A release folder is made from that log alone: the same log gives the same
files, whatever became of the dataset since.
"""

import json
import os
import re
import tempfile
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vmbo_mbo_kb.changes import LogError, State, apply, changes, dump, play, whole
from vmbo_mbo_kb.namespaces import DEFAULT_BASE
from vmbo_mbo_kb.nearest import Nearest
from vmbo_mbo_kb.placement import CHECKSUMS, MANIFEST, TargetError
from vmbo_mbo_kb.reading import CHANGES, DESCRIPTION
from vmbo_mbo_kb.records import Records
from vmbo_mbo_kb.words import Explained, Language, explained, of_system

if TYPE_CHECKING:
    from vmbo_mbo_kb.exporters import Written

FOLDER: Final = CHANGES
"""Where a dataset keeps the logs of its releases."""

WHOLE: Final = "release.jsonl"
"""The file of a release folder that it is loaded from: the whole release as one log."""

VERSION: Final = re.compile(r"([1-9][0-9]{3})\.([1-9][0-9]*)")


class UnknownRelease(Explained, LookupError):
    """There is no release of this version."""

    def __init__(self, version: str, known: list[str]) -> None:
        nearest = Nearest(known)(version)
        nl, en = (f"; bedoelt u {nearest[0]!r}?", f"; did you mean {nearest[0]!r}?") if nearest else (".", ".")
        super().__init__(
            nl=f"geen uitgave {version!r}{nl} Uitgaven: {', '.join(known) or 'nog geen'}",
            en=f"no release {version!r}{en} Releases: {', '.join(known) or 'none yet'}",
        )
        self.version = version
        self.known = known


class ReleaseError(Explained, ValueError):
    """A release cannot be made or read; nothing was written."""


def order(version: str) -> tuple[int, int]:
    """What versions are sorted by: the year and the number in it.

    >>> order("2026.10") > order("2026.9")
    True

    :raises ReleaseError: it is not a calendar version.
    """
    found = VERSION.fullmatch(version)
    if found is None:
        raise ReleaseError(
            nl=f"{version!r} is geen kalenderversie: het jaar en een nummer, zoals 2026.1",
            en=f"{version!r} is not a calendar version: the year and a number, such as 2026.1",
        )
    return int(found[1]), int(found[2])


def versions(folder: Path) -> list[str]:
    """The versions that a dataset's folder has the log of, in order of time."""
    try:
        found = [path.stem for path in (folder / FOLDER).iterdir() if path.suffix == ".jsonl"]
    except (OSError, ValueError):  # whether the dataset's folder is one is not asked here
        return []
    return sorted((name for name in found if VERSION.fullmatch(name)), key=order)


def logs(folder: Path, version: str | None = None) -> list[tuple[str, bytes]]:
    """The logs that lead to a release (without a version: to the latest), each with the path of its file.

    :raises UnknownRelease: there is none of this version.
    :raises LogError: a log cannot be read.
    """
    known = versions(folder)
    if version is not None and version not in known:
        raise UnknownRelease(version, known)
    wanted = known if version is None else known[: known.index(version) + 1]
    return [(str(folder / FOLDER / f"{name}.jsonl"), _bytes(folder / FOLDER / f"{name}.jsonl")) for name in wanted]


def _bytes(path: Path) -> bytes:
    """The content of a regular file that is where it says it is.

    :raises LogError: it is none.
    """
    try:
        if not path.is_file():  # a pipe would hold up the reader
            raise LogError(nl="geen gewoon bestand", en="not a regular file", place=str(path))
        if path.resolve().parent != path.parent.resolve():
            raise LogError(nl="een koppeling naar elders", en="a symbolic link to elsewhere", place=str(path))
        return path.read_bytes()
    except (OSError, RuntimeError) as error:
        why = of_system(error) if isinstance(error, OSError) else explained(error)
        raise LogError(
            nl=f"kan niet worden gelezen ({why.nl})", en=f"cannot be read ({why.en})", place=str(path)
        ) from error


def state(folder: Path, version: str | None = None) -> State:
    """A release of a dataset; without a version, the latest.

    :raises UnknownRelease: there is none of this version.
    :raises LogError: a log is not what it was.
    """
    return play(logs(folder, version))


def is_release(folder: Path) -> bool:
    """Whether a folder is a release as :func:`release` writes it; its checksums may be missing."""
    return (folder / WHOLE).is_file() and not (folder / DESCRIPTION).exists()


def downloaded(folder: Path) -> State:
    """What a release folder holds, after a look at the checksum of the file that it is read from.

    :raises LogError: the file is not the one that the checksums were made of, or cannot be read.
    """
    path = folder / WHOLE
    data = _bytes(path)
    wanted = _sums(folder).get(WHOLE)
    if wanted is None or wanted != _digest(path):
        raise LogError(
            nl=f"{path} is niet het bestand waar {CHECKSUMS} van spreekt; 'release --verify' zegt wat er meer mis is",
            en=f"{path} is not the file that {CHECKSUMS} speaks of; 'release --verify' says what else is wrong",
        )
    return play([(str(path), data)])


@dataclass(frozen=True, slots=True)
class Released:
    """A release that was made."""

    version: str
    previous: str | None
    lines: int
    """How many records are new or different in it."""
    files: "list[Written]"


def release(
    records: Records,
    folder: Path,
    version: str,
    target: Path,
    base: str = DEFAULT_BASE,
    *,
    again: bool = False,
    languages: tuple[Language, ...] = ("en", "nl"),
) -> Released:
    """Freeze a dataset: add its log to the dataset's folder, and write the release folder.

    A release that has its log already is written anew from that log, which stays as it is.

    :param folder: the dataset's folder, which the records were loaded from.
    :param target: the release folder; replaced whole.
    :param again: write the log of the latest release anew, as long as nobody has it.
    :raises ReleaseError: the dataset has another version, or the version does not come after the latest release, or
        the dataset is not what was released under this version.
    :raises LogError: a log is not what it was, or an id that was released is gone or means something else.
    :raises TargetError: the folder cannot be written; it is left as it was.
    """
    order(version)
    if is_release(folder):
        raise ReleaseError(
            nl=f"{folder} is zelf een uitgave: een uitgave wordt van een map met een dataset gemaakt",
            en=f"{folder} is a release itself: a release is made from the folder of a dataset",
        )
    known = versions(folder)
    frozen = version in known and not (again and version == known[-1])
    if again and version in known[:-1]:
        raise ReleaseError(
            nl=f"{version} ligt vast: {known[-1]} bouwt erop voort, en een logboek wordt alleen aangevuld",
            en=f"{version} is frozen: {known[-1]} builds on it, and a log is only ever added to",
        )
    earlier = [name for name in known if order(name) < order(version)]
    previous = earlier[-1] if earlier else None
    former = logs(folder, previous) if previous else []
    before = play(former) if former else None
    now = State.of(records)
    if frozen:
        data = logs(folder, version)[-1][1]
        after = state(folder, version)
        if records.dataset["version"] == version and now != after:
            raise ReleaseError(
                nl=f"de dataset is niet wat als {version} is uitgegeven: geef haar de volgende versie in dataset.yaml "
                f"of, zolang niemand {version} heeft, geef die opnieuw uit met --again",
                en=f"the dataset is not what was released as {version}: give it the next version in dataset.yaml, or, "
                f"as long as nobody has {version}, release it --again",
            )
    else:
        if known and order(version) < order(known[-1]):
            raise ReleaseError(
                nl=f"{version} komt niet na de laatste uitgave, {known[-1]}",
                en=f"{version} does not come after the latest release, {known[-1]}",
            )
        if records.dataset["version"] != version:
            said = records.dataset["version"]
            raise ReleaseError(
                nl=f"de dataset zegt dat zij {said} is: zet version op {version} in dataset.yaml",
                en=f"the dataset says that it is {said}: set version to {version} in dataset.yaml",
            )
        log = changes(before, now, former[-1][1] if former else b"")
        data, after = dump(log), apply(before, log)
    files = _written(before, after, data, target, base, languages)
    if not frozen:
        _place(folder / FOLDER / f"{version}.jsonl", data)
    return Released(version, previous, data.count(b"\n") - 1, files)


def _written(
    before: State | None, after: State, data: bytes, target: Path, base: str, languages: tuple[Language, ...]
) -> "list[Written]":
    from vmbo_mbo_kb import publication
    from vmbo_mbo_kb.difference_texts import atom, markdown
    from vmbo_mbo_kb.differences import compare
    from vmbo_mbo_kb.exporters import Written
    from vmbo_mbo_kb.generators.dcat import dcat
    from vmbo_mbo_kb.knowledge_base import RecordStore

    records = RecordStore(after.dataset, after.items())
    difference = compare(before, after)
    previous = before.dataset["version"] if before else None

    def more(output: publication.Output) -> list[Written]:
        texts = {
            WHOLE: ("application/x-ndjson", whole(records)),
            "changes.jsonl": ("application/x-ndjson", data),
            "changes.atom": ("application/atom+xml", atom(difference, base).encode()),
            **{
                f"changelog.{language}.md": ("text/markdown", markdown(difference, language).encode())
                for language in languages
            },
        }
        for name, (_, content) in texts.items():
            (output.folder / name).write_bytes(content)
        added = [Written(name, media_type, len(after.records)) for name, (media_type, _) in texts.items()]
        described = dcat(after.dataset, output.described([*output.exports, *added]), base, previous)
        (output.folder / "dcat.ttl").write_bytes(described.encode())
        return [*added, Written("dcat.ttl", "text/turtle", 1)]

    return publication.build(records, target, base, more)


def _place(path: Path, data: bytes) -> None:
    """Write a file beside its place first, so that it is there whole or not at all."""
    try:
        path.parent.mkdir(exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        raise TargetError.of(error, f"kan {path} niet schrijven", f"cannot write {path}") from error


@dataclass(frozen=True, slots=True)
class Problem:
    """A file of a release that is not as it should be."""

    path: str
    what: str
    """``missing``, ``extra`` or ``tampered``; ``unreadable`` where it cannot be told."""

    def __str__(self) -> str:
        return self.message()

    def message(self, language: Language = "en") -> str:
        """The file, and what is wrong with it."""
        return f"{self.path}: {_PROBLEMS[self.what] if language == 'nl' else self.what}"


_PROBLEMS: Final = {
    "missing": "ontbreekt", "extra": "hoort er niet bij", "tampered": "is veranderd", "unreadable": "is onleesbaar",
}  # fmt: skip


def verify(folder: Path) -> list[Problem]:
    """Hold a downloaded release against its checksums and its manifest.

    Every file is named in ``SHA256SUMS`` and, those two aside, in ``manifest.json``. Whoever changes a file and both of
    these is not found out: compare ``SHA256SUMS`` itself with the one of the publisher.

    :raises ReleaseError: the folder is not a release.
    """
    if not is_release(folder) or not (folder / CHECKSUMS).is_file():
        raise ReleaseError(
            nl=f"{folder} is geen uitgave: er is geen {CHECKSUMS} of geen {WHOLE} in",
            en=f"{folder} is not a release: it has no {CHECKSUMS} or no {WHOLE}",
        )
    sums = _sums(folder)
    problems = []
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        listed = {entry["path"]: entry["sha256"] for entry in manifest["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        listed = {}
        if (folder / MANIFEST).exists():
            problems.append(Problem(MANIFEST, "unreadable"))
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()} - {CHECKSUMS}
    for name in sorted(present | sums.keys() | listed.keys() | {MANIFEST}):
        wanted = {digest for digest in (sums.get(name), listed.get(name)) if digest}
        if name not in present:
            problems.append(Problem(name, "missing"))
        elif not wanted:
            problems.append(Problem(name, "extra"))
        elif wanted != {_digest(folder / name)}:
            problems.append(Problem(name, "tampered"))
        elif listed and name != MANIFEST and (name not in sums or name not in listed):
            problems.append(Problem(name, "extra"))
    return problems


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def _sums(folder: Path) -> dict[str, str]:
    """Digests by path, from ``SHA256SUMS``."""
    found = {}
    try:
        for line in (folder / CHECKSUMS).read_text("utf-8").splitlines():
            digest, separator, name = line.partition("  ")
            if not separator or not re.fullmatch("[0-9a-f]{64}", digest):
                raise ReleaseError(
                    nl=f"{folder / CHECKSUMS} heeft een regel die geen controlegetal is: {line[:80]!r}",
                    en=f"{folder / CHECKSUMS} has a line that is not a checksum: {line[:80]!r}",
                )
            found[name] = digest
    except (OSError, UnicodeDecodeError) as error:
        why = explained(error)
        raise ReleaseError(
            nl=f"{folder / CHECKSUMS} kan niet worden gelezen: {why.nl}",
            en=f"{folder / CHECKSUMS} cannot be read: {why.en}",
        ) from error
    return found


__all__ = ["LogError", "Problem", "ReleaseError", "Released", "UnknownRelease", "release", "verify", "versions"]
