# SPDX-License-Identifier: MIT
"""SHACL engines by others, all asked alike: statements in, the verdict and its results out.

Which of them can be trusted is measured, by the corpus of :mod:`tests.agreement` and by the W3C's tests of SHACL Core;
test_shacl_engines.py holds :data:`FAILS` true for the engines that are installed.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.request import url2pathname

import pyoxigraph as ox

from tests.prepared_queries import prepared_queries

SH: Final = "http://www.w3.org/ns/shacl#"
MF: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT: Final = "http://www.w3.org/ns/shacl-test#"

Result = tuple[str, str, str, str]
"""Focus node, value, constraint component and severity, as N-Triples; every blank node is ``_:``."""


@dataclass(frozen=True)
class Report:
    """What an engine says."""

    conforms: bool
    results: Counter[Result]


Judge = Callable[[str], Report]
"""From statements as N-Triples to the verdict."""


def _pyshacl(shapes: str) -> Judge:
    import rdflib
    from pyshacl import validate

    compiled = rdflib.Graph().parse(data=shapes, format="nt")

    def judge(data: str) -> Report:
        # Otherwise rdflib mends literals as it reads them, and pyshacl never sees what was written.
        before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
        try:
            with prepared_queries():
                graph = rdflib.Graph().parse(data=data, format="nt")
                conforms, report, _ = validate(graph, shacl_graph=compiled, inference="none")
        finally:
            rdflib.NORMALIZE_LITERALS = before
        return Report(conforms, _of_graph(report.serialize(format="nt")))

    return judge


def _shacl(shapes: str) -> Judge:
    import shacl

    compiled = shacl.Shapes.from_text(shapes, format="ntriples")

    def judge(data: str) -> Report:
        report = compiled.validate_text(data, format="ntriples")
        results = [(each.focus_node, each.value, f"<{each.component_iri}>", f"<{each.severity_iri}>")
                   for each in report.results]  # fmt: skip
        return Report(report.conforms, _counted(results))

    return judge


def _shacl_rust(shapes: str) -> Judge:
    import shacl_rust

    def judge(data: str) -> Report:
        report = shacl_rust.validate(data, shapes, data_format="nt", shapes_format="nt", experimental_index=True)
        names = ("focusNode", "value", "sourceConstraintComponent", "severity")
        return Report(report["conforms"], _counted([tuple(map(each.get, names)) for each in report["results"]]))

    return judge


def _turbo(shapes: str) -> Judge:
    import pyshacl_turbo

    compiled = pyshacl_turbo.compile_shapes(shapes, shacl_graph_format="nt")

    def judge(data: str) -> Report:
        conforms, report, _ = compiled.validate(data, data_graph_format="nt")
        return Report(conforms, _of_graph(report.serialize(format="nt")))

    return judge


def _shifty(shapes: str) -> Judge:
    import shifty

    def judge(data: str) -> Report:
        conforms, report, _ = shifty.validate(data, shapes)
        return Report(conforms, _of_graph(report.serialize(format="nt")))

    return judge


ENGINES: Final[dict[str, tuple[str, Callable[[str], Judge]]]] = {
    "pyshacl": ("pyshacl", _pyshacl),
    "shacl": ("shacl", _shacl),
    "shacl-rust": ("shacl_rust", _shacl_rust),
    "pyshacl-turbo": ("pyshacl_turbo", _turbo),
    "pyshifty": ("shifty", _shifty),
}
"""By the names of their packages: the module, and what makes a judge of shapes given as N-Triples."""


FAILS: Final = {
    "pyshacl": ("property/uniqueLang-002",),
    "shacl": (),
    "shacl-rust": (),
    "pyshacl-turbo": (),
    "pyshifty": (
        "property/and-001",
        "property/datatype-001",
        "property/nodeKind-001",
        "property/or-datatypes-001",
        "property/qualifiedValueShape-001",
        "property/uniqueLang-002",
    ),
}
"""The W3C's tests of SHACL Core that an engine gives another verdict or other results for (tests of July 2026)."""

CORE: Final = 98
"""How many tests of SHACL Core there are."""


def installed() -> list[str]:
    """The engines that are here."""
    return [name for name, (module, _) in ENGINES.items() if find_spec(module)]


def judge(name: str, shapes: str) -> Judge:
    """A judge by the shapes."""
    return ENGINES[name][1](shapes)


@dataclass(frozen=True)
class Case:
    """A test of the W3C."""

    name: str
    data: str
    shapes: str
    """Both as N-Triples."""
    expected: Report


def cases(folder: Path) -> list[Case]:
    """The tests of a folder and those below it.

    :param folder: of ``data-shapes-test-suite/tests`` in the repository of the W3C's data-shapes.
    """
    return [case for path in sorted(folder.rglob("*.ttl")) if path.name != "manifest.ttl" for case in _cases(path)]


def _cases(path: Path) -> list[Case]:
    graph = ox.Dataset(ox.parse(path=path, format=ox.RdfFormat.TURTLE, base_iri=path.as_uri()))
    found = []
    for test in graph.quads_for_object(ox.NamedNode(SHT + "Validate")):
        action, result = (_value(graph, test.subject, MF + name) for name in ("action", "result"))
        data, shapes = (_value(graph, action, SHT + name).value for name in ("dataGraph", "shapesGraph"))
        found.append(Case(f"{path.parent.name}/{path.stem}", _turtle(data), _turtle(shapes), _report(graph, result)))
    return found


def _report(graph: ox.Dataset, report: Any) -> Report:
    results = [
        tuple(_value(graph, each, SH + name)
              for name in ("focusNode", "value", "sourceConstraintComponent", "resultSeverity"))
        for each in (quad.object for quad in graph.quads_for_subject(report) if quad.predicate.value == f"{SH}result")
    ]  # fmt: skip
    return Report(_value(graph, report, f"{SH}conforms").value == "true", _counted(results))


def _value(graph: ox.Dataset, subject: Any, predicate: str) -> Any:
    return next((quad.object for quad in graph.quads_for_subject(subject) if quad.predicate.value == predicate), None)


def _turtle(iri: str) -> str:
    """A file of Turtle by its IRI, as N-Triples."""
    return ntriples(Path(url2pathname(iri.removeprefix("file://"))).read_text(encoding="utf-8"), iri)


def ntriples(turtle: str, base: str | None = None) -> str:
    """Turtle as N-Triples: what has no base, and the same names of blank nodes for every engine."""
    quads = ox.parse(turtle, format=ox.RdfFormat.TURTLE, base_iri=base)
    return ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES).decode()


def _of_graph(text: str) -> Counter[Result]:
    graph = ox.Dataset(ox.parse(text, format=ox.RdfFormat.N_TRIPLES, lenient=True))
    (report,) = (quad.subject for quad in graph.quads_for_object(ox.NamedNode(f"{SH}ValidationReport")))
    return _report(graph, report).results


def _counted(results: list[Any]) -> Counter[Result]:
    return Counter(tuple(_plain(term) for term in each) for each in results)


def _plain(term: Any) -> str:
    text = "" if term is None else str(term)
    return "_:" if text.startswith("_:") else text
