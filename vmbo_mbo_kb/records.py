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

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from operator import itemgetter
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
    for name, same_as, default, normal in _plan(spec):
        value = raw.get(name)
        if value is None:
            if same_as is None:
                continue
            value = raw[same_as]
        if value != default:
            if normal is not None:
                value = normal(value)
                if value == []:
                    continue
            record[name] = value
    return record


Normal = Callable[[Any], Any]
Plan = tuple[tuple[str, str | None, Any, Normal | None], ...]
"""Of each field its name, the field that it defaults to, its default, and what brings a value into normal form."""

_plans: dict[int, tuple[ClassSpec, Plan]] = {}
"""The plan of each class; the class stands by it so that its identity stays its own."""


def _plan(spec: ClassSpec) -> Plan:
    found = _plans.get(id(spec))
    if found is None:
        plan = tuple((field.name, field.same_as, field.default, _normal(field)) for field in spec.fields)
        found = _plans[id(spec)] = spec, plan
    return found[1]


def _normal(field: FieldSpec) -> Normal | None:
    """What brings the value of a field into normal form; nothing where every value is."""
    one = _normal_one(field)
    if not field.many:
        return one
    if field.kind is Kind.PART:
        assert one is not None
        return lambda items: sorted(map(one, items), key=itemgetter("key"))
    return sorted if one is None else lambda items: sorted(map(one, items))


def _normal_one(field: FieldSpec) -> Normal | None:
    match field.kind:
        case Kind.PART:
            assert field.part is not None
            return partial(normalise, field.part)
        case Kind.TEXT:
            return lambda value: {name: value[name] for name in LANGUAGES if value.get(name) is not None}
        case Kind.PERIOD:
            return lambda value: {"from": _text(value["from"]), "through": _text(value["through"])}
        case Kind.DATE:
            return _text
        case Kind.DECIMAL:
            from decimal import Decimal

            return lambda value: format(Decimal(value), "f")  # never with an exponent
        case _:
            return None


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


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
