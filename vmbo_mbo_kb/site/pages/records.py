# SPDX-License-Identifier: MIT
"""A page about each record in each language, and the record alone as Turtle and as a table of statements.

Pages are made from the blueprint: a field that a class gains has its place on the page by its kind alone.

====================================  ==================================================================
field                                 place on the page
====================================  ==================================================================
name, title and other names           heading
withdrawn, replaced by                a notice under it
text that describes                   lead
validity of the record                bar
steps of a lineage                    drawing, and a table of the steps
parts                                 a section with a table; with a long text and references, a section each
notes, open questions, other values   sections of their own at the end
citations                             numbered sources, pointed at from what they support
all else                              a list of facts
====================================  ==================================================================
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache, partial
from typing import Any, Final
from urllib.parse import urlencode

from markupsafe import Markup

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, Kind, blueprint
from vmbo_mbo_kb.checks.walk import walk
from vmbo_mbo_kb.exporters.turtle import Turtle
from vmbo_mbo_kb.lineage import PREDECESSOR, Step
from vmbo_mbo_kb.model.base import Citation, Entity, Evidence
from vmbo_mbo_kb.records import Record, record_path
from vmbo_mbo_kb.rows import guard
from vmbo_mbo_kb.site.frame import LANGUAGES, File, Site, code_label, items, plural
from vmbo_mbo_kb.site.texts import plain
from vmbo_mbo_kb.views import VALIDITY
from vmbo_mbo_kb.words import Language, Words

LEAD: Final = "dct:description"
"""Term of the text that stands under the heading."""

CHECKED: Final = frozenset({"kb:checked", "kb:reviewBy"})
"""Terms of the days on which a record was and is to be checked."""

WITHDRAWAL: Final = frozenset({"owl:deprecated", "dct:isReplacedBy"})
"""Terms of what stands above all else on the page of a record that no longer counts."""

BIBLIOGRAPHIC: Final = frozenset({"Document", "Link", "Source"})
"""Classes of records about texts: who searches is more likely to want what the texts are about."""

MANY: Final = 12
"""How many references of one kind are shown before the rest is folded."""


def make(site: Site) -> Iterator[File]:
    """The pages and files of every record."""
    for spec, record in site.data.records:
        page = RecordPage(site, spec, record)
        for language in LANGUAGES:
            yield page.file(language)
        place = f"data/{spec.slug}/{record['id']}"
        yield File(f"{place}.ttl", partial(_turtle, site.base, spec, record), Turtle.media_type, 1)
        yield File(f"{place}.csv", partial(statements, spec, record), "text/csv", 1)


def _turtle(base: str, spec: ClassSpec, record: Record) -> bytes:
    return "".join(Turtle().texts([(spec, record)], base)).encode()


@dataclass(frozen=True, slots=True)
class Mark:
    """A pointer from a statement to a source: its number in the list, and how sure the source is."""

    number: int
    confidence: str
    inferred: bool


class RecordPage:
    """What the page about one record shows, in either language."""

    def __init__(self, site: Site, spec: ClassSpec, record: Record) -> None:
        self.site = site
        self.spec = spec
        self.record = record
        self.identifier: str = record["id"]
        self.iri = site.base + record_path(spec, record)
        self.numbers: dict[str, int] = {}
        """Number of each source, in the order in which the page points at them."""
        self._marks: dict[tuple[str, str | None], tuple[Mark, ...]] = {}

    def file(self, language: Language) -> File:
        """The page."""
        return File(f"{language}/{self.site.record_page(self.identifier)}", partial(self._content, language))

    def _content(self, language: Language) -> bytes:
        return self.site.render(
            "record.html",
            self.site.record_page(self.identifier),
            language,
            page=self,
            spec=self.spec,
            record=self.record,
            title=self.site.label(self.identifier, language),
            bibliographic=BIBLIOGRAPHIC,
            relations=self.relations(language),
            lineage=self.lineage(language),
        )

    @cached_property
    def entity(self) -> Entity:
        """The record with its methods."""
        return self.site.data[self.identifier]

    # Fields by their place

    @cached_property
    def facts(self) -> list[FieldSpec]:
        """Fields for the list of facts."""
        return [
            field
            for field in self.spec.fields
            if field.name in self.record
            and field.kind is not Kind.PART
            and field.name not in ("id", VALIDITY)
            and field.term not in (LEAD, *CHECKED, *WITHDRAWAL)
            and not (field.naming and field.kind is Kind.TEXT)
        ]

    @cached_property
    def sections(self) -> list[FieldSpec]:
        """Fields whose parts have a section each."""
        return [
            field
            for field in self.spec.fields
            if field.name in self.record and field.part and not field.part.editorial and not is_step(field)
        ]

    @cached_property
    def lead(self) -> FieldSpec | None:
        """The field that stands under the heading."""
        return next((field for field in self.spec.fields if field.term == LEAD and field.name in self.record), None)

    def parts(self, name: str) -> list[dict[str, Any]]:
        """The parts of a class that says something about statements; ``name`` is its name."""
        return [
            part
            for field in self.spec.fields
            if field.part is not None and field.part.name == name
            for part in self.record.get(field.name, ())
        ]

    def fact(self, field: FieldSpec, language: Language, root: str) -> Markup:
        """The value of a field; what it refers to comes with its own address on the web, where it has one."""
        value = self.record[field.name]
        if field.kind is not Kind.REF:
            return self.site.values(field, value, language, root)
        shown = [
            self.site.link(each, language, root) + self.site.out(each, language)
            for each in (value if field.many else [value])
        ]
        if not field.many:
            return shown[0]
        return items("links", shown)

    @staticmethod
    def columns(field: FieldSpec, parts: list[dict[str, Any]]) -> list[FieldSpec]:
        """The fields of parts that any of them fills, as columns: what they say first, when it held after it.

        A currency stands with its amount.
        """
        assert field.part is not None
        money = any(inner.kind is Kind.DECIMAL for inner in field.part.fields)
        shown_fields = [
            inner
            for inner in field.part.fields
            if inner.name != "key"
            and not (money and inner.name == "currency")
            and inner.kind is not Kind.PART
            and any(inner.name in part for part in parts)
        ]
        return sorted(shown_fields, key=lambda inner: inner.kind is Kind.PERIOD)

    @staticmethod
    def is_long(field: FieldSpec) -> bool:
        """Whether the parts of a field are told one by one: a text with references of its own."""
        assert field.part is not None
        kinds = {(inner.kind, inner.many) for inner in field.part.fields}
        return (Kind.TEXT, False) in kinds and (Kind.REF, True) in kinds

    def cell(
        self, field: FieldSpec, part: Mapping[str, Any], column: FieldSpec, language: Language, root: str
    ) -> Markup:
        """A value of a part; money with its currency."""
        if column.name not in part:
            return Markup("")
        value = self.site.values(column, part[column.name], language, root)
        if column.kind is Kind.REF and not column.many:
            return value + self.site.out(part[column.name], language)
        if column.kind is Kind.DECIMAL and "currency" in part:
            currency = part["currency"]
            sign = {"EUR": "€ ", "%": ""}.get(currency, f"{currency} ")
            return Markup("{}{}{}").format(plain(sign), value, " %" if currency == "%" else "")
        return value

    # Sources

    def evidence(self, name: str, key: str | None = None) -> Evidence:
        """Who says what a field or part states."""
        return self.entity.sources_for(name, key)

    def marks(self, name: str, language: Language, key: str | None = None) -> Markup:
        """Pointers to the sources of a field, or of a part in it: each source once, where it is surest."""
        marks = self._marks.get((name, key))
        if marks is None:
            found: dict[str, Mark] = {}
            for citation in self.evidence(name, key):
                mark = Mark(self.number(citation.source), citation.confidence.value, citation.inferred)
                former = found.get(citation.source)
                if former is None or _rank(mark) > _rank(former):
                    found[citation.source] = mark
            marks = self._marks[name, key] = tuple(sorted(found.values(), key=lambda mark: mark.number))
        if not marks:
            return Markup("")
        return _POINTERS[language] + Markup("").join([_pointer(mark, language) for mark in marks]) + Markup("</span>")

    def number(self, source: str) -> int:
        """The number of a source on this page."""
        return self.numbers.setdefault(source, len(self.numbers) + 1)

    @cached_property
    def citations(self) -> list[tuple[str, list[tuple[FieldSpec | None, str | None, dict[str, Any]]]]]:
        """Every citation by source, in order of number, each with the field and key of the part that it stands in."""
        found: dict[str, list[tuple[FieldSpec | None, str | None, dict[str, Any]]]] = {}
        for field in self.spec.fields:
            if field.part is None or field.name not in self.record:
                continue
            if field.part.name == Citation.__name__:
                for citation in self.record[field.name]:
                    found.setdefault(citation["source"], []).append((None, None, citation))
                continue
            for part in self.record[field.name]:
                for citation in part.get("citations", ()):
                    found.setdefault(citation["source"], []).append((field, part["key"], citation))
        for source in found:
            self.number(source)
        return sorted(found.items(), key=lambda entry: self.numbers[entry[0]])

    @staticmethod
    def code(name: str, value: str, language: Language) -> str:
        """The label of a code of a citation."""
        return code_label(_citation().field(name), value)[language]

    # Relations and lineage

    def relations(self, language: Language) -> list[tuple[str, list[str]]]:
        """What points at the record: for each class and field a heading and the ids, in order of label."""
        groups: dict[tuple[int, str], set[str]] = {}
        for relation, identifiers in self.site.data.pointed_at_by(self.identifier).items():
            groups.setdefault(_heading(relation, language), set()).update(identifiers)
        return [
            (heading, sorted(found, key=lambda each: (self.site.label(each, language).casefold(), each)))
            for (_, heading), found in sorted(groups.items(), key=lambda each: each[0])
        ]

    def lineage(self, language: Language) -> dict[str, Any] | None:
        """The drawing and the steps, where the record takes part in a lineage."""
        if self.identifier not in self.site.stepping:
            return None
        lineage = self.site.lineage(self.identifier)
        return {
            "svg": Markup(plain(lineage.svg(language))),  # noqa: S704 - escaped where it is drawn
            "steps": [(step, self._key(step)) for step in lineage.steps],
        }

    def _key(self, step: Step) -> str | None:
        """The anchor of a step that this record states: the way to it in the record."""
        if step.later != self.identifier:
            return None
        field = next(field for field in self.spec.fields if is_step(field))
        assert field.part is not None
        to = next(inner.name for inner in field.part.fields if inner.term == PREDECESSOR)
        for part in self.record[field.name]:
            if part[to] == step.earlier and part["kind"] == step.kind.value and part.get("date") == step.date:
                return f"{field.name}.{part['key']}"
        return None

    # Beside the page

    def report(self, language: Language) -> str | None:
        """The address of a new issue about this record, filled in as far as can be; None where no address is set."""
        repository = self.site.dataset.get("repository")
        if repository is None:
            return None
        words = {"nl": "Fout in", "en": "Mistake in"}[language]
        body = {
            "nl": f"Pagina over: {self.iri}\n\nWat klopt er niet, en waar staat het juiste?\n",
            "en": f"Page about: {self.iri}\n\nWhat is wrong, and where does the right answer stand?\n",
        }[language]
        query = urlencode({"title": f"{words} {self.identifier}", "body": body})
        return f"{repository.rstrip('/')}/issues/new?{query}"


@cache
def _heading(relation: str, language: Language) -> tuple[int, str]:
    """What stands over the records that point at another by a relation, and before it the place of their class."""
    folder, *way = relation.split(".")
    place, spec = next((at, each) for at, each in enumerate(blueprint().entities) if each.slug == folder)
    words = []
    part: ClassSpec | None = spec
    owner = spec
    for name in way:
        assert part is not None
        owner, field = part, part.field(name)
        words.append(field.label[language])
        part = field.part
    if way[-2:] == ["citations", "source"]:  # whatever it supports
        words = words[-2:-1]
    elif len(way) > 1 and sum(each.kind is Kind.REF for each in owner.fields) == 1:
        words.pop()  # a part that points at one thing says with its own name what it is to it
    return place, f"{plural(spec, language)} – {' › '.join(dict.fromkeys(words))}"


@cache
def _citation() -> ClassSpec:
    return next(part for part in blueprint().parts if part.name == Citation.__name__)


def _rank(mark: Mark) -> int:
    return ("low", "medium", "high").index(mark.confidence)


_CONFIDENCE: Final = {
    "high": Words("zekerheid hoog", "confidence high"),
    "medium": Words("zekerheid gemiddeld", "confidence medium"),
    "low": Words("zekerheid laag", "confidence low"),
}


@lru_cache(maxsize=10_000)
def _pointer(mark: Mark, language: Language) -> Markup:
    """A pointer to a source; pages have the same ones again and again."""
    source, inferred = {"nl": ("bron", ", afgeleid"), "en": ("source", ", inferred")}[language]
    return Markup(' <a class="cite {0}" href="#source-{1}" aria-label="{2} {1}, {3}{4}">{1}</a>').format(
        mark.confidence,
        mark.number,
        source,
        _CONFIDENCE[mark.confidence][language],
        inferred if mark.inferred else "",
    )


_POINTERS: Final = {
    "nl": Markup('<span class="marks" data-pagefind-ignore><span class="hidden">bronnen:</span>'),
    "en": Markup('<span class="marks" data-pagefind-ignore><span class="hidden">sources:</span>'),
}


def is_step(field: FieldSpec) -> bool:
    """Whether a field holds the steps of a lineage."""
    return field.part is not None and any(inner.term == PREDECESSOR for inner in field.part.fields)


def statements(spec: ClassSpec, record: Record) -> bytes:
    """A record as CSV: a row for each value, with the way to it through fields and keys.

    A period is its bounds with ``..`` between them, an open bound is empty. Columns: ``path``
    (``amounts.total.value``), ``label_nl``, ``label_en``, ``value`` and, for text, ``language``.
    Text that a spreadsheet would run as a formula is guarded as in the other tables.
    """
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(["path", "label_nl", "label_en", "value", "language"])
    table.writerow(["id", "id", "id", record["id"], ""])
    for visit in walk(spec, record, _is_value):
        if visit.path == ("id",):
            continue
        way = ".".join(_steps(spec, record, visit.path))
        field = visit.field
        rows: list[tuple[str, str]]
        if field.kind is Kind.TEXT:
            rows = [(visit.value[tag], tag) for tag in visit.value]
        elif field.kind is Kind.PERIOD:
            rows = [("..".join(visit.value[bound] or "" for bound in ("from", "through")), "")]
        else:
            rows = [(str(visit.value).lower() if field.kind is Kind.BOOLEAN else str(visit.value), "")]
        for value, tag in rows:
            table.writerow([way, field.label.nl, field.label.en, guard(value), tag])
    return out.getvalue().encode()


def _is_value(field: FieldSpec) -> bool:
    return field.kind is not Kind.PART and field.name != "key"


def _steps(spec: ClassSpec, record: Any, path: tuple[str | int, ...]) -> Iterator[str]:
    """The way to a value with keys of parts for their positions; a value in a list goes by the name of the list."""
    value = record
    for step in path:
        value = value[step]
        if isinstance(step, str):
            yield step
        elif isinstance(value, dict) and "key" in value:
            yield value["key"]


__all__ = ["RecordPage", "make", "statements"]
