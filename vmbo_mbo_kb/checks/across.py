# SPDX-License-Identifier: MIT
"""Checks across records: references, ids, time, sources. Each takes part values as they are and hides no other."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Final

from vmbo_mbo_kb.blueprint import FieldSpec, blueprint
from vmbo_mbo_kb.checks import rules
from vmbo_mbo_kb.checks.walk import is_reference, walk
from vmbo_mbo_kb.findings import Finding
from vmbo_mbo_kb.nearest import Nearest
from vmbo_mbo_kb.periods import Day, Span, parse_bound, span
from vmbo_mbo_kb.reading import RawRecord, ValuePath

Index = Mapping[str, list[RawRecord]]
Near = Mapping[str, Callable[[str], list[str]]]
"""For each class, by its name, what finds the ids that a misspelt one may stand for."""
Step = tuple[str, str, str]
"""A step in a hierarchy or lineage: the term, the id it leads from, the id it leads to."""


REVIEW: Final = ("checked", "review_by")
"""The fields of a review, in order of time."""


LOST: Final = ("moved", "gone")
"""The fates of an address at which a reader no longer finds what was there."""
WAYS_ON: Final = ("successor", "archived")
"""The fields of a link that lead on from such an address."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """A hierarchy or lineage that leads back to itself."""

    term: str
    ids: list[str]
    """The ids on the way, the smallest first."""

    @property
    def steps(self) -> list[Step]:
        """The steps on the way, the last one back to the start."""
        return [(self.term, *pair) for pair in pairwise([*self.ids, self.ids[0]])]


def is_predecessor(field: FieldSpec) -> bool:
    """Fields that name what came before in a lineage."""
    return field.term == "kb:predecessor"


def is_acyclic(field: FieldSpec) -> bool:
    return field.acyclic


def names_passage(field: FieldSpec) -> bool:
    return field.name == "rests_on"


def names_part(field: FieldSpec) -> bool:
    """Fields that name a part by its key: a passage of the source, or a part of the record."""
    return names_passage(field) or field.name == "part"


def by_id(records: Iterable[RawRecord]) -> Index:
    """The records of each id; a list, because an id may wrongly be used twice."""
    index: defaultdict[str, list[RawRecord]] = defaultdict(list)
    for record in records:
        index[record.id].append(record)
    return index


def check_ids(index: Index) -> Iterator[Finding]:
    """Ids are unique across the dataset."""
    for identifier, records in index.items():
        first = records[0]
        for record in records[1:]:
            other = f"{first.file}:{first.line}"
            yield record.finding(rules.ID_TWICE, ("id",), id=identifier, other=other)


def check_references(records: Iterable[RawRecord], index: Index, near: Near | None = None) -> Iterator[Finding]:
    """References point at a record of the right class.

    :param near: without it, made from the index.
    """
    labels = {spec.name: spec.label for spec in blueprint().entities}
    nearest = _near(index) if near is None else near
    for record in records:
        for visit in walk(record.spec, record.values, is_reference):
            if not isinstance(visit.value, str):
                continue
            target = visit.field.target or ""
            found = index.get(visit.value)
            if not found:
                yield record.finding(
                    rules.DANGLING,
                    visit.path,
                    id=visit.value,
                    target=labels[target],
                    nearest=nearest[target](visit.value),
                )
            elif all(other.spec.name != target for other in found):
                yield record.finding(
                    rules.WRONG_CLASS,
                    visit.path,
                    id=visit.value,
                    target=labels[target],
                    found=found[0].spec.label,
                )


def _near(index: Index) -> Near:
    ids: dict[str, list[str]] = {spec.name: [] for spec in blueprint().entities}
    for identifier, records_of_id in index.items():
        ids[records_of_id[0].spec.name].append(identifier)
    return {name: Nearest(known) for name, known in ids.items()}


def check_parts(records: Iterable[RawRecord], index: Index) -> Iterator[Finding]:
    """Keys that name a part elsewhere (a passage of the source, a part of the record) name one that is there."""
    for record in records:
        for visit in walk(record.spec, record.values, names_part):
            if names_passage(visit.field) and isinstance(visit.value, str):
                source = visit.holder.get("source")
                sources = index.get(source, []) if isinstance(source, str) else []
                sources = [other for other in sources if "passages" in other.spec.by_name]
                known = {key for other in sources for key in keys_of(other, "passages")}
                unknown = any(other.unread or not _all_keys_are_known(other, "passages") for other in sources)
                if sources and not unknown and visit.value not in known:
                    nearest = Nearest(known)(visit.value)
                    yield record.finding(
                        rules.UNKNOWN_PASSAGE, visit.path, source=source, key=visit.value, nearest=nearest
                    )
            elif isinstance(visit.value, str):
                fields = visit.holder.get("fields")
                named = [name for name in fields if isinstance(name, str)] if isinstance(fields, list) else []
                keys = {key for name in named for key in keys_of(record, name)}
                sound = named and all(
                    name in record.spec.by_name and _all_keys_are_known(record, name) for name in named
                )
                if sound and visit.value not in keys:
                    nearest = Nearest(keys)(visit.value)
                    yield record.finding(rules.UNKNOWN_PART, visit.path, key=visit.value, nearest=nearest)


def keys_of(record: RawRecord, name: str) -> set[str]:
    """Keys of the parts in a field, those left to their default included."""
    field = record.spec.by_name.get(name)
    parts = record.values.get(name)
    if field is None or field.part is None or not isinstance(parts, list):
        return set()
    default = field.part.field("key").same_as
    keys = (part.get("key") or part.get(default) for part in parts if isinstance(part, dict))
    return {key for key in keys if isinstance(key, str)}


def _all_keys_are_known(record: RawRecord, name: str) -> bool:
    """Whether every part in a field has a key of its own; if not, the shape check says so, and nobody knows which are
    there."""
    parts = record.values.get(name)
    if parts is None or record.spec.by_name[name].part is None:
        return True
    return isinstance(parts, list) and len(keys_of(record, name)) == len(parts)


def check_time(records: Iterable[RawRecord], index: Index, cycles: Iterable[Cycle] = ()) -> Iterator[Finding]:
    """Lineages are in order of time, and a review comes after the check before it.

    :param cycles: chains that lead back to themselves; one of their steps cannot be in order, and that is said of them.
    """
    circular = {step for cycle in cycles for step in cycle.steps}
    for record in records:
        checked, review_by = (day_of(record, name) for name in REVIEW)
        if checked and review_by and review_by < checked:
            yield record.finding(rules.REVIEW_BEFORE_CHECK, ("review_by",), checked=checked, review_by=review_by)
        visits = list(walk(record.spec, record.values, is_predecessor))
        own = span_of(record) if visits else None
        if own is None:
            continue
        for visit in visits:
            if not isinstance(visit.value, str) or (visit.field.term, record.id, visit.value) in circular:
                continue
            for other in index.get(visit.value, []):
                before = span_of(other) if other.spec.name == visit.field.target else None
                if before is not None and before.from_earliest > own.from_latest:
                    yield record.finding(rules.LINEAGE_ORDER, visit.path, to=visit.value, id=record.id)


def check_reviews(records: Iterable[RawRecord], as_of: Day) -> Iterator[Finding]:
    """No record is overdue for review on the day that counts as today."""
    for record in records:
        due = record.values.get("review_by")
        if not isinstance(due, str) or due >= as_of or record.values.get("withdrawn") is True:
            continue  # days sort as their text does
        checked, review_by = (day_of(record, name) for name in REVIEW)
        if checked and review_by and checked <= review_by < as_of:  # the other way round is a fault of its own
            yield record.finding(rules.REVIEW_OVERDUE, ("review_by",), review_by=review_by, as_of=as_of)


def day_of(record: RawRecord, name: str) -> Day | None:
    """The day in a field, if it is one."""
    try:
        return Day.parse(record.values.get(name))
    except ValueError:
        return None  # the shape check says so


def span_of(record: RawRecord) -> Span | None:
    """The days that a record's validity comes down to, if it has one that makes sense."""
    valid = record.values.get("valid")
    if not isinstance(valid, dict) or not {"from", "through"} <= valid.keys():
        return None
    try:
        return span(parse_bound(valid["from"]), parse_bound(valid["through"]))
    except ValueError:
        return None  # the shape check says so


