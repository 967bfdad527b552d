# SPDX-License-Identifier: MIT
"""The knowledge base: a dataset at hand in Python.

The first plain record of the shipped dataset is to be there within a blink, so this module imports nothing that takes
time; each method imports what it needs.
"""

from __future__ import annotations

from _thread import allocate_lock

from vmbo_mbo_kb.compiled import RECORDS, TRIPLES, CompiledRecords, compiled
from vmbo_mbo_kb.namespaces import DEFAULT_BASE

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path
    from typing import Any, TypeVar, overload

    import pyoxigraph
    import rdflib

    from vmbo_mbo_kb import sparql
    from vmbo_mbo_kb.blueprint import ClassSpec
    from vmbo_mbo_kb.exporters import Exporter, Written
    from vmbo_mbo_kb.findings import Finding
    from vmbo_mbo_kb.lineage import Lineage
    from vmbo_mbo_kb.model import Dataset, Entity
    from vmbo_mbo_kb.records import Record
    from vmbo_mbo_kb.references import Related, Relations
    from vmbo_mbo_kb.search import Hit, Index
    from vmbo_mbo_kb.views import Validities
    from vmbo_mbo_kb.words import Language

    E = TypeVar("E", bound=Entity)
    D = TypeVar("D")


class RecordStore:
    """Records in writing order, from memory; what exporters write from.

    :param records: them in any order, or by id and in writing order.
    :param is_open: whether references may lead to records that are not among these, as in a view.
    """

    def __init__(
        self,
        dataset: Record,
        records: Iterable[tuple[ClassSpec, Record]] | dict[str, tuple[ClassSpec, Record]],
        *,
        is_open: bool = False,
    ) -> None:
        self.dataset = dataset
        self.is_open = is_open
        if isinstance(records, dict):
            self._records: Collection[tuple[ClassSpec, Record]] = records.values()
            self._by_id = records
        else:
            self._records = _in_writing_order(records)
            self._by_id = {entry[1]["id"]: entry for entry in self._records}
        self._incoming: dict[str, Relations] | None = None

    def __iter__(self) -> Iterator[tuple[ClassSpec, Record]]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, identifier: object) -> bool:
        return identifier in self._by_id

    def ids(self) -> Iterable[str]:
        """The ids, in writing order."""
        return self._by_id.keys()

    def record(self, identifier: str) -> Record:
        """The record with this id.

        :raises KeyError: there is none.
        """
        return self._by_id[identifier][1]

    def spec(self, identifier: str) -> ClassSpec:
        """Its class.

        :raises KeyError: there is no such record.
        """
        return self._by_id[identifier][0]

    def class_name(self, identifier: str) -> str:
        """The name of its class.

        :raises KeyError: there is no such record.
        """
        return self.spec(identifier).name

    def incoming(self, identifier: str) -> Relations:
        """What points at a record."""
        if self._incoming is None:
            from vmbo_mbo_kb.references import incoming

            self._incoming = incoming(self._records)
        return self._incoming.get(identifier, {})


class ReadRecords(RecordStore):
    """Records that were read and are sound, each brought into normal form when it is first asked for.

    :param raws: by id, the class and the values as they were read.
    """

    def __init__(self, dataset: Record, raws: Mapping[str, tuple[ClassSpec, Record]]) -> None:
        self.dataset = dataset
        self.is_open = False
        self._by_id = dict(raws)
        self._normal: set[str] = set()
        self._all: list[tuple[ClassSpec, Record]] | None = None
        self._incoming = None

    @property
    def _records(self) -> list[tuple[ClassSpec, Record]]:  # type: ignore[override]
        """All of them in writing order."""
        if self._all is None:
            from vmbo_mbo_kb.collector import paused

            with paused():
                self._all = [self._entry(record["id"]) for _, record in _in_writing_order(self._by_id.values())]
        return self._all

    def ids(self) -> Iterable[str]:
        return [record["id"] for _, record in self._records]

    def record(self, identifier: str) -> Record:
        return self._entry(identifier)[1]

    def _entry(self, identifier: str) -> tuple[ClassSpec, Record]:
        entry = self._by_id[identifier]
        if identifier not in self._normal:
            from vmbo_mbo_kb.records import normalise

            entry = self._by_id[identifier] = entry[0], normalise(*entry)
            self._normal.add(identifier)  # last: what another thread does meanwhile comes to the same
        return entry


