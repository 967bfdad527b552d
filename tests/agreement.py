# SPDX-License-Identifier: MIT
"""One corpus of broken records, and what every language of schemas makes of it.

The faults are derived from the blueprint: for each kind of field, whatever can be wrong with its values, put into the
first field of that kind in the small imaginary dataset; and for each rule that looks further, one breach of it. Broken
records go through the real writers. Where a writer has no form for a wrong value, the class that it writes by is
loosened in that one field (:class:`Loose`); where even that cannot say the fault, the statements are edited.

``python -m tests.agreement`` writes ``docs/agreement.md`` from a measured run; test_agreement.py holds it fresh.
"""

import atexit
import copy
import json
import re
import shutil
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

import jsonschema
import jsonschema_rs
from csvw import CSVW

from tests.shacl_engines import CORE, FAILS, Judge, judge, ntriples
from vmbo_mbo_kb import load, validate
from vmbo_mbo_kb.blueprint import ClassSpec, CodeSpec, FieldSpec, Kind, blueprint
from vmbo_mbo_kb.exporters.csv import Csv
from vmbo_mbo_kb.exporters.ntriples import NTriples
from vmbo_mbo_kb.generators.json_schema import json_schemas
from vmbo_mbo_kb.generators.shacl import shapes
from vmbo_mbo_kb.namespaces import DEFAULT_BASE, expand
from vmbo_mbo_kb.records import Record
from vmbo_mbo_kb.words import Words

VALID = Path(__file__).parent / "data" / "valid"
PAGE = Path(__file__).parents[1] / "docs" / "agreement.md"

SOURCE = "sources/bron-rapport"
SCHEME = "subsidy-schemes/proefgeld"
FORM = "collaboration-forms/proef"
THEME = "themes/instromen"
BODY = "organisations/dienst"
MINISTRY = "organisations/ministerie"

Data = dict[str, tuple[ClassSpec, Record]]
"""Records by where they stand: ``folder/id``, and ``dataset`` for the description."""


@cache
def _valid() -> Data:
    kb = load(VALID)
    found = {f"{spec.slug}/{record['id']}": (spec, record) for spec, record in kb.records}
    # One passage: the second would be written by the class that is loosened for the first.
    found[SOURCE][1]["passages"].pop()
    found[MINISTRY][1]["citations"][0]["rests_on"] = ["p1"]
    return {"dataset": (blueprint().dataset, kb.records.dataset), **found}


def valid() -> Data:
    """A copy of the valid records, to break."""
    return {name: (spec, copy.deepcopy(record)) for name, (spec, record) in _valid().items()}


@dataclass(frozen=True)
class Site:
    """A place in the valid records: which record, the way to what holds the field, and the field."""

    record: str
    way: tuple[str | int, ...]
    owner: ClassSpec
    field: FieldSpec

    def holder(self, data: Data) -> Record:
        """The record or part that holds the field."""
        found: Any = data[self.record][1]
        for step in self.way:
            found = found[step]
        assert isinstance(found, dict)
        return found

    @property
    def at(self) -> str:
        """Class and field, for people."""
        return f"{self.owner.name}.{self.field.name}"


def sites() -> Iterator[Site]:
    """Every field that has a value in the valid records, record by record."""

    def walk(name: str, spec: ClassSpec, holder: Record, way: tuple[str | int, ...]) -> Iterator[Site]:
        for each in spec.fields:
            if each.name not in holder:
                continue
            yield Site(name, way, spec, each)
            if each.part:
                for position, part in enumerate(holder[each.name]):
                    yield from walk(name, each.part, part, (*way, each.name, position))

    for name, (spec, record) in _valid().items():
        if name != "dataset":
            yield from walk(name, spec, record, ())


def first(holds: Callable[[FieldSpec], object]) -> Site | None:
    """The first place whose field is so; ids and keys only where nothing else is."""
    found = [site for site in sites() if holds(site.field)]
    plain = [site for site in found if site.field.name not in ("id", "key")]
    return next(iter(plain or found), None)