def cycles_of(records: Iterable[RawRecord]) -> list[Cycle]:
    """The hierarchies and lineages that lead back to themselves."""
    graphs: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
    for record in records:
        for visit in walk(record.spec, record.values, is_acyclic):
            if isinstance(visit.value, str):
                graphs[visit.field.term].setdefault(record.id, []).append(visit.value)
    return cycles_in(graphs)


def cycles_in(graphs: Mapping[str, Mapping[str, list[str]]]) -> list[Cycle]:
    """The cycles in graphs, each given by its term: for an id, the ids that it leads to."""
    return [Cycle(term, ring) for term, graph in sorted(graphs.items()) for ring in _cycles(graph)]


def check_cycles(records: Iterable[RawRecord], index: Index, cycles: Iterable[Cycle]) -> Iterator[Finding]:
    """Hierarchies and lineages do not lead back to themselves.

    Each cycle is found once: at the step that goes against time most, of equals at that of the smallest id.
    """
    places: dict[Step, tuple[RawRecord, ValuePath]] = {}
    wanted = {step for cycle in cycles for step in cycle.steps}
    for record in records if wanted else ():
        for visit in walk(record.spec, record.values, is_acyclic):
            step = (visit.field.term, record.id, visit.value)
            if isinstance(visit.value, str) and step in wanted:
                places.setdefault(step, (record, visit.path))
    for cycle in cycles:
        wrong = max(cycle.steps, key=lambda step: _against_time(step[1], step[2], index))  # of equals the first
        record, path = places[wrong]
        yield record.finding(rules.CYCLE, path, cycle=" → ".join([*cycle.ids, cycle.ids[0]]))


