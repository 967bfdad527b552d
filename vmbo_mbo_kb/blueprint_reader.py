# SPDX-License-Identifier: MIT
"""Reading the blueprint from the model's classes: their annotations, marks and docstrings."""

import ast
import inspect
import sys
import types
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from annotated_types import Ge, Len, MinLen
from pydantic import StringConstraints
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from vmbo_mbo_kb import model
from vmbo_mbo_kb.blueprint import Blueprint, ClassSpec, CodeListSpec, CodeSpec, FieldSpec, Kind
from vmbo_mbo_kb.model.base import (
    DECIMAL_PATTERN,
    NON_NEGATIVE_PATTERN,
    CitedEntity,
    Model,
    Part,
    Period,
    Text,
    Title,
)
from vmbo_mbo_kb.model.marks import IRI_PATTERN, Code, PropertyName, Rdf, RdfClass, Reference
from vmbo_mbo_kb.periods import DATE_PATTERN, DAY_PATTERN, Day, PartialDate
from vmbo_mbo_kb.words import LANGUAGES, Words


def read() -> Blueprint:
    """Read the model's classes.

    :raises TypeError: a class or field says something that cannot be written in every format; the message names it.
    """
    entities = tuple(_class_spec(cls) for cls in model.CLASSES)
    dataset = _class_spec(model.Dataset)
    parts: dict[str, ClassSpec] = {}
    lists: dict[str, CodeListSpec] = {}
    for spec in (*entities, dataset):
        _collect(spec, parts, lists)
    plan = Blueprint(
        entities,
        tuple(parts[name] for name in sorted(parts)),
        tuple(lists[name] for name in sorted(lists)),
        dataset,
    )
    _check(plan)
    return plan


def _collect(spec: ClassSpec, parts: dict[str, ClassSpec], lists: dict[str, CodeListSpec]) -> None:
    for field in spec.fields:
        if field.codes:
            lists[field.codes.name] = field.codes
        if field.part and field.part.name not in parts:
            parts[field.part.name] = field.part
            _collect(field.part, parts, lists)


def _check(plan: Blueprint) -> None:
    """Hold the model to what the formats rely on: one name, one term, one kind; one term, one field in a class."""
    meanings: dict[str, tuple[str, Kind, str | None]] = {}
    for spec in plan.classes():
        terms: dict[str, str] = {}
        for field in spec.fields:
            meaning = (field.term, field.kind, field.language)
            if meanings.setdefault(field.name, meaning) != meaning:
                raise TypeError(f"{spec.name}.{field.name} is {meaning}, elsewhere {meanings[field.name]}")
            if terms.setdefault(field.term, field.name) != field.name:
                raise TypeError(f"{spec.name}: {field.name} and {terms[field.term]} share the term {field.term}")
    words: dict[str, Words] = {}
    reserved = {spec.term for spec in plan.classes()} | {f.term for spec in plan.classes() for f in spec.fields}
    for codes in plan.code_lists:
        for code in codes.values:
            if code.term in reserved or code.value in meanings:
                raise TypeError(f"the value {code.value!r} of {codes.name} is also the name of a field or class")
            if words.setdefault(code.value, code.label) != code.label:
                raise TypeError(f"the value {code.value!r} of {codes.name} has another label elsewhere")


@cache
def _class_spec(cls: type[Model]) -> ClassSpec:
    mark: RdfClass = cls.rdf
    docs = _field_docs(cls)
    infos = cls.__pydantic_fields__
    first = [name for name in ("id", "key") if name in infos]
    last = [name for name in CitedEntity.__pydantic_fields__ if name in infos and name not in first]
    own = [name for name in infos if name not in first and name not in last]
    return ClassSpec(
        name=cls.__name__,
        term=mark.term,
        label=Words(mark.nl, mark.en),
        plural=Words(*(mark.plural or (mark.nl, mark.en))),
        definition=_words(cls.__doc__, cls.__name__),
        folder=mark.folder,
        iri=mark.iri.replace("{folder}", mark.folder or ""),
        types=mark.types,
        within=mark.within,
        shortcuts=mark.shortcuts,
        constants=mark.constants,
        editorial=mark.editorial,
        one_of=mark.one_of,
        in_order=mark.in_order,
        fields=tuple(
            _field_spec(cls, name, infos[name], docs.get(name), mark.also.get(name, ()))
            for name in (*first, *own, *last)
        ),
    )


