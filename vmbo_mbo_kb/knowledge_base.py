# SPDX-License-Identifier: MIT
"""The knowledge base: a dataset at hand in Python."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar, overload

from vmbo_mbo_kb.blueprint import ClassSpec, Kind, blueprint, model_class
from vmbo_mbo_kb.checks.shape import check_shape
from vmbo_mbo_kb.checks.walk import is_reference, walk
from vmbo_mbo_kb.findings import DatasetError, Finding, Severity
from vmbo_mbo_kb.locations import dataset_folder
from vmbo_mbo_kb.model import Dataset, Entity
from vmbo_mbo_kb.namespaces import DEFAULT_BASE
from vmbo_mbo_kb.nearest import Nearest
from vmbo_mbo_kb.periods import Answer, WrongDay, parse_day, parse_stretch
from vmbo_mbo_kb.reading import RawRecord, read
from vmbo_mbo_kb.records import Record, normalise, record_path
from vmbo_mbo_kb.releases import UnknownRelease, downloaded, is_release
from vmbo_mbo_kb.releases import state as released_state
from vmbo_mbo_kb.search import Hit, Index
from vmbo_mbo_kb.validation import judge
from vmbo_mbo_kb.views import VALIDITY, Asks, beginning, held
from vmbo_mbo_kb.words import Explained, Language, Words

if TYPE_CHECKING:
    import pyoxigraph
    import rdflib

    from vmbo_mbo_kb import sparql
    from vmbo_mbo_kb.exporters import Exporter, Written
    from vmbo_mbo_kb.lineage import Lineage

E = TypeVar("E", bound=Entity)
D = TypeVar("D")


class UnknownId(Explained, KeyError):
    """No record has this id."""

    def __init__(self, identifier: object, nearest: list[str]) -> None:
        super().__init__(identifier)
        self.nearest = nearest

    @property
    def words(self) -> Words:  # type: ignore[override]
        """What is wrong, and the nearest ids."""
        nl = f"; bedoelt u {' of '.join(map(repr, self.nearest))}?" if self.nearest else ""
        en = f"; did you mean {' or '.join(map(repr, self.nearest))}?" if self.nearest else ""
        return Words(
            nl=f"geen record heeft het id {self.args[0]!r}{nl}", en=f"no record has the id {self.args[0]!r}{en}"
        )


class NotHeld(UnknownId):
    """The record with this id is not in a view of a time, because it did not hold then."""

    @property
    def words(self) -> Words:  # type: ignore[override]
        """What is wrong."""
        return Words(
            nl=f"{self.args[0]!r} gold niet op het gevraagde moment; alleen de hele dataset heeft het",
            en=f"{self.args[0]!r} did not hold at the time asked about; only the whole dataset has it",
        )


class UnknownClass(Explained, LookupError):
    """No class has this name."""

    def __init__(self, name: str, known: list[str]) -> None:
        nearest = Nearest(known)(name)
        nl = f"; bedoelt u {nearest[0]!r}?" if nearest else "."
        en = f"; did you mean {nearest[0]!r}?" if nearest else "."
        self.words = Words(
            nl=f"geen klasse heet {name!r}{nl} Bekend zijn: {', '.join(known)}",
            en=f"no class is called {name!r}{en} Known: {', '.join(known)}",
        )
        super().__init__(self.words.en)


@dataclass(frozen=True, slots=True)
class Related:
    """What a record points at, and what points at it, by relation.

    A relation is the way through the fields, such as ``legal_bases.regulation``; for what points at the record, the
    folder of the pointing class stands in front.
    """

    points_at: dict[str, tuple[Entity, ...]] = field(default_factory=dict)
    pointed_at_by: dict[str, tuple[Entity, ...]] = field(default_factory=dict)


class RecordStore:
    """Records in writing order, from memory; what exporters write from.

    :param is_open: whether references may lead to records that are not among these, as in a view.
    """

    def __init__(self, dataset: Record, records: Iterable[tuple[ClassSpec, Record]], *, is_open: bool = False) -> None:
        self.dataset = dataset
        self.is_open = is_open
        order = {spec.name: position for position, spec in enumerate(blueprint().entities)}
        self._records = sorted(records, key=lambda entry: (order[entry[0].name], entry[1]["id"]))

    def __iter__(self) -> Iterator[tuple[ClassSpec, Record]]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)


class KnowledgeBase:
    """A dataset: its records by id, by class and by relation.

    Besides the methods there is an attribute for each class, named as its folder with underscores:
    ``data.collaboration_forms``, ``data.subsidy_schemes``, … Each is a tuple of entities in order of id.

    :meth:`at` and :meth:`during` give a knowledge base of what held at a time. Its records point at what they always
    pointed at, also where that did not hold then: ``points_at``, :meth:`label` and :meth:`iri` answer for it all the
    same, ``in``, ``data[…]`` and iteration do not know it, and :attr:`whole` has it.
    """

    def __init__(
        self,
        records: RecordStore,
        whole: "KnowledgeBase | None" = None,
        findings: "Sequence[Finding]" = (),
        folder: Path | None = None,
    ) -> None:
        self.records = records
        self.folder = folder
        """The dataset's folder, where it was read from one: it holds the log of the releases."""
        self._whole = whole
        self._findings = tuple(findings)
        self._by_id = {record["id"]: (spec, record) for spec, record in records}
        self._entities: dict[str, Entity] = {}
        self._incoming: dict[str, dict[str, list[str]]] | None = None
        self._indexes: dict[Language | None, Index] = {}
        self._stores: dict[str, pyoxigraph.Store] = {}
        self._building = Lock()

    @property
    def whole(self) -> "KnowledgeBase":
        """What this is a view of; itself when it is not a view."""
        return self._whole or self

    @property
    def findings(self) -> "tuple[Finding, ...]":
        """What validation found when the dataset was loaded: warnings at most, because errors stop that."""
        return self.whole._findings

    @property
    def dataset(self) -> Dataset:
        """The description of the dataset."""
        return Dataset.model_validate(self.records.dataset)

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Entity]:
        return (self[identifier] for identifier in self._by_id)

    def __contains__(self, identifier: object) -> bool:
        return identifier in self._by_id

    def __getitem__(self, identifier: str) -> Entity:
        """The entity with this id.

        :raises UnknownId: there is none; the message names the nearest ids.
        """
        entity = self._entities.get(identifier)
        if entity is None:
            entity = self._entities[identifier] = self._made(*self._found(identifier))
        return entity

    def _made(self, spec: ClassSpec, record: Record) -> Entity:
        if self._whole and self._whole.record(record["id"]) is record:
            return self._whole[record["id"]]
        made = model_class(spec).model_validate(record)
        assert isinstance(made, Entity)
        return made

    def _found(self, identifier: str) -> tuple[ClassSpec, Record]:
        try:
            return self._by_id[identifier]
        except KeyError:
            nearest = Nearest(self._by_id)(str(identifier))
            raise (NotHeld if identifier in self.whole else UnknownId)(identifier, nearest) from None

    @overload
    def get(self, identifier: str) -> Entity | None: ...
    @overload
    def get(self, identifier: str, default: D) -> Entity | D: ...
    def get(self, identifier: str, default: Any = None) -> Any:
        """The entity with this id, or the default."""
        return self[identifier] if identifier in self._by_id else default

    @cached_property
    def begins(self) -> date:
        """The day that the data begin: the first that any record or part may have held on."""
        return beginning(self.records)

    def at(self, day: str | date, *, certain: bool = False) -> "KnowledgeBase":
        """What held on a day: records and dated values alike.

        :param day: a date, or text such as ``2010-01-01``.
        :param certain: leave out what only possibly held, because a bound is vague or unknown.
        :raises ValueError: it is not a day of the calendar, or lies before the data begin.
        """
        when = parse_day(day)
        return self._view(lambda valid: valid.holds(when), when, certain)

    def during(self, first: str | date, through: str | date, *, certain: bool = False) -> "KnowledgeBase":
        """What held on at least one day of a stretch of time, first and last day included.

        :param first: a date of any precision, such as ``2008`` or ``2008/2009``; its earliest day counts.
        :param through: a date of any precision; its latest day counts.
        :param certain: leave out what only possibly held in it.
        :raises ValueError: one is not a date, the stretch ends before it starts or before the data begin.
        """
        start, end = parse_stretch(first, through)
        return self._view(lambda valid: valid.meets(start, end), end, certain)

    def _view(self, asks: Asks, last: date, certain: bool) -> "KnowledgeBase":
        if last < self.whole.begins:
            begins = self.whole.begins
            raise WrongDay(
                nl=f"{last} ligt voor het begin van de gegevens: {begins} is de eerste dag die gevraagd kan worden",
                en=f"{last} lies before the data begin: {begins} is the first day that can be asked",
            )
        kept = held(self._counting(), asks, Answer.YES if certain else Answer.POSSIBLY)
        return KnowledgeBase(RecordStore(self.records.dataset, kept, is_open=True), self.whole)

    def record(self, identifier: str) -> Record:
        """The record with this id as plain data; the knowledge base's own, not to be changed.

        :raises UnknownId: there is none.
        """
        return self._found(identifier)[1]

    def spec(self, identifier: str) -> ClassSpec:
        """The class of the record with this id, as the blueprint has it; in a view, also of what did not hold.

        :raises UnknownId: there is none.
        """
        return self.whole._found(identifier)[0]

    def all(self, cls: type[E]) -> tuple[E, ...]:
        """All entities of a class, in order of id; typed, unlike the attributes.

        :raises UnknownClass: it is none of the model's classes of entities.
        """
        found = self.of_class(_folder(cls))
        return tuple(entity for entity in found if isinstance(entity, cls))

    def of_class(self, folder: str) -> tuple[Entity, ...]:
        """All entities of the class with this folder name, in order of id.

        :raises UnknownClass: no class is called so; the message names the nearest.
        """
        wanted = _class(folder)
        return tuple(self[record["id"]] for spec, record in self._counting() if spec is wanted)

    def dated(self, folder: str | None = None) -> tuple[Entity, ...]:
        """The entities that hold for a time, of all classes or the one with this folder name, in writing order.

        Of others, such as concepts and documents, nothing says that they begin or end.

        :raises UnknownClass: no class is called so; the message names the nearest.
        """
        wanted = None if folder is None else _class(folder)
        return tuple(
            self[record["id"]] for spec, record in self._counting() if VALIDITY in record and wanted in (None, spec)
        )

    def __getattr__(self, name: str) -> tuple[Entity, ...]:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self.of_class(name.replace("_", "-"))
        except UnknownClass as error:
            raise AttributeError(f"no attribute {name!r}: {error}") from None

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *(spec.slug.replace("-", "_") for spec in blueprint().entities)})

    def _counting(self) -> Iterator[tuple[ClassSpec, Record]]:
        """The records but those that were withdrawn: these are found by id only."""
        return (entry for entry in self.records if not entry[1].get("withdrawn"))

    def iri(self, identifier: str, base: str = DEFAULT_BASE) -> str:
        """The IRI of the record with this id.

        :raises UnknownId: there is none.
        """
        return base + record_path(*self.whole._found(identifier))

    def label(self, identifier: str, language: Language = "nl") -> str:
        """What the record with this id is called: its name or title, or else that of what it points at.

        :raises UnknownId: there is none.
        """
        return self.whole._label(identifier, language, frozenset())

    def _label(self, identifier: str, language: Language, seen: frozenset[str]) -> str:
        spec, record = self._found(identifier)
        for name in ("name", "title"):
            text = record.get(name)
            if text:
                label: str = text.get(language) or next(iter(text.values()))
                return label
        for field_spec in spec.fields:
            target = record.get(field_spec.name)
            if field_spec.kind is not Kind.REF or field_spec.many or not target:
                continue
            if target in self._by_id and target not in seen:
                return self._label(target, language, seen | {identifier})
        return identifier

    def related(self, identifier: str) -> Related:
        """What the record points at, and what points at it, by relation.

        In a view, what points at it held then; what it points at may not have, and is given all the same.

        :raises UnknownId: there is none.
        """
        spec, record = self._found(identifier)
        outgoing: defaultdict[str, list[str]] = defaultdict(list)
        for relation, target in _references(spec, record):
            outgoing[relation].append(target)
        if self._incoming is None:
            self._incoming = {}
            for other_spec, other in self.records:
                for relation, target in _references(other_spec, other):
                    relations = self._incoming.setdefault(target, {})
                    relations.setdefault(f"{other_spec.slug}.{relation}", []).append(other["id"])
        incoming = self._incoming.get(identifier, {})
        return Related(self._resolved(outgoing), self._resolved(incoming))

    def _resolved(self, relations: dict[str, list[str]]) -> dict[str, tuple[Entity, ...]]:
        return {
            relation: tuple(
                self[target] if target in self else self.whole[target] for target in sorted(set(relations[relation]))
            )
            for relation in sorted(relations)
        }

    def lineage(self, identifier: str) -> "Lineage":
        """What came before and after a form, scheme, regulation or organisation, as far as steps lead either way.

        It crosses time, so a view gives that of the whole.

        :raises UnknownId: no record has this id.
        :raises LookupError: records of its class do not follow one another.
        """
        from vmbo_mbo_kb.lineage import lineage

        return lineage(self.whole, identifier)

    def search(
        self,
        text: str,
        *,
        class_name: str | None = None,
        level: str | None = None,
        theme: str | None = None,
        day: str | date | None = None,
        language: Language | None = None,
    ) -> list[Hit]:
        """Records for a text, the best match first; how is told in :mod:`vmbo_mbo_kb.search`.

        :param class_name: only records of the class with this folder name.
        :param level: only records that name this education level, or one below it.
        :param theme: only records that name this theme, or one below it.
        :param day: only what held, or possibly held, on it.
        :param language: look only in texts of this language and in those that have none.
        :raises UnknownClass: no class is called so.
        :raises UnknownId: no education level or theme has this id.
        :raises ValueError: the day cannot be asked about, see :meth:`at`.
        """
        data = self if day is None else self.at(day)
        wanted = set(data._by_id)
        if class_name is not None:
            chosen = _class(class_name)
            wanted = {each for each in wanted if data.spec(each) is chosen}
        for identifier, name in ((level, "EducationLevel"), (theme, "Theme")):
            if identifier is not None:
                wanted &= data._naming(identifier, name)
        return data._index(language).search(text, wanted)

    def suggest(self, text: str, language: Language | None = None) -> str | None:
        """What a text may have been meant to be: words that no record has replaced by the nearest; None without any."""
        return self._index(language).suggest(text)

    def _index(self, language: Language | None) -> Index:
        index = self._indexes.get(language)
        if index is None:
            index = self._indexes[language] = Index(self._counting(), language)
        return index

    def _naming(self, identifier: str, class_name: str) -> set[str]:
        """The records that name a record of this class, or one that it is broader than, and these themselves."""
        spec = blueprint().by_name(class_name)
        known = {each: record for each, (other, record) in self.whole._by_id.items() if other is spec}
        if identifier not in known:
            raise UnknownId(identifier, Nearest(known)(identifier))
        below, before = {identifier}, set[str]()
        while below != before:
            before = set(below)
            below |= {each for each, record in known.items() if before & set(record.get("broader", ()))}
        return below | {
            record["id"]
            for other, record in self.records
            for visit in walk(other, record, is_reference)
            if visit.field.target == class_name and visit.value in below
        }

    def export(
        self, format: "str | Exporter", target: str | os.PathLike[str], base: str = DEFAULT_BASE
    ) -> "list[Written]":
        """Write one format into a folder; what else is in it stays.

        :param format: name of a format, or an exporter object.
        :raises UnknownFormat: there is no such format.
        :raises ValueError: no identifiers can be made from the base.
        :raises TargetError: the folder cannot be written; it is left as it was.
        """
        from vmbo_mbo_kb import publication

        return publication.export(self.records, [format], Path(target), base)

    def build(self, target: str | os.PathLike[str], base: str = DEFAULT_BASE, *, pages: bool = True) -> "list[Written]":
        """Write every format, the site, a manifest and checksums into a folder, which is replaced whole.

        Files that come out as they were keep their date.

        :param pages: whether the site is made (:mod:`vmbo_mbo_kb.site`); without it, there are the exports alone.
        :raises ValueError: no identifiers can be made from the base.
        :raises TargetError: the folder cannot be written, or holds foreign files; it is left as it was.
        """
        from vmbo_mbo_kb import publication

        if not pages:
            return publication.build(self.records, Path(target), base)

        from vmbo_mbo_kb import site

        return publication.build(
            self.records, Path(target), base, lambda folder, written: site.write(self, folder, base, written)
        )

    def graph(self, base: str = DEFAULT_BASE) -> "rdflib.Graph":
        """The dataset as an rdflib graph of its own.

        :raises ValueError: no identifiers can be made from the base.
        """
        from tempfile import TemporaryDirectory

        import rdflib

        with TemporaryDirectory() as folder:
            (written,) = self.export("ntriples", folder, base)
            return rdflib.Graph().parse(Path(folder, written.path), format="nt")

    def sparql(self, query: str, base: str = DEFAULT_BASE) -> "sparql.Answer":
        """The answer to a SPARQL 1.1 query: rows of Python values for SELECT, a bool for ASK, triples for CONSTRUCT
        and DESCRIBE.

        The project's prefixes are known without their being declared. The store is built on first use.

        :raises RefusedQuery: the query calls another server, changes data, or asks for a graph that is not here.
        :raises QueryError: it is not SPARQL, or names a prefix or one of the project's terms that does not exist; the
            message says where, and what may be meant.
        :raises ValueError: no identifiers can be made from the base.
        """
        from vmbo_mbo_kb import sparql

        return sparql.answer(self.store(base), query, base)

    def store(self, base: str = DEFAULT_BASE) -> "pyoxigraph.Store":
        """The dataset as a pyoxigraph store in memory, built on first use; the knowledge base's own, not to be changed.

        :raises ValueError: no identifiers can be made from the base.
        """
        store = self._stores.get(base)
        if store is not None:
            return store
        from tempfile import TemporaryDirectory

        import pyoxigraph

        with self._building:
            store = self._stores.get(base)  # perhaps built meanwhile
            if store is None:
                store = pyoxigraph.Store()
                with TemporaryDirectory() as folder:
                    (written,) = self.export("nquads", folder, base)
                    # Lenient: what was written by us is not judged again, and loads in two thirds of the time.
                    store.bulk_load(path=Path(folder, written.path), lenient=True)
                self._stores[base] = store
            return store


