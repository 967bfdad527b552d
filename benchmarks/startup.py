# SPDX-License-Identifier: MIT
"""What is waited for before a first answer: fresh processes in turn, of the package as a wheel holds it."""

import subprocess
import sys
import venv
from collections import defaultdict
from collections.abc import Callable, Iterator
from importlib.metadata import distribution
from pathlib import Path
from typing import Any, Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from benchmarks.figures import figure
from benchmarks.page import image
from benchmarks.rounds import Sample, ratio, summary
from benchmarks.validations import whole
from vmbo_mbo_kb import load

ROOT: Final = Path(__file__).parent.parent
RECORD: Final = "vm2"
QUERY: Final = (
    "SELECT ?s ?n WHERE { ?s a <https://w3id.org/vmbo-mbo/def#Theme> ; "
    "<http://www.w3.org/2004/02/skos/core#prefLabel> ?n }"
)

BARE: Final = """
import click
@click.group()
def cli(): pass
@cli.command()
@click.argument("identifier")
@click.option("--lang")
def show(identifier, lang): click.echo(identifier)
cli()
"""
"""A program of the same library for command lines that does nothing."""

PROGRAMS: Final = {
    "pass": "pass",
    "import": "import vmbo_mbo_kb",
    "record": f"import vmbo_mbo_kb as kb; kb.load().record({RECORD!r})",
    "pydantic": "from pydantic import BaseModel",
    "pydantic, one field": "from pydantic import BaseModel\nclass One(BaseModel):\n    one: int\nOne(one=1)",
    "typed": f"import vmbo_mbo_kb as kb; kb.load()[{RECORD!r}]",
    "SPARQL": f"import vmbo_mbo_kb as kb; assert list(kb.load().sparql({QUERY!r}))",
    "pyoxigraph": (
        "import sys, pyoxigraph as o; s = o.Store(); s.bulk_load(path=sys.argv[1], lenient=True); "
        f"assert list(s.query({QUERY!r}))"
    ),
    "rdflib": f"import sys, rdflib; assert list(rdflib.Graph().parse(sys.argv[1]).query({QUERY!r}))",
}
"""What each process runs; one that needs data finds its file in the arguments."""

COMMANDS: Final = {"--help": ("--help",), "show": ("show", RECORD)}

PEERS: Final = {
    "pycountry": "import pycountry; pycountry.countries.get(alpha_2='NL').name",
    "Bioregistry": "import bioregistry; bioregistry.get_resource('chebi').get_name()",
}
"""Libraries that are data too: import and the first record."""

FIGURES: Final = (
    # what, of which, against what, of which, at most (or, where negative, at least)
    ("`import vmbo_mbo_kb`", "import", "`python -c pass`", "pass", 1.3),
    ("import, load, first plain record", "record", "`python -c pass`", "pass", 2.0),
    ("pycountry's first record", "pycountry", "our first plain record", "record", -3.0),
    ("Bioregistry's first record", "Bioregistry", "our first plain record", "record", -3.0),
    ("import, load, first typed record", "typed", "`from pydantic import BaseModel`", "pydantic", 1.25),
    ("a pydantic class with one field, and nothing of ours", "pydantic, one field", "the same", "pydantic", None),
    ("start to first SPARQL answer", "SPARQL", "`python -c pass`", "pass", 2.7),
    ("bare pyoxigraph filling a store with the same", "pyoxigraph", "the same", "pass", None),
    ("rdflib's first SPARQL answer", "rdflib", "ours", "SPARQL", -14.0),
    ("`vmbo-mbo-kb --help`", "--help", "a bare click program's", "bare --help", 1.5),
    (f"`vmbo-mbo-kb show {RECORD}`", "show", "a bare click program's", "bare show", 1.5),
)


