# SPDX-License-Identifier: MIT
"""What held when: in Python held against trying every day, in SPARQL against Python."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import QuerySolutions, RdfFormat, Store

import vmbo_mbo_kb as kb
from tests.strategies import few
from tests.strategies import records as generated
from tests.test_periods import bounds, choices, neighbours, oracle, possible_days
from vmbo_mbo_kb.blueprint import ClassSpec, Kind, blueprint
from vmbo_mbo_kb.knowledge_base import KnowledgeBase, RecordStore
from vmbo_mbo_kb.periods import FIRST_DAY, LAST_DAY, Answer, span
from vmbo_mbo_kb.records import Record, part_path, record_path
from vmbo_mbo_kb.sparql.library import example
from vmbo_mbo_kb.views import name_then

DATED = ("CollaborationForm", "SubsidyScheme", "Organisation", "Question", "Theme")
"""Classes that hold, classes with parts that hold, and one without either."""


@st.composite
def periods(draw: st.DrawFn) -> Record:
    start, end = draw(bounds), draw(bounds)
    if not choices(start, end, []):
        start, end = end, start
    if not choices(start, end, []):
        end = None
    return {"from": start, "through": end}


def redated(spec: ClassSpec, record: Record, draw: st.DrawFn) -> Record:
    """The record with validities that meet, touch and overlap; far apart, as they are made, they would test little."""
    changed = dict(record)
    if "valid" in changed:
        changed["valid"] = draw(periods())
    for field in spec.fields:
        if field.kind is Kind.PART and field.name in changed:
            assert field.part is not None
            changed[field.name] = [redated(field.part, part, draw) for part in changed[field.name]]
    return changed


@st.composite
def bases(draw: st.DrawFn) -> KnowledgeBase:
    found: list[tuple[ClassSpec, Record]] = []
    for number in range(draw(st.integers(1, 4))):
        spec = blueprint().by_name(draw(st.sampled_from(DATED)))
        found.append(
            (spec, {**redated(spec, draw(generated(spec)), draw), "id": f"x{number}", "withdrawn": draw(st.booleans())})
        )
    return KnowledgeBase(RecordStore(kb.load(VALID).records.dataset, found))


VALID = Path(__file__).parent / "data" / "valid"


def current(data: KnowledgeBase) -> Iterator[tuple[ClassSpec, Record]]:
    """All records but the withdrawn, which are found by their id only."""
    return (each for each in data.records if not each[1].get("withdrawn"))


def dated_parts(data: KnowledgeBase) -> Iterator[tuple[str, str, Record, Record]]:
    """Record id, IRI below the base, part and record of each part with a validity, in all that was not withdrawn."""
    for spec, record in current(data):
        for field in spec.fields:
            if field.kind is Kind.PART:
                for part in record.get(field.name, ()):
                    if "valid" in part:
                        yield record["id"], part_path(record_path(spec, record), field, part["key"]), part, record


def edges(data: KnowledgeBase) -> list[date]:
    """Every day on which an answer may change, and the days beside it."""
    found = {FIRST_DAY, LAST_DAY}
    valids = [record["valid"] for _, record in data.records if "valid" in record]
    valids += [part["valid"] for _, _, part, _ in dated_parts(data)]
    for valid in valids:
        each = span(valid["from"], valid["through"])
        for edge in (each.from_earliest, each.from_latest, each.through_earliest, each.through_latest):
            found.update(neighbours(edge))
    return sorted(found)


def tried(valid: Record | None, day: date) -> Answer:
    """The answer by trying every choice of bounds."""
    return Answer.YES if valid is None else oracle(valid["from"], valid["through"], day)


def weakest(*answers: Answer) -> Answer:
    return min(answers, key=attrgetter("rank"))


def expected(data: KnowledgeBase, day: date) -> tuple[dict[str, Answer], dict[str, Answer]]:
    """Each record and each dated part with its answer, by trying every choice of bounds."""
    parts = {
        path: weakest(tried(part["valid"], day), tried(record.get("valid"), day))
        for _, path, part, record in dated_parts(data)
    }
    records = {}
    for spec, record in current(data):
        records[record["id"]] = tried(record.get("valid"), day)
        if spec.name == "Question":
            records[record["id"]] = max((tried(a["valid"], day) for a in record["answers"]), key=attrgetter("rank"))
    return records, parts


def shown(view: KnowledgeBase) -> tuple[set[str], set[str]]:
    return {entity.id for entity in view}, {path for _, path, _, _ in dated_parts(view)}


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(bases(), st.randoms(use_true_random=False))
def test_a_view_is_what_trying_every_day_gives(data: KnowledgeBase, chance: Any) -> None:
    for day in chance.sample(edges(data), k=min(40, len(edges(data)))):
        if day < data.begins:
            with pytest.raises(ValueError, match="before the data begin"):
                data.at(day)
            continue
        records, parts = expected(data, day)
        for certain, least in ((False, Answer.POSSIBLY), (True, Answer.YES)):
            view = data.at(day, certain=certain)
            kept_records, kept_parts = shown(view)
            assert kept_records == {each for each, answer in records.items() if answer.rank >= least.rank}
            assert kept_parts == {each for each, answer in parts.items() if answer.rank >= least.rank}
            for entity in view:  # what is left is valid, and the rest of it unchanged
                whole = data.record(entity.id)
                for name, value in view.record(entity.id).items():
                    assert value == whole[name] or [part for part in whole[name] if part in value] == value
        assert {entity.id: entity.holds(day) for entity in data if not entity.withdrawn} == records


def answers(store: Store, query: str, stretches: Iterable[tuple[date, date]]) -> dict[tuple[str, str], dict[str, str]]:
    """What a query says of each stretch of time: thing and answer."""
    rows = "\n".join(f'("{first}"^^xsd:date "{last}"^^xsd:date)' for first, last in stretches)
    text, changed = re.subn(r"(VALUES \(\?first \?through\) \{).*?\}", lambda m: f"{m[1]} {rows} }}", query)
    assert changed == 1
    found: dict[tuple[str, str], dict[str, str]] = {}
    solutions = store.query(text)
    assert isinstance(solutions, QuerySolutions)
    for first, through, thing, held in solutions:
        found.setdefault((first.value, through.value), {})[thing.value] = held.value
    return found


def stored(data: KnowledgeBase, folder: Path) -> Store:
    data.export("nquads", folder)
    store = Store()
    store.bulk_load(path=str(folder / "vmbo-mbo-kb.nq"), format=RdfFormat.N_QUADS)
    return store


def check_sparql(data: KnowledgeBase, store: Store, stretches: list[tuple[date, date]]) -> None:
    """The queries give what the views hold, and as surely."""
    records, parts = (answers(store, example(name).text, stretches) for name in ("what-held", "parts-that-held"))
    for stretch in stretches:
        key = str(stretch[0]), str(stretch[1])
        possibly, surely = data.during(*stretch), data.during(*stretch, certain=True)
        sure = {entity.id for entity in surely}
        assert records.get(key, {}) == {
            data.iri(entity.id): "yes" if entity.id in sure else "possibly" for entity in possibly
        }
        sure = {path for _, path, _, _ in dated_parts(surely)}
        assert parts.get(key, {}) == {
            kb.DEFAULT_BASE + path: "yes" if path in sure else "possibly" for _, path, _, _ in dated_parts(possibly)
        }


@few
@given(data=bases(), chance=st.randoms(use_true_random=False))
def test_sparql_gives_the_same_over_generated_data(data: KnowledgeBase, chance: Any, tmp_path_factory: Any) -> None:
    days = [day for day in edges(data) if day >= data.begins]
    stretches = [(day, day) for day in days]
    stretches += [tuple(sorted(chance.choices(days, k=2))) for _ in range(20)]
    check_sparql(data, stored(data, tmp_path_factory.mktemp("nq")), stretches)


def test_sparql_gives_the_same_over_the_real_dataset(tmp_path: Path) -> None:
    data = kb.load()
    days = [day for day in edges(data) if day >= data.begins]
    chosen = [*days[::15], days[-1], date(2010, 1, 1), date(2026, 11, 23)]
    stretches = sorted({(day, day) for day in chosen} | set(zip(days[::60], days[30::60], strict=False)))
    check_sparql(data, stored(data, tmp_path), stretches)


@settings(max_examples=100, deadline=None)
@given(periods(), st.dates(date(1989, 1, 1), date(1998, 1, 1)), st.integers(0, 800))
def test_during_is_as_trying_every_choice(valid: Record, first: date, days: int) -> None:
    last = first + timedelta(days=days)
    found = choices(valid["from"], valid["through"], [first, last])
    ends = possible_days(valid["through"], LAST_DAY, {near for day in (first, last) for near in neighbours(day)})
    assert ends
    every = all(start <= last and earliest >= first for start, earliest, _ in found)
    some = any(start <= last and latest >= first for start, _, latest in found)
    got = span(valid["from"], valid["through"]).meets(first, last)
    assert got is (Answer.YES if every else Answer.POSSIBLY if some else Answer.NO)


def test_only_questions_go_with_their_parts() -> None:
    """The queries name the one list that may not be empty and whose parts have a validity."""
    found = [
        (spec.name, field.name, field.term)
        for spec in blueprint().classes()
        for field in spec.fields
        if field.part and "valid" in field.part.by_name and (field.at_least_one or field.required)
    ]
    assert found == [("Question", "answers", "schema:suggestedAnswer")]


@pytest.fixture(scope="module")
def real() -> KnowledgeBase:
    return kb.load()


def test_what_held_in_2010(real: KnowledgeBase) -> None:
    view = real.at("2010-01-01")
    assert "vm2" in view
    assert "doorlopende-leerroute-vmbo-mbo" not in view
    assert {"duo"} <= {entity.id for entity in view.organisations}
    assert "cfi" not in real.at("2010-01-02", certain=True)
    assert view.whole is real
    assert real.whole is real
    assert view.at("2010-01-01").whole is real
    assert list(view.at("2010-01-01").records) == list(view.records)
    assert view["duo"].websites != real["duo"].websites  # type: ignore[attr-defined]
    assert view["startkwalificatie"] is real["startkwalificatie"]  # what is whole is not made twice
    assert real.at(date(2010, 1, 1)).records is not view.records
    assert len(real.at(datetime(2010, 1, 1, 12))) == len(view)


def test_dated_values_come_and_go(real: KnowledgeBase) -> None:
    def sites(day: str) -> list[str]:
        return [site.key for site in real.at(day)["duo"].websites]  # type: ignore[attr-defined]

    assert sites("2010-01-05") == ["duo"]  # possibly: nobody says when duo.nl began
    assert sites("2010-01-06") == ["duo", "ocwduo"]
    assert [site.key for site in real.at("2010-01-06", certain=True)["duo"].websites] == ["ocwduo"]  # type: ignore[attr-defined]
    assert real.at("2010-01-07", certain=True).record("duo").get("websites") is None  # nobody says when it ended
    later = real["experiment-doorlopende-leerlijnen"].conditions  # type: ignore[attr-defined]
    assert {part.key: part.holds("2015-01-01").value for part in later}["mbo-3"] == "no"
    assert "mbo-3" not in {part.key for part in real.at("2015-01-01")[
        "experiment-doorlopende-leerlijnen"].conditions}  # type: ignore[attr-defined]  # fmt: skip


def test_every_boundary_day_of_the_real_dataset(real: KnowledgeBase) -> None:
    """Each validity on the days on which its answer can change, and on those beside them."""
    valids = [record["valid"] for _, record in current(real) if "valid" in record]
    valids += [part["valid"] for _, _, part, _ in dated_parts(real)]
    distinct = {(valid["from"], valid["through"]): valid for valid in valids}
    assert len(distinct) > 100
    for ends, valid in distinct.items():
        each = span(*ends)
        for edge in {each.from_earliest, each.from_latest, each.through_earliest, each.through_latest}:
            for day in neighbours(edge):
                assert each.holds(day) is tried(valid, day), (ends, day)


def test_former_names_come_and_go(real: KnowledgeBase) -> None:
    """Of every class of named records, as of any other part with a validity."""
    named = [spec for spec in blueprint().entities if any(field.name == "name" for field in spec.fields)]
    dated = [spec for spec in named if any(field.name == "former_names" for field in spec.fields)]
    assert {spec.slug for spec in named} - {spec.slug for spec in dated} == {"questions"}

    def names(identifier: str, day: str, *, certain: bool = False) -> list[str]:
        view = real.at(day, certain=certain)
        return [name.text["nl"] for name in view[identifier].former_names]  # type: ignore[attr-defined]

    assert names("rmc-functie", "2025-12-31", certain=True) == ["RMC-functie"]
    assert names("rmc-functie", "2026-01-01") == []
    assert names("assistentopleiding-vmbo", "2013-07-31") == ["Assistentopleiding in het vmbo"]
    assert names("assistentopleiding-vmbo", "2014-07-31") == ["Assistentopleiding in het vmbo"]  # possibly
    assert names("assistentopleiding-vmbo", "2014-08-01") == []
    assert names("beroepscollege", "2021-12-31") == ["vakinstelling"]
    assert names("sbb", "2015-07-31", certain=True) == ["Stichting Samenwerking Beroepsonderwijs Bedrijfsleven"]
    assert names("sbb", "2015-08-01") == []


def test_a_record_is_called_what_it_was_called_then(real: KnowledgeBase) -> None:
    for day, name in {"2025-12-31": "RMC-functie", "2026-01-01": "Doorstroompuntfunctie"}.items():
        assert real.at(day).label("rmc-functie") == name
    assert real.at("1990-01-01").label("beroepscollege") == "vakinstelling"  # since when is unknown, until when is not


def test_a_former_name_of_which_nobody_knows_the_end_takes_no_place() -> None:
    former = {"key": "eerst", "valid": {"from": "2001", "through": "unknown"}, "text": {"nl": "Eerst"}}
    assert name_then({"former_names": [former]}, date(2001, 6, 1)) is None
    former["valid"] = {"from": "unknown", "through": "2001"}
    assert name_then({"former_names": [former]}, date(2001, 6, 1)) == {"nl": "Eerst"}
    assert name_then({"former_names": [former]}, date(2002, 1, 1)) is None
    assert name_then({"former_names": [{"key": "ooit", "text": {"nl": "Ooit"}}]}, date(2001, 1, 1)) is None


def test_a_stretch_of_time_has_the_names_at_its_end(real: KnowledgeBase) -> None:
    assert real.during("2010", "2025").label("rmc-functie") == "RMC-functie"
    assert real.during("2010", "2026").label("rmc-functie") == real.label("rmc-functie")


def test_references_out_of_a_view_stay_answerable(real: KnowledgeBase) -> None:
    view = real.at("2015-01-01")
    gone = "vm2"
    assert gone not in view
    assert view.get(gone) is None
    assert all(entity.id != gone for entity in view.collaboration_forms)
    with pytest.raises(kb.NotHeld, match="'vm2' did not hold at the time asked about"):
        view[gone]
    with pytest.raises(kb.UnknownId, match="did you mean 'vm2'") as caught:
        real["vm3"]
    assert not isinstance(caught.value, kb.NotHeld)
    follows = view.related("experiment-doorlopende-leerlijnen").points_at["follows.to"]
    assert follows == (real[gone],)
    assert view.label(gone, "en") == real.label(gone, "en")
    assert view.iri(gone) == real.iri(gone)
    assert view.spec(gone) is real.spec(gone)
    incoming = view.related("experiment-doorlopende-leerlijnen").pointed_at_by
    assert "doorlopende-leerroute-vmbo-mbo" not in {e.id for each in incoming.values() for e in each}


def test_during(real: KnowledgeBase) -> None:
    forms = {form.id for form in real.during("2008/2009", "2010").collaboration_forms}
    assert {"vm2", "convenanten-vsv-2008-2011"} <= forms
    assert "doorlopende-leerroute-vmbo-mbo" not in forms
    assert {entity.id for entity in real.during("2010-01-01", "2010-01-01")} == {e.id for e in real.at("2010-01-01")}


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("2010-02-30", "'2010-02-30' is a day that does not exist; a day is written as 2010-02-28"),
        ("2010-13-01", "'2010-13-01' is a day that does not exist; a day is written as 2010-01-31"),
        ("2010", "'2010' is not a day, such as 2010-01-31"),
        ("gisteren", "is not a day"),
        ("1500-01-01", "1500-01-01 lies before the data begin: 1801-01-01 is the first day"),
    ],
)
def test_days_that_cannot_be_asked(real: KnowledgeBase, day: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        real.at(day)


def test_stretches_that_cannot_be_asked(real: KnowledgeBase) -> None:
    with pytest.raises(ValueError, match=r"ends \(2008\) before it starts \(2009\)"):
        real.during("2009", "2008")
    with pytest.raises(ValueError, match="before the data begin"):
        real.during("1500", "1600")
    with pytest.raises(ValueError, match="is not a date"):
        real.during("vorig jaar", "2008")


def test_announced_values_say_so(real: KnowledgeBase) -> None:
    found = {
        (entity.id, amount.key): amount.announced_only
        for entity in real.subsidy_schemes
        for amount in entity.amounts  # type: ignore[attr-defined]
    }
    assert found["rif-2024", "totaal"]
    assert not found["sto-2025", "techniekregios"]
    for spec in blueprint().parts:  # whatever can be dated can be marked
        if "valid" in spec.by_name and not spec.by_name["valid"].required:
            assert "announced_only" in spec.by_name, spec.name
