# SPDX-License-Identifier: MIT
"""CSV exports: read back equal, judged by other people's validators, the same bytes every time."""

import csv
import json
import os
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jsonschema
import pytest
import uritemplate
from hypothesis import HealthCheck, given, settings

import vmbo_mbo_kb as kb
from tests.strategies import NASTY, GeneratedRecords, collections, validate
from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, Kind, blueprint
from vmbo_mbo_kb.exporters.csv import Csv
from vmbo_mbo_kb.generators import data_package
from vmbo_mbo_kb.generators.csvw import csvw_metadata
from vmbo_mbo_kb.namespaces import DEFAULT_BASE
from vmbo_mbo_kb.records import Record, is_open, part_path, record_path
from vmbo_mbo_kb.rows import GUARD_NOTE, VIEW_NOTE, rows, tables

ROOT = Path(__file__).parents[2]
VALID = ROOT / "tests" / "data" / "valid"
TEXTS = (*NASTY, "a\rb", "a\r\nb", "\uff1d1+1", "' =1", "''")
PLAIN: dict[Kind, Any] = {
    Kind.INTEGER: 0,
    Kind.DECIMAL: "12345678901234567890.50",
    Kind.BOOLEAN: True,
    Kind.DAY: "2008-02-29",
    Kind.IRI: "https://example.org/é?q=a,b;c&d='x'",
}


def sample() -> GeneratedRecords:
    """Two records of every class with every field filled, whose references all lead somewhere."""
    plan = blueprint()
    texts = cycle(TEXTS)
    dates = cycle(("2008", "2008-08", "2008-08-01", "2008/2009"))
    bounds = cycle((("2008", "unknown"), (None, "2013-07"), ("unknown", None), ("2008/2009", "2009/2010")))
    own = {
        "end": 1,
        "sha256": "0" * 64,
        "bwb": "BWBR0000001",
        "staatsblad": "2008, 1",
        "staatscourant": "2008, 2 p. 3",
        "currency": "EUR",
    }

    def one(field: FieldSpec, holder: ClassSpec, number: int) -> Any:
        match field.kind:
            case Kind.TEXT:
                return {"nl": next(texts), "en": next(texts)}
            case Kind.PERIOD:
                return dict(zip(("from", "through"), next(bounds), strict=True))
            case Kind.DATE:
                return next(dates)
            case Kind.CODE:
                assert field.codes is not None
                return field.codes.values[number % len(field.codes.values)].value
            case Kind.REF:
                return f"{plan.by_name(field.target or '').slug}-{number}"
            case Kind.PROPERTY:
                return holder.fields[number].name
            case Kind.PART:
                assert field.part is not None
                return {**full(field.part, holder), "key": f"k{number}"}
            case _ if field.name in own:
                return own[field.name]
            case Kind.STRING:
                return f"k{number}" if field.pattern and "a-z0-9" in field.pattern else f"{next(texts)}{number}"
            case kind:
                return PLAIN[kind]

    def full(spec: ClassSpec, holder: ClassSpec) -> Record:
        record: Record = {}
        for field in spec.fields:
            around = holder if field.kind is Kind.PROPERTY else spec
            if field.many:
                found = [one(field, around, number) for number in (0, 1)]
                record[field.name] = found[:1] if field.kind is Kind.IRI else found
            else:
                record[field.name] = one(field, around, 0)
        return record

    records = [
        (spec, {**full(spec, spec), "id": f"{spec.slug}-{number}"}) for spec in plan.entities for number in (0, 1)
    ]
    for spec, record in records:
        if spec.name == "Source":
            del record["regulation"]  # a source is a document or a regulation, not both
    about = {
        "id": "voorbeeld",
        "name": {"nl": "Voorbeeld", "en": "Example"},
        "description": {"nl": "=Bedacht", "en": "Made up"},
        "version": "2026.1",
        "as_of": "2026-01-31",
        "licence": "https://creativecommons.org/publicdomain/zero/1.0/",
        "publisher_name": "@uitgever",
        "assertions": [{"key": "k0", "kind": "at-least", "class_name": "themes", "least": 2}],
    }
    return GeneratedRecords.of(about, records)


