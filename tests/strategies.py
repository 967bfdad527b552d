# SPDX-License-Identifier: MIT
"""Generated records: valid ones of every class, made from the blueprint, with the texts and dates that break writers.

``records(spec)`` gives records of a class in normal form, ``datasets()`` dataset descriptions, and ``collections()``
both together as :class:`GeneratedRecords`, which exporters write from.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, Kind, blueprint, model_class
from vmbo_mbo_kb.model.marks import ID_PATTERN, TEXT_PATTERN
from vmbo_mbo_kb.periods import UNKNOWN, span
from vmbo_mbo_kb.records import Record, normalise

Build = st.SearchStrategy[Any]

few = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
"""For tests over whole records: they are large, and making them is what takes the time."""

NASTY = (
    "=1+1",
    "+31 20 123",
    "-2",
    "@SUM(A1:A9)",
    "'=1",
    "|;,\t|",
    '"',
    '""""',
    "\\",
    "\\n\\u0041",
    'it\'s "quoted"',
    "line one\nline two\n\nline four",
    "a\tb",
    "<script>alert('x')</script>",
    "]]> & &amp; <!-- -->",
    "{{ 7*7 }} ${x} %s {0}",
    "é ü ĳ €",
    "e\u0301",
    "👩\u200d🎓 vmbo",
    "שלום مرحبا",
    "\u202egnirts",
    "a\u2028b\u2029c",
    "a\u00a0b",
    "\ufeffx",
    "null",
    "true",
    "no",
    "2008",
    "08",
    "1e5",
    "unknown",
    "NA",
    "#comment",
    "_:b0",
    "kb:high",
    "https://example.org/",
    "@en",
    '"x"@nl',
    '"""',
)
"""Texts that mean something to one of the formats."""

_characters = st.characters(exclude_categories=["Cc", "Cn", "Co", "Cs"]) | st.sampled_from('\n\t"\\<&;,|')
_free_text = st.text(_characters, max_size=30).map(lambda text: text.strip() or "x")
texts: Build = st.sampled_from(NASTY) | _free_text
"""Text as the model allows it: no white space at either end, no control characters but line feed and tab."""

ids: Build = st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,3}){0,2}", fullmatch=True)

iris: Build = st.sampled_from(
    (
        "https://example.org/",
        "http://example.org/a/b/../c/./d",
        "https://example.org/zoek?q=vmbo&amp=1&x='y'(z),*;!",
        "https://example.org/%C3%A9#deel-2",
        "https://example.org/é/ñandú?q=ü#ß",
        "https://xn--caf-dma.example:8080/pad",
        "https://example.org/a=1@b:c~d$e+f",
    )
) | st.from_regex(r"https?://[a-z]{1,8}\.example(/[a-z0-9_.-]{1,5}){0,2}", fullmatch=True)

days: Build = st.dates(min_value=date(1000, 1, 1)).map(str)
_years = st.integers(1000, 9998)
_months = st.integers(1, 12)
dates: Build = st.one_of(
    _years.map(str),
    st.builds("{}-{:02}".format, _years, _months),
    _years.map(lambda year: f"{year}/{year + 1}"),
    days,
    st.sampled_from(("2008", "2008-02", "2008-02-29", "2008/2009", "1000", "9999-12-31")),
)
decimals: Build = st.from_regex(r"-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,8})?", fullmatch=True)


def _in_order(bounds: tuple[str | None, str | None]) -> Record:
    start, end = bounds
    try:
        span(start, end)
    except ValueError:
        start, end = end, start
    return {"from": start, "through": end}


_bounds = dates | st.just(UNKNOWN) | st.none()
periods: Build = st.tuples(_bounds, _bounds).map(_in_order)
"""Periods whose bounds are in order: dates of any precision, open and unknown."""


def _languages(field: FieldSpec) -> Build:
    if field.languages:
        return st.fixed_dictionaries(dict.fromkeys(field.languages, texts))
    languages = ({"nl"}, {"en"}, {"nl", "en"})
    return st.one_of([st.fixed_dictionaries(dict.fromkeys(sorted(tags), texts)) for tags in languages])


def _strings(field: FieldSpec) -> Build:
    if field.pattern == ID_PATTERN:
        return ids
    if field.pattern is None or field.pattern == TEXT_PATTERN:
        return texts
    return st.from_regex(field.pattern, fullmatch=True)