def _against_time(identifier: str, predecessor: str, index: Index) -> int:
    """How much speaks against a step: 2 where it starts before what is said to precede it, 1 where it ends before."""
    spans = [[each for each in map(span_of, index.get(name, [])) if each] for name in (identifier, predecessor)]
    pairs = [*product(*spans)]
    if any(before.from_earliest > after.from_latest for after, before in pairs):
        return 2
    return int(any(before.through_earliest > after.through_latest for after, before in pairs))


def _cycles(graph: Mapping[str, list[str]]) -> Iterator[list[str]]:
    """Cycles that a depth-first walk meets, each turned so that its smallest id comes first."""
    done: set[str] = set()
    seen: set[tuple[str, ...]] = set()
    for root in sorted(graph):
        trail: list[str] = []
        place: dict[str, int] = {}
        todo: list[tuple[str, bool]] = [(root, True)]
        while todo:
            node, entering = todo.pop()
            if not entering:
                trail.pop()
                del place[node]
                done.add(node)
            elif node in place:
                ring = trail[place[node] :]
                smallest = ring.index(min(ring))
                turned = (*ring[smallest:], *ring[:smallest])
                if turned not in seen:
                    seen.add(turned)
                    yield list(turned)
            elif node not in done:
                place[node] = len(trail)
                trail.append(node)
                todo.append((node, False))
                todo.extend((following, True) for following in sorted(graph.get(node, []), reverse=True))


def passages_cited(records: Iterable[RawRecord], before: Mapping[str, Set[str]]) -> Mapping[str, Set[str]]:
    """Keys of the passages that something rests on, by the id of their source.

    :param before: those that are known already.
    """
    cited: defaultdict[str, set[str]] = defaultdict(set, {source: set(keys) for source, keys in before.items()})
    for record in records:
        for visit in walk(record.spec, record.values, names_passage):
            if isinstance(visit.value, str):
                cited[str(visit.holder.get("source"))].add(visit.value)
    return cited


def check_coverage(records: Iterable[RawRecord], cited: Mapping[str, Set[str]] | None) -> Iterator[Finding]:
    """Every registered passage carries a record, and passages stand side by side.

    :param cited: see :func:`passages_cited`; none when not all records could be read: who knows what those rest on.
    """
    for source in records:
        if not isinstance(source.values.get("passages"), list):
            continue
        ranges: list[tuple[int, int, str, int]] = []
        for position, passage in enumerate(source.values["passages"]):
            if not isinstance(passage, dict) or not isinstance(passage.get("key"), str):
                continue
            if cited is not None and passage["key"] not in cited.get(source.id, ()):
                yield source.finding(rules.PASSAGE_NOT_CITED, ("passages", position), key=passage["key"])
            start, end = passage.get("start"), passage.get("end")
            if type(start) is int and type(end) is int:
                ranges.append((start, end, passage["key"], position))
        ranges.sort()
        for (_, end, other, _), (start, _, key, position) in pairwise(ranges):
            if start < end:
                yield source.finding(rules.PASSAGES_OVERLAP, ("passages", position), key=key, other=other)


def check_text(records: Iterable[RawRecord], text: str) -> Iterator[Finding]:
    """A source's text, where it is at hand, is the one that its passages were registered on."""
    for source in records:
        digest = source.values.get("sha256")
        passages = source.values.get("passages")
        if not isinstance(digest, str) or not isinstance(passages, list):
            continue
        if _digest(text) != digest:
            yield source.finding(rules.TEXT_DIFFERS, ("sha256",), key=source.id)
            continue
        for position, passage in enumerate(passages):
            if isinstance(passage, dict) and type(passage.get("start")) is int and type(passage.get("end")) is int:
                piece = text[passage["start"] : passage["end"]]
                if _digest(piece) != passage.get("sha256"):
                    yield source.finding(rules.TEXT_DIFFERS, ("passages", position), key=passage.get("key"))


def _digest(text: str) -> str:
    from hashlib import sha256  # dear to import, and seldom asked

    return sha256(text.encode("utf-8")).hexdigest()
