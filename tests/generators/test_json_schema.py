# SPDX-License-Identifier: MIT
"""JSON Schema and the model accept and refuse the same records.

Where they differ on purpose is listed in ``MODEL_ONLY`` and ``SCHEMA_ONLY``, and held to it.
"""

import copy
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from tests.strategies import records
from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, Kind, blueprint, model_class
from vmbo_mbo_kb.generators.json_schema import DIALECT, WHOLE, json_schemas
from vmbo_mbo_kb.namespaces import DEFAULT_BASE

Record = dict[str, Any]
Path = tuple[str | int, ...]

CLASSES = [*blueprint().entities, blueprint().dataset]

each_class = pytest.mark.parametrize("spec", CLASSES, ids=lambda spec: spec.slug)

quick = settings(
    max_examples=10,
    deadline=None,
    # Whole records shrink for minutes, and the fault is named anyway.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@cache
def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(json_schemas()[name])


def schema_accepts(spec: ClassSpec, record: Record) -> bool:
    return validator(f"{spec.slug}.schema.json").is_valid(record)


def line_accepted(spec: ClassSpec, record: Record) -> bool:
    return validator(WHOLE).is_valid({"class": spec.slug, **record})


def model_accepts(spec: ClassSpec, record: Record) -> bool:
    try:
        model_class(spec).model_validate(record)
    except ValidationError:
        return False
    return True


def both(spec: ClassSpec, record: Record) -> tuple[bool, bool]:
    """Whether the model and the schema accept a record; the two schemas agree wherever both apply."""
    accepted = schema_accepts(spec, record)
    if spec is not blueprint().dataset and "id" in record:
        assert line_accepted(spec, record) == accepted
    return model_accepts(spec, record), accepted


@pytest.mark.parametrize("name", sorted(json_schemas()))
def test_is_a_schema(name: str) -> None:
    schema = json_schemas()[name]
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == DIALECT
    assert schema["$id"] == f"{DEFAULT_BASE}schema/{name}"


def test_one_schema_a_class_and_one_for_all() -> None:
    assert set(json_schemas()) == {f"{spec.slug}.schema.json" for spec in CLASSES} | {WHOLE}


@pytest.mark.parametrize("name", sorted(json_schemas()))
def test_stands_alone(name: str) -> None:
    schema = json_schemas()[name]
    references = set(_each_value(schema, "$ref"))
    assert references == {f"#/$defs/{definition}" for definition in schema["$defs"]}


@pytest.mark.parametrize("name", sorted(json_schemas()))
def test_patterns_are_those_of_every_dialect(name: str) -> None:
    """JavaScript in Unicode mode refuses an escape of what needs none."""
    for pattern in set(_each_value(json_schemas()[name], "pattern")):
        escapes = {character for character in re.findall(r"\\(.)", pattern) if not re.match(r"[dDsSwW]", character)}
        assert escapes <= set("^$\\.*+?()[]{}|/"), pattern
        assert pattern.startswith("^")
        assert pattern.endswith("$")


@pytest.mark.parametrize("name", sorted(json_schemas()))
def test_people_find_both_languages(name: str) -> None:
    schema = json_schemas()[name]
    assert schema["description"].count("\n\n") == 1
    for spec in blueprint().entities:
        if name == f"{spec.slug}.schema.json":
            for field in spec.fields:
                about = schema["properties"][field.name]
                assert field.label.nl in about["title"]
                assert field.label.en in about["title"]
                assert about["description"] == f"{field.definition.en}\n\n{field.definition.nl}"


def _each_value(schema: Any, keyword: str) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get(keyword), str):
            yield schema[keyword]
        for value in schema.values():
            yield from _each_value(value, keyword)
    elif isinstance(schema, list):
        for value in schema:
            yield from _each_value(value, keyword)


@each_class
def test_valid_records_are_accepted(spec: ClassSpec) -> None:
    @quick
    @given(records(spec))
    def check(record: Record) -> None:
        assert both(spec, record) == (True, True)

    check()


Mutation = tuple[str, Callable[[Record, FieldSpec], None]]


def _set(value: Any) -> Callable[[Record, FieldSpec], None]:
    def change(record: Record, field: FieldSpec) -> None:
        record[field.name] = [value] if field.many else value

    return change


