# SPDX-License-Identifier: MIT
"""The pages for readers are true: what they show is run, and what comes out is compared with what they say.

The blocks of a page run in order, in one folder and one Python session:

* ``pycon``: a session, as doctest runs it (``...`` stands for what is left out);
* ``console``: commands after ``$``, each with its output; without output only the exit status counts. It must be 0,
  unless ``$ echo $?`` follows and says otherwise. Programs of others run where they are installed. One that ends in
  ``&`` runs until the page ends; where it is not installed, what follows it in the block is left out;
* ``python``: statements of the same session;
* ``sparql``: a query over ``public/vmbo-mbo-kb.nq`` that must find something: what ``text`` after it says, if that
  follows before the next query;
* ``yaml`` that starts with an editor's comment: a record, written to the path that the page names just before it.
  List items that read "`this` instead of `that`" change it for the next console.

Blocks in other languages are not run, but what they have make do must exist.
"""

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import click
import pytest

from vmbo_mbo_kb.cli import cli

ROOT = Path(__file__).resolve().parent.parent
PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    "docs/identifiers-and-time.md",
    "docs/releases.md",
    "docs/scale.md",
    "docs/sparql.md",
    "docs/time-and-sources.md",
]
PIECE = re.compile(
    r"^```(?P<language>[a-z]+)\n(?P<text>.*?)^```$|^\* `(?P<new>[^`]+)` instead of `(?P<old>[^`]+)`", re.M | re.S
)
RECORD_PATH = re.compile(r"`([a-z/-]+\.yaml)`:\n\n$")


