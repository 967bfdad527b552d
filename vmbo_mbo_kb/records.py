# SPDX-License-Identifier: MIT
"""Records: entities as plain data in normal form, and the IRIs that things get from it.

A record is what JSON can hold: a dict whose keys are the fields of its class. In normal form absent values are
left out, dates and decimals are text, parts have their key, and lists are sorted, because a list is a set. Two
records of the same facts are equal, whatever file they came from. Writers and checks work on records.

====================  ===========================================================
kind                  value in a record
====================  ===========================================================
text                  ``{"nl": str, "en": str}``, at least one of them
string, iri, ref      ``str``
code, property        ``str``
integer, boolean      ``int``, ``bool``
decimal               ``str``
date, day             ``str``
period                ``{"from": str | None, "through": str | None}``, both always there; ``None`` is open
part                  ``dict``
====================  ===========================================================
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Protocol

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, Kind
from vmbo_mbo_kb.words import LANGUAGES

Record = dict[str, Any]


class Records(Protocol):
    """What exporters write from: the dataset's description, and its records sorted by class and id.

    It can be gone through as often as one likes; every pass gives the same.
    """

    dataset: Record

    def __iter__(self) -> Iterator[tuple[ClassSpec, Record]]: ...


def is_open(records: Records) -> bool:
    """Whether references of these records may lead to records that are not among them, as in a view.

    Those that may say so by an attribute ``is_open`` that is true. Of all others every reference has its target.
    """
    return bool(getattr(records, "is_open", False))


def normalise(spec: ClassSpec, raw: Mapping[str, Any]) -> Record:
    """Bring a valid record into normal form; the given one is left as it is."""
    record: Record = {}
    for field in spec.fields:
        value = raw.get(field.name)
        if value is None and field.same_as:
            value = raw[field.same_as]
        if value is None or value == field.default:
            continue
        if field.many:
            items = [_normal(field, item) for item in value]
            if items:
                record[field.name] = _sorted(field, items)
        else:
            record[field.name] = _normal(field, value)
    return record


def _normal(field: FieldSpec, value: Any) -> Any:
    match field.kind:
        case Kind.PART:
            assert field.part is not None
            return normalise(field.part, value)
        case Kind.TEXT:
            return {language: value[language] for language in LANGUAGES if value.get(language) is not None}
        case Kind.PERIOD:
            return {name: _text(value[name]) for name in ("from", "through")}
        case Kind.DATE:
            return _text(value)
        case Kind.DECIMAL:
            return format(Decimal(value), "f")  # never with an exponent
        case _:
            return value


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _sorted(field: FieldSpec, items: Iterable[Any]) -> list[Any]:
    return sorted(items, key=_key_of) if field.kind is Kind.PART else sorted(items)


def _key_of(part: Record) -> str:
    key: str = part["key"]
    return key


def record_path(spec: ClassSpec, record: Mapping[str, Any]) -> str:
    """Path of a record's IRI below the base, such as ``id/themes/instroom``."""
    return spec.iri.format_map(record)


def reference_path(field: FieldSpec, value: str, folders: Mapping[str, str]) -> str:
    """Path of the IRI that a reference points at; ``folders`` gives the folder of each class by its name."""
    assert field.target is not None
    return f"id/{folders[field.target]}/{value}"


def part_path(parent: str, field: FieldSpec, key: str) -> str:
    """Path of a part's IRI: ``#`` after a record, ``.`` after a part, then field and key.

    ``id/subsidy-schemes/x#amounts.total`` and, inside it, ``id/subsidy-schemes/x#amounts.total.citations.y``.
    """
    return f"{parent}{'.' if '#' in parent else '#'}{field.name}.{key}"


def period_path(parent: str, field: FieldSpec) -> str:
    """Path of the IRI of a period: like that of a part, without a key."""
    return f"{parent}{'.' if '#' in parent else '#'}{field.name}"
