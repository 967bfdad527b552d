# SPDX-License-Identifier: MIT
"""Datasets of JSON Lines with things wrong in them, by chance: small enough to be judged in memory too."""

import json
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from benchmarks.synthetic import Synthetic

Values = dict[str, Any]
SIZE = 120

DESCRIPTION = {
    "assertions": [
        {"class_name": "themes", "kind": "at-least", "least": 1},
        {"class_name": "figures", "kind": "at-least", "least": 900},
        {"class_name": "collaboration-forms", "kind": "grounded"},
        {"class_name": "subsidy-schemes", "kind": "grounded"},
        {"class_name": "subsidy-schemes", "kind": "succeeded"},
        {"class_name": "regulations", "kind": "succeeded"},
        {"class_name": "nothings", "kind": "at-least", "least": 1},
    ],
}


@cache
def sound() -> tuple[Values, tuple[Values, ...]]:
    """A description, and records as lines hold them."""
    records = Synthetic(SIZE)
    description = {name: value for name, value in records.dataset.items() if name != "id"} | DESCRIPTION
    return description, tuple({"class": spec.slug, **record} for spec, record in records)


def _parts(value: Any) -> list[Values]:
    """The record and all groups of fields in it."""
    found = [value] if isinstance(value, dict) else []
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        found += _parts(item)
    return found


def _any_part(chance: Random, record: Values) -> Values:
    return chance.choice([part for part in _parts(record) if part])


def _drop(chance: Random, record: Values, others: list[Values]) -> None:
    part = _any_part(chance, record)
    del part[chance.choice(list(part))]


def _misspell(chance: Random, record: Values, others: list[Values]) -> None:
    part = _any_part(chance, record)
    key = chance.choice(list(part))
    part[f"{key[:-1]}x" if chance.random() < 0.7 else "zzz"] = part.pop(key)


def _retype(chance: Random, record: Values, others: list[Values]) -> None:
    part = _any_part(chance, record)
    part[chance.choice(list(part))] = chance.choice(
        [None, 7, True, "2021-13-45", "", " x", [], ["a", "a"], {}, {"from": None}, [{}], "1999/2000", "x\ty", "höi"]
    )


def _refer(chance: Random, record: Values, others: list[Values]) -> None:
    """Turn something that may be a reference to somewhere else, or to nowhere."""
    ids = [other["id"] for other in others]
    places = [
        (part, key)
        for part in _parts(record)
        for key, value in part.items()
        if (value in ids and key != "id") or (isinstance(value, list) and value and value[0] in ids)
    ]
    if not places:
        return
    part, key = chance.choice(places)
    new = chance.choice([chance.choice(others)["id"], "nowhere", f"{part[key]}"[:-1], "", "a b\tc"])
    part[key] = [new] if isinstance(part[key], list) else new


def _same_id(chance: Random, record: Values, others: list[Values]) -> None:
    record["id"] = chance.choice(others).get("id", "")


def _withdraw(chance: Random, record: Values, others: list[Values]) -> None:
    record["withdrawn"] = True
    if chance.random() < 0.7:
        record["replaced_by"] = [chance.choice([other for other in others if other["class"] == record["class"]])["id"]]


def _follow(chance: Random, record: Values, others: list[Values]) -> None:
    """Let it come out of any other of its class, or of itself: against time, or in a circle."""
    if "valid" not in record:
        return
    source = next((part["source"] for part in _parts(record) if "source" in part), "none")
    same = [other["id"] for other in others if other["class"] == record["class"]]
    record["follows"] = [
        {"to": to, "kind": "replaces", "citations": [{"source": source, "confidence": "high"}]}
        for to in sorted(set(chance.choices(same, k=2)))
    ]


def _broaden(chance: Random, record: Values, others: list[Values]) -> None:
    same = [other["id"] for other in others if other["class"] == record["class"]]
    if record["class"] in ("themes", "concepts", "education-levels", "organisations"):
        record["part_of" if record["class"] == "organisations" else "broader"] = sorted(set(chance.choices(same, k=2)))


def _passages(chance: Random, record: Values, others: list[Values]) -> None:
    for part in _parts(record):
        if "passages" in part and isinstance(part["passages"], list):
            part["passages"].append({"key": "p9", "start": 50, "end": 260, "sha256": "0" * 64})
        if "rests_on" in part:
            part["rests_on"] = chance.choice([["p1"], ["p1", "p7"], ["p9"]])


def _reviewed(chance: Random, record: Values, others: list[Values]) -> None:
    if "review_by" in record:
        record["checked"], record["review_by"] = chance.choice(
            [("2020-01-01", "2021-01-01"), ("2021-01-01", "2020-01-01")]
        )