def measure(
    rounds: int, root: Path, interpreter: Path, peers: Path | None, say: Callable[[str], None]
) -> dict[str, Any]:
    """Every program, in turn, so many rounds.

    :param interpreter: see :func:`installed`.
    :param peers: a Python with pycountry or Bioregistry; without it, they are left out.
    """
    say("start-up, of the package as a wheel holds it")
    (written,) = load().export("ntriples", root / "start-up")
    data = root / "start-up" / written.path
    bare = root / "start-up" / "bare.py"
    bare.write_text(BARE, encoding="utf-8")
    main = "import sys; from vmbo_mbo_kb.cli import main; sys.exit(main())"
    python: list[str | Path] = [interpreter, "-P"]  # not what lies in the working directory
    programs: dict[str, list[str | Path]] = {
        **{name: [*python, "-c", text, data] for name, text in PROGRAMS.items()},
        **{name: [*python, "-c", main, *arguments] for name, arguments in COMMANDS.items()},
        **{f"bare {name}": [*python, bare, *arguments] for name, arguments in COMMANDS.items()},
    }
    for name, text in PEERS.items():
        if peers and not subprocess.run([peers, "-c", text], capture_output=True, check=False).returncode:
            programs[name] = [peers, "-c", text]
    samples: defaultdict[str, list[Sample]] = defaultdict(list)
    for program in programs.values():
        whole(program)  # bytecode is there, files are warm
    for number in range(rounds):
        say(f"  round {number + 1} of {rounds}")
        for name, program in programs.items():
            samples[name].append(whole(program))
    return {
        "rounds": rounds,
        "records": len(load()),
        "programs": {name: summary(each) for name, each in samples.items()},
        "figures": [
            figure(what, against, wanted, ratio(samples[one], samples[other]))
            for what, one, against, other, wanted in FIGURES
            if one in samples and other in samples
        ],
    }


def installed(folder: Path) -> Path:
    """Python of an environment where the package is as a wheel holds it, and what it needs beside it."""
    package = folder / "package"
    build = ["-q", "build", "--build-base", folder / "build", "--build-lib", package]
    subprocess.run([sys.executable, "setup.py", *build], cwd=ROOT, check=True, capture_output=True)
    venv.create(folder / "environment", with_pip=False)
    (site,) = (folder / "environment").glob("[Ll]ib/**/site-packages")
    (site / "benchmarks.pth").write_text(f"{package}\n", encoding="utf-8")
    for path in _needed("vmbo-mbo-kb"):
        (site / path.name).symlink_to(path)
    interpreter = next(path for path in (folder / "environment").glob("*/python*") if path.stem == "python")
    for what in ([package], ["-l", site]):  # as pip does
        subprocess.run([interpreter, "-m", "compileall", "-q", *what], check=True)
    return interpreter


def _needed(package: str) -> set[Path]:
    """The files and folders of what a package needs and of what that needs in turn, as pip would install it.

    What else a developer has is left out: pydantic goes through all distributions that there are, in search of plugins.
    """
    found: set[Path] = set()
    seen, todo = {canonicalize_name(package)}, [package]
    while todo:
        one = distribution(todo.pop())
        if one.name != package:
            tops = {file.parts[0] for file in one.files or ()} - {"..", "__pycache__"}
            found |= {Path(str(one.locate_file(top))) for top in tops}
        for each in map(Requirement, one.requires or ()):
            name = canonicalize_name(each.name)
            if name not in seen and (each.marker is None or each.marker.evaluate({"extra": ""})):
                seen.add(name)
                todo.append(each.name)
    return found


def section(found: dict[str, Any]) -> Iterator[str]:
    """The part of the page on start-up."""
    yield "## Start-up: fresh processes in turn\n"
    yield image("start-up", "Processor time of each process of the table below")
    yield "| process | ms |"
    yield "|---|---:|"
    for name, each in found["programs"].items():
        yield f"| {name} | {1000 * each['cpu']:.0f} |"
    yield ""
    yield f"The package is installed as a wheel holds it, its {found['records']} records compiled;"
    yield f"{found['rounds']} rounds, processor time of the whole process. pyoxigraph and rdflib read the same triples"
    yield "from a file and answer the same query.\n"