def _field_spec(cls: type[Model], name: str, info: FieldInfo, doc: str | None, also: tuple[str, ...]) -> FieldSpec:
    where = f"{cls.__name__}.{name}"
    annotation, marks = _unwrap(info.annotation, list(info.metadata))
    mark = next((m for m in marks if isinstance(m, Rdf)), None)
    if mark is None:
        raise TypeError(f"{where} has no Rdf mark")
    details: dict[str, Any] = {}
    many = get_origin(annotation) is tuple
    if many:
        details["many"] = True
        details["at_least_one"] = any(isinstance(m, (MinLen, Len)) and m.min_length > 0 for m in marks)
        annotation, marks = _unwrap(get_args(annotation)[0], [])
    details.update(_kind(where, annotation, marks))
    if details.get("target") == "Self":
        details["target"] = cls.__name__
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    if not many and info.default is not PydanticUndefined and info.default is not None:
        details["default"] = info.default
    return FieldSpec(
        name=name,
        term=mark.term,
        label=Words(mark.nl, mark.en),
        definition=_words(doc, where),
        required=info.is_required(),
        language=mark.language,
        within=mark.within,
        inverse=mark.inverse,
        acyclic=mark.acyclic,
        naming=mark.naming,
        also=also,
        same_as=str(extra["same_as"]) if "same_as" in extra else None,
        **details,
    )


def _unwrap(annotation: Any, marks: list[Any]) -> tuple[Any, list[Any]]:
    """Take off ``Annotated`` and ``| None``, collecting the marks on the way."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            marks = [*marks, *more]
        elif get_origin(annotation) in (Union, types.UnionType):
            inner = [arg for arg in get_args(annotation) if arg is not type(None)]
            if len(inner) != 1:
                raise TypeError(f"{annotation} is a union; a field has one kind")
            annotation = inner[0]
        else:
            return annotation, marks


def _kind(where: str, annotation: Any, marks: list[Any]) -> dict[str, Any]:
    if isinstance(annotation, type):
        if issubclass(annotation, Part):
            return {"kind": Kind.PART, "part": _class_spec(annotation)}
        if issubclass(annotation, Code):
            return {"kind": Kind.CODE, "codes": _code_list(annotation)}
        simple = _SIMPLE.get(annotation)
        if simple is not None:
            bounds = [m.ge for m in marks if isinstance(m, Ge)]
            if bounds and annotation is Decimal:
                simple = {**simple, "pattern": NON_NEGATIVE_PATTERN}  # for who reads numbers as text
            return {**simple, **({"minimum": bounds[0]} if bounds else {})}
        if annotation is str:
            return _string(marks)
    raise TypeError(f"{where}: {annotation} is none of the kinds of the blueprint")


_SIMPLE: dict[Any, dict[str, Any]] = {
    Text: {"kind": Kind.TEXT, "languages": LANGUAGES},
    Title: {"kind": Kind.TEXT},
    Period: {"kind": Kind.PERIOD},
    PartialDate: {"kind": Kind.DATE, "pattern": DATE_PATTERN},
    Day: {"kind": Kind.DAY, "pattern": DAY_PATTERN},
    bool: {"kind": Kind.BOOLEAN},
    int: {"kind": Kind.INTEGER},
    Decimal: {"kind": Kind.DECIMAL, "pattern": DECIMAL_PATTERN},
}


def _string(marks: list[Any]) -> dict[str, Any]:
    details: dict[str, Any] = {"kind": Kind.STRING}
    for mark in marks:
        if isinstance(mark, Reference):
            details.update(kind=Kind.REF, target=mark.target)
        elif isinstance(mark, PropertyName):
            details.update(kind=Kind.PROPERTY)
        elif isinstance(mark, StringConstraints):
            details.update(pattern=mark.pattern, max_length=mark.max_length)
    if details.get("pattern") == IRI_PATTERN:
        details["kind"] = Kind.IRI
    return details


@cache
def _code_list(cls: type[Code]) -> CodeListSpec:
    return CodeListSpec(
        cls.__name__,
        _words(cls.__doc__, cls.__name__),
        tuple(CodeSpec(member.value, member.label) for member in cls),
    )


def _words(doc: str | None, where: str) -> Words:
    """Split a docstring into its English text and the paragraph that starts with ``nl:``."""
    english, _, dutch = inspect.cleandoc(doc or "").partition("\n\nnl: ")
    if not english or not dutch:
        raise TypeError(f"{where} needs a docstring: English, an empty line, then 'nl: ' and Dutch")
    return Words(nl=" ".join(dutch.split()), en=" ".join(english.split()))


def _field_docs(cls: type[Model]) -> dict[str, str]:
    """The docstrings under the fields of a class and its bases."""
    docs: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        if issubclass(base, Model) and base is not Model:
            docs.update(_module_docs(base.__module__).get(base.__name__, {}))
    return docs


@cache
def _module_docs(module: str) -> dict[str, dict[str, str]]:
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    found: dict[str, dict[str, str]] = {}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            fields = found[node.name] = {}
            for statement, following in zip(node.body, node.body[1:], strict=False):
                if (
                    isinstance(statement, ast.AnnAssign)
                    and isinstance(statement.target, ast.Name)
                    and isinstance(following, ast.Expr)
                    and isinstance(following.value, ast.Constant)
                    and isinstance(following.value.value, str)
                ):
                    fields[statement.target.id] = following.value.value
    return found