def _drop(record: Record, field: FieldSpec) -> None:
    del record[field.name]


def _unknown_key(record: Record, field: FieldSpec) -> None:
    record["unknown_key"] = 1


def _empty(record: Record, field: FieldSpec) -> None:
    record[field.name] = []


def _twice(record: Record, field: FieldSpec) -> None:
    record[field.name] = [*record[field.name], copy.deepcopy(record[field.name][0])]


def _one_for_many(record: Record, field: FieldSpec) -> None:
    record[field.name] = "text" if field.many else ["text"]


_WRONG: dict[Kind, list[Any]] = {
    Kind.TEXT: [
        "text",
        {},
        {"nl": " a"},
        {"nl": "a", "en": ""},
        {"nl": 1, "en": "b"},
        {"nl": "a", "en": "b", "fr": "c"},
    ],
    Kind.STRING: [1, True, "", {}],
    Kind.INTEGER: ["1", True, 1.5, -1],
    Kind.DECIMAL: [1.5, "1.", ".5", "1e5", "01", "+1", "1,5", True, "text", {}],
    Kind.BOOLEAN: [1, "true"],
    Kind.DATE: [
        "2009-02-29",
        "2008-13",
        "2008-8",
        "208",
        999,
        10000,
        2008.5,
        True,
        "08-2008",
        "2008-08-01T00:00:00",
        "unknown",
    ],
    Kind.DAY: [
        "2009-02-29",
        "1900-02-29",
        "2008-04-31",
        "2008",
        "2008-08",
        2008,
        "2008/2009",
        "20080801",
        "2008-08-32",
    ],
    Kind.PERIOD: [
        "2008",
        {},
        {"from": "2008"},
        {"through": None},
        {"from": "2008", "through": "open"},
        {"from": "2008-13", "through": None},
        {"from": 999, "through": None},
        {"from": "2008", "through": None, "x": 1},
    ],
    Kind.IRI: ["example.org", "ftp://example.org/", "https://a b", "https://", 1],
    Kind.CODE: ["no-such-value", 1, ""],
    Kind.REF: ["Upper", "a_b", "-a", "a--b", "", 1, "a" * 121],
    Kind.PROPERTY: [1],
    Kind.PART: ["text", {}, {"key": "a", "unknown_key": 1}],
}


def mutations(field: FieldSpec) -> Iterator[tuple[str, Callable[[Record, FieldSpec], None]]]:
    """What breaks a record that has this field."""
    yield "unknown key", _unknown_key
    yield "one for many" if field.many else "many for one", _one_for_many
    if field.required:
        yield "dropped", _drop
        yield "null", lambda record, field: record.update({field.name: None})
    if field.at_least_one:
        yield "empty", _empty
    if field.many:
        yield "twice", _twice
        yield "null for a list", lambda record, field: record.update({field.name: None})
    for wrong in _WRONG[field.kind]:
        yield f"{field.kind} {wrong!r}", _set(wrong)


@each_class
def test_broken_records_are_refused(spec: ClassSpec) -> None:
    """One fault at a time, in any field at any depth: the model and the schema both refuse the record."""

    @settings(quick, max_examples=60)
    @given(records(spec), st.data())
    def check(record: Record, data: st.DataObject) -> None:
        assert both(spec, record) == (True, True)
        broken = copy.deepcopy(record)
        owner, holder = data.draw(st.sampled_from(list(_holders(spec, broken))))
        present = [field for field in owner.fields if field.name in holder and not _may_lack(spec, owner, field)]
        field = data.draw(st.sampled_from(present))
        name, mutate = data.draw(st.sampled_from(list(mutations(field))))
        mutate(holder, field)
        assert both(spec, broken) == (False, False), f"{owner.name}.{field.name}: {name}"

    check()


def _may_lack(spec: ClassSpec, owner: ClassSpec, field: FieldSpec) -> bool:
    """The id of an entity may come from the file's name: that case has a test of its own."""
    return owner is spec and field.name == "id"


def _holders(spec: ClassSpec, record: Record) -> Iterator[tuple[ClassSpec, Record]]:
    yield spec, record
    for field in spec.fields:
        if field.part and field.name in record:
            for part in record[field.name] if field.many else [record[field.name]]:
                yield from _holders(field.part, part)


