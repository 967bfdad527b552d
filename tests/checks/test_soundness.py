# SPDX-License-Identifier: MIT
"""What is told to be sound quickly has nothing wrong with it, and with or without the quick look the findings are the
same: on generated records and whole datasets with faults of every kind put anywhere."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.synthetic import Synthetic, write_lines
from tests.conftest import DATA
from tests.strategies import few, records
from vmbo_mbo_kb import model, validation
from vmbo_mbo_kb.blueprint import ClassSpec, blueprint, model_class
from vmbo_mbo_kb.blueprint_reader import _class_spec
from vmbo_mbo_kb.checks import soundness
from vmbo_mbo_kb.checks.shape import check_property_names
from vmbo_mbo_kb.checks.soundness import DOUBTFUL, SOUND, Overview, has_shape, look
from vmbo_mbo_kb.findings import Finding
from vmbo_mbo_kb.locations import dataset_folder
from vmbo_mbo_kb.model.base import Model, Period, Title, in_order, one_of
from vmbo_mbo_kb.reading import RawRecord, Reading, read
from vmbo_mbo_kb.validation import judge

SPECS = (*blueprint().entities, blueprint().dataset)
SEEDS = 40
"""Datasets with faults, of each origin."""

VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 5, 2008, 10**30, 1.5, 2008.0, float("nan")),
    *("", " ", "x", " x", "x ", "x\n", "x\u00a0", "x\u0085", "x\x1c", "\u200bx", "A", "a--b", "a" * 121, "a\n"),
    *("2008", "2008-02-30", "2008/2010", "2010-01-01", "9999-12-31", "unknown", "-0", "-1.5", "1e5", "0" * 64),
    *("high", "name", "https://a b", "https://example.org"),
    *([], [None], ["x", "x"], [[]], {}, {"key": "x"}, {"nl": "x"}, {"nl": "x", "en": "y"}, {"nl": "x", "en": None}),
    *({"nl": "x", "de": "y"}, {"from": None, "through": None}, {"from": 2009, "through": 2008}),
    *({"from": True, "through": []}, {"from": 2008.0, "through": None}, {"from": 2008, "through": None}),
)
"""What a value may be replaced by."""


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container in a value, with each key or index in it."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in list(items):
        yield value, step
        yield from places(inner)


def spoil(record: dict[str, Any], chance: random.Random, ids: list[str]) -> None:
    """Change one thing anywhere in a record; what is exchanged may happen to be as good as it was."""
    container, step = chance.choice(list(places(record)))
    value = container[step]
    match chance.randrange(9):
        case 0:
            del container[step]
        case 1 if isinstance(container, dict):
            container[chance.choice(("valid", "nmae", "key", "class", f"{step}s"))] = container.pop(step)
        case 2 if isinstance(value, list) and value:
            value.append(deepcopy(chance.choice(value)))
        case 3 if isinstance(value, list):
            container[step] = value[0] if value else None
        case 4:
            container[step] = [value]
        case 5:
            container[step] = chance.choice(ids)
        case 6 if isinstance(container, dict):
            container[chance.choice(("withdrawn", "part", "rests_on", "fields", "replaced_by", "comment"))] = value
        case 7:
            other, key = chance.choice(list(places(record)))
            container[step] = deepcopy(other[key])
        case _:
            container[step] = deepcopy(chance.choice(VALUES))


def accepted(record: RawRecord) -> bool:
    """Whether the model takes a record, and the rule on names of fields; the quick look has no part in it."""
    try:
        model_class(record.spec).model_validate(record.values)
    except ValueError:
        return False
    return not list(check_property_names(record))


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_what_has_a_shape_is_accepted(spec: ClassSpec) -> None:
    seen: Counter[bool] = Counter()

    @settings(few)
    @given(records(spec), st.randoms(use_true_random=False))
    def check(record: dict[str, Any], chance: random.Random) -> None:
        raw = RawRecord(spec, record.get("id", ""), record, "")
        assert has_shape(raw), "a sound record is left to the model, which takes time"
        assert accepted(raw)
        for _ in range(40):
            spoilt = deepcopy(record)
            spoil(spoilt, chance, ["a", record.get("id", "")])
            raw = replace(raw, values=spoilt)
            quick = has_shape(raw)
            seen[quick] += 1
            assert accepted(raw) or not quick, spoilt

    check()
    assert seen[False]


@cache
def reading(origin: str, folder: Any) -> Reading:
    if origin == "synthetic":
        write_lines(Synthetic(150, seed=4), folder)
        return read(folder)
    return read(DATA / "valid" if origin == "imaginary" else dataset_folder())


def without_a_look(given: Reading, monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    """The findings of the rules themselves, on every record."""
    with monkeypatch.context() as patch:
        patch.setattr(validation, "look", lambda record, known: DOUBTFUL)
        patch.setattr(soundness, "has_shape", lambda record: False)
        return judge(given)


@pytest.mark.parametrize("origin", ["synthetic", "imaginary"])
def test_findings_are_those_of_the_rules(
    origin: str, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    whole = reading(origin, tmp_path_factory.getbasetemp() / "synthetic for soundness")
    assert not whole.findings
    ids = [record.id for record in whole.records]
    codes: set[str] = set()
    for seed in range(SEEDS):
        chance = random.Random(f"{origin} {seed}")
        spoilt = [replace(record, places=None) for record in whole.records]
        for position in chance.sample(range(len(spoilt)), chance.randrange(1, 4)):
            values = deepcopy(spoilt[position].values)
            for _ in range(chance.randrange(1, 3)):
                spoil(values, chance, ids)
            identifier = values["id"] if isinstance(values.get("id"), str) else ""
            spoilt[position] = replace(spoilt[position], id=identifier, values=values)
        given = replace(whole, records=spoilt)
        if chance.random() < 0.2:
            lost = chance.choice(spoilt)
            given.records = [record for record in spoilt if record is not lost]
            given.unread = [replace(lost, values={"id": lost.id}, unread=True)]
        found = judge(given)
        assert found == without_a_look(given, monkeypatch), seed
        codes |= {finding.code for finding in found}
    assert len(codes) > 8, codes


def test_findings_on_the_dataset_are_those_of_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = reading("real", None)
    assert judge(whole) == without_a_look(whole, monkeypatch)


def test_hardly_any_record_of_the_dataset_is_in_doubt() -> None:
    whole = reading("real", None)
    overview = Overview.of(whole.records, whole.unread)
    verdicts = Counter(look(record, overview) for record in whole.records)
    assert verdicts[SOUND] > 9 * (len(whole.records) - verdicts[SOUND])
    assert all(has_shape(record) for record in whole.records)


def _below(cls: type[Model]) -> Iterator[type[Model]]:
    yield cls
    for each in cls.__subclasses__():
        yield from _below(each)


def test_what_judges_a_class_as_a_whole_is_in_its_mark() -> None:
    """What the blueprint does not know of, the quick look would not either."""
    assert model.CLASSES
    for cls in {*_below(Model)}:
        if not cls.__module__.startswith(model.__name__):
            continue  # another test's
        decorators = cls.__pydantic_decorators__
        assert not decorators.field_validators
        assert not decorators.root_validators
        validators: set[Callable[..., Any]] = {each.func for each in decorators.model_validators.values()}
        if cls in (Title, Period):
            assert len(validators) == 1
            continue
        spec = _class_spec(cls) if "rdf" in vars(cls) else None
        expected = {one_of} if spec and spec.one_of else {in_order} if spec and spec.in_order else set()
        assert validators == expected, cls
