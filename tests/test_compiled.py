# SPDX-License-Identifier: MIT
"""What a wheel carries compiled says what reading says, and who asks for little loads little."""

import json
import pickle
import subprocess
import sys
import zlib
from pathlib import Path

import pydantic
import pyoxigraph
import pytest

import vmbo_mbo_kb as kb
from vmbo_mbo_kb import compiled
from vmbo_mbo_kb.blueprint import blueprint
from vmbo_mbo_kb.compiled import CompiledRecords
from vmbo_mbo_kb.compiling import compile_dataset
from vmbo_mbo_kb.generators.ontology import own_terms
from vmbo_mbo_kb.knowledge_base import KnowledgeBase
from vmbo_mbo_kb.locations import dataset_folder
from vmbo_mbo_kb.namespaces import expand

pytestmark = pytest.mark.xdist_group("compiled")  # the package is built once
ROOT = Path(__file__).parent.parent
LIBRARIES = Path(pydantic.__file__).parent.parent
IDS = ("vm2", "regeling-leergang-vmbo-mbo2-2008-2013", "instroom", "vm2-leerlingen-2008")


@pytest.fixture(scope="module")
def shipped() -> KnowledgeBase:
    """The dataset as it is read."""
    return kb.load(dataset_folder())


@pytest.fixture
def installed(library: Path, monkeypatch: pytest.MonkeyPatch) -> KnowledgeBase:
    """The dataset as who has installed the package loads it."""
    monkeypatch.setattr(compiled, "FOLDER", str(library / "vmbo_mbo_kb" / "compiled"))
    data = kb.load()
    assert isinstance(data.records, CompiledRecords)
    return data


def test_a_checkout_reads() -> None:
    assert not isinstance(kb.load().records, CompiledRecords)


def test_records_are_those_that_reading_gives(installed: KnowledgeBase, shipped: KnowledgeBase) -> None:
    assert list(installed.records) == list(shipped.records)
    assert installed.records.dataset == shipped.records.dataset
    assert installed.dataset == shipped.dataset
    assert list(installed.records.ids()) == list(shipped.records.ids())
    assert len(installed) == len(shipped)


def test_what_points_at_a_record_too(installed: KnowledgeBase, shipped: KnowledgeBase) -> None:
    for identifier in shipped.records.ids():
        assert installed.pointed_at_by(identifier) == shipped.pointed_at_by(identifier)


def test_blueprint_is_that_of_the_model(library: Path) -> None:
    content = (library / "vmbo_mbo_kb" / "compiled" / compiled.BLUEPRINT).read_bytes()
    assert pickle.loads(content) == blueprint()  # noqa: S301


def test_triples_are_those_that_exporting_gives(library: Path, shipped: KnowledgeBase, tmp_path: Path) -> None:
    shipped.export("ntriples", tmp_path)
    content = (library / "vmbo_mbo_kb" / "compiled" / compiled.TRIPLES).read_bytes()
    syntax = pyoxigraph.RdfFormat.TURTLE
    found = pyoxigraph.parse(zlib.decompress(content), syntax)
    assert list(found) == list(pyoxigraph.parse(path=tmp_path / "vmbo-mbo-kb.nt"))


def test_terms_are_those_of_the_ontology(library: Path) -> None:
    names = (library / "vmbo_mbo_kb" / "compiled" / compiled.TERMS).read_text("utf-8").split()
    assert [expand(f"kb:{name}") for name in names] == sorted(own_terms())


def test_lines_of_the_wheel_are_the_files_of_the_checkout(library: Path, shipped: KnowledgeBase) -> None:
    folder = library / "vmbo_mbo_kb" / "dataset"
    assert sorted(path.name for path in folder.iterdir()) == ["changes", "dataset.yaml", "records.jsonl"]
    assert not kb.validate(folder)
    data = kb.load(folder)
    assert list(data.records) == list(shipped.records)
    assert data.records.dataset == shipped.records.dataset


def test_all_answers_are_the_same(installed: KnowledgeBase, shipped: KnowledgeBase) -> None:
    for identifier in IDS:
        assert identifier in installed
        assert installed.record(identifier) is installed.record(identifier)
        assert installed[identifier] == shipped[identifier] == installed.get(identifier)
        assert installed[identifier] is installed.get(identifier)
        assert installed.label(identifier, "en") == shipped.label(identifier, "en")
        assert installed.iri(identifier) == shipped.iri(identifier)
        assert installed.related(identifier) == shipped.related(identifier)
    assert installed.collaboration_forms == shipped.collaboration_forms
    assert [entity.id for entity in installed] == list(shipped.records.ids())
    assert installed.findings == shipped.findings
    assert installed.folder == shipped.folder
    assert installed.begins == shipped.begins
    at, same = installed.at("2010-01-01"), shipped.at("2010-01-01")
    assert list(at.records) == list(same.records)
    assert at["vm2"] is installed["vm2"] or at.record("vm2") != installed.record("vm2")
    assert [hit.id for hit in installed.search("startkwalificatie")] == [
        hit.id for hit in shipped.search("startkwalificatie")
    ]
    assert installed.get("nothing", 7) == 7
    for unknown in ("vm-2", "nothing"):
        with pytest.raises(kb.UnknownId) as raised:
            installed.record(unknown)
        with pytest.raises(kb.UnknownId) as same_raised:
            shipped.record(unknown)
        assert raised.value.nearest == same_raised.value.nearest
        with pytest.raises(kb.UnknownId):
            installed.spec(unknown)
    query = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 500"
    assert list(installed.sparql(query)) == list(shipped.sparql(query))
    elsewhere = "https://example.org/kb/"
    wanted = list(shipped.sparql("SELECT ?s { ?s a kb:Theme } ORDER BY ?s", elsewhere))
    assert list(installed.sparql("SELECT ?s { ?s a kb:Theme } ORDER BY ?s", elsewhere)) == wanted