Loosen = Callable[[ClassSpec, FieldSpec], ClassSpec]
"""From the class that holds a field to one by which a writer can write what is wrong with it."""

Edit = Callable[[str, Site], str]
"""Statements (N-Triples) of the valid records, changed."""


@dataclass(frozen=True)
class Fault:
    """Something wrong with the records."""

    about: str
    """What kind of rule it breaks."""
    name: str
    """What is wrong, where that is."""
    change: Callable[[Data], None]
    site: Site | None = None
    loosen: Loosen | None = None
    edit: Edit | None = None


def _as(kind: Kind, **more: Any) -> Loosen:
    """The field has another kind."""
    return lambda spec, each: _with(spec, each._replace(kind=kind, part=None, pattern=None, language=None, **more))


def _with(spec: ClassSpec, *fields: FieldSpec) -> ClassSpec:
    """The class with these fields, in the place of its own of that name or beside them."""
    own = {each.name: each for each in spec.fields} | {each.name: each for each in fields}
    return replace(spec, fields=tuple(own.values()))


def _many(spec: ClassSpec, each: FieldSpec) -> ClassSpec:
    return _with(spec, each._replace(many=True))


def _one(spec: ClassSpec, each: FieldSpec) -> ClassSpec:
    return _with(spec, each._replace(many=False))


UNKNOWN = "geen_veld"
"""The name of no field."""


def _one_more(spec: ClassSpec, each: FieldSpec) -> ClassSpec:
    words = Words(nl="geen veld", en="no field")
    return _with(spec, FieldSpec(UNKNOWN, "kb:noField", Kind.STRING, words, words, required=False))


def _any_code(spec: ClassSpec, each: FieldSpec) -> ClassSpec:
    assert each.codes is not None
    code = CodeSpec("geen-waarde", Words(nl="geen waarde", en="no value"))
    return _with(spec, each._replace(codes=each.codes._replace(values=(*each.codes.values, code))))


def _edited(pattern: str, by: str) -> Edit:
    """Change the first statement about the site's value that is so; ``{}`` in the pattern is the value's IRI."""

    def edit(text: str, site: Site) -> str:
        node = re.escape(
            f"{DEFAULT_BASE}id/{site.record}#{site.field.name}"
            if site.field.kind is Kind.PERIOD
            else f"{DEFAULT_BASE}id/{site.record}"
        )
        found, count = re.subn(pattern.replace("{}", node), by, text, count=1)
        assert count == 1, pattern
        return found

    return edit


def _put(value: Any) -> Callable[[Record, FieldSpec], None]:
    def change(holder: Record, each: FieldSpec) -> None:
        holder[each.name] = [value, *holder[each.name][1:]] if each.many else value

    return change


def _drop(holder: Record, each: FieldSpec) -> None:
    del holder[each.name]


def _unknown(holder: Record, each: FieldSpec) -> None:
    holder[UNKNOWN] = "x"


@dataclass(frozen=True)
class Wrong:
    """A way in which a value of a kind can be wrong."""

    about: str
    name: str
    change: Callable[[Record, FieldSpec], None]
    loosen: Loosen | None = None
    edit: Edit | None = None
    where: Callable[[FieldSpec], object] = field(default=lambda each: True)


def _second(value: Any) -> Callable[[Record, FieldSpec], None]:
    def change(holder: Record, each: FieldSpec) -> None:
        holder[each.name] = [holder[each.name], value]

    return change


_NT_DATE = expand("xsd:date")