def same(records: GeneratedRecords, folder: Path) -> bool:
    """Whether the export in a folder reads back as these records, in order."""
    found = [(spec.name, record) for spec, record in Csv().read(folder)]
    return found == [("Dataset", records.dataset), *((spec.name, record) for spec, record in records)]


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """Folder of the tables of the sample."""
    Csv().write(sample(), tmp_path)
    return tmp_path / "csv"


def spoil(export: Path, table: str, old: str, new: str) -> None:
    """Change the first place in a table that has these characters."""
    text = (export / table).read_bytes().decode()
    assert old in text
    (export / table).write_bytes(text.replace(old, new, 1).encode())


class TestRoundTrip:
    # What slows generation is the size of the classes, not a fault of the strategy. That every class comes back
    # from its rows is tested with the rows; this is about the files.
    @settings(deadline=None, max_examples=20, suppress_health_check=list(HealthCheck))
    @given(collections(max_size=4))
    def test_generated_records_read_back_equal(self, records: GeneratedRecords) -> None:
        with TemporaryDirectory() as name:
            Csv().write(records, Path(name))
            assert same(records, Path(name))

    def test_the_sample_is_valid_and_reads_back_equal(self, tmp_path: Path) -> None:
        records = sample()
        for spec, record in records:
            validate(spec, record)
        Csv().write(records, tmp_path)
        assert same(records, tmp_path)

    def test_the_sample_fills_every_table(self, export: Path) -> None:
        assert [t.path for t in tables() if len((export / t.path).read_bytes().splitlines()) < 2] == []

    def test_rows_are_those_that_python_reads(self, export: Path) -> None:
        records = sample()
        expected: dict[str, list[list[str]]] = {t.path: [[c.name for c in t.columns]] for t in tables()}
        for spec, record in ((blueprint().dataset, records.dataset), *records):
            for table, row in rows(spec, record):
                expected[table.path].append(row)
        for path, content in expected.items():
            with (export / path).open(encoding="utf-8", newline="") as file:
                assert list(csv.reader(file, strict=True)) == content

    def test_text_longer_than_the_limit_of_python_s_reader_is_kept(self, tmp_path: Path) -> None:
        records = sample()
        longest = 131_072  # as Python begins; it is one for the whole process, and others raise it to gigabytes
        records.dataset["description"]["nl"] = "x" * (longest + 1)
        Csv().write(records, tmp_path)
        assert same(records, tmp_path)

    def test_tables_that_a_spreadsheet_saved_anew_are_read(self, export: Path) -> None:
        """With a byte order mark, line feeds alone, and quotes around everything."""
        for table in tables():
            path = export / table.path
            with path.open(encoding="utf-8", newline="") as file:
                content = list(csv.reader(file))
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(content)
        assert same(sample(), export.parent)


