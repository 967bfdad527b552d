# SPDX-License-Identifier: MIT
"""Synthetic datasets: valid records of every class, made from the blueprint, as many as one likes.

:class:`Synthetic` makes records lazily, in writing order and normal form. Each comes from a generator of random
numbers of its own, seeded with class and number: the same seed gives the same bytes anywhere, and a record needs no
other one to be made. What it refers to is there, because ids follow from class and number.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any, Final

import orjson

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, Kind, blueprint
from vmbo_mbo_kb.checks.across import LOST, WAYS_ON
from vmbo_mbo_kb.model.marks import TEXT_PATTERN
from vmbo_mbo_kb.periods import UNKNOWN
from vmbo_mbo_kb.reading import DESCRIPTION
from vmbo_mbo_kb.records import Record, normalise

SEED: Final = 2026

LINES: Final = "records.jsonl"
"""Name of the file of records in a dataset's folder of JSON Lines."""

SHARES: Final = {
    "Document": 12,
    "Figure": 10,
    "GoodPractice": 8,
    "Link": 10,
    "Organisation": 12,
    "Regulation": 8,
    "Source": 12,
    "SubsidyScheme": 6,
    "CollaborationForm": 5,
    "Concept": 5,
    "EducationLevel": 1,
    "Theme": 2,
}
"""How many records of a class there are relative to others."""
OTHER_SHARE: Final = 3

CHANCE: Final = {"notes": 0.15, "gaps": 0.1, "alternatives": 0.05, "withdrawn": 0, "replaced_by": 0}
"""How often an optional field is filled; others as :data:`OTHER_CHANCE` says. What is referred to is not withdrawn."""
OTHER_CHANCE: Final = 0.1

FIRST_DAY: Final = date(1996, 1, 1)
DAYS: Final = 30 * 365

_DUTCH_WORDS: Final = (
    "de het een leerling leerlingen school scholen regeling subsidie samenwerking opleiding vmbo mbo roc niveau "
    "leerweg diploma startkwalificatie doorlopende leerlijn aanvraag bevoegd gezag convenant uitval loopbaan met "
    "voor van naar tussen geïntegreerde route docent coördinatie beroepspraktijk oriëntatie stage provincie regio"
)
_ENGLISH_WORDS: Final = (
    "the a pupil pupils school schools scheme grant collaboration programme vmbo mbo college level pathway diploma "
    "basic qualification continuous learning application competent authority covenant dropout career with for from "
    "to between integrated route teacher coordination practice orientation internship province region"
)
DUTCH: Final = _DUTCH_WORDS.split()
ENGLISH: Final = _ENGLISH_WORDS.split()

Make = Callable[[Random, int], Any]
"""From random numbers and the number of a record to a value."""


def _slug(random: Random) -> str:
    return f"{random.choice(ENGLISH)}-{random.randrange(1000)}"


SHAPES: Final[tuple[Callable[[Random], str], ...]] = (
    lambda random: sha256(random.randbytes(8)).hexdigest(),
    _slug,
    lambda random: f"{random.randrange(1996, 2026)}, {random.randrange(1, 700)}",
    lambda random: f"BWBR{random.randrange(10**7):07}",
    lambda random: random.choice(("EUR", "NLG", "%")),
)
"""Makers of strings that must match a pattern: the first that does is taken."""


def _sentence(random: Random, words: list[str], least: int, most: int) -> str:
    text = " ".join(random.choices(words, k=random.randint(least, most)))
    if random.random() < 0.05:
        text += f' ("{random.choice(words)}")'
    return f"{text[0].upper()}{text[1:]}"


def _bound(random: Random, day: date) -> str:
    """A date, of any precision, within which the day falls."""
    chance = random.random()
    if chance < 0.3:
        return str(day.year)
    if chance < 0.5:
        return f"{day:%Y-%m}"
    if chance < 0.75:
        start = day.year if day.month >= 8 else day.year - 1
        return f"{start}/{start + 1}"
    return str(day)