WRONG: dict[Kind, tuple[Wrong, ...]] = {
    Kind.TEXT: (
        Wrong("datatype", "text without a language", _put("tekst"), _as(Kind.STRING)),
        Wrong("cardinality", "one language of two", lambda h, f: h[f.name].pop("en"), where=lambda f: f.languages),
        Wrong("cardinality", "no language", _put({}), where=lambda f: not f.languages),
        Wrong(
            "cardinality",
            "two values for one",
            lambda h, f: h.update({f.name: [h[f.name], {"nl": "nog", "en": "more"}]}),
            edit=_edited(r'(<{}> \S+prefLabel> )("[^"]*"@nl)', r'\1\2 .\n\1"nog"@nl'),
        ),
        Wrong(
            "closedness",
            "a third language",
            lambda h, f: h[f.name].update(fr="texte"),
            edit=_edited(r'(<{}> \S+prefLabel> )("[^"]*"@nl)', r'\1\2 .\n\1"texte"@fr'),
        ),
        Wrong("pattern", "white space at the end", lambda h, f: h[f.name].update(nl="tekst ")),
    ),
    Kind.STRING: (
        Wrong("datatype", "a number for text", _put(5), _as(Kind.INTEGER)),
        Wrong("cardinality", "two values for one", _second("ander"), _many, where=lambda f: not f.many),
        Wrong("pattern", "text not of its form", _put("2008 nr 186"), where=lambda f: f.name == "staatscourant"),
        Wrong("pattern", "an id in capitals", _put("Sleutel"), where=lambda f: f.name == "key"),
        Wrong("range", "text too long", _put("a" * 121), where=lambda f: f.name == "key"),
    ),
    Kind.INTEGER: (
        Wrong("datatype", "text for a number", _put("nul"), _as(Kind.STRING)),
        Wrong("datatype", "a fraction for a whole number", _put(0.5), _as(Kind.DECIMAL)),
        Wrong("cardinality", "two values for one", _second(1), _many),
        Wrong("range", "a number below the smallest", _put(-1), where=lambda f: f.minimum == 0),
    ),
    Kind.DECIMAL: (
        Wrong("datatype", "text for a number", _put("veel")),
        Wrong("pattern", "a number with an exponent", _put("1e5")),
        Wrong("range", "a number below the smallest", _put("-0.01"), where=lambda f: f.minimum == 0),
        Wrong("cardinality", "two values for one", _second("2"), _many),
    ),
    Kind.BOOLEAN: (
        Wrong("datatype", "text for true or false", _put("ja"), _as(Kind.STRING)),
        Wrong("cardinality", "two values for one", _second(False), _many),
    ),
    Kind.DATE: (
        Wrong("datatype", "a month that does not exist", _put("2008-13"), _as(Kind.DAY)),
        Wrong("datatype", "a day that does not exist", _put("2009-02-29"), _as(Kind.DAY)),
        Wrong("range", "a year before 1000", _put("0999-01-01"), _as(Kind.DAY)),
        Wrong("arithmetic", "a school year of two years", _put("2008/2010")),
        Wrong("cardinality", "two values for one", _second("2009"), _many),
    ),
    Kind.DAY: (
        Wrong("datatype", "a year for a day", _put("2008")),
        Wrong("datatype", "a day that does not exist", _put("2009-02-29")),
        Wrong("cardinality", "two values for one", _second("2009-01-01"), _many),
    ),
    Kind.PERIOD: (
        Wrong("datatype", "text for a period", _put("2008"), _as(Kind.STRING)),
        Wrong(
            "cardinality",
            "a bound missing",
            lambda h, f: h[f.name].pop("through"),
            edit=_edited(r"<{}> \S+throughStatus> \S+ \.\n", ""),
        ),
        Wrong(
            "datatype",
            "a bound that is no date",
            lambda h, f: h[f.name].update({"from": "2008-13"}),
            edit=_edited(r'(<{}> \S+from> )"[^"]*"\^\^<[^>]*>', rf'\1"2008-13"^^<{_NT_DATE}>'),
        ),
        Wrong(
            "closedness",
            "a third bound",
            lambda h, f: h[f.name].update(until="2009"),
            edit=_edited(r"(<{}> \S+def#)(from> [^\n]*\n)", r'\1\2\1until> "2009" .\n'),
        ),
        Wrong(
            "order",
            "a period that ends before it starts",
            lambda h, f: h[f.name].update({"from": "2010", "through": "2009"}),
            edit=_edited(
                rf'(<{{}}> \S+throughLatest> )"[^"]*"\^\^<{_NT_DATE}>', rf'\1"1999-12-31"^^<{_NT_DATE}>'
            ),
        ),
    ),
    Kind.IRI: (
        Wrong("datatype", "a number for an address", _put(5), _as(Kind.INTEGER)),
        Wrong("pattern", "an address that is not of the web", _put("urn:isbn:1")),
        Wrong("cardinality", "two values for one", _second("https://example.org/2"), _many),
    ),
    Kind.CODE: (
        Wrong("enumeration", "a value of no list", _put("geen-waarde"), _any_code),
        Wrong("datatype", "a number for a value of a list", _put(5), _as(Kind.INTEGER, codes=None)),
        Wrong(
            "cardinality",
            "two values for one",
            lambda h, f: h.update({f.name: [code.value for code in f.codes.values[:2]] if f.codes else []}),
            _many,
        ),
    ),
    Kind.REF: (
        Wrong("reference", "an id that no record has", _put("bestaat-niet")),
        Wrong("reference", "a record of another class", _put("niveau-a")),
        Wrong("datatype", "a number for an id", _put(5), _as(Kind.INTEGER, target=None)),
        Wrong("pattern", "an id in capitals", _put("Rapport")),
        Wrong("cardinality", "two values for one", _second("dienst"), _many, where=lambda f: f.name == "publisher"),
        Wrong("uniqueness", "a value twice in a list", lambda h, f: h[f.name].append(h[f.name][0]),
              where=lambda f: f.many),
        Wrong("form of a list", "one value where a list belongs", lambda h, f: h.update({f.name: h[f.name][0]}), _one,
              where=lambda f: f.many),
    ),
    Kind.PROPERTY: (Wrong("enumeration", "the name of no field", _put(UNKNOWN), _one_more),),
    Kind.PART: (
        Wrong("datatype", "text for a part", _put("tekst"), _as(Kind.STRING)),
        Wrong(
            "uniqueness",
            "two parts with one key",
            lambda h, f: h[f.name].append({**h[f.name][0], "text": {"nl": "Anders.", "en": "Different."}}),
            where=lambda f: f.name == "conditions",
        ),
    ),
}  # fmt: skip
"""What can be wrong, by kind of field."""


