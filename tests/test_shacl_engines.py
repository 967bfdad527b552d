# SPDX-License-Identifier: MIT
"""The engines give the verdicts and the results that the W3C's tests of SHACL Core want.

The tests are the W3C's and not part of the project: ``VMBO_MBO_KB_PROFILES`` names the folder with them.
"""

import os
from pathlib import Path

import pytest

from tests.shacl_engines import CORE, FAILS, cases, installed, judge

FOLDER = Path(os.environ.get("VMBO_MBO_KB_PROFILES", "none"), "data-shapes-test-suite", "tests", "core")

SHAPES = """\
<http://example.org/shape> <http://www.w3.org/ns/shacl#targetClass> <http://example.org/Class> .
<http://example.org/shape> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/shacl#NodeShape> .
<http://example.org/shape> <http://www.w3.org/ns/shacl#property> <http://example.org/property> .
<http://example.org/property> <http://www.w3.org/ns/shacl#path> <http://example.org/born> .
<http://example.org/property> <http://www.w3.org/ns/shacl#datatype> <http://www.w3.org/2001/XMLSchema#date> .
"""
PERSON = "<http://example.org/one> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://example.org/Class> .\n"
BORN = PERSON + '<http://example.org/one> <http://example.org/born> "{}"^^<http://www.w3.org/2001/XMLSchema#date> .\n'


def test_an_engine_is_known_by_what_it_fails() -> None:
    assert set(installed()) <= set(FAILS)
    assert {"pyshacl", "shacl", "shacl-rust", "pyshacl-turbo"} <= set(installed())


@pytest.mark.parametrize("engine", installed())
@pytest.mark.filterwarnings("ignore:Failed to convert Literal")
def test_an_ill_typed_date_is_refused_with_its_place(engine: str) -> None:
    ask = judge(engine, SHAPES)
    assert ask(BORN.format("2009-02-28")).conforms
    found = ask(BORN.format("2009-02-30"))
    assert not found.conforms
    ((focus, value, component, severity),) = found.results.elements()
    assert focus == "<http://example.org/one>"
    assert value == '"2009-02-30"^^<http://www.w3.org/2001/XMLSchema#date>'
    assert component.endswith("#DatatypeConstraintComponent>")
    assert severity.endswith("#Violation>")


@pytest.mark.skipif(not FOLDER.is_dir(), reason="VMBO_MBO_KB_PROFILES names no folder with data-shapes-test-suite")
@pytest.mark.parametrize("engine", installed())
@pytest.mark.filterwarnings("ignore")  # what pyshacl has to say of odd shapes
def test_the_tests_of_the_w3c(engine: str) -> None:
    found = cases(FOLDER)
    assert len(found) == CORE
    fails = tuple(case.name for case in found if judge(engine, case.shapes)(case.data) != case.expected)
    assert fails == FAILS[engine]
