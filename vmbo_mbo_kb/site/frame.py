# SPDX-License-Identifier: MIT
"""What all pages are made with: the dataset, the templates, addresses, and how a value looks."""

import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader
from jinja2.exceptions import TemplateSyntaxError
from jinja2.ext import Extension
from jinja2.lexer import TOKEN_STRING, Token, TokenStream
from markupsafe import Markup, escape

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, Kind, blueprint
from vmbo_mbo_kb.exporters import Written
from vmbo_mbo_kb.namespaces import DEFAULT_BASE
from vmbo_mbo_kb.periods import FIRST_DAY, Answer, parse_day, span
from vmbo_mbo_kb.records import Record
from vmbo_mbo_kb.site.drawing import Axis, validity_bar
from vmbo_mbo_kb.site.policy import OWN_SCRIPTS, policy
from vmbo_mbo_kb.site.texts import ANSWERS, date_words, esc, number_words, period_words, plain, size_words
from vmbo_mbo_kb.views import VALIDITY
from vmbo_mbo_kb.words import Language, Words

if TYPE_CHECKING:
    from vmbo_mbo_kb.generators.described import Publication
    from vmbo_mbo_kb.knowledge_base import KnowledgeBase
    from vmbo_mbo_kb.lineage import Lineage
    from vmbo_mbo_kb.publication import Output

LANGUAGES: Final[tuple[Language, ...]] = ("nl", "en")
HTML: Final = "text/html"

ADDRESS: Final = "schema:url"
"""Term of the address of a record."""

BRIEF: Final = frozenset({Kind.CODE, Kind.DATE, Kind.DECIMAL, Kind.PERIOD})
"""Kinds of fields that say much in few words."""

