# SPDX-License-Identifier: MIT
"""Shape: whether each record is what its class says. Pydantic judges; this says it in words with a place."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, Kind, model_class
from vmbo_mbo_kb.checks import rules, soundness
from vmbo_mbo_kb.checks.mending import unknown_field
from vmbo_mbo_kb.checks.walk import walk
from vmbo_mbo_kb.findings import Finding, Rule
from vmbo_mbo_kb.model.marks import ID_PATTERN, IRI_PATTERN, TEXT_PATTERN
from vmbo_mbo_kb.nearest import among
from vmbo_mbo_kb.period_terms import BOUNDS
from vmbo_mbo_kb.periods import parse_bound, span
from vmbo_mbo_kb.reading import RawRecord
from vmbo_mbo_kb.words import LANGUAGES, Words

Error = Mapping[str, Any]
Path = tuple[str | int, ...]

_WANTED: Final[dict[Kind, Words]] = {
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
_LIST: Final = Words("een lijst", "A list")

_QUOTE: Final = Words(
    "Zet tekst die op een getal of op true, false of null lijkt tussen aanhalingstekens.",
    "Put quotes round text that looks like a number or like true, false or null.",
)
_ONE_VALUE: Final = Words(
    "Schrijf één waarde, zonder streepje of haken.", "Write one value, without hyphen or brackets."
)
_HOW: Final[dict[Words, Words]] = {
    _LIST: Words(
        "Schrijf een lijst: [a, b], of een regel per waarde die met '- ' begint.",
        "Write a list: [a, b], or a line a value that starts with '- '.",
    ),
    _WANTED[Kind.TEXT]: Words("Schrijf {nl: …, en: …}, of nl en en op eigen regels.", "Write {nl: …, en: …}."),
    _WANTED[Kind.INTEGER]: Words("Schrijf alleen cijfers: 1250.", "Write digits only: 1250."),
    _WANTED[Kind.DECIMAL]: Words(
        "Schrijf alleen cijfers, met een punt voor decimalen: 1250.50.",
        "Write digits only, with a point before decimals: 1250.50.",
    ),
    _WANTED[Kind.BOOLEAN]: Words(
        "Schrijf true of false, zonder aanhalingstekens.", "Write true or false, without quotes."
    ),
    _WANTED[Kind.PERIOD]: Words(
        "Schrijf {from: 2008-08-01, through: 2013}; null is zonder grens, unknown is onbekend.",
        "Write {from: 2008-08-01, through: 2013}; null is without a bound, unknown is not known.",
    ),
    _WANTED[Kind.PART]: Words(
        "Schrijf velden, elk met een naam, een dubbele punt en een waarde.",
        "Write fields, each with a name, a colon and a value.",
    ),
}
"""How a value of the wrong kind is mended; other kinds are written as one text."""

_FORMS: Final[dict[str, tuple[Words, Words]]] = {
    ID_PATTERN: (
        Words("een id of sleutel", "an id or key"),
        Words("Gebruik kleine letters, cijfers en losse koppeltekens.", "Use lower-case letters, digits and hyphens."),
    ),
    IRI_PATTERN: (
        Words("een webadres", "a web address"),
        Words("Schrijf het hele adres, zoals https://www.example.org/.", "Write it whole: https://www.example.org/."),
    ),
    TEXT_PATTERN: (
        Words("tekst", "text"),
        Words(
            "Tekst is niet leeg, en begint of eindigt niet met een spatie of nieuwe regel.",
            "Text is not empty, and neither starts nor ends with a space or a new line.",
        ),
    ),
}
"""What a pattern stands for, and how it is met."""

_DAY: Final = Words("Schrijf een dag: 2008-08-01.", "Write a day: 2008-08-01.")
_DATE: Final = Words(
    "Schrijf 2008, 2008-08, 2008-08-01 of een schooljaar als 2008/2009.",
    "Write 2008, 2008-08, 2008-08-01 or a school year such as 2008/2009.",
)
_BOUND: Final = Words(
    f"{_DATE.nl[:-1]}; unknown als geen bron het zegt, null als er geen grens is.",
    f"{_DATE.en[:-1]}; unknown where no source says, null where there is no bound.",
)
_DATE_LIKE: Final = re.compile("[0-9]{4}([-/][0-9]+)+")


def fits(record: RawRecord) -> bool:
    """Whether pydantic takes a record; what it cannot see is left to :func:`check_property_names`."""
    if soundness.has_shape(record):
        return True
    from pydantic import ValidationError  # here, as the model is: most records need neither

    try:
        model_class(record.spec).model_validate(record.values)
    except ValidationError:
        return False
    return True


def check_shape(record: RawRecord) -> Iterator[Finding]:
    """The findings on one record by itself; none means that it has the shape of its class."""
    if soundness.has_shape(record):
        return
    from pydantic import ValidationError

    try:
        model_class(record.spec).model_validate(record.values)
    except ValidationError as problem:
        for error in problem.errors(include_url=False):
            if tuple(error["loc"]) in (record.renamed or ()):
                continue  # who misspells the key of a field may have meant another one
            found = _finding(record, error)
            if found is not None:
                yield found
        yield from _between(record, record.spec, record.values, ())
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
                    owner=visit.outer.label,
                    known=list(known),
                    nearest=among(known)(visit.value),
                )


def _between(record: RawRecord, spec: ClassSpec, values: dict[str, Any], path: Path) -> Iterator[Finding]:
    """What is wrong between values that may each be right.

    Pydantic looks for that only where it finds nothing else wrong, and stops at the first.
    """
    yield from _choice(record, spec, values, path)
    if spec.in_order:
        first, second = spec.in_order
        if type(values.get(first)) is type(values.get(second)) is int and values[first] >= values[second]:
            reason = Words(f"{first} is kleiner dan {second}", f"{first} is less than {second}")
            yield record.finding(rules.CONSTRAINT, path, given=_shown(values), reason=reason)
    for field in spec.fields:
        value, place = values.get(field.name), (*path, field.name)
        if field.many and isinstance(value, list):
            yield from _twice(record, field, value, place)
        if field.kind is Kind.PERIOD and isinstance(value, dict):
            yield from _period(record, value, place)
        if field.part is None:
            continue
        items = [((*place, index), item) for index, item in enumerate(value)] if isinstance(value, list) else []
        for inner, item in items if field.many else [(place, value)]:
            if isinstance(item, dict):
                yield from _between(record, field.part, item, inner)


def _choice(record: RawRecord, spec: ClassSpec, values: dict[str, Any], path: Path) -> Iterator[Finding]:
    given = sum(values.get(name) is not None for name in spec.one_of)
    # Where there is none, a field that is not known may have been meant as one.
    if spec.one_of and given != 1 and (given or values.keys() <= spec.by_name.keys()):
        yield record.finding(rules.ONE_OF, path)


def _twice(record: RawRecord, field: FieldSpec, items: list[Any], path: Path) -> Iterator[Finding]:
    default = field.part.field("key").same_as if field.part else None
    seen: set[str] = set()
    for index, item in enumerate(items):
        value = (item.get("key") or item.get(default)) if field.part and isinstance(item, dict) else item
        if not isinstance(value, str):
            continue  # there is a finding on that
        if value in seen:
            yield record.finding(rules.DUPLICATE_ITEM, (*path, index), item=value)
        seen.add(value)


def _period(record: RawRecord, value: dict[str, Any], path: Path) -> Iterator[Finding]:
    if not {*BOUNDS} <= value.keys():
        return
    try:
        start, end = (parse_bound(value[name]) for name in BOUNDS)
    except ValueError:
        return  # there is a finding on that
    try:
        span(start, end)
    except ValueError:
        yield record.finding(rules.PERIOD_ORDER, path, **{name: value[name] for name in BOUNDS})


_OF_BETWEEN: Final = frozenset({"duplicate", "one_of", "in_order", "period_order"})
"""Errors of pydantic that :func:`_between` has found already."""


def _finding(record: RawRecord, error: Error) -> Finding | None:
    if error["type"] in _OF_BETWEEN:
        return None
    if error["type"] == "default_factory_not_called":
        return None  # the field that the default is made of has a finding of its own
    if error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]:
        return None  # pydantic counts sound items only, and those that are not have findings of their own
    path = tuple(error["loc"])
    if error["input"] is None and error["type"] != "extra_forbidden":
        return _empty(record, path)
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
    return _lacking(record, path, path[:-1], Words("ontbreekt", "is missing"))


def _empty(record: RawRecord, path: Path) -> Finding:
    return _lacking(record, path, path, Words("is leeg", "is empty"))


def _lacking(record: RawRecord, path: Path, place: Path, lack: Words) -> Finding:
    """The finding on a field without a value."""
    _, field = _at(record, path)
    name = next(str(step) for step in reversed(path) if isinstance(step, str))
    if field is None or name != field.name:
        label, definition = _INNER[name]
    elif name == "citations":
        return record.finding(rules.NOTHING_CITED, place)
    else:
        label, definition = field.label, field.definition
        if not field.required:
            definition = Words(f"{definition.nl} Weglaten mag.", f"{definition.en} It may be left out.")
    return record.finding(rules.MISSING, place, field=name, label=label, lack=lack, definition=definition)


_INNER: Final = {
    "nl": (
        Words("de Nederlandse tekst", "the Dutch text"),
        Words("Schrijf de tekst in het Nederlands.", "Write the text in Dutch."),
    ),
    "en": (
        Words("de Engelse tekst", "the English text"),
        Words("Schrijf de tekst in het Engels.", "Write the text in English."),
    ),
    "from": (Words("het begin", "the start"), _BOUND),
    "through": (Words("het einde", "the end"), _BOUND),
}
"""The keys of texts and periods: what they are, and what belongs there."""


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
        wanted = _LIST
    elif field.kind is Kind.TEXT and path[-1] in LANGUAGES:
        wanted = _WANTED[Kind.STRING]
    else:
        wanted = _WANTED[field.kind]
    given = error["input"]
    how = _HOW.get(wanted) or (_ONE_VALUE if isinstance(given, dict | list) else _QUOTE)
    return record.finding(rules.WRONG_TYPE, path, wanted=wanted, given=_shown(given), how=how)


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


def _bad_form(record: RawRecord, path: Path, error: Error) -> Finding | None:
    _, field = _at(record, path)
    if field is not None and field.kind is Kind.REF:
        return None  # no record has such an id: that is said, with the nearest that is one
    limits = error["ctx"]
    pattern = limits.get("pattern", "")
    if pattern in _FORMS:
        wanted, how = _FORMS[pattern]
    else:
        assert field is not None
        wanted, said = field.label, field.definition
        how = Words(f"{said.nl} Het patroon is {pattern}.", f"{said.en} The pattern is {pattern}.")
    if "max_length" in limits:
        most = limits["max_length"]
        how = Words(f"Hoogstens {most} tekens mogen er staan.", f"At most {most} characters are allowed.")
    return record.finding(rules.BAD_FORM, path, given=_shown(error["input"]), wanted=wanted, how=how)


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
        nearest=among(known)(given) if isinstance(given, str) else [],
    )


def _bad_date(record: RawRecord, path: Path, error: Error) -> Finding:
    _, field = _at(record, path)
    given = error["input"]
    is_day = field is not None and field.kind is Kind.DAY
    wanted = Words("dag", "a day") if is_day else Words("datum", "a date")
    if isinstance(given, str) and _DATE_LIKE.fullmatch(given) and not (is_day and len(given) < 10):
        wanted = Words(f"bestaande {wanted.nl}", f"{wanted.en} that exists")
    how = _DAY if is_day else _BOUND if field is not None and field.kind is Kind.PERIOD else _DATE
    return record.finding(rules.BAD_DATE, path, given=_shown(given), wanted=wanted, how=how)


def _too_short(record: RawRecord, path: Path, error: Error) -> Finding:
    _, field = _at(record, path)
    if field is not None and field.name == "citations":
        return record.finding(rules.NOTHING_CITED, path)
    return _other(record, path, error)


def _simple(rule: Rule) -> Callable[[RawRecord, Path, Error], Finding]:
    return lambda record, path, error: record.finding(rule, path)


def _other(record: RawRecord, path: Path, error: Error) -> Finding:
    said = error["msg"]
    reason = Words(f"'{said}'", said)
    match error["type"]:
        case "greater_than_equal":
            least = error["ctx"]["ge"]
            reason = Words(f"het is ten minste {least}", f"it is at least {least}")
        case "too_short":
            least = error["ctx"]["min_length"]
            reason = Words(f"er hoort hier ten minste {least}", f"at least {least} belongs here")
    return record.finding(rules.CONSTRAINT, path, given=_shown(error["input"]), reason=reason)


_MAKERS: dict[str, Callable[[RawRecord, Path, Error], Finding | None]] = {
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
    "too_short": _too_short,
    "language_missing": _simple(rules.LANGUAGE_MISSING),
}