def _fault(site: Site, wrong: Wrong) -> Fault:
    def change(data: Data) -> None:
        wrong.change(site.holder(data), site.field)

    return Fault(wrong.about, f"{wrong.name} ({site.at})", change, site, wrong.loosen, wrong.edit)


def _of_fields() -> Iterator[Fault]:
    for kind in Kind:
        site = first(lambda each, kind=kind: each.kind is kind and each.required)  # type: ignore[misc]
        if site is not None:
            yield _fault(site, Wrong("cardinality", f"no value for a required {kind}", _drop))
        for wrong in WRONG[kind]:
            # One value at a time: where a field may have several, the others would still be right.
            places = [first(lambda each, only=only: each.kind is kind and wrong.where(each) and (each.many is not only))  # type: ignore[misc]  # noqa: B023
                      for only in (True, False)]  # fmt: skip
            site = places[0] or places[1]
            assert site is not None, (kind, wrong.name)
            yield _fault(site, wrong)
    top = first(lambda each: each.name == "citations")
    assert top is not None
    yield _fault(
        top, Wrong("cardinality", "an empty list where one value belongs", lambda h, f: h.update({f.name: []}))
    )
    yield _fault(top, Wrong("closedness", "an unknown field of a part", _unknown, _one_more))
    named = first(lambda each: each.name == "name")
    assert named is not None
    yield _fault(named, Wrong("closedness", "an unknown field of a record", _unknown, _one_more))


def _changed(about: str, name: str, change: Callable[[Callable[[str], Record]], object]) -> Fault:
    def apply(data: Data) -> None:
        change(lambda place: data[place][1])

    return Fault(about, name, apply)


def _second_passage(of: Callable[[str], Record], start: int, cited: bool) -> None:
    of(SOURCE)["passages"].append({"key": "p2", "start": start, "end": 20, "sha256": "0" * 64})
    if cited:
        of(MINISTRY)["citations"][0]["rests_on"] = ["p2"]