@each_class
def test_optional_single_values_may_be_null_and_lists_may_not(spec: ClassSpec) -> None:
    @settings(quick, max_examples=3)
    @given(records(spec))
    def check(record: Record) -> None:
        for owner, holder in _holders(spec, record):
            for field in owner.fields:
                if field.required or field.name in owner.one_of:
                    continue
                before = holder.pop(field.name, None)
                holder[field.name] = None
                model, schema = both(spec, record)
                assert model == schema, f"{owner.name}.{field.name}"
                del holder[field.name]
                if before is not None:
                    holder[field.name] = before

    check()


@each_class
def test_id_may_come_from_the_file_name(spec: ClassSpec) -> None:
    @settings(quick, max_examples=3)
    @given(records(spec))
    def check(record: Record) -> None:
        del record["id"]
        assert schema_accepts(spec, record) == (spec is not blueprint().dataset)
        assert not line_accepted(spec, record)
        assert not schema_accepts(spec, {**record, "id": "No Id"})

    check()


def test_line_says_its_class() -> None:
    whole = validator(WHOLE)
    assert [error.json_path for error in whole.iter_errors({"class": "no-such-class", "id": "a"})] == ["$.class"]
    assert {error.validator for error in whole.iter_errors({"id": "a"})} == {"required"}
    errors = list(whole.iter_errors({"class": "themes", "id": "a", "group": "no-such-group"}))
    assert {tuple(error.path) for error in errors} == {(), ("group",)}, "faults of one class, and of no other"


@pytest.mark.parametrize("year", [1000, 2008, 9999, "2008"])
def test_year_may_be_a_number(year: int | str) -> None:
    spec = blueprint().by_folder("themes")
    part = blueprint().by_folder("regulations")
    schema = json_schemas()["regulations.schema.json"]
    signed = Draft202012Validator({**schema["properties"]["signed"], "$defs": schema["$defs"]})
    assert signed.is_valid(year)
    assert part.field("signed").kind is Kind.DATE
    assert spec.field("checked").kind is Kind.DAY


@pytest.mark.parametrize("value", [0, 12, -3, "12", "-0.50", "0"])
def test_decimal_may_be_a_whole_number_or_text(value: int | str) -> None:
    schema = json_schemas()["figures.schema.json"]["properties"]["value"]
    assert Draft202012Validator(schema).is_valid(value)


MODEL_ONLY: dict[str, tuple[str, Callable[[Record], None]]] = {
    "parts with one key": (
        "themes",
        lambda record: record.update(notes=[{"key": "a", "text": {"nl": x, "en": x}} for x in "bc"]),
    ),
    "bounds out of order": ("organisations", lambda record: record.update(valid={"from": "2009", "through": "2008"})),
    "a school year of more than a year": (
        "organisations",
        lambda record: record.update(valid={"from": "2008/2010", "through": None}),
    ),
    "a passage that ends before it starts": (
        "sources",
        lambda record: record.update(passages=[{"key": "a", "start": 2, "end": 1, "sha256": "0" * 64}]),
    ),
    "a whole number with a fraction of zero, which is an integer in JSON Schema": (
        "questions",
        lambda record: record.update(position=1.0),
    ),
    "a line feed at the end, which Python's dollar sign lets pass and that of JSON Schema does not": (
        "themes",
        lambda record: record["name"].update(nl="naam\n"),
    ),
}
"""What the model refuses and JSON Schema has no words for."""

SCHEMA_ONLY: dict[str, tuple[str, Callable[[Record], None]]] = {
    "the name of a field that the class does not have": (
        "themes",
        lambda record: record["citations"][0].update(fields=["no_such_field"]),
    ),
}
"""What the schema refuses and the model leaves to a rule, which knows what holds the part."""


@pytest.mark.parametrize("name", [*MODEL_ONLY, *SCHEMA_ONLY])
def test_named_exceptions(name: str) -> None:
    folder, mutate = (MODEL_ONLY | SCHEMA_ONLY)[name]
    spec = blueprint().by_folder(folder)

    @settings(quick, max_examples=2)
    @given(records(spec))
    def check(record: Record) -> None:
        mutate(record)
        assert both(spec, record) == (name in SCHEMA_ONLY, name in MODEL_ONLY)

    check()