def _lapse(chance: Random, record: Values, others: list[Values]) -> None:
    if isinstance(record.get("valid"), dict):
        record["valid"]["through"] = chance.choice(["2012", None, "1980"])
        record.pop(chance.choice(["gaps", "legal_bases", "follows"]), None)
    record.pop("archived", None)


def _reclass(chance: Random, record: Values, others: list[Values]) -> None:
    record["class"] = chance.choice(["themes", "figures", "nothings", 3])


def _point(chance: Random, record: Values, others: list[Values]) -> None:
    """Let another claim be about one part, that is there or not."""
    source = next((part["source"] for part in _parts(record) if "source" in part), None)
    if source is not None:
        record["alternatives"] = [
            {
                "key": "other",
                "fields": ["citations"],
                "part": chance.choice([source, "nowhere"]),
                "stated": "other",
                "reason": {"nl": "Anders.", "en": "Otherwise."},
                "citations": [{"source": source, "confidence": "low"}],
            }
        ]


Mutation = Callable[[Random, Values, list[Values]], None]

GENTLE: tuple[Mutation, ...] = (_withdraw, _follow, _broaden, _passages, _reviewed, _lapse, _point)
"""What leaves each record sound by itself, so that nothing is in doubt."""

MUTATIONS: tuple[Mutation, ...] = (
    *GENTLE, _drop, _misspell, _retype, _refer, _refer, _same_id, _follow, _lapse, _reclass
)  # fmt: skip


def _spoilt(chance: Random, line: str) -> str:
    """A line with something wrong that is no matter of values."""
    return chance.choice(
        [
            line[: len(line) // 2],
            "",
            "[]",
            "null",
            line.replace('"id"', '"id": "first", "id"', 1),
            line.replace("e", "\u200f", 1),
            line.replace("e", "\\u0007", 1),
            line.replace(":", ": NaN, ", 1),
            "[" * 40 + "]" * 40,
            line + " " * 3,
            line.replace('"class"', '"klas"', 1),
        ]
    )


def write(seed: int, folder: Path) -> None:
    """Write a dataset's folder: two files of lines in no order, and some records as YAML.

    A seed also says how much is wrong, and whether with single records or only across them.
    """
    wrong = (0.02, 0.1, 0.4)[seed % 3]
    gentle = seed % 4 == 0
    chance = Random(seed)
    description, records = sound()
    description, others = deepcopy(description), deepcopy(list(records))
    if not gentle and chance.random() < 0.2:
        description[chance.choice(["as_of", "assertions", "version"])] = chance.choice([None, "2026-99", "x"])
    changed = deepcopy(others)
    for record in changed:
        if chance.random() < wrong:
            for _ in range(chance.choice([1, 1, 2])):
                mutation = chance.choice(GENTLE if gentle else MUTATIONS)
                if isinstance(record.get("class"), str) and record.get("id"):
                    mutation(chance, record, others)
    if seed % 5 == 0:
        description["as_off"] = description.pop("as_of", "2026-11-01")  # a slip of the pen, read as what is meant
    folder.mkdir(parents=True)
    (folder / "dataset.yaml").write_text(yaml.safe_dump(description, allow_unicode=True), encoding="utf-8")
    chance.shuffle(changed)
    lines: list[bytes] = []
    for record in changed:
        slug, identifier = record.get("class"), record.get("id")
        if chance.random() < 0.05 and (slug, identifier) in {(each["class"], each["id"]) for each in others}:
            path = folder / slug / f"{identifier}.yaml"
            path.parent.mkdir(exist_ok=True)
            text = yaml.safe_dump(
                {name: value for name, value in record.items() if name != "class"}, allow_unicode=True
            )
            path.write_text(text if gentle or chance.random() < 0.9 else "{", encoding="utf-8")
            continue
        line = json.dumps(record, ensure_ascii=chance.random() < 0.2)
        if not gentle and chance.random() < wrong / 8:
            line = _spoilt(chance, line)
        data = line.encode("utf-8", "surrogatepass")
        if not gentle and chance.random() < wrong / 50:
            data = data.replace(b"e", b"\xff", 1)
        if not gentle and chance.random() < wrong / 50:
            data = data.replace(b'"id"', b'"x": "' + b"y" * (1 << 20) + b'", "id"')
        lines.append(data + chance.choice([b"\n", b"\n", b"\r\n"]))
    half = chance.randrange(len(lines))
    (folder / "a.jsonl").write_bytes(b"".join(lines[:half]))
    (folder / "records.jsonl").write_bytes(b"".join(lines[half:])[: -1 if chance.random() < 0.5 else None])