def _two_with_one_id(data: Data) -> None:
    spec, record = data[THEME]
    data["concepts/proef"] = (
        blueprint().by_name("Concept"),
        {**{name: value for name, value in record.items() if name != "group"}, "id": "proef"},
    )
    assert spec.name == "Theme"


def _lost_link(data: Data) -> None:
    _, record = data[THEME]
    common = {name: record[name] for name in ("description", "citations", "checked", "review_by")}
    data["links/oud"] = (
        blueprint().by_name("Link"),
        {**common, "id": "oud", "address": "https://www.example.org/oud", "fate": "gone"},
    )


def _across() -> Iterator[Fault]:
    yield Fault("uniqueness", "an id that two records have", _two_with_one_id)
    yield _changed("choice", "a source that is two things", lambda of: of(SOURCE).update(regulation="regeling-proef"))
    yield _changed("choice", "a source that is nothing", lambda of: of(SOURCE).pop("document"))
    yield _changed(
        "order", "a passage that ends before it starts", lambda of: of(SOURCE)["passages"][0].update(start=11)
    )
    yield _changed("order", "passages that overlap", lambda of: _second_passage(of, start=5, cited=True))
    yield _changed("order", "a review before the check", lambda of: of(BODY).update(review_by="2026-10-01"))
    yield _changed(
        "order",
        "a predecessor that starts later",
        lambda of: of("organisations/oude-dienst").update(valid={"from": "2011", "through": "2012"}),
    )
    yield _changed(
        "cycle",
        "a hierarchy that leads back",
        lambda of: of(MINISTRY).update(part_of="dienst"),
    )
    yield _changed(
        "cycle",
        "a lineage that leads back",
        lambda of: of("organisations/oude-dienst").update(
            follows=[{**of(BODY)["follows"][0], "to": "dienst", "key": "dienst"}],
            valid={"from": "unknown", "through": None},
        ),
    )
    yield _changed(
        "key of a part",
        "an alternative to a part that is not there",
        lambda of: of(SCHEME)["alternatives"][0].update(part="anders"),
    )
    yield _changed(
        "key of a part",
        "a passage that the source does not have",
        lambda of: of(THEME)["citations"][0].update(rests_on=["p9"]),
    )
    yield _changed(
        "key of a part",
        "a passage that nothing rests on",
        lambda of: _second_passage(of, start=12, cited=False),
    )
    yield Fault("way on", "a link that is gone and leads nowhere", _lost_link)
    yield _changed(
        "whole dataset", "fewer records than promised", lambda of: of("dataset")["assertions"][0].update(least=9)
    )
    yield _changed(
        "whole dataset",
        "no basis in law for what is in force",
        lambda of: (of(FORM).pop("legal_bases"), of(FORM)["valid"].update(through=None)),
    )
    yield _changed(
        "whole dataset",
        "no successor and no open question",
        lambda of: of(SCHEME).pop("gaps"),
    )


@cache
def faults() -> tuple[Fault, ...]:
    """The corpus."""
    return (*_of_fields(), *_across())


def broken(fault: Fault) -> Data:
    """The records with the fault."""
    data = valid()
    fault.change(data)
    assert {name: record for name, (_, record) in data.items()} != {n: record for n, (_, record) in _valid().items()}
    return data


class CannotBeWritten(Exception):
    """A writer stops at the fault, or writes what it writes for the valid records."""


@dataclass(frozen=True)
class _Records:
    """Records for a writer, the class of some loosened."""

    dataset: Record
    items: list[tuple[ClassSpec, Record]]

    def __iter__(self) -> Iterator[tuple[ClassSpec, Record]]:
        return iter(self.items)


def _for_writer(data: Data, fault: Fault | None) -> _Records:
    order = [spec.name for spec in blueprint().entities]
    items = [(_loosened(spec, name, fault), record) for name, (spec, record) in data.items() if name != "dataset"]
    items.sort(key=lambda item: (order.index(item[0].name), item[1].get("id", "")))
    return _Records(data["dataset"][1], items)