LICENCES: Final = {"https://creativecommons.org/publicdomain/zero/1.0/": "CC0 1.0"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a menu; with a folder, it is also the way to all pages in it."""

    path: str
    words: Words
    folder: str | None = None


MENU: Final = (
    Entry("collaboration-forms/index.html", Words("Vormen", "Forms"), "collaboration-forms/"),
    Entry("subsidy-schemes/index.html", Words("Subsidies", "Subsidies"), "subsidy-schemes/"),
    Entry("regulations/index.html", Words("Wetten", "Laws"), "regulations/"),
    Entry("themes/index.html", Words("Thema’s", "Themes"), "themes/"),
    Entry("timeline.html", Words("Tijdlijn", "Timeline")),
    Entry("on-date.html", Words("Op een dag", "On a day"), "on-date/"),
    Entry("charts.html", Words("Cijfers", "Figures")),
    Entry("downloads.html", Words("Downloads", "Downloads")),
)
FOOTER: Final = (
    Entry("everything.html", Words("Alles op een rij", "Everything")),
    Entry("sparql.html", Words("Vragen in SPARQL", "Questions in SPARQL")),
    Entry("who.html", Words("Wie voert wat uit?", "Who administers what?")),
    Entry("addresses.html", Words("Oude adressen", "Old addresses")),
    Entry("model/index.html", Words("Datamodel", "Data model")),
    Entry("terms.html", Words("Ontologie", "Ontology")),
    Entry("api.html", Words("Python", "Python")),
    Entry("curator.html", Words("Voor de curator", "For the curator")),
)


@dataclass(frozen=True, slots=True)
class File:
    """A file of the site."""

    path: str
    """Path below the site's folder, with ``/``."""
    content: bytes | Callable[[], bytes] | None
    """What it holds, or what makes that: called once, by the process that writes it. None where it has been written."""
    media_type: str = HTML
    records: int = 0
    """How many records it holds, for files of data."""

    def made(self) -> bytes | None:
        """What it is to hold; None where it is there already."""
        return self.content() if callable(self.content) else self.content


class Site:
    """A site being made.

    ``paths`` has the files made so far, by path; the exports stand in ``output``.
    """

    def __init__(self, data: "KnowledgeBase", output: "Output", base: str) -> None:
        self.data = data
        self.output = output
        self.folder = output.folder
        self.base = base
        self.paths: dict[str, Written] = {}
        self.dataset = data.records.dataset
        self.today = parse_day(self.dataset["as_of"])
        """The day that counts as today: the dataset's ``as_of``."""
        self.specs = {spec.name: spec for spec in blueprint().entities}
        self.by_class: defaultdict[str, list[Record]] = defaultdict(list)
        for spec, record in data.counting():
            self.by_class[spec.slug].append(record)
        self.put_by: deque[File] = deque()
        """Files that are made when all pages that search is to find are there."""
        self.axis = Axis(self.today.year - 25, self.today.year + 4)
        self._labels: dict[tuple[str, Language], str] = {}
        self.piece = lru_cache(maxsize=1000)(self.fresh_piece)
        """A piece that many pages have alike, by its template, the language and the way to the site's folder."""
        self.footer = partial(self.piece, "footer.html", entries=FOOTER)
        """The foot of a page, by its language and the way to the site's folder."""
        self.link = lru_cache(maxsize=50_000)(self._link)
        """A link to the page about a record, by its id, the language and the way to the site's folder."""
        self.term = lru_cache(maxsize=10_000)(self._term)
        """What stands before a fact, by the class of the record, the field, whether it has several values, and the
        language."""
        self.out = lru_cache(maxsize=50_000)(self._out)
        """A small link to the address of what a record is about, where it has one, by its id and the language."""
        self.environments = {language: self._environment(language) for language in LANGUAGES}
        """What renders templates, by the language of the page."""

    def _environment(self, language: Language) -> Environment:
        environment = _Environment(
            loader=PackageLoader("vmbo_mbo_kb.site"),
            autoescape=True,
            finalize=plain,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            extensions=[_SAYING[language]],
        )
        environment.globals.update(
            site=self,
            language=language,
            other="en" if language == "nl" else "nl",
            label=lambda identifier: self.label(identifier, language),
            date=lambda text: date_words(text, language),
            number=lambda text: number_words(text, language),
            size=lambda count: size_words(count, language),
            period=lambda value: period_words(value["from"], value["through"], language),
            dataset=self.dataset,
            Kind=Kind,
            code_label=code_label,
            pick=text,
            outside=outside,
            record_page=self.record_page,
            plural=plural,
            policy=lambda scripts: Markup(policy(scripts)),  # noqa: S704 - our own words
        )
        environment.filters["capitalize"] = capital
        environment.filters["whole"] = whole
        return environment

    # Addresses

    def record_page(self, identifier: str) -> str:
        """Path of the page about a record, below the folder of its language."""
        return f"{self.data.spec(identifier).slug}/{identifier}.html"

    @cached_property
    def searched_folders(self) -> tuple[str, ...]:
        """Folders whose pages search is to find: those about records, the lists of whole classes, and what stands
        alone; not the lists narrowed by something and the pages of years, which hold the same names again."""
        folders = ["", "/model", *(f"/{spec.slug}" for spec in self.specs.values())]
        return tuple(language + folder for language in LANGUAGES for folder in folders)

    def searched(self, path: str) -> bool:
        """Whether search is to find a file."""
        return path.endswith(".html") and path.rpartition("/")[0] in self.searched_folders

    def has(self, path: str) -> bool:
        """Whether an export has a file at this path."""
        return path in self._exported

    @cached_property
    def _exported(self) -> frozenset[str]:
        return frozenset(written.path for written in self.output.exports)

    @property
    def default_base(self) -> str:
        """The base of IRIs that is not registered yet."""
        return DEFAULT_BASE

    @property
    def path(self) -> str:
        """Path of the site's folder on its host.

        By default the base is that of names that lead on to wherever the site is; one's own base is where it is.
        """
        return "/" if self.base == self.default_base else urlsplit(self.base).path

    @property
    def licence_name(self) -> str:
        """The licence as people know it."""
        licence: str = self.dataset["licence"]
        return LICENCES.get(licence, licence)

    @cached_property
    def publication(self) -> "Publication":
        """What is published: the dataset and the exports, for descriptions of them."""
        from vmbo_mbo_kb.generators.described import Publication

        files = tuple(self.output.described(self.output.exports))
        return Publication(self.dataset, files, self.base, self.data.begins.isoformat())

    # Making pages

    def page(
        self,
        template: str,
        path: str,
        language: Language,
        *,
        root: str | None = None,
        scripts: str = OWN_SCRIPTS,
        **values: Any,
    ) -> File:
        """A page in one language; it is rendered when it is written.

        :param path: path below the folder of the language; its namesake in the other language is its translation.
        :param root: the way to the site's folder, where it is not the one that the path gives.
        :param scripts: what the Content-Security-Policy allows as scripts.
        """
        return File(
            f"{language}/{path}",
            partial(self.render, template, path, language, root=root, scripts=scripts, **values),
        )

    def render(
        self,
        template: str,
        path: str,
        language: Language,
        *,
        root: str | None = None,
        scripts: str = OWN_SCRIPTS,
        **values: Any,
    ) -> bytes:
        """The content of a page in one language; the parameters are those of :meth:`page`."""
        return self._render(
            template,
            language,
            "../" * (path.count("/") + 1) if root is None else root,
            path=path,
            scripts=scripts,
            **values,
        ).encode()

    def _render(self, template: str, language: Language, root: str, **values: Any) -> str:
        return self.environments[language].get_template(template).render(root=root, **values)

    def menu(self, language: Language, root: str, path: str | None) -> Markup:
        """The menu of a page, with the entry marked that is the page or holds it."""
        here = next(
            (each for each in MENU if path and (path == each.path or path.startswith(each.folder or " "))), None
        )
        exact = here is not None and path == here.path
        return self.piece("menu.html", language, root, entries=MENU, here=here, exact=exact)

    def fresh_piece(self, template: str, language: Language, root: str, **values: Any) -> Markup:
        """A piece of a page."""
        return Markup(self._render(template, language, root, **values).rstrip("\n"))  # noqa: S704

    def pages(self, template: str, path: str, **values: Any) -> Iterator[File]:
        """A page in both languages; values that are :class:`~vmbo_mbo_kb.words.Words` are given in each."""
        for language in LANGUAGES:
            own = {name: value[language] if isinstance(value, Words) else value for name, value in values.items()}
            yield self.page(template, path, language, **own)

    # What values look like

    def label(self, identifier: str, language: Language) -> str:
        """What a record is called."""
        key = identifier, language
        found = self._labels.get(key)
        if found is None:
            found = self._labels[key] = self.data.label(identifier, language)
        return found

    def _link(self, identifier: str, language: Language, root: str) -> Markup:
        address = f"{root}{language}/{self.record_page(identifier)}"
        return Markup('<a href="{}">{}</a>').format(address, plain(self.label(identifier, language)))

    def address(self, identifier: str) -> str | None:
        """The address on the web of what a record is about: its own, or that of the one text that it stands for."""
        spec = self.data.spec(identifier)
        record = self.data.record(identifier)
        for field in spec.fields:
            if field.kind is Kind.IRI and field.term == ADDRESS and not field.many and field.name in record:
                found: str = record[field.name]
                return safe_address(found) and found
        texts = [record[name] for name in ("document", "regulation") if name in record]
        return self.address(texts[0]) if len(texts) == 1 else None

    def _out(self, identifier: str, language: Language) -> Markup:
        address = self.address(identifier)
        if address is None:
            return Markup("")
        words = Words("naar het origineel", "to the original")[language]
        return Markup(
            ' <a class="out" rel="external noreferrer" href="{}"><span class="hidden">{}: {}</span>'
            '<span aria-hidden="true">↗</span></a>'
        ).format(address, words, plain(self.label(identifier, language)))

    def value(self, field: FieldSpec, value: Any, language: Language, root: str) -> Markup:
        """A single value of a field that holds no parts."""
        match field.kind:
            case Kind.TEXT:
                return text(value, language)
            case Kind.REF:
                return self.link(value, language, root)
            case Kind.IRI:
                return outside(value)
            case Kind.CODE:
                return esc(code_label(field, value)[language])
            case Kind.PERIOD:
                return esc(period_words(value["from"], value["through"], language))
            case Kind.DATE | Kind.DAY:
                return Markup('<time datetime="{}">{}</time>').format(
                    value.partition("/")[0], date_words(value, language)
                )
            case Kind.DECIMAL:
                return esc(number_words(value, language))
            case Kind.INTEGER:
                return esc(number_words(str(value), language))
            case Kind.BOOLEAN:
                return esc(ANSWERS["yes" if value else "no"][language])
            case _:
                return esc(value)

    def brief(self, spec: ClassSpec, record: Mapping[str, Any], language: Language, root: str) -> Markup:
        """What tells a record without a validity from others in a list: what kind it is of, its values and dates."""
        if VALIDITY in spec.by_name:
            return Markup("")
        shown = [
            self.value(field, record[field.name], language, root)
            for field in spec.fields
            if field.kind in BRIEF and not field.many and field.name in record
        ]
        return Markup(" · ").join(shown)

    def values(self, field: FieldSpec, value: Any, language: Language, root: str) -> Markup:
        """The value of a field, or a list of its values."""
        if not field.many:
            return self.value(field, value, language, root)
        shown = [self.value(field, each, language, root) for each in value]
        if field.kind is Kind.REF:
            return items("links", shown)
        return shown[0] if len(shown) == 1 else items("plain", shown)

    def links(self, identifiers: Iterable[str], language: Language, root: str) -> Markup:
        """Links to the pages about records, as a list."""
        return items("links", [self.link(each, language, root) for each in identifiers])

    def _term(self, class_name: str, field_name: str, several: bool, language: Language) -> Markup:
        field = self.specs[class_name].field(field_name)
        return self.fresh_piece(
            "term.html", language, "", field=field, heading=self.heading(field, 1 + several, language)
        )

    def heading(self, field: FieldSpec, count: int, language: Language) -> str:
        """What stands over the values of a field: in the plural where there are several."""
        of = field.part or (self.specs[field.target] if field.target else None)
        if count > 1 and of is not None and (field.part or of.label == field.label):
            return capital(of.plural[language])
        return capital(field.label[language])

    # Time

    def state(self, record: Mapping[str, Any]) -> Answer | None:
        """Whether a record holds today; None where it has no validity."""
        valid = record.get(VALIDITY)
        return None if valid is None else span(valid["from"], valid["through"]).holds(self.today)

    def small_bar(self, valid: Mapping[str, str | None], language: Language) -> Markup:
        """A validity as a bar without years under it."""
        return self.bar(valid, language, scale=False)

    def bar(self, valid: Mapping[str, str | None], language: Language, *, scale: bool = True) -> Markup:
        """A validity as a bar on the site's axis of time."""
        words = period_words(valid["from"], valid["through"], language)
        return validity_bar(self.axis, span(valid["from"], valid["through"]), self.today, words, scale=scale)

    def lineage(self, identifier: str) -> "Lineage":
        """The lineage of a record that takes part in one."""
        return self.data.lineage(identifier)

    @cached_property
    def stepping(self) -> frozenset[str]:
        """The records that take part in a lineage."""
        from vmbo_mbo_kb.lineage import PREDECESSOR

        found: set[str] = set()
        for spec, record in self.data.records:
            for field in spec.fields:
                if field.part is None or field.name not in record:
                    continue
                for inner in field.part.fields:
                    if inner.term == PREDECESSOR:
                        found.add(record["id"])
                        found.update(part[inner.name] for part in record[field.name])
        return frozenset(found)


class _Environment(Environment):
    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What templates know, as one dictionary: each page copies it, which takes long from Jinja's chain of them."""
        return {**self.globals, **(d or {})}


class _Saying(Extension):
    """Words of a template in both languages, ``say("…", "…")``, of which one remains when it is compiled.

    So they are escaped once, and stand in one piece with the markup around them.
    """

    place: int
    """Which of the two texts."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The tokens of a template, each call with one of its texts in its place.

        :raises TemplateSyntaxError: a call has anything but two texts.
        """
        for token in stream:
            if not token.test("name:say"):
                yield token
                continue
            call = [next(stream) for _ in range(5)]
            if [each.type for each in call] != ["lparen", TOKEN_STRING, "comma", TOKEN_STRING, "rparen"]:
                raise TemplateSyntaxError("say wants a text in Dutch and one in English", token.lineno, stream.name)
            yield Token(token.lineno, TOKEN_STRING, call[self.place].value)


class _SayingDutch(_Saying):
    place = 1


class _SayingEnglish(_Saying):
    place = 3


_SAYING: Final[Mapping[Language, type[_Saying]]] = {"nl": _SayingDutch, "en": _SayingEnglish}


def items(kind: str, shown: Iterable[Markup]) -> Markup:
    """A list of what is markup already; ``kind`` is its class.

    >>> items("links", [Markup("<b>1</b>"), Markup("2")])
    Markup('<ul class="links"><li><b>1</b></li><li>2</li></ul>')
    """
    return Markup(f'<ul class="{kind}">{"".join(f"<li>{each}</li>" for each in shown)}</ul>')  # noqa: S704


def by_start(valid: Mapping[str, Any]) -> tuple[bool, date, date]:
    """Place of a period in order of time; those of whose start nothing is known come last."""
    days = span(valid["from"], valid["through"])
    return days.from_earliest == FIRST_DAY, days.from_earliest, days.through_latest


def plural(spec: ClassSpec, language: Language) -> str:
    """The name of a class over its records: in the plural, with a capital."""
    return capital(spec.plural[language])


@lru_cache(maxsize=1000, typed=True)
def whole(text: str) -> Markup:
    """Text for a heading, in which short words with a hyphen do not break at it.

    >>> whole("vmbo-mbo & more")
    Markup('<span class="whole">vmbo-mbo</span> &amp; more')
    """
    if isinstance(text, Markup):
        if "<" in text:
            return text
        text = text.unescape()
    pieces = re.split(r"(?<![\w-])(\w{1,6}-\w{1,6})(?![\w-])", plain(text))
    shown = [Markup('<span class="whole">{}</span>').format(each) if at % 2 else each for at, each in enumerate(pieces)]
    return Markup("").join(shown)


def capital(words: str) -> str:
    """Words with a capital in front; the rest stays as it is, unlike with Jinja's own filter."""
    return words[:1].upper() + words[1:]


def text(value: Mapping[str, str], language: Language) -> Markup:
    """Text in the language of the page, or else in the one that it exists in, marked as such."""
    found = value.get(language)
    if found is not None:
        return esc(found)
    other, words = next(iter(value.items()))
    return Markup('<span lang="{}">{}</span>').format(other, esc(words))


def safe_address(value: str) -> str | None:
    """An address that a reader may be sent to: http or https only."""
    return value if value.lower().startswith(("http://", "https://")) else None


def outside(value: str) -> Markup:
    """A link to an address outside the site, which is told nothing of the page that it was followed from."""
    shown = plain(value)
    if safe_address(value) is None:
        return esc(value)
    # Where a long address may be broken: after each of these, and nowhere that would add a character to it.
    broken = escape(shown).replace("/", Markup("/<wbr>"))
    return Markup('<a class="outside" rel="external noreferrer" href="{}">{}</a>').format(value, broken)


def code_label(field: FieldSpec, value: str) -> Words:
    """The label of a value of a closed list."""
    assert field.codes is not None
    return next(code.label for code in field.codes.values if code.value == value)


__all__ = ["LANGUAGES", "File", "Site", "by_start", "code_label", "items", "outside", "plural", "safe_address", "text"]