class TestFiles:
    def test_all_tables_are_written_even_without_records(self, tmp_path: Path) -> None:
        written = Csv().write(GeneratedRecords.of(sample().dataset, []), tmp_path)
        files = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())
        assert [file.path for file in written] == files
        assert {file.path for file in written} == {
            "csv/csvw-metadata.json",
            "csv/datapackage.json",
            *(f"csv/{table.path}" for table in tables()),
        }
        assert {file.path for file in written if file.records} == {
            "csv/dataset.csv",
            "csv/dataset/assertions.csv",
        }

    def test_rows_are_counted(self, tmp_path: Path) -> None:
        written = {file.path: file.records for file in Csv().write(sample(), tmp_path)}
        assert written["csv/themes.csv"] == 2
        assert written["csv/themes/citations.csv"] == 4

    def test_lines_end_in_cr_lf_and_no_mark_is_in_front(self, export: Path) -> None:
        assert (export / "education-levels/broader.csv").read_bytes() == (
            b"education_level_id,broader\r\n"
            b"education-levels-0,education-levels-0\r\neducation-levels-0,education-levels-1\r\n"
            b"education-levels-1,education-levels-0\r\neducation-levels-1,education-levels-1\r\n"
        )

    def test_formulas_are_harmless(self, export: Path) -> None:
        assert b",'=Bedacht," in (export / "dataset.csv").read_bytes()
        for name in ("csvw-metadata.json", "datapackage.json"):
            assert GUARD_NOTE.en in (export / name).read_text(encoding="utf-8")

    def test_the_bytes_are_the_same_in_any_surroundings_with_few_files_open(self, tmp_path: Path) -> None:
        """One run a setting, in a process that may open no more files than one class has tables, and some."""
        most = max(len([*table.family()]) for table in tables() if not table.fields)
        program = (
            "import sys; from pathlib import Path; from vmbo_mbo_kb.exporters.csv import Csv;"
            "from tests.exporters.test_csv import sample; records = sample();"
            f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, ({most + 16}, {most + 16}));"
            "Csv().write(records, Path(sys.argv[1]))"
        )
        found = []
        for seed, zone, locale in (("1", "UTC", "C"), ("2", "Asia/Tokyo", "C.UTF-8"), ("3", "UTC", "POSIX")):
            folder = tmp_path / seed
            folder.mkdir()
            surroundings = {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "PYTHONPATH": str(ROOT)}
            subprocess.run(
                [sys.executable, "-c", program, str(folder)],
                check=True,
                cwd=ROOT,
                env={**os.environ, **surroundings},
            )
            found.append({p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()})
        assert found[0]
        assert found[0] == found[1] == found[2]

    def test_another_base_differs_in_the_base_alone(self, export: Path, tmp_path: Path) -> None:
        other = tmp_path / "other"
        other.mkdir()
        base = "https://example.net/kb/"
        Csv().write(sample(), other, base)
        for path in export.rglob("*.*"):
            again = (other / "csv" / path.relative_to(export)).read_text(encoding="utf-8")
            assert again == path.read_text(encoding="utf-8").replace(DEFAULT_BASE, base)

    def test_records_out_of_order_are_refused(self, tmp_path: Path) -> None:
        records = sample()
        records.items.append(records.items[0])
        with pytest.raises(ValueError, match="CollaborationForm do not come one after another"):
            Csv().write(records, tmp_path)


class TestDamage:
    """Files that are not such an export are refused with the place."""

    @pytest.mark.parametrize(
        ("table", "old", "new", "message"),
        [
            ("themes.csv", "name_nl", "naam", r"themes\.csv: the header is"),
            ("themes.csv", "\r\nthemes-1,", "\r\n,", r"themes\.csv:3: id is empty"),
            ("themes.csv", "\r\nthemes-1,", "\r\nthemes-0,", r"themes\.csv:3: themes-0 occurs twice"),
            ("themes.csv", "themes-0,", "themes-0,,", r"themes\.csv:2: 11 cells for 10 columns"),
            ("themes.csv", "themes-0", 'themes"-0', r"themes\.csv: line 2 is not CSV"),
            ("themes/citations.csv", "true", "ja", r"themes/citations\.csv:2: inferred is 'ja'"),
            ("themes/citations.csv", "themes-0", "themes-9", r"citations\.csv:2: no row of themes\.csv is themes-9"),
            ("questions.csv", ",0,", ",nul,", r"questions\.csv:\d+: invalid literal for int"),
            ("themes/broader.csv", "0,themes-1", "0,", r"broader\.csv:3: broader is empty"),
            ("dataset.csv", "voorbeeld", "", r"dataset\.csv:2: id is empty"),
        ],
    )
    def test_it_is_told_where(self, export: Path, table: str, old: str, new: str, message: str) -> None:
        spoil(export, table, old, new)
        with pytest.raises(ValueError, match=message):
            list(Csv().read(export.parent))

    def test_a_missing_table(self, export: Path) -> None:
        (export / "themes/broader.csv").unlink()
        with pytest.raises(ValueError, match=r"themes/broader\.csv is missing"):
            list(Csv().read(export.parent))

    def test_another_encoding(self, export: Path) -> None:
        (export / "themes.csv").write_bytes("id,é".encode("latin-1"))
        with pytest.raises(ValueError, match=r"themes\.csv is not UTF-8"):
            list(Csv().read(export.parent))

    def test_no_dataset(self, export: Path) -> None:
        header, _, _ = (export / "dataset.csv").read_bytes().partition(b"\r\n")
        (export / "dataset.csv").write_bytes(header)
        assertions = export / "dataset" / "assertions.csv"
        assertions.write_bytes(assertions.read_bytes().partition(b"\r\n")[0])
        with pytest.raises(ValueError, match=r"dataset\.csv: 0 rows instead of one"):
            list(Csv().read(export.parent))