def _one(field: FieldSpec, owner: ClassSpec) -> Build:
    """Values of a field, not counting that it may hold several; ``owner`` is whose fields property names name."""
    makers: dict[Kind, Callable[[], Build]] = {
        Kind.TEXT: lambda: _languages(field),
        Kind.STRING: lambda: _strings(field),
        Kind.INTEGER: lambda: st.integers(field.minimum or 0, 2**53),
        Kind.DECIMAL: lambda: decimals if field.minimum is None else decimals.map(lambda text: text.lstrip("-")),
        Kind.BOOLEAN: st.booleans,
        Kind.DATE: lambda: dates,
        Kind.DAY: lambda: days,
        Kind.PERIOD: lambda: periods,
        Kind.IRI: lambda: iris,
        Kind.CODE: lambda: st.sampled_from([code.value for code in field.codes.values] if field.codes else []),
        Kind.REF: lambda: ids,
        Kind.PROPERTY: lambda: st.sampled_from([each.name for each in owner.fields]),
        Kind.PART: lambda: _raw(field.part, owner) if field.part else st.nothing(),
    }
    return makers[field.kind]()


def _values(field: FieldSpec, owner: ClassSpec) -> Build:
    one = _one(field, owner)
    if not field.many:
        return one
    least = 1 if field.required or field.at_least_one else 0
    if field.kind is Kind.PART:
        return st.lists(one, min_size=least, max_size=2, unique_by=_key_of(field))
    return st.lists(one, min_size=least, max_size=3, unique=True)


def _key_of(field: FieldSpec) -> Callable[[Record], str]:
    assert field.part is not None
    same_as = field.part.field("key").same_as

    def key(part: Record) -> str:
        found: str = part.get("key") or part[same_as or "key"]
        return found

    return key


_raw_strategies: dict[tuple[str, str], Build] = {}


def _raw(spec: ClassSpec, holder: ClassSpec | None = None) -> Build:
    """Records as a curator may write them: what has a default may be left out."""
    # Citations and gaps name fields of what holds them; an alternative too, but its own citations name the
    # alternative's. So the owner of a nested part is the part around it.
    name = (spec.name, holder.name if holder else "")
    if name not in _raw_strategies:
        fields = {
            field.name: _values(field, holder if holder and field.kind is Kind.PROPERTY else spec)
            for field in spec.fields
        }
        required = {field.name for field in spec.fields if field.required}
        _raw_strategies[name] = st.fixed_dictionaries(
            {field: values for field, values in fields.items() if field in required},
            optional={field: values for field, values in fields.items() if field not in required},
        ).map(_RULES.get(spec.name, dict))
    return _raw_strategies[name]


def _one_target(source: Record) -> Record:
    """A source is a document or a regulation, not both."""
    kept = dict(source)
    if "document" in kept:
        kept.pop("regulation", None)
    else:
        kept.setdefault("regulation", "r")
    return kept


def _positions(passage: Record) -> Record:
    """A passage ends after it starts."""
    first, second = sorted((passage["start"], passage["end"]))
    return {**passage, "start": first, "end": second + 1}


_RULES: dict[str, Callable[[Record], Record]] = {"Source": _one_target, "Passage": _positions}
"""What a class asks of a record beyond its fields."""


def records(spec: ClassSpec) -> Build:
    """Valid records of a class, in normal form."""
    return _raw(spec).map(lambda raw: normalise(spec, raw))


def datasets() -> Build:
    """Descriptions of datasets."""
    return records(blueprint().dataset)


@dataclass(frozen=True)
class GeneratedRecords:
    """Records in memory, in the order that exporters expect."""

    dataset: Record
    items: list[tuple[ClassSpec, Record]]

    def __iter__(self) -> Iterator[tuple[ClassSpec, Record]]:
        return iter(self.items)

    @classmethod
    def of(cls, dataset: Record, items: Iterable[tuple[ClassSpec, Record]]) -> "GeneratedRecords":
        """Put records of any order, and any order within them, in normal form and sort them.

        Of records with the same id the first one stays.
        """
        order = [spec.name for spec in blueprint().entities]
        unique: dict[str, tuple[ClassSpec, Record]] = {}
        for spec, record in items:
            unique.setdefault(record["id"], (spec, normalise(spec, record)))
        return cls(
            normalise(blueprint().dataset, dataset),
            sorted(unique.values(), key=lambda item: (order.index(item[0].name), item[1]["id"])),
        )


def collections(*specs: ClassSpec, max_size: int = 3) -> Build:
    """A few records with ids of their own, of these classes or of any."""
    chosen = specs or blueprint().entities
    item = st.one_of([st.tuples(st.just(spec), records(spec)) for spec in chosen])
    return st.builds(GeneratedRecords.of, datasets(), st.lists(item, max_size=max_size))


def validate(spec: ClassSpec, record: Record) -> None:
    """Hold a record to the model.

    :raises pydantic.ValidationError: it is not valid.
    """
    model_class(spec).model_validate(record)
