# SPDX-License-Identifier: MIT
"""The blueprint says all that the model says, and refuses a model that some format could not write."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import pytest

from vmbo_mbo_kb import blueprint_reader as module
from vmbo_mbo_kb import model
from vmbo_mbo_kb.blueprint import Blueprint, ClassSpec, CodeListSpec, CodeSpec, Kind, blueprint, model_class
from vmbo_mbo_kb.model.base import Model, Several
from vmbo_mbo_kb.model.marks import ID_PATTERN, Rdf, RdfClass
from vmbo_mbo_kb.words import Words

PACKAGE = Path(module.__file__).parent
CLASSES = list(blueprint().classes())
RECORDS = [*blueprint().entities, blueprint().dataset]

each_class = pytest.mark.parametrize("spec", CLASSES, ids=lambda spec: spec.name)


def test_classes_are_those_of_the_model_in_its_order() -> None:
    assert [spec.name for spec in blueprint().entities] == [cls.__name__ for cls in model.CLASSES]
    assert blueprint().dataset.name == "Dataset"


@pytest.mark.parametrize("spec", RECORDS, ids=lambda spec: spec.name)
def test_fields_are_those_of_the_model(spec: ClassSpec) -> None:
    infos = model_class(spec).__pydantic_fields__
    assert {field.name for field in spec.fields} == set(infos)
    for field in spec.fields:
        assert field.required == infos[field.name].is_required(), field.name


@each_class
def test_everything_has_words_in_both_languages(spec: ClassSpec) -> None:
    for words in (spec.label, spec.definition, *(words for f in spec.fields for words in (f.label, f.definition))):
        assert words.nl.strip()
        assert words.en.strip()
        assert "nl:" not in words.en
    for field in spec.fields:
        assert field.definition.en.endswith((".", "?")), field.name
        assert field.definition.nl.endswith((".", "?")), field.name


@each_class
def test_details_go_with_the_kind(spec: ClassSpec) -> None:
    for field in spec.fields:
        assert (field.target is not None) == (field.kind is Kind.REF), field.name
        assert (field.part is not None) == (field.kind is Kind.PART), field.name
        assert (field.codes is not None) == (field.kind is Kind.CODE), field.name
        assert not field.at_least_one or field.many, field.name
        assert not field.required or field.default is None, field.name


@each_class
def test_references_and_shortcuts_lead_somewhere(spec: ClassSpec) -> None:
    names = {each.name for each in blueprint().entities}
    for field in spec.fields:
        assert field.target is None or field.target in names, field.name
        if field.same_as:
            assert field.name == "key"
            assert spec.field(field.same_as).pattern == ID_PATTERN
    for parts, reference in spec.shortcuts.values():
        part = spec.field(parts).part
        assert part is not None
        assert part.field(reference).kind is Kind.REF


@each_class
def test_identifier_comes_first(spec: ClassSpec) -> None:
    assert spec.fields[0].name == ("key" if spec.folder is None else "id")
    assert spec.fields[0].pattern == ID_PATTERN


def test_folders_are_names_of_their_own() -> None:
    folders = [spec.slug for spec in RECORDS]
    assert len(set(folders)) == len(folders)
    assert all(re.fullmatch(ID_PATTERN, folder) for folder in folders)


def test_parts_and_lists_are_all_there_once() -> None:
    plan = blueprint()
    assert {f.part.name for spec in CLASSES for f in spec.fields if f.part} == {part.name for part in plan.parts}
    assert {f.codes.name for spec in CLASSES for f in spec.fields if f.codes} == {c.name for c in plan.code_lists}
    assert [part.name for part in plan.parts] == sorted({part.name for part in plan.parts})


def test_look_up() -> None:
    plan = blueprint()
    assert plan.by_folder("themes") is plan.by_name("Theme")
    assert plan.by_name("Theme").field("name").kind is Kind.TEXT
    for fail in (
        lambda: plan.by_folder("Theme"),
        lambda: plan.by_name("themes"),
        lambda: plan.by_name("Theme").field("nonsense"),
    ):
        with pytest.raises(KeyError):
            fail()
    with pytest.raises(TypeError, match="is a part and has no folder"):
        _ = plan.parts[0].slug


def test_further_types_depend_on_the_record() -> None:
    organisation = blueprint().by_name("Organisation")
    assert organisation.types_of({"kind": "school"}) == ["kb:Organisation", "org:Organization", "foaf:Agent"]
    ministry = {"kind": "ministry", "territory": "https://example.org/nl"}
    assert "cv:PublicOrganisation" in organisation.types_of(ministry)
    assert "cv:PublicOrganisation" not in organisation.types_of({"kind": "ministry"})
    assert "cv:PublicOrganisation" not in organisation.types_of({**ministry, "kind": "school"})
    assert "org:FormalOrganization" in organisation.types_of({"kind": "school", "legal_form": "stichting"})


def test_nothing_else_reads_the_fields_of_the_model() -> None:
    """One description, read in one place: a second reader would be a second list of fields."""
    readers = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if re.search(r"model_fields|__pydantic_fields__|model_json_schema|__annotations__", path.read_text())
    }
    assert readers == {"blueprint_reader.py"}


def with_class(plan: Blueprint, spec: ClassSpec) -> Blueprint:
    return plan._replace(entities=tuple(spec if each.name == spec.name else each for each in plan.entities))


def with_field(name: str, **changes: Any) -> Blueprint:
    """The blueprint with one field of themes changed."""
    theme = blueprint().by_name("Theme")
    fields = tuple(each._replace(**changes) if each.name == name else each for each in theme.fields)
    return with_class(blueprint(), replace(theme, fields=fields))


def with_code(value: str, label: Words) -> Blueprint:
    codes = CodeListSpec("Planted", Words("Lijst.", "List."), (CodeSpec(value, label),))
    return blueprint()._replace(code_lists=(*blueprint().code_lists, codes))


WORDS = Words("x", "x")

REFUSED: dict[str, tuple[Callable[[], Blueprint], str]] = {
    "one name, two terms": (lambda: with_field("name", term="dct:title"), "elsewhere"),
    "one name, two kinds": (lambda: with_field("description", kind=Kind.STRING), "elsewhere"),
    "one name, two languages": (lambda: with_field("abbreviation", language="en"), "elsewhere"),
    "one term, two fields of a class": (lambda: with_field("group", term="skos:prefLabel"), "share the term"),
    "a value named as a field": (lambda: with_code("themes", WORDS), "also the name of a field or class"),
    "a value named as a class": (lambda: with_code("Theme", WORDS), "also the name of a field or class"),
    "one value, two labels": (lambda: with_code("high", WORDS), "another label elsewhere"),
}


def test_the_model_as_it_is_passes() -> None:
    module._check(blueprint())


@pytest.mark.parametrize("name", REFUSED)
def test_what_formats_cannot_write_is_refused(name: str) -> None:
    make, message = REFUSED[name]
    with pytest.raises(TypeError, match=message):
        module._check(make())


class Unmarked(Model):
    """A class with a field that has no mark.

    nl: Een klasse met een veld zonder markering.
    """

    rdf = RdfClass("kb:Unmarked", "x", "x")

    name: str
    """The name.

    nl: De naam.
    """


class Undocumented(Model):
    """A class with a field that nobody explained.

    nl: Een klasse met een veld dat niemand heeft uitgelegd.
    """

    rdf = RdfClass("kb:Undocumented", "x", "x")

    name: Annotated[str, Rdf("skos:prefLabel", "naam", "name")]


class EnglishOnly(Model):
    """A class without a Dutch definition."""

    rdf = RdfClass("kb:EnglishOnly", "x", "x")


class TwoKinds(Model):
    """A class with a field of two kinds.

    nl: Een klasse met een veld van twee soorten.
    """

    rdf = RdfClass("kb:TwoKinds", "x", "x")

    name: Annotated[str | int, Rdf("skos:prefLabel", "naam", "name")]
    """The name.

    nl: De naam.
    """


class NoKind(Model):
    """A class with a field of no kind.

    nl: Een klasse met een veld van geen soort.
    """

    rdf = RdfClass("kb:NoKind", "x", "x")

    names: Annotated[Several[float], Rdf("skos:prefLabel", "naam", "name")]
    """The names.

    nl: De namen.
    """


@pytest.mark.parametrize(
    ("cls", "message"),
    [
        (Unmarked, "Unmarked.name has no Rdf mark"),
        (Undocumented, "Undocumented.name needs a docstring"),
        (EnglishOnly, "EnglishOnly needs a docstring"),
        (TwoKinds, "a field has one kind"),
        (NoKind, "NoKind.names: .* is none of the kinds"),
    ],
)
def test_faulty_classes_are_named(cls: type[Model], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        module._class_spec(cls)