class Page:
    """A page that is being run in a folder of its own."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.folder = folder
        self.text = (ROOT / name).read_text("utf-8")
        self.names: dict[str, Any] = {"__name__": "__main__"}
        self.record = folder / "none"
        self.right = ""
        self.answer = ""
        self.problems: list[str] = []
        self.programs: list[subprocess.Popen[bytes]] = []
        self.ran: dict[str, int] = {}

    def run(self) -> None:
        """Run the blocks in order."""
        try:
            self.run_blocks()
        finally:
            self.stop()

    def run_blocks(self) -> None:
        for piece in PIECE.finditer(self.text):
            line = self.text.count("\n", 0, piece.start()) + 1
            if piece["old"]:
                self.change(piece["old"], piece["new"], line)
                continue
            self.ran[piece["language"]] = self.ran.get(piece["language"], 0) + 1
            match piece["language"]:
                case "pycon":
                    self.session(piece["text"], line)
                case "console":
                    self.console(piece["text"], line)
                    if self.right:
                        self.record.write_text(self.right, encoding="utf-8")
                case "python":
                    exec(compile(piece["text"], f"{self.name}:{line}", "exec"), self.names)  # noqa: S102
                case "sparql":
                    self.query(piece["text"], line)
                case "text" if self.answer:
                    self.compare(line, "the query", piece["text"], self.answer)
                    self.answer = ""
                case "yaml" if piece["text"].startswith("# yaml-language-server"):
                    self.write_record(piece["text"], self.text[: piece.start()], line)

    def problem(self, line: int, text: str) -> None:
        self.problems.append(f"{self.name}:{line}: {text}")

    def session(self, text: str, line: int) -> None:
        test = doctest.DocTestParser().get_doctest(text, self.names, self.name, self.name, line)
        report: list[str] = []
        doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=report.append, clear_globs=False)
        self.names.update(test.globs)
        if report:
            self.problem(line, "".join(report))

    def console(self, text: str, line: int) -> None:
        commands = list(commands_of(text))
        status = 0
        for position, (offset, command, wanted) in enumerate(commands):
            where = line + 1 + offset
            if command == "echo $?":
                got = f"{status}\n"
            else:
                argv = self.argv(command.removesuffix(" &"))
                if argv is None:
                    if command.endswith(" &"):
                        return
                    continue
                if command.endswith(" &"):
                    self.start(argv)
                    continue
                done = subprocess.run(
                    argv, cwd=self.folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                    encoding="utf-8", timeout=300, check=False,
                )  # fmt: skip
                got, status = done.stdout, done.returncode
                asked = position + 1 < len(commands) and commands[position + 1][1] == "echo $?"
                if status and not asked:
                    self.problem(where, f"status {status} of: {command}\n{got}")
                    continue
            if wanted:
                self.compare(where, command, wanted, got)

    def start(self, argv: list[str]) -> None:
        """Let a program run until the page ends; what it says first, it says when it is ready."""
        program = subprocess.Popen(
            argv, cwd=self.folder, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        self.programs.append(program)
        assert program.stderr is not None
        program.stderr.readline()

    def stop(self) -> None:
        """End what still runs."""
        for program in self.programs:
            program.terminate()
            program.communicate(timeout=60)

    def compare(self, line: int, what: str, wanted: str, got: str) -> None:
        if not doctest.OutputChecker().check_output(wanted, got, doctest.ELLIPSIS):
            self.problem(line, f"output of: {what}\nthe page says:\n{wanted}\nit gives:\n{got}")

    def argv(self, command: str) -> list[str] | None:
        program, *rest = shlex.split(command)
        if program == "vmbo-mbo-kb":
            return [sys.executable, "-m", "vmbo_mbo_kb", *rest]
        if program == "python":
            return [sys.executable, *rest]
        found = shutil.which(program, path=environment()["PATH"])
        return [found, *rest] if found else None

    def query(self, text: str, line: int) -> None:
        from pyoxigraph import QuerySolutions, Store

        store = Store()
        store.load(path=str(self.folder / "public/vmbo-mbo-kb.nq"))
        found = store.query(text)
        assert isinstance(found, QuerySolutions)
        self.answer = "".join(" | ".join(term.value for term in row) + "\n" for row in found)
        if not self.answer:
            self.problem(line, "the query finds nothing")

    def write_record(self, text: str, before: str, line: int) -> None:
        path = RECORD_PATH.search(before)
        if path is None:
            self.problem(line, "no path stands before the record")
            return
        self.record = self.folder / path[1]
        self.right = text
        self.record.write_text(text, encoding="utf-8")

    def change(self, old: str, new: str, line: int) -> None:
        text = self.record.read_text("utf-8")
        if text.count(old) != 1:
            self.problem(line, f"{old!r} is in the record {text.count(old)} times")
        self.record.write_text(text.replace(old, new), encoding="utf-8")


def commands_of(text: str) -> Iterator[tuple[int, str, str]]:
    """The commands of a console: on which line, what is typed, what comes out."""
    parts = re.split(r"^\$ (.*)\n", text, flags=re.M)
    assert not parts[0], "a console starts with a command"
    offset = 0
    for command, wanted in zip(parts[1::2], parts[2::2], strict=True):
        yield offset, command, wanted
        offset += 1 + wanted.count("\n")


def environment() -> dict[str, str]:
    """The caller's environment without what would change outputs, with the programs beside Python at hand."""
    kept = {name: value for name, value in os.environ.items() if name not in ("VMBO_MBO_KB_LANG", "COLUMNS")}
    kept["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", "")])
    kept["PYTHONUTF8"] = "1"
    return kept


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that a page may take for a checkout: the imaginary dataset of the tests is in it."""
    shutil.copytree(ROOT / "tests/data/valid", tmp_path / "tests/data/valid")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", PAGES)
def test_what_a_page_shows_is_what_happens(name: str, folder: Path) -> None:
    page = Page(name, folder)
    page.run()
    assert not page.problems, "\n\n".join(page.problems)
    wanted = {"README.md": {"pycon", "console", "sparql"}, "CONTRIBUTING.md": {"console", "python", "pycon", "yaml"}}
    assert wanted.get(name, {"pycon"}) <= page.ran.keys(), "a kind of block is no longer found"


def test_table_of_commands_names_every_command() -> None:
    _, _, table = (ROOT / "README.md").read_text("utf-8").partition("| command | what it does |")
    first = re.findall(r"^\| ([^|]+)", table.split("\n\n")[0], re.M)
    named = [name for cell in first for name in re.findall(r"`([a-z]+)", cell)]
    assert sorted(named) == cli.list_commands(click.Context(cli))


def test_table_of_downloads_names_every_export_of_a_build(folder: Path) -> None:
    import vmbo_mbo_kb

    vmbo_mbo_kb.load().build("public", pages=False)  # what the site adds is told in docs/site.md
    built = {path.relative_to("public").as_posix() for path in Path("public").rglob("*") if path.is_file()}
    _, _, table = (ROOT / "README.md").read_text("utf-8").partition("| file in `public/` |")
    cells = [line.split("|")[1] for line in table.split("\n\n")[0].splitlines()[2:]]
    named = [re.sub(r"{\w+}", "*", name) for cell in cells for name in re.findall(r"`([^`]+)`", cell)]
    assert len(named) > 8
    # A `*` stands for a name, never for a folder and what is in it.
    found = {file for file in built for name in named if name.count("/") == file.count("/") and fnmatchcase(file, name)}
    assert sorted(built - found) == []
    assert [name for name in named if not any(fnmatchcase(file, name) for file in built)] == []


@pytest.mark.parametrize("name", [*PAGES, "CHANGELOG.md"])
def test_links_lead_to_files_and_make_has_what_it_is_asked_for(name: str) -> None:
    page = ROOT / name
    text = page.read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    assert set(re.findall(r"(?:`|^)make ([a-z]+)", text, re.M)) <= targets
    linked = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert [link for link in linked if link and not (page.parent / link).exists()] == []
    headings = {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in re.findall(r"^#+ (.+)$", text, re.M)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= headings


def test_a_false_page_fails(folder: Path) -> None:
    page = Page("README.md", folder)
    page.text = (
        "```pycon\n>>> 1 + 1\n3\n```\n"
        "```console\n$ vmbo-mbo-kb list nothing\n$ vmbo-mbo-kb --version\nvmbo-mbo-kb, version 0\n```\n"
        "* `this` instead of `that`\n"
    )
    page.record.write_text("neither", encoding="utf-8")
    page.run()
    assert [problem.partition(" ")[0] for problem in page.problems] == [f"README.md:{line}:" for line in (1, 6, 7, 10)]
