# SPDX-License-Identifier: MIT
"""Shape: whether each record is what its class says. Pydantic judges; this says it in words with a place."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, Kind, model_class
from vmbo_mbo_kb.checks import rules
from vmbo_mbo_kb.checks.mending import unknown_field
from vmbo_mbo_kb.checks.walk import walk
from vmbo_mbo_kb.findings import Finding, Rule
from vmbo_mbo_kb.nearest import Nearest
from vmbo_mbo_kb.reading import RawRecord
from vmbo_mbo_kb.words import LANGUAGES, Words

Error = Mapping[str, Any]
Path = tuple[str | int, ...]

_WANTED: dict[Kind, Words] = {
    Kind.TEXT: Words("tekst per taal (nl en en)", "Text by language (nl and en)"),
    Kind.STRING: Words("tekst", "Text"),
    Kind.INTEGER: Words("een geheel getal", "A whole number"),
    Kind.DECIMAL: Words("een getal zonder duizendtekens", "A number without thousands separators"),
    Kind.BOOLEAN: Words("true of false", "true or false"),
    Kind.DATE: Words("een datum", "A date"),
    Kind.DAY: Words("een dag", "A day"),
    Kind.PERIOD: Words("een periode met from en through", "A period with from and through"),
    Kind.IRI: Words("een webadres", "A web address"),
    Kind.CODE: Words("een waarde van de lijst", "A value of the list"),
    Kind.REF: Words("een id", "An id"),
    Kind.PROPERTY: Words("een veldnaam", "A field name"),
    Kind.PART: Words("een onderdeel met velden", "A part with fields"),
}


def fits(record: RawRecord) -> bool:
    """Whether pydantic takes a record; what it cannot see is left to :func:`check_property_names`."""
    try:
        model_class(record.spec).model_validate(record.values)
    except ValidationError:
        return False
    return True


def check_shape(record: RawRecord) -> Iterator[Finding]:
    """The findings on one record by itself; none means that it has the shape of its class."""
    try:
        model_class(record.spec).model_validate(record.values)
    except ValidationError as problem:
        for error in problem.errors(include_url=False):
            if tuple(error["loc"]) in record.renamed:
                continue  # who misspells the key of a field may have meant another one
            found = _finding(record, error)
            if found is not None:
                yield found
    yield from check_property_names(record)


def _names_field(field: FieldSpec) -> bool:
    return field.kind is Kind.PROPERTY


def check_property_names(record: RawRecord) -> Iterator[Finding]:
    """Names of fields must be fields of what holds the part that names them."""
    for visit in walk(record.spec, record.values, _names_field):
        if isinstance(visit.value, str):
            known = visit.outer.by_name
            if visit.value not in known:
                yield record.finding(
                    rules.UNKNOWN_FIELD_NAME,
                    visit.path,
                    name=visit.value,
                    owner=visit.outer.name,
                    known=list(known),
                    nearest=Nearest(known)(visit.value),
                )


def _finding(record: RawRecord, error: Error) -> Finding | None:
    if error["type"] == "default_factory_not_called":
        return None  # the field that the default is made of has a finding of its own
    if error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]:
        return None  # pydantic counts sound items only, and those that are not have findings of their own
    path = tuple(error["loc"])
    maker = _MAKERS.get(error["type"], _other)
    return maker(record, path, error)


def _at(record: RawRecord, path: Path) -> tuple[ClassSpec, FieldSpec | None]:
    """The class and the field that a path of an error leads to."""
    spec = record.spec
    field: FieldSpec | None = None
    for step in path:
        if isinstance(step, int):
            continue
        if field is not None and field.kind is Kind.PART and field.part is not None:
            spec = field.part
        elif field is not None:
            return spec, field  # inside a text or period
        field = spec.by_name.get(step)
    return spec, field


def _missing(record: RawRecord, path: Path, error: Error) -> Finding:
    _, field = _at(record, path)
    if field is None or path[-1] != field.name:  # nl, en, from or through
        what = str(path[-1])
        return record.finding(rules.MISSING, path[:-1], field=what, label=what, definition="")
    if field.name == "citations":
        return record.finding(rules.NOTHING_CITED, path[:-1])
    return record.finding(
        rules.MISSING,
        path[:-1],
        field=field.name,
        label=field.label,
        definition=field.definition,
    )


def _extra(record: RawRecord, path: Path, error: Error) -> Finding:
    spec, holder = _at(record, path[:-1])
    if holder is not None and holder.kind is Kind.PART and holder.part is not None:
        spec = holder.part
    return unknown_field(record, path, str(path[-1]), spec, holder)


def _wrong_type(record: RawRecord, path: Path, error: Error) -> Finding:
    _, field = _at(record, path)
    if field is None:
        wanted = Words("een record", "A record")
    elif field.many and not isinstance(path[-1], int) and path[-1] == field.name:
        wanted = Words("een lijst", "A list")
    elif field.kind is Kind.TEXT and path[-1] in LANGUAGES:
        wanted = _WANTED[Kind.STRING]
    else:
        wanted = _WANTED[field.kind]
    return record.finding(rules.WRONG_TYPE, path, wanted=wanted, given=_shown(error["input"]))


def _shown(value: Any) -> str | Words:
    match value:
        case None:
            return "null"
        case True | False:
            return str(value).lower()
        case dict():
            return Words("een groep velden", "a group of fields") if value else "{}"
        case list():
            return Words("een lijst", "a list") if value else "[]"
        case str():
            return f"'{value}'"
        case _:
            return str(value)


def _bad_form(record: RawRecord, path: Path, error: Error) -> Finding:
    _, field = _at(record, path)
    wanted = _WANTED[field.kind if field and path[-1] not in LANGUAGES else Kind.STRING]
    pattern = error.get("ctx", {}).get("pattern", "")
    return record.finding(
        rules.BAD_FORM,
        path,
        given=_shown(error["input"]),
        wanted=Words(wanted.nl, wanted.en[0].lower() + wanted.en[1:]),
        pattern=pattern,
    )


def _unknown_code(record: RawRecord, path: Path, error: Error) -> Finding:
    _, field = _at(record, path)
    known = [code.value for code in field.codes.values] if field and field.codes else []
    given = error["input"]
    return record.finding(
        rules.UNKNOWN_CODE,
        path,
        given=_shown(given),
        field=field.name if field else "",
        known=list(known),
        nearest=Nearest(known)(given) if isinstance(given, str) else [],
    )


def _bad_date(record: RawRecord, path: Path, error: Error) -> Finding:
    return record.finding(rules.BAD_DATE, path, given=_shown(error["input"]))


def _duplicate(record: RawRecord, path: Path, error: Error) -> Finding:
    context = error.get("ctx", {})
    return record.finding(rules.DUPLICATE_ITEM, (*path, context["index"]), item=context["item"])


def _too_short(record: RawRecord, path: Path, error: Error) -> Finding:
    _, field = _at(record, path)
    if field is not None and field.name == "citations":
        return record.finding(rules.NOTHING_CITED, path)
    return _other(record, path, error)


def _period_order(record: RawRecord, path: Path, error: Error) -> Finding:
    given = error["input"]
    return record.finding(rules.PERIOD_ORDER, path, **{"from": given.get("from"), "through": given.get("through")})


def _simple(rule: Rule) -> Callable[[RawRecord, Path, Error], Finding]:
    return lambda record, path, error: record.finding(rule, path)


def _other(record: RawRecord, path: Path, error: Error) -> Finding:
    return record.finding(rules.CONSTRAINT, path, given=_shown(error["input"]), reason=error["msg"])


_MAKERS: dict[str, Callable[[RawRecord, Path, Error], Finding]] = {
    "missing": _missing,
    "extra_forbidden": _extra,
    "string_type": _wrong_type,
    "tuple_type": _wrong_type,
    "model_type": _wrong_type,
    "int_type": _wrong_type,
    "bool_type": _wrong_type,
    "decimal": _wrong_type,
    "string_pattern_mismatch": _bad_form,
    "string_too_long": _bad_form,
    "enum": _unknown_code,
    "date": _bad_date,
    "duplicate": _duplicate,
    "too_short": _too_short,
    "period_order": _period_order,
    "language_missing": _simple(rules.LANGUAGE_MISSING),
    "one_of": _simple(rules.ONE_OF),
}