# Each in a place of its own: frictionless, which is slow, gets them all at once.
PLANTED = [
    pytest.param("themes.csv", "2008-02-29", "2008-02-30", "type-error", id="day that does not exist"),
    pytest.param("themes/citations.csv", ",high,", ",hoog,", "constraint-error", id="code not in the list"),
    pytest.param("themes/citations.csv", ",true,", ",ja,", "type-error", id="not a boolean"),
    pytest.param("figures.csv", "567890.50", "567890.5O", "type-error", id="not a number"),
    pytest.param("subsidy-schemes.csv", "unknown", "onbekend", "constraint-error", id="not a bound"),
    pytest.param("themes/gaps.csv", "id name", "id Name", "constraint-error", id="not a name in a list"),
    pytest.param("concepts.csv", "concepts-1,", "Concepts-1,", "constraint-error", id="not an id"),
    pytest.param("links.csv", "links-0,", ",", "constraint-error", id="no id"),
    pytest.param("documents.csv", "documents-1,", "documents-0,", "primary-key", id="an id twice"),
    pytest.param("themes/broader.csv", ",themes-1", ",themes-9", "foreign-key", id="reference to nothing"),
    pytest.param("themes/notes.csv", "themes-1,", "themes-9,", "foreign-key", id="part of nothing"),
    pytest.param("subsidy-schemes/amounts.citations.csv", "-1,k1,", "-1,k9,", "foreign-key", id="part of no part"),
]