def _loosened(spec: ClassSpec, name: str, fault: Fault | None) -> ClassSpec:
    """The class by which to write a record: its own, loosened where the fault is."""
    if fault is None or fault.loosen is None or fault.site is None or fault.site.record != name:
        return spec
    loosen, site = fault.loosen, fault.site
    fields = [step for step in site.way if isinstance(step, str)]
    # A part names the fields of what holds it, so the name of no field is one of that.
    above = 1 if site.field.kind is Kind.PROPERTY else 0

    def go(owner: ClassSpec, rest: list[str]) -> ClassSpec:
        if len(rest) == above:
            return loosen(owner, site.field)
        own = owner.field(rest[0])
        assert own.part is not None
        return _with(owner, own._replace(part=go(own.part, rest[1:])))

    return go(spec, fields)


def triples(fault: Fault | None) -> str:
    """The statements, as N-Triples.

    :raises CannotBeWritten: the writer has no form for the fault.
    """
    if fault is not None and fault.edit and fault.site:
        return fault.edit(triples(None), fault.site)
    with TemporaryDirectory() as folder:
        try:
            NTriples().write(_for_writer(valid() if fault is None else broken(fault), fault), Path(folder))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise CannotBeWritten(type(error).__name__) from error
        text = Path(folder, NTriples.file_name).read_text(encoding="utf-8")
    if fault is not None and set(text.splitlines()) == set(triples(None).splitlines()):  # a graph is a set
        raise CannotBeWritten("same")
    return text


def write_tables(fault: Fault | None, folder: Path) -> Path:
    """Write the CSV export; gives the path of its metadata.

    :raises CannotBeWritten: the writer has no form for the fault.
    """
    try:
        Csv().write(_for_writer(valid() if fault is None else broken(fault), None), folder)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise CannotBeWritten(type(error).__name__) from error
    return folder / "csv" / "csvw-metadata.json"