def _period(random: Random, start: date) -> Record:
    if random.random() < 0.05:
        first: str | None = UNKNOWN
    else:
        first = _bound(random, start)
    chance = random.random()
    if chance < 0.4:
        return {"from": first, "through": None}
    if chance < 0.5:
        return {"from": first, "through": UNKNOWN}
    # A year away, so that the bounds are in order however precise they are.
    return {"from": first, "through": _bound(random, start + timedelta(random.randint(400, 4000)))}


class Synthetic:
    """A dataset of a given number of records; what exporters write from."""

    def __init__(self, size: int, seed: int = SEED) -> None:
        self._plan = blueprint()
        self._seed = seed
        self.counts = _counts([spec.name for spec in self._plan.entities], size)
        self._specs = {spec.name: spec for spec in self._plan.entities}
        # One class sees to it that every registered passage is cited: its nth record cites the nth source.
        self._keeper = next(
            spec.name for spec in self._plan.entities if any(field.name == "citations" for field in spec.fields)
        )
        self._makers: dict[tuple[str, str], list[tuple[FieldSpec, Make]]] = {}
        self.dataset: Record = normalise(
            self._plan.dataset,
            {
                "id": "synthetic",
                "name": {"nl": "Kunstmatige dataset", "en": "Synthetic dataset"},
                "description": {"nl": "Kunstmatige records voor metingen.", "en": "Made-up records to measure with."},
                "version": "2026.1",
                "as_of": "2026-11-01",
                "licence": "https://creativecommons.org/publicdomain/zero/1.0/",
                "publisher_name": "vmbo-mbo-kb",
            },
        )

    def __len__(self) -> int:
        return sum(self.counts.values())

    def __iter__(self) -> Iterator[tuple[ClassSpec, Record]]:
        for spec in self._plan.entities:
            for number in range(self.counts[spec.name]):
                yield spec, self.record(spec, number)

    def record(self, spec: ClassSpec, number: int) -> Record:
        """The nth record of a class, counted from 0."""
        random = Random(f"{self._seed}:{spec.name}:{number}")
        raw = self._values(spec, spec, random, number)
        raw["id"] = self._id(spec.name, number)
        if "valid" in raw:
            # Later numbers start later, and lineages point at lower numbers: so they are in order of time.
            start = FIRST_DAY + timedelta(DAYS * number // self.counts[spec.name])
            raw["valid"] = _period(random, start)
        if "review_by" in raw:
            raw["review_by"] = f"{int(raw['checked'][:4]) + 1}{raw['checked'][4:]}"
        if spec.name == "Source":
            self._complete_source(raw, number)
        elif raw.get("fate") in LOST and not raw.keys() & {*WAYS_ON}:
            raw["archived"] = f"https://archive.example.org/{raw['address']}"
        elif spec.name == self._keeper and self._passages(number):
            raw["citations"] = [
                {"source": self._id("Source", number), "confidence": "high", "rests_on": self._passages(number)}
            ]
        return normalise(spec, raw)

    def _id(self, name: str, number: int) -> str:
        return f"{self._specs[name].slug}-{number:07}"

    def _complete_source(self, raw: Record, number: int) -> None:
        kind, name = ("document", "Document") if number % 3 else ("regulation", "Regulation")
        raw.pop("document", None)
        raw.pop("regulation", None)
        raw[kind] = self._id(name, number % self.counts[name])
        raw["passages"] = [
            {"key": key, "start": 100 * index, "end": 100 * index + 90, "sha256": sha256(key.encode()).hexdigest()}
            for index, key in enumerate(self._passages(number))
        ]

    def _passages(self, source: int) -> list[str]:
        """Keys of the passages of the nth source."""
        cited = source < min(self.counts["Source"], self.counts[self._keeper])
        return ["p1", "p2", "p3"] if cited and source % 4 == 0 else []

    def _values(self, spec: ClassSpec, owner: ClassSpec, random: Random, number: int) -> Record:
        makers = self._makers.get((spec.name, owner.name))
        if makers is None:
            makers = self._makers[spec.name, owner.name] = [
                (field, self._maker(field, spec, owner)) for field in spec.fields if not field.same_as
            ]
        values: Record = {}
        for field, make in makers:
            if field.required or random.random() < CHANCE.get(field.name, OTHER_CHANCE):
                value = make(random, number)
                if value is not None and value != []:
                    values[field.name] = value
        return values

    def _maker(self, field: FieldSpec, spec: ClassSpec, owner: ClassSpec) -> Make:
        if field.name in ("part", "passages", "rests_on"):  # keys of parts elsewhere: see to them there, or not at all
            return lambda random, number: None
        if field.kind is Kind.PART:
            return self._parts(field, spec)
        if field.kind is Kind.REF:
            return self._references(field, spec)
        one = _plain(field, owner)
        if field.many:
            return lambda random, number: sorted({one(random, number) for _ in range(random.choice((1, 1, 2)))})
        return one

    def _parts(self, field: FieldSpec, spec: ClassSpec) -> Make:
        part = field.part
        assert part is not None
        reference = part.field("key").same_as

        def make(random: Random, number: int) -> list[Record]:
            found: dict[str, Record] = {}
            for index in range(random.choice((1, 1, 2))):
                values = self._values(part, spec, random, number)
                if reference is None:
                    values["key"] = f"{field.name.replace('_', '-')}-{index + 1}"
                    found[values["key"]] = values
                elif reference in values:  # not so for the first record of a lineage
                    found[values[reference]] = values
            return list(found.values())

        return make

    def _references(self, field: FieldSpec, spec: ClassSpec) -> Make:
        target = field.target
        assert target is not None

        def make(random: Random, number: int) -> Any:
            # Backwards only: what must not lead back to itself then cannot.
            below = number if field.acyclic else self.counts[target]
            if below < 1:
                return None
            if not field.many:
                return self._id(target, random.randrange(below))
            return sorted({self._id(target, random.randrange(below)) for _ in range(random.choice((1, 1, 2, 3)))})

        return make


def _counts(names: list[str], size: int) -> dict[str, int]:
    """How many records of each class; at least two of each, and together the size, unless that is tiny."""
    total = sum(SHARES.get(name, OTHER_SHARE) for name in names)
    counts = {name: max(2, size * SHARES.get(name, OTHER_SHARE) // total) for name in names}
    largest = max(counts, key=lambda name: counts[name])
    counts[largest] += max(0, size - sum(counts.values()))
    return counts


def _plain(field: FieldSpec, owner: ClassSpec) -> Make:
    """What makes plain values of a field; names of fields are those of the owner."""
    match field.kind:
        case Kind.TEXT:
            return _text(field)
        case Kind.STRING:
            return _string(field)
        case Kind.INTEGER:
            return lambda random, number: random.randrange(field.minimum or 0, 10_000)
        case Kind.DECIMAL:
            return lambda random, number: random.choice((f"{random.randrange(10**6)}", f"{random.random() * 100:.1f}"))
        case Kind.BOOLEAN:
            return lambda random, number: not field.default
        case Kind.DATE:
            return lambda random, number: _bound(random, FIRST_DAY + timedelta(random.randrange(DAYS)))
        case Kind.DAY:
            return lambda random, number: f"2026-{random.randint(1, 10):02}-{random.randint(1, 28):02}"
        case Kind.PERIOD:
            return lambda random, number: _period(random, FIRST_DAY + timedelta(random.randrange(DAYS)))
        case Kind.IRI:
            return lambda random, number: (
                f"https://{random.choice(DUTCH[:10])}.example/{random.choice(ENGLISH)}/{random.randrange(10**6)}"
            )
        case Kind.CODE:
            codes = [code.value for code in field.codes.values] if field.codes else []
            return lambda random, number: random.choice(codes)
        case Kind.PROPERTY:
            names = [each.name for each in owner.fields if each.kind is not Kind.PART]
            return lambda random, number: random.choice(names)
        case _:
            raise TypeError(f"{field.name}: {field.kind} is not a plain value")


def _text(field: FieldSpec) -> Make:
    least, most = (2, 4) if field.name in ("name", "title", "text") else (8, 20)
    both = bool(field.languages)

    def make(random: Random, number: int) -> Record:
        dutch = {"nl": _sentence(random, DUTCH, least, most)}
        return {**dutch, "en": _sentence(random, ENGLISH, least, most)} if both else dutch

    return make


def _string(field: FieldSpec) -> Make:
    if field.pattern in (None, TEXT_PATTERN):
        words = DUTCH if field.language else ENGLISH
        return lambda random, number: f"{random.choice(words)} {random.randrange(1000)}"
    for shape in SHAPES:
        if re.fullmatch(field.pattern or "", shape(Random(0))):
            return lambda random, number: shape(random)
    raise TypeError(f"{field.name}: nothing here makes strings that match {field.pattern}")


def write_lines(records: Synthetic, folder: Path) -> Path:
    """Write a dataset's folder with all records as JSON Lines; gives the file of records."""
    folder.mkdir(parents=True)
    _write_yaml(folder / DESCRIPTION, records.dataset)
    path = folder / LINES
    with path.open("wb") as out:
        for spec, record in records:
            out.write(orjson.dumps({"class": spec.slug, **record}, option=orjson.OPT_APPEND_NEWLINE))
    return path


def write_yaml(records: Synthetic, folder: Path) -> None:
    """Write a dataset's folder with a YAML file for each record."""
    folder.mkdir(parents=True)
    _write_yaml(folder / DESCRIPTION, records.dataset)
    for spec, record in records:
        path = folder / spec.slug / f"{record['id']}.yaml"
        path.parent.mkdir(exist_ok=True)
        _write_yaml(path, {name: value for name, value in record.items() if name != "id"})


def _write_yaml(path: Path, record: Record) -> None:
    path.write_text("".join(f"{line}\n" for line in _yaml_lines(record)), encoding="utf-8", newline="\n")


_PLAIN_SCALAR = re.compile(r"(?![0-9.]+$)[A-Za-z0-9][\w ./-]*|https?://[\w./-]+")
_WORDS_OF_YAML = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def _yaml_lines(value: Record) -> Iterator[str]:
    """Block style with plain scalars, as a person writes it; a general dumper takes many times as long."""
    for name, item in value.items():
        if isinstance(item, dict):
            yield f"{name}:"
            yield from (f"  {line}" for line in _yaml_lines(item))
        elif isinstance(item, list):
            yield f"{name}:"
            for entry in item:
                lines = _yaml_lines(entry) if isinstance(entry, dict) else iter((_scalar(entry),))
                yield f"  - {next(lines)}"
                yield from (f"    {line}" for line in lines)
        else:
            yield f"{name}: {_scalar(item)}"


def _scalar(value: Any) -> str:
    if isinstance(value, str) and _PLAIN_SCALAR.fullmatch(value) and value.lower() not in _WORDS_OF_YAML:
        return value
    return json.dumps(value, ensure_ascii=False)


class Lines:
    """Records streamed from a file of JSON Lines in writing order; one record at a time is in memory."""

    def __init__(self, path: Path, dataset: Record) -> None:
        self._path = path
        self.dataset = dataset

    def __iter__(self) -> Iterator[tuple[ClassSpec, Record]]:
        plan = blueprint()
        with self._path.open("rb") as stream:
            for line in stream:
                record = orjson.loads(line)
                yield plan.by_folder(record.pop("class")), record


class InMemory:
    """Records at hand."""

    def __init__(self, records: Lines) -> None:
        self.dataset = records.dataset
        self._items = list(records)

    def __iter__(self) -> Iterator[tuple[ClassSpec, Record]]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)