def _in_writing_order(records: Iterable[tuple[ClassSpec, Record]]) -> list[tuple[ClassSpec, Record]]:
    from vmbo_mbo_kb.blueprint import blueprint

    order = {spec.name: position for position, spec in enumerate(blueprint().entities)}
    return sorted(records, key=lambda entry: (order[entry[0].name], entry[1]["id"]))


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
        records: RecordStore | CompiledRecords,
        whole: KnowledgeBase | None = None,
        findings: Sequence[Finding] | None = (),
        folder: Path | None = None,
        day: date | None = None,
    ) -> None:
        self.records = records
        self._folder = folder
        self._whole = whole
        self._day = day
        self._findings = None if findings is None else tuple(findings)
        self._entities: dict[str, Entity] = {}
        self._validities: Validities | None = None
        self._indexes: dict[Language | None, Index] = {}
        self._stores: dict[str, pyoxigraph.Store] = {}
        self._building = allocate_lock()

    @property
    def folder(self) -> Path | None:
        """The dataset's folder, where it was read from one: it holds the log of the releases."""
        if isinstance(self.records, CompiledRecords):
            from vmbo_mbo_kb.locations import dataset_folder

            return dataset_folder()
        return self._folder

    @property
    def whole(self) -> KnowledgeBase:
        """What this is a view of; itself when it is not a view."""
        return self._whole or self

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What validation finds in the dataset: warnings at most, because errors stop it from being loaded."""
        if self._whole:
            return self._whole.findings
        if self._findings is None:  # it was compiled, and not validated again
            from vmbo_mbo_kb.validation import validate

            self._findings = tuple(validate(self.folder))
        return self._findings

    @property
    def dataset(self) -> Dataset:
        """The description of the dataset."""
        from vmbo_mbo_kb.model import Dataset

        return Dataset.model_validate(self.records.dataset)

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[Entity]:
        return (self[identifier] for identifier in self.records.ids())

    def __contains__(self, identifier: object) -> bool:
        return identifier in self.records

    def __getitem__(self, identifier: str) -> Entity:
        """The entity with this id.

        :raises UnknownId: there is none; the message names the nearest ids.
        """
        try:
            return self._entities[identifier]
        except KeyError:
            entity = self._entities[identifier] = self._made(self.record(identifier))
            return entity

    def _made(self, record: Record) -> Entity:
        identifier = record["id"]
        if self._whole and identifier in self._whole and self._whole.record(identifier) is record:
            return self._whole[identifier]
        from vmbo_mbo_kb.model import Entity, built

        made = built(self.records.class_name(identifier)).model_validate(record)
        assert isinstance(made, Entity)
        return made

    def _unknown(self, identifier: object) -> KeyError:
        from vmbo_mbo_kb.nearest import Nearest
        from vmbo_mbo_kb.unknown import NotHeld, UnknownId

        nearest = Nearest(self.records.ids())(str(identifier))
        return (NotHeld if identifier in self.whole else UnknownId)(identifier, nearest)

    if TYPE_CHECKING:

        @overload
        def get(self, identifier: str) -> Entity | None: ...
        @overload
        def get(self, identifier: str, default: D) -> Entity | D: ...

    def get(self, identifier: str, default: Any = None) -> Any:
        """The entity with this id, or the default."""
        try:
            return self._entities[identifier]
        except KeyError:
            return self[identifier] if identifier in self.records else default

    @property
    def begins(self) -> date:
        """The day that the data begin: the first that any record or part may have held on."""
        return self._when().begins

    def _when(self) -> Validities:
        if self._validities is None:
            from vmbo_mbo_kb.views import Validities

            self._validities = Validities(self.records)
        return self._validities

    def at(self, day: str | date, *, certain: bool = False) -> KnowledgeBase:
        """What held on a day: records and dated values alike.

        :param day: a date, or text such as ``2010-01-01``.
        :param certain: leave out what only possibly held, because a bound is vague or unknown.
        :raises ValueError: it is not a day of the calendar, or lies before the data begin.
        """
        from vmbo_mbo_kb.periods import parse_day

        when = parse_day(day)
        return self._view(when, when, certain)

    def during(self, first: str | date, through: str | date, *, certain: bool = False) -> KnowledgeBase:
        """What held on at least one day of a stretch of time, first and last day included.

        :param first: a date of any precision, such as ``2008`` or ``2008/2009``; its earliest day counts.
        :param through: a date of any precision; its latest day counts.
        :param certain: leave out what only possibly held in it.
        :raises ValueError: one is not a date, the stretch ends before it starts or before the data begin.
        """
        from vmbo_mbo_kb.periods import parse_stretch

        start, end = parse_stretch(first, through)
        return self._view(start, end, certain)

    def _view(self, first: date, last: date, certain: bool) -> KnowledgeBase:
        from vmbo_mbo_kb.periods import Answer, WrongDay

        if last < self.whole.begins:
            begins = self.whole.begins
            raise WrongDay(
                nl=f"{last} ligt voor het begin van de gegevens: {begins} is de eerste dag die gevraagd kan worden",
                en=f"{last} lies before the data begin: {begins} is the first day that can be asked",
            )
        kept = self._when().held(first, last, Answer.YES if certain else Answer.POSSIBLY)
        return KnowledgeBase(RecordStore(self.records.dataset, kept, is_open=True), self.whole, day=last)

    def record(self, identifier: str) -> Record:
        """The record with this id as plain data; the knowledge base's own, not to be changed.

        :raises UnknownId: there is none.
        """
        try:
            return self.records.record(identifier)
        except KeyError:
            raise self._unknown(identifier) from None

    def spec(self, identifier: str) -> ClassSpec:
        """The class of the record with this id, as the blueprint has it; in a view, also of what did not hold.

        :raises UnknownId: there is none.
        """
        try:
            return self.whole.records.spec(identifier)
        except KeyError:
            raise self.whole._unknown(identifier) from None

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
        return tuple(self[record["id"]] for spec, record in self.counting() if spec is wanted)

    def dated(self, folder: str | None = None) -> tuple[Entity, ...]:
        """The entities that hold for a time, of all classes or the one with this folder name, in writing order.

        Of others, such as concepts and documents, nothing says that they begin or end.

        :raises UnknownClass: no class is called so; the message names the nearest.
        """
        from vmbo_mbo_kb.views import VALIDITY

        wanted = None if folder is None else _class(folder)
        return tuple(
            self[record["id"]] for spec, record in self.counting() if VALIDITY in record and wanted in (None, spec)
        )

    def __getattr__(self, name: str) -> tuple[Entity, ...]:
        if name.startswith("_"):
            raise AttributeError(name)
        from vmbo_mbo_kb.unknown import UnknownClass

        try:
            return self.of_class(name.replace("_", "-"))
        except UnknownClass as error:
            raise AttributeError(f"no attribute {name!r}: {error}") from None

    def __dir__(self) -> list[str]:
        from vmbo_mbo_kb.blueprint import blueprint

        return sorted({*super().__dir__(), *(spec.slug.replace("-", "_") for spec in blueprint().entities)})

    def counting(self) -> Iterator[tuple[ClassSpec, Record]]:
        """The records that count, with their classes: all but those that were withdrawn, which are found by id only."""
        return (entry for entry in self.records if not entry[1].get("withdrawn"))

    def iri(self, identifier: str, base: str = DEFAULT_BASE) -> str:
        """The IRI of the record with this id.

        :raises UnknownId: there is none.
        """
        from vmbo_mbo_kb.records import record_path

        return base + record_path(self.spec(identifier), self.whole.record(identifier))

    def label(self, identifier: str, language: Language = "nl") -> str:
        """What the record with this id is called: its name or title, or else that of what it points at.

        In a view, what it was called then; at the end of a stretch of time, where names changed in it.

        :raises UnknownId: there is none.
        """
        return self.whole._label(identifier, language, self._day, frozenset())

    def _label(self, identifier: str, language: Language, day: date | None, seen: frozenset[str]) -> str:
        record = self.record(identifier)
        text = record.get("name") or record.get("title")
        if day is not None:
            from vmbo_mbo_kb.views import name_then

            text = name_then(record, day) or text
        if text:
            label: str = text.get(language) or next(iter(text.values()))
            return label
        from vmbo_mbo_kb.blueprint import Kind

        for field_spec in self.records.spec(identifier).fields:
            target = record.get(field_spec.name)
            if field_spec.kind is not Kind.REF or field_spec.many or not target:
                continue
            if target in self.records and target not in seen:
                return self._label(target, language, day, seen | {identifier})
        return identifier

    def related(self, identifier: str) -> Related:
        """What the record points at, and what points at it, by relation.

        In a view, what points at it held then; what it points at may not have, and is given all the same.

        :raises UnknownId: there is none.
        """
        from vmbo_mbo_kb.references import Related, outgoing

        points_at = outgoing(self.spec(identifier), self.record(identifier))
        return Related(self._resolved(points_at), self._resolved(self.records.incoming(identifier)))

    def pointed_at_by(self, identifier: str) -> Relations:
        """The ids of what points at the record, by relation; in a view, of what held then.

        :raises UnknownId: there is no such record.
        """
        self.record(identifier)
        return self.records.incoming(identifier)

    def _resolved(self, relations: Relations) -> dict[str, tuple[Entity, ...]]:
        held, whole = self.records, self.whole
        return {
            relation: tuple([self[target] if target in held else whole[target] for target in targets])
            for relation, targets in relations.items()
        }

    def lineage(self, identifier: str) -> Lineage:
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
        wanted: set[str] | None = None
        if class_name is not None:
            chosen = _class(class_name)
            wanted = {record["id"] for spec, record in data.records if spec is chosen}
        for identifier, name in ((level, "EducationLevel"), (theme, "Theme")):
            if identifier is not None:
                naming = data._naming(identifier, name)
                wanted = naming if wanted is None else wanted & naming
        return data._index(language).search(text, wanted)

    def suggest(self, text: str, language: Language | None = None) -> str | None:
        """What a text may have been meant to be: words that no record has replaced by the nearest; None without any."""
        return self._index(language).suggest(text)

    def _index(self, language: Language | None) -> Index:
        index = self._indexes.get(language)
        if index is None:
            from vmbo_mbo_kb.search import Index

            index = self._indexes[language] = Index(self.counting(), language)
        return index

    def _naming(self, identifier: str, class_name: str) -> set[str]:
        """The records that name a record of this class, or one that it is broader than, and these themselves."""
        from vmbo_mbo_kb.blueprint import blueprint
        from vmbo_mbo_kb.checks.walk import is_reference, walk
        from vmbo_mbo_kb.nearest import Nearest
        from vmbo_mbo_kb.unknown import UnknownId

        spec = blueprint().by_name(class_name)
        known = {record["id"]: record for other, record in self.whole.records if other is spec}
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

    def export(self, format: str | Exporter, target: str | os.PathLike[str], base: str = DEFAULT_BASE) -> list[Written]:
        """Write one format into a folder; what else is in it stays.

        :param format: name of a format, or an exporter object.
        :raises UnknownFormat: there is no such format.
        :raises ValueError: no identifiers can be made from the base.
        :raises TargetError: the folder cannot be written; it is left as it was.
        """
        from pathlib import Path

        from vmbo_mbo_kb import publication

        return publication.export(self.records, [format], Path(target), base)

    def build(self, target: str | os.PathLike[str], base: str = DEFAULT_BASE, *, pages: bool = True) -> list[Written]:
        """Write every format, the site, a manifest and checksums into a folder, which is replaced whole.

        Files that come out as they were keep their date.

        :param pages: whether the site is made (:mod:`vmbo_mbo_kb.site`); without it, there are the exports alone.
        :raises ValueError: no identifiers can be made from the base.
        :raises TargetError: the folder cannot be written, or holds foreign files; it is left as it was.
        """
        from pathlib import Path

        from vmbo_mbo_kb import publication

        if not pages:
            return publication.build(self.records, Path(target), base)

        from vmbo_mbo_kb import site

        return publication.build(
            self.records,
            Path(target),
            base,
            lambda output: site.write(self, output, base),
        )

    def graph(self, base: str = DEFAULT_BASE) -> rdflib.Graph:
        """The dataset as an rdflib graph of its own.

        :raises ValueError: no identifiers can be made from the base.
        """
        from pathlib import Path
        from tempfile import TemporaryDirectory

        import rdflib

        with TemporaryDirectory() as folder:
            (written,) = self.export("ntriples", folder, base)
            return rdflib.Graph().parse(Path(folder, written.path), format="nt")

    def sparql(self, query: str, base: str = DEFAULT_BASE) -> sparql.Answer:
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

    def store(self, base: str = DEFAULT_BASE) -> pyoxigraph.Store:
        """The dataset as a pyoxigraph store in memory, built on first use; the knowledge base's own, not to be changed.

        :raises ValueError: no identifiers can be made from the base.
        """
        store = self._stores.get(base)
        if store is not None:
            return store
        with self._building:
            store = self._stores.get(base)  # perhaps built meanwhile
            if store is None:
                store = self._stores[base] = self._filled_store(base)
            return store

    def _filled_store(self, base: str) -> pyoxigraph.Store:
        import pyoxigraph

        store = pyoxigraph.Store()
        content = compiled(TRIPLES) if isinstance(self.records, CompiledRecords) and base == DEFAULT_BASE else None
        # Lenient: what was written by us is not judged again, and loads in two thirds of the time.
        if content is not None:
            from zlib import decompress

            store.load(decompress(content), pyoxigraph.RdfFormat.TURTLE, lenient=True)
            return store
        from pathlib import Path
        from tempfile import TemporaryDirectory

        with TemporaryDirectory() as folder:
            (written,) = self.export("nquads", folder, base)
            store.bulk_load(path=Path(folder, written.path), lenient=True)
        return store


def _class(folder: str) -> ClassSpec:
    from vmbo_mbo_kb.blueprint import blueprint
    from vmbo_mbo_kb.unknown import UnknownClass

    known = {spec.slug: spec for spec in blueprint().entities}
    if folder not in known:
        raise UnknownClass(folder, list(known))
    return known[folder]


def _folder(cls: type[Entity]) -> str:
    return cls.rdf.folder or cls.__name__


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
    if folder is None and release is None:
        content = compiled(RECORDS)
        if content is not None:
            return KnowledgeBase(CompiledRecords(content), findings=None)
    from pathlib import Path

    from vmbo_mbo_kb.locations import dataset_folder
    from vmbo_mbo_kb.releases import is_release

    place = dataset_folder() if folder is None else Path(folder)
    if release is not None or is_release(place):
        return _released(place, release)
    from vmbo_mbo_kb.collector import paused

    with paused():  # to the end: looking through all that was read took a sixth of the time of many records
        return _read(place)


def _read(place: Path) -> KnowledgeBase:
    from vmbo_mbo_kb.blueprint import blueprint
    from vmbo_mbo_kb.findings import DatasetError, Severity
    from vmbo_mbo_kb.reading import read
    from vmbo_mbo_kb.records import normalise
    from vmbo_mbo_kb.validation import judge

    reading = read(place)
    findings = judge(reading)
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise DatasetError(findings)
    assert reading.description is not None  # its absence is a finding
    dataset = normalise(blueprint().dataset, reading.description.values)
    records = ReadRecords(dataset, {raw.id: (raw.spec, raw.values) for raw in reading.records})
    return KnowledgeBase(records, findings=findings, folder=place)


def _released(folder: Path, version: str | None) -> KnowledgeBase:
    """A release: from a dataset's log, or from a folder of its own. Its records are held to the shape of their class;
    what was asked of a dataset when it was released is not asked again."""
    from vmbo_mbo_kb.blueprint import blueprint
    from vmbo_mbo_kb.checks.shape import check_shape
    from vmbo_mbo_kb.findings import DatasetError
    from vmbo_mbo_kb.reading import RawRecord
    from vmbo_mbo_kb.releases import UnknownRelease, downloaded, is_release
    from vmbo_mbo_kb.releases import state as released_state

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


__all__ = ["KnowledgeBase", "RecordStore", "load"]