class TestCsvw:
    """The csvw package judges by its Python API, with absent references allowed, over http and in a folder.

    It raises on what is wrong with cells and keys, and says false on what is wrong with the metadata.
    """

    @staticmethod
    def accepts(address: str) -> bool:
        from csvw import CSVW

        with warnings.catch_warnings():
            # It says by warnings what it finds, gathers them and goes on; as errors they would cut it short.
            warnings.simplefilter("always")
            judge = CSVW(address, validate=True, strict=False)
            return bool(judge.is_valid)

    @pytest.fixture
    def address(self, export: Path) -> Iterator[str]:
        """Address of the metadata on a server of our own."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(export)))
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/csvw-metadata.json"
        server.shutdown()
        thread.join()
        server.server_close()

    def test_the_export_is_accepted_over_http(self, address: str) -> None:
        assert self.accepts(address)

    def test_the_export_is_accepted_in_a_folder(self, export: Path) -> None:
        assert self.accepts(str(export / "csvw-metadata.json"))

    @pytest.mark.parametrize(("table", "old", "new", "error"), PLANTED)
    def test_planted_errors_are_refused(self, export: Path, table: str, old: str, new: str, error: str) -> None:
        spoil(export, table, old, new)
        with pytest.raises(ValueError, match=table.rpartition("/")[2].replace(".", r"\.") + ":|not found in"):
            self.accepts(str(export / "csvw-metadata.json"))

    def test_a_planted_error_is_refused_over_http(self, export: Path, address: str) -> None:
        spoil(export, *map(str, PLANTED[0].values[:3]))
        with pytest.raises(ValueError, match=r"themes\.csv:"):
            self.accepts(address)

    def test_iris_of_rows_are_those_of_records_and_parts(self, export: Path) -> None:
        metadata = json.loads((export / "csvw-metadata.json").read_text(encoding="utf-8"))
        templates = {entry["url"]: entry["tableSchema"] for entry in metadata["tables"]}
        records = sample()
        for spec, record in ((blueprint().dataset, records.dataset), *records):
            for table, row in rows(spec, record):
                cells = dict(zip((column.name for column in table.columns), row, strict=True))
                keys = [*row[1 : table.parents], cells.get("key", "")]
                path = record_path(spec, record)
                around = path
                for field, key in zip(table.fields, keys, strict=True) if table.fields else ():
                    around, path = path, part_path(path, field, key)
                if spec is blueprint().dataset and table.fields:  # the version in its IRI is no cell of its parts
                    assert "aboutUrl" not in templates[table.path]
                    continue
                about = uritemplate.expand(templates[table.path]["aboutUrl"], cells)
                assert about == DEFAULT_BASE + (path if table.item else around)
                for column in templates[table.path]["columns"]:
                    if column["name"] == "parent_iri":
                        assert uritemplate.expand(column["aboutUrl"], cells) == DEFAULT_BASE + around
                        assert uritemplate.expand(column["valueUrl"], cells) == about


class TestView:
    """A view may leave out what its records refer to, so its metadata state no foreign key of that."""

    @staticmethod
    def exported(view: kb.KnowledgeBase, referring: str, gone: str, folder: Path) -> Path:
        """Folder of the tables of a view with a reference to a record that it dropped."""
        assert gone not in view
        assert any(other.id == gone for others in view.related(referring).points_at.values() for other in others)
        view.export("csv", folder)
        return folder / "csv"

    @pytest.fixture
    def small(self, tmp_path: Path) -> Path:
        return self.exported(kb.load(VALID).at("2014-01-01"), "dienst", "oude-dienst", tmp_path)

    @pytest.fixture
    def real(self, tmp_path: Path) -> Path:
        return self.exported(kb.load().at("2015-01-01"), "experiment-doorlopende-leerlijnen", "vm2", tmp_path)

    @staticmethod
    def keys(export: Path) -> list[int]:
        """How many foreign keys the Data Package states, and how many the CSVW metadata."""
        package = json.loads((export / "datapackage.json").read_text(encoding="utf-8"))
        metadata = json.loads((export / "csvw-metadata.json").read_text(encoding="utf-8"))
        schemas = (
            [each["schema"] for each in package["resources"]],
            [each["tableSchema"] for each in metadata["tables"]],
        )
        return [sum(len(schema.get("foreignKeys", ())) for schema in each) for each in schemas]

    @pytest.mark.parametrize("name", ["small", "real"])
    def test_it_is_accepted(self, name: str, request: pytest.FixtureRequest) -> None:
        export = request.getfixturevalue(name)
        assert TestDataPackage.errors(export) == set()
        assert TestCsvw.accepts(str(export / "csvw-metadata.json"))

    def test_it_would_be_refused_with_the_keys_of_the_whole(self, small: Path) -> None:
        about = kb.load(VALID).records.dataset
        (small / "datapackage.json").write_text(json.dumps(data_package.data_package(about)), encoding="utf-8")
        (small / "csvw-metadata.json").write_text(json.dumps(csvw_metadata(about)), encoding="utf-8")
        assert {kind for _, kind in TestDataPackage.errors(small)} == {"foreign-key"}
        with pytest.raises(ValueError, match="not found in"):
            TestCsvw.accepts(str(small / "csvw-metadata.json"))

    def test_keys_to_parents_are_kept(self, small: Path) -> None:
        below = sum(1 for table in tables() if table.fields)
        assert self.keys(small) == [below, below]
        spoil(small, "organisations/citations.csv", "ministerie,", "mini,")
        with pytest.raises(ValueError, match="not found in"):
            TestCsvw.accepts(str(small / "csvw-metadata.json"))

    def test_the_whole_states_all_keys(self, export: Path) -> None:
        every = sum(len(table.foreign_keys) for table in tables())
        assert self.keys(export) == [every, every]

    def test_whole_and_view_say_what_they_are(self) -> None:
        whole = kb.load(VALID)
        assert not is_open(whole.records)
        assert not is_open(sample())
        assert is_open(whole.at("2014-01-01").records)
        assert is_open(whole.during("2010", "2014").at("2014-01-01").records)

    def test_its_readers_are_told_that_references_may_lead_outside(self, small: Path) -> None:
        metadata = json.loads((small / "csvw-metadata.json").read_text(encoding="utf-8"))
        told = [each for each in metadata["rdfs:comment"] if each not in csvw_metadata()["rdfs:comment"]]
        assert {each["@language"]: each["@value"] for each in told} == {"nl": VIEW_NOTE.nl, "en": VIEW_NOTE.en}
        package = json.loads((small / "datapackage.json").read_text(encoding="utf-8"))
        assert VIEW_NOTE.en in package["description"]
        assert VIEW_NOTE.en not in data_package.data_package()["description"]


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and keeps silent about it."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class TestDataPackage:
    @staticmethod
    def errors(export: Path) -> set[tuple[str, str]]:
        """Table and kind of each error that frictionless finds."""
        with warnings.catch_warnings():
            # Its dependencies call what they themselves deprecate.
            warnings.filterwarnings("ignore", category=DeprecationWarning)
            import frictionless

            report = frictionless.validate(str(export / "datapackage.json"))
        found = {(task.place, error.type) for task in report.tasks for error in task.errors}
        return found | {("", error.type) for error in report.errors}

    def test_the_export_is_accepted(self, export: Path) -> None:
        assert self.errors(export) == set()

    def test_planted_errors_are_refused(self, export: Path) -> None:
        for planted in PLANTED:
            table, old, new, _ = planted.values
            spoil(export, str(table), str(old), str(new))
        found = self.errors(export)
        for planted in PLANTED:
            table, _, _, error = planted.values
            assert (table, error) in found, planted.id

    def test_a_changed_file_is_noticed(self, export: Path) -> None:
        spoil(export, "dataset.csv", "Made up", "Made-up")
        assert self.errors(export) == {("dataset.csv", "hash-count")}

    def test_the_descriptor_is_valid(self, export: Path) -> None:
        profiles = os.environ.get("VMBO_MBO_KB_PROFILES")
        if not profiles:
            pytest.skip("VMBO_MBO_KB_PROFILES does not name a folder with datapackage-2.0/datapackage.json")
        profile = json.loads(Path(profiles, "datapackage-2.0", "datapackage.json").read_text(encoding="utf-8"))
        package = json.loads((export / "datapackage.json").read_text(encoding="utf-8"))
        judge = jsonschema.Draft7Validator(profile)
        assert list(judge.iter_errors(package)) == []
        package["resources"][0]["schema"]["fields"][0]["type"] = "text"
        assert list(judge.iter_errors(package)) != []

    def test_the_dataset_describes_it(self, export: Path) -> None:
        package = json.loads((export / "datapackage.json").read_text(encoding="utf-8"))
        assert package["name"] == "voorbeeld"
        assert package["id"] == f"{DEFAULT_BASE}id/dataset/voorbeeld/2026.1"
        assert package["version"] == "2026.1"
        assert package["licenses"] == [
            {"name": "CC0-1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/"}
        ]
        assert "created" not in package