def _class(folder: str) -> ClassSpec:
    known = {spec.slug: spec for spec in blueprint().entities}
    if folder not in known:
        raise UnknownClass(folder, list(known))
    return known[folder]


def _folder(cls: type[Entity]) -> str:
    return cls.rdf.folder or cls.__name__


def _references(spec: ClassSpec, record: Record) -> Iterator[tuple[str, str]]:
    """The references of a record: the way through its fields, and the id pointed at."""
    for visit in walk(spec, record, is_reference):
        yield ".".join(step for step in visit.path if isinstance(step, str)), visit.value


def load(folder: str | os.PathLike[str] | None = None, *, release: str | None = None) -> KnowledgeBase:
    """Load a dataset: as it is now, or as it was released.

    >>> load(release="2026.1").dataset.version
    '2026.1'

    :param folder: the dataset's folder, or a release folder; without it, the dataset that comes with the package.
    :param release: version of a release whose log the dataset has; what was known then.
    :raises DatasetError: the dataset has findings of severity error; the exception carries every finding.
    :raises UnknownRelease: there is no such release; the message names those that there are.
    :raises LogError: the release is not what it was when it was made, or a newer package is needed to read it.
    """
    place = dataset_folder() if folder is None else Path(folder)
    if release is not None or is_release(place):
        return _released(place, release)
    reading = read(place)
    findings = judge(reading)
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise DatasetError(findings)
    assert reading.description is not None  # its absence is a finding
    dataset = normalise(blueprint().dataset, reading.description.values)
    records = RecordStore(dataset, ((raw.spec, normalise(raw.spec, raw.values)) for raw in reading.records))
    return KnowledgeBase(records, findings=findings, folder=place)


def _released(folder: Path, version: str | None) -> KnowledgeBase:
    """A release: from a dataset's log, or from a folder of its own. Its records are held to the shape of their class;
    what was asked of a dataset when it was released is not asked again."""
    if is_release(folder):
        state = downloaded(folder)
        if version not in (None, state.dataset["version"]):
            raise UnknownRelease(str(version), [state.dataset["version"]])
    else:
        state = released_state(folder, version)
    items = [(blueprint().dataset, state.dataset), *state.items()]
    raws = (RawRecord(spec, record.get("id", ""), record, str(folder)) for spec, record in items)
    findings = [finding for raw in raws for finding in check_shape(raw)]
    if findings:
        raise DatasetError(findings)
    return KnowledgeBase(RecordStore(state.dataset, state.items()))


__all__ = ["KnowledgeBase", "NotHeld", "RecordStore", "Related", "UnknownClass", "UnknownId", "load"]