def test_compiling_gives_the_same_bytes_always(tmp_path: Path) -> None:
    found = []
    for seed in ("1", "2"):
        package = tmp_path / seed
        package.mkdir()
        program = [sys.executable, "-m", "vmbo_mbo_kb.compiling", ROOT / "tests" / "data" / "valid", package]
        subprocess.run(program, check=True, env={"PYTHONHASHSEED": seed})
        files = sorted(path for path in package.rglob("*") if path.is_file())
        found.append({path.relative_to(package): path.read_bytes() for path in files})
    assert found[0] == found[1]
    assert len(found[0]) == 5


def test_a_broken_dataset_is_not_compiled(dataset: Path, tmp_path: Path) -> None:
    (dataset / "themes" / "instromen.yaml").write_text("nmae: x\n", "utf-8")
    with pytest.raises(kb.DatasetError):
        compile_dataset(dataset, tmp_path / "package")
    assert not (tmp_path / "package").exists()


def modules(library: Path, program: str) -> set[str]:
    """What a fresh Python imports for a program: no site, and so nothing that is there already."""
    head = f"import sys; sys.path += {[str(library), str(LIBRARIES)]!r}; before = set(sys.modules)\n"
    tail = "\nimport json; print('\\n' + json.dumps(sorted(now - before)))"
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"{head}{program}\nnow = set(sys.modules){tail}"],
        check=True,
        capture_output=True,
        text=True,
    )
    return set(json.loads(run.stdout.splitlines()[-1]))


HEAVY = {"jinja2", "jsonschema", "orjson", "pydantic", "pyoxigraph", "rdflib", "rich", "yaml"}
OURS = {"vmbo_mbo_kb", "vmbo_mbo_kb._version"}
PLAIN = OURS | {"__future__", "marshal", "vmbo_mbo_kb.compiled", "vmbo_mbo_kb.knowledge_base", "vmbo_mbo_kb.namespaces"}

OF_SITE = {"_collections_abc", "_stat", "genericpath", "ntpath", "os", "os.path", "posixpath", "stat"}
"""What is there already where Python starts as it does for people."""


def test_import_loads_nothing(library: Path) -> None:
    assert modules(library, "import vmbo_mbo_kb") <= OURS


def test_a_plain_record_loads_next_to_nothing(library: Path) -> None:
    program = "import vmbo_mbo_kb as kb; assert kb.load().record('vm2')['id'] == 'vm2'"
    assert modules(library, program) <= PLAIN | OF_SITE


def test_a_typed_record_loads_its_class_alone(library: Path) -> None:
    loaded = modules(library, "import vmbo_mbo_kb as kb; assert kb.load()['instroom'].id == 'instroom'")
    assert not loaded & (HEAVY - {"pydantic"})
    assert {name for name in loaded if name.startswith("vmbo_mbo_kb.model.")} == {
        "vmbo_mbo_kb.model.base",
        "vmbo_mbo_kb.model.marks",
        "vmbo_mbo_kb.model.shared",
        "vmbo_mbo_kb.model.theme",
        "vmbo_mbo_kb.model.when",
    }
    assert "vmbo_mbo_kb.blueprint" not in loaded


def test_an_answer_to_sparql_loads_no_model(library: Path) -> None:
    loaded = modules(library, "import vmbo_mbo_kb as kb; assert kb.load().sparql('ASK { ?s a kb:Theme }')")
    assert not loaded & (HEAVY - {"pyoxigraph"})


@pytest.mark.parametrize("arguments", [["--help"], ["show", "vm2"], ["show", "vm2", "--json"]])
def test_commands_load_no_library_but_click(library: Path, arguments: list[str]) -> None:
    program = f"sys.argv = ['vmbo-mbo-kb', *{arguments!r}]\nfrom vmbo_mbo_kb.cli import main\n"
    loaded = modules(library, f"{program}try:\n    main()\nexcept SystemExit as end:\n    assert not end.code")
    assert "click" in loaded
    assert not loaded & HEAVY