def _tables(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.csv")}


@cache
def _valid_tables() -> dict[str, bytes]:
    with TemporaryDirectory() as folder:
        write_tables(None, Path(folder))
        return _tables(Path(folder))


def codes(data: Data) -> list[str]:
    """What our own checks say: the codes of their findings."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for place, (_, record) in data.items():
            path = folder / f"{place}.yaml"
            path.parent.mkdir(exist_ok=True)
            path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")  # JSON is YAML
        return sorted({finding.code for finding in validate(folder)})


@cache
def _schemas() -> dict[str, tuple[jsonschema.Draft202012Validator, jsonschema_rs.Draft202012Validator]]:
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return {
        name.removesuffix(".schema.json"): (
            jsonschema.Draft202012Validator(schema, format_checker=checker),
            jsonschema_rs.Draft202012Validator(schema, validate_formats=True),
        )
        for name, schema in json_schemas().items()
    }


def refused_by_json_schema(data: Data) -> dict[str, bool]:
    """Whether each engine refuses a record."""
    pairs = [(_schemas()[spec.slug], record) for spec, record in data.values()]
    return {
        "jsonschema": not all(one.is_valid(record) for (one, _), record in pairs),
        "jsonschema-rs": not all(two.is_valid(record) for (_, two), record in pairs),
    }


@cache
def judge_of(engine: str) -> Judge:
    """An engine with the shapes of all classes."""
    return judge(engine, ntriples(shapes()))


def refused_by_shacl(text: str) -> dict[str, bool]:
    """Whether each engine refuses the statements."""
    return {engine: not judge_of(engine)(text).conforms for engine in SHACL_ENGINES}


@cache
def _csvw(metadata: str) -> tuple[Path, CSVW]:
    """The judge with a folder of its own: making sense of the metadata takes it longer than reading the tables."""
    folder = Path(mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "csvw-metadata.json"
    path.write_text(metadata, encoding="utf-8")
    return folder, CSVW(str(path), validate=True, strict=False)


def refused_by_csvw(metadata: Path) -> dict[str, bool]:
    """Whether the tables are refused."""
    folder, judge = _csvw(metadata.read_text(encoding="utf-8"))
    shutil.copytree(metadata.parent, folder, dirs_exist_ok=True)
    before = list(judge.warnings)  # what it has against the metadata; it adds what it has against the tables
    with warnings.catch_warnings():
        warnings.simplefilter("always")  # it gathers its own warnings, and judges by them
        try:
            return {"csvw": not judge.is_valid}
        except ValueError:
            return {"csvw": True}
        finally:
            judge.warnings = before


SHACL_ENGINES = ("pyshacl", "shacl", "shacl-rust", "pyshacl-turbo")

STRICT = ("cardinality", "datatype", "range", "enumeration", "pattern")
"""The kinds of rule that JSON Schema and SHACL refuse every breach of."""

LANGUAGES = ("JSON Schema", "SHACL", "CSVW")

REFUSES, CANNOT_SEE, CANNOT_WRITE = "refuses", "cannot see", "cannot be written"

REASONS: dict[tuple[str, str], str] = {
    ("JSON Schema", "arithmetic"): "A pattern cannot count.",
    ("JSON Schema", "cycle"): "A schema judges one record at a time.",
    ("JSON Schema", "key of a part"): "A schema judges one record at a time, and a value of it by itself.",
    ("JSON Schema", "order"): "No keyword compares two values.",
    ("JSON Schema", "reference"): "A schema judges one record at a time.",
    ("JSON Schema", "uniqueness"): "`uniqueItems` compares whole items of one list: not keys in them, and not records.",
    ("JSON Schema", "way on"): "The rule warns; a schema has no warnings: it accepts or refuses.",
    ("JSON Schema", "whole dataset"): "A schema judges one record at a time.",
    ("SHACL", "whole dataset"): "What a dataset promises of itself names its classes by their folders, not by an IRI.",
    ("CSVW", "arithmetic"): "A format cannot count.",
    ("CSVW", "cardinality"): "A column says that its own cells are filled, not that another table, or one of two "
    "columns, has something for a row.",
    ("CSVW", "choice"): "No constraint looks at two cells of a row.",
    ("CSVW", "cycle"): "Foreign keys lead one step.",
    ("CSVW", "enumeration"): "Several names stand in one cell, and which are right depends on what holds the part: "
    "the format says what a name looks like.",
    ("CSVW", "key of a part"): "The keys stand in cells of several values, or belong to one of several tables.",
    ("CSVW", "order"): "No constraint looks at two cells.",
    ("CSVW", "uniqueness"): "A key is unique in its own table only.",
    ("CSVW", "way on"): "No constraint looks at two cells of a row.",
    ("CSVW", "whole dataset"): "No constraint counts rows, or knows a day.",
}
"""Why a breach of a kind of rule cannot be seen."""

NO_PLACE = "The format has no place for it: what is written is what is written of the right value."
NO_FORM = "The writer has no form for such a value, and stops."


@dataclass(frozen=True)
class Verdict:
    """What one language makes of a fault."""

    text: str
    reason: str | None = None


@dataclass(frozen=True)
class Row:
    """What all make of a fault."""

    fault: Fault
    codes: list[str]
    verdicts: dict[str, Verdict]


def _verdict(language: str, fault: Fault, engines: dict[str, bool]) -> Verdict:
    assert len(set(engines.values())) == 1, f"{fault.name}: the engines differ: {engines}"
    if all(engines.values()):
        return Verdict(REFUSES)
    return Verdict(CANNOT_SEE, REASONS[language, fault.about])


def _unwritten(error: CannotBeWritten) -> Verdict:
    return Verdict(CANNOT_WRITE, NO_PLACE if str(error) == "same" else NO_FORM)


def measure(fault: Fault) -> Row:
    """Put a fault to all judges."""
    data = broken(fault)
    verdicts = {"JSON Schema": _verdict("JSON Schema", fault, refused_by_json_schema(data))}
    try:
        verdicts["SHACL"] = _verdict("SHACL", fault, refused_by_shacl(triples(fault)))
    except CannotBeWritten as error:
        verdicts["SHACL"] = _unwritten(error)
    with TemporaryDirectory() as name:
        try:
            metadata = write_tables(fault, Path(name))
            if _tables(Path(name)) == _valid_tables():
                raise CannotBeWritten("same")
            verdicts["CSVW"] = _verdict("CSVW", fault, refused_by_csvw(metadata))
        except CannotBeWritten as error:
            verdicts["CSVW"] = _unwritten(error)
    return Row(fault, codes(data), verdicts)


_HEAD = """\
# Agreement of the schemas

The model and the checks are the measure; JSON Schema, SHACL shapes and CSVW metadata are made from the same blueprint.
This page says how far each of them refuses what the model refuses. It is written by `python -m tests.agreement` from a
measured run, and tests/test_agreement.py measures every row anew.

The faults are derived from the blueprint: for each kind of field, what can be wrong with its values, put into the first
field of that kind in a small imaginary dataset; and a breach of each rule that looks further than one field. The
records go through the real writers as they are, unvalidated. JSON Schema is judged by jsonschema and jsonschema-rs on
the records, SHACL by pyshacl, shacl, shacl-rust and pyshacl-turbo on the N-Triples, CSVW by csvw on the tables; the
engines of a language must agree, or the test fails. The valid records pass every judge.

- *refuses*: the judge reports the fault.
- *cannot see*: the language has no words for the rule.
- *cannot be written*: the fault does not survive the writing.

Breaches of rules on cardinality, datatype, range, enumeration and pattern are refused by the model, JSON Schema and
SHACL alike. Rules on reading (KB1xx), file names (KB211), releases (KB305 to KB311), days that pass (KB604) and texts
that are elsewhere (KB505)
are not here: what they judge is not in the records.

| kind of rule | fault | model and checks | JSON Schema | SHACL | CSVW |
|---|---|---|---|---|---|
"""

_ENGINES = f"""
## Engines

Where records are many, jsonschema and pyshacl take minutes. `pip install 'vmbo-mbo-kb[engines]'` brings engines that
are many times as fast ([Performance](performance.md)): jsonschema-rs for `schema/{{class}}.schema.json`; shacl,
shacl-rust and pyshacl-turbo for `schema/shapes.ttl`. They are young: where a verdict counts, ask two. On every row
above they gave pyshacl's verdict, and on the W3C's tests of SHACL Core these:

| engine | passes of {CORE} tests | other verdict or results |
|---|---:|---|
"""

_SAID = """
A test passes with the verdict of the W3C and its results: focus node, value, component and severity. The other verdict
is that on `uniqueLang-002` ("1" is not "true"); pyshifty stays out of the extra for its other results. Where
`VMBO_MBO_KB_PROFILES` names a folder with `data-shapes-test-suite` of https://github.com/w3c/data-shapes,
tests/test_shacl_engines.py asks the engines that are installed anew.
"""

_REASONS_HEAD = "\n## Reasons\n\n"


def notes() -> list[str]:
    """All reasons, in the order in which the page numbers them."""
    return list(dict.fromkeys([NO_PLACE, NO_FORM, *REASONS.values()]))


def line(row: Row) -> str:
    """A row of the page."""
    cells = []
    for language in LANGUAGES:
        verdict = row.verdicts[language]
        number = f" [{notes().index(verdict.reason) + 1}](#reasons)" if verdict.reason else ""
        cells.append(verdict.text + number)
    return " | ".join([f"| {row.fault.about}", row.fault.name, ", ".join(row.codes), *cells]) + " |\n"


def page(lines: list[str]) -> str:
    """The whole page."""
    reasons = "".join(f"{number}. {reason}\n" for number, reason in enumerate(notes(), start=1))
    return _HEAD + "".join(lines) + _ENGINES + "".join(engines()) + _SAID + _REASONS_HEAD + reasons


def engines() -> Iterator[str]:
    """The rows of the engines."""
    for name, fails in FAILS.items():
        yield f"| {name} | {CORE - len(fails)} | {', '.join(fails)} |\n"


def main() -> None:
    """Measure, and write the page."""
    import logging

    logging.getLogger("rdflib").setLevel(logging.CRITICAL)  # it tells of every literal that is not of its datatype
    PAGE.write_text(page([line(measure(fault)) for fault in faults()]), encoding="utf-8")


if __name__ == "__main__":
    main()
