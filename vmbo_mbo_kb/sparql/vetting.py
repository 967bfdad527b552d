# SPDX-License-Identifier: MIT
"""Vetting: what a query asks for, known before it runs.

pyoxigraph calls out to any address that a query names after SERVICE, and has no switch for it. So a query is taken
apart into tokens first, and refused if it could make the engine leave this machine or change anything.

The engine has no tokens of its own: it tries one grammar rule after another, ends no keyword at a word's end
(``1SERVICE<…>`` is a number and a call), and lets ``SERVICE:x{`` be a keyword and a name. ``<`` may begin an address or
compare two values. Where a text can be read in two ways, both are looked at; so in doubt a query is refused.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from vmbo_mbo_kb.compiled import TERMS, compiled
from vmbo_mbo_kb.namespaces import DEFAULT_BASE, PREFIXES, expand, prefixes
from vmbo_mbo_kb.nearest import Nearest
from vmbo_mbo_kb.words import Explained, Words

TYPE_CHECKING = False  # a first answer waits for this module: it imports little
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from typing import Final

    import pyoxigraph

_WORDS = """
A ABS ADD ALL AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL CLEAR COALESCE CONCAT CONSTRUCT CONTAINS COPY COUNT
CREATE DATA DATATYPE DAY DEFAULT DELETE DESC DESCRIBE DISTINCT DROP ENCODE_FOR_URI EXISTS FALSE FILTER FLOOR
FROM GRAPH GROUP GROUP_CONCAT HAVING HOURS IF IN INSERT INTO IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG
LANGMATCHES LCASE LIMIT LOAD MAX MD5 MIN MINUS MINUTES MONTH MOVE NAMED NOT NOW OFFSET OPTIONAL ORDER PREFIX
RAND REDUCED REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR SERVICE SHA1 SHA256 SHA384 SHA512
SILENT STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS STRUUID SUBSTR SUM TIMEZONE TO TRUE TZ
UCASE UNDEF UNION URI USING UUID VALUES VERSION WHERE WITH YEAR
"""
KEYWORDS: Final = frozenset(_WORDS.split())
"""The keywords and functions of SPARQL 1.1 (https://www.w3.org/TR/sparql11-query/#grammar), in capitals."""

FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_UPDATES: Final = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"})
_PROLOGUE: Final = frozenset({"BASE", "PREFIX", "VERSION"})

_TOKEN: Final = re.compile(
    r"""
      (?P<blank> \s+ | \#[^\n\r]* )
    | (?P<iri> <(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*> )
    | (?P<string> "{3}(?:"{0,2}(?:[^"\\]|\\.))*+"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*+'{3}
                | "(?:[^"\\\n\r]|\\.)*+" | '(?:[^'\\\n\r]|\\.)*+' )
    | (?P<language> @[A-Za-z]+(?:-{1,2}[A-Za-z0-9]+)* )
    | (?P<variable> [?$]\w+ )
    | (?P<node> _:[\w.\-·]* )
    | (?P<name> (?:[^\W\d_](?:\.*+[\w\-·]){0,200}+)? : (?:(?:[\w:·%\-]|\\[^\n\r]|\.(?=[\w:·%.\-\\]))*) )
    | (?P<word> [^\W\d]\w* )
    | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_DEEPEST: Final = 100
"""Brackets within one another that the engine is given. It ends its whole process, ours, at some hundreds."""
_LONGEST: Final = 1000
"""Operators and patterns after one another that the engine is given, for the same reason: it ends at some thousands."""
_OPERATORS: Final = "+-*/|&!=<>^"
_PATTERNS: Final = ("UNION", "OPTIONAL", "MINUS", "BIND", "FILTER")
"""Keywords of patterns that the engine puts one within the other. They may stick to what follows."""
_ADDRESS: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")
"""What can only be the start of an address: compared with, a name would be followed by two slashes."""


class Token:
    """A piece of a query: its kind, its text, and where it starts."""

    __slots__ = ("end", "kind", "start", "text")

    def __init__(self, kind: str, text: str, start: int, end: int) -> None:
        self.kind = kind
        self.text = text
        self.start = start
        self.end = end


class QueryError(Explained, ValueError):
    """A query that cannot be answered, and where in it the reason is.

    :ivar line, column: counted from 1; ``None`` where the fault is in no one place.
    """

    def __init__(self, words: Words, line: int | None = None, column: int | None = None) -> None:
        self.line = line
        self.column = column
        place = "" if line is None else f"{line}:{column}: "
        super().__init__(place + words.nl, place + words.en)


class RefusedQuery(QueryError):
    """A query that asks for what is not done here: calls to other servers, and updates."""


class Vetted:
    """A query that may run.

    :ivar text: the query.
    :ivar form: ``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``; empty where the text has none of them.
    :ivar prefixes: the project's prefixes that the query uses and does not declare.
    :ivar has_dataset: whether the query itself says which graphs it asks, by FROM.
    """

    __slots__ = ("form", "has_dataset", "prefixes", "text")

    def __init__(self, text: str, form: str, prefixes: dict[str, str], has_dataset: bool) -> None:
        self.text = text
        self.form = form
        self.prefixes = prefixes
        self.has_dataset = has_dataset


@lru_cache(maxsize=256)
def vet(text: str, base: str = DEFAULT_BASE, graphs: frozenset[str] = frozenset()) -> Vetted:
    """Take a query apart, and refuse what must not run.

    :param graphs: the named graphs that FROM may name; any other would not be fetched, and so is refused.
    :raises RefusedQuery: it calls another server, is an update, or asks for a graph that is not here.
    :raises QueryError: a prefix is unknown, a term of the project's own is misspelt, brackets are nested too deep,
        or there are too many operators.
    """
    _refuse_half_characters(text)
    tokens = tuple(_tokens(text))
    _refuse_depth(text, tokens)
    _refuse_chains(text, tokens)
    _refuse_calls(text, text)
    unescaped = _ESCAPE.sub(_unescaped, text)
    if unescaped != text:
        _refuse_calls(unescaped, text)
    form = _form(text, tokens)
    declared = _declared(tokens)
    known = prefixes(base)
    _refuse_graphs(text, tokens, {**known, **declared}, graphs)
    used: dict[str, str] = {}
    for token in tokens:
        if token.kind == "name":
            prefix = token.text.partition(":")[0]
            if prefix in declared:
                continue
            if prefix not in known:
                raise _unknown_prefix(text, token, {**known, **declared})
            used[prefix] = known[prefix]
    _check_terms(text, tokens, {**known, **declared}, base)
    return Vetted(text, form, used, any(_is_from(token) for token in tokens))


def place(text: str, start: int) -> tuple[int, int]:
    """Line and column of a position in a text, both counted from 1."""
    from bisect import bisect_right

    ends = [-1, *(match.start() for match in re.finditer("\n", text))]
    line = bisect_right(ends, start - 1)
    return line, start - ends[line - 1]


def _tokens(text: str) -> Iterator[Token]:
    """The tokens as the grammar of SPARQL has them: the longest wherever several would do."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        assert kind is not None
        if kind != "blank":
            yield Token(kind, match[0], match.start(), match.end())


def _refuse_half_characters(text: str) -> None:
    """Refuse what cannot be written as UTF-8, such as bytes of a command line that were not."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise QueryError(
            Words(nl="hier staat wat geen UTF-8 is", en="what stands here is not UTF-8"), *place(text, error.start)
        ) from None


def _refuse_calls(text: str, original: str) -> None:
    """Look for SERVICE in every way that the text can be read."""
    seen: set[int] = set()
    todo = [0]
    while todo:
        position = todo.pop()
        while position < len(text) and position not in seen:
            seen.add(position)
            match = _TOKEN.match(text, position)
            assert match is not None  # any character at all is one token
            found = match[0]
            kind = match.lastgroup
            if kind == "iri" and not _ADDRESS.match(found):
                todo.append(position + 1)  # perhaps it only compares
            elif (kind == "word" and "service" in found.lower()) or (
                kind == "name" and "service" in found.partition(":")[0].lower() and _opens_group(text, match.end())
            ):
                # The place is that in the text as written; one that is spelt with escapes has no simple one.
                where = place(text, position) if text == original else (None, None)
                raise RefusedQuery(
                    Words(
                        nl="SERVICE wordt geweigerd: een vraag roept hier geen andere server aan",
                        en="SERVICE is refused: a query calls no other server here",
                    ),
                    *where,
                )
            position = match.end()


def _refuse_depth(text: str, tokens: Collection[Token]) -> None:
    """Refuse brackets nested so deep that the engine would run out of its stack."""
    if sum(map(text.count, "({[")) <= _DEEPEST:
        return
    depth = 0
    for token in tokens:
        if token.kind not in ("other", "iri"):
            continue
        # What looks like an address may be a comparison: its brackets count, unless that would make the depth less.
        inside, deepest = 0, 0
        for character in token.text:
            inside += (character in "({[") - (character in ")}]")
            deepest = max(deepest, inside)
        if depth + deepest > _DEEPEST:
            raise QueryError(
                Words(
                    nl=f"te diep genest: hoogstens {_DEEPEST} haakjes in elkaar",
                    en=f"nested too deep: at most {_DEEPEST} brackets within one another",
                ),
                *place(text, token.start),
            )
        depth = max(depth + (inside if token.kind == "other" else max(inside, 0)), 0)


def _refuse_chains(text: str, tokens: Collection[Token]) -> None:
    """Refuse so many operators and patterns that the engine, which nests them, would run out of its stack."""
    if len(text) <= _LONGEST:
        return
    count = 0
    for token in tokens:
        if token.kind in ("word", "name"):
            count += token.text.upper().startswith(_PATTERNS)
        elif token.kind == "other" or (token.kind == "iri" and not _ADDRESS.match(token.text)):
            count += sum(map(token.text.count, _OPERATORS))  # what looks like an address may be a comparison
        if count > _LONGEST:
            raise QueryError(
                Words(
                    nl=f"te lang: hoogstens {_LONGEST} bewerkingen en patronen",
                    en=f"too long: at most {_LONGEST} operators and patterns",
                ),
                *place(text, token.start),
            )


def _opens_group(text: str, position: int) -> bool:
    match = _TOKEN.match(text, position)
    while match is not None and match.lastgroup == "blank":
        match = _TOKEN.match(text, match.end())
    return match is not None and match[0] == "{"


def _unescaped(match: re.Match[str]) -> str:
    number = int(match[1] or match[2], 16)
    return chr(number) if number <= 0x10FFFF else match[0]


def _form(text: str, tokens: Collection[Token]) -> str:
    for token in tokens:
        word = token.text.upper()
        if token.kind != "word" or word in _PROLOGUE:
            continue
        if word in _UPDATES:
            raise RefusedQuery(
                Words(
                    nl=f"{word} wordt geweigerd: de gegevens veranderen hier niet door een vraag",
                    en=f"{word} is refused: a query does not change the data here",
                ),
                *place(text, token.start),
            )
        return word if word in FORMS else ""
    return ""


def _declared(tokens: tuple[Token, ...]) -> dict[str, str]:
    """The prefixes that a query declares."""
    return {
        name.text[:-1]: iri.text[1:-1]
        for keyword, name, iri in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if keyword.text.upper() == "PREFIX" and name.text.endswith(":") and iri.kind == "iri"
    }


def _refuse_graphs(text: str, tokens: tuple[Token, ...], namespaces: dict[str, str], graphs: Collection[str]) -> None:
    for position, token in enumerate(tokens):
        if not _is_from(token):
            continue
        following = [each for each in tokens[position + 1 : position + 3] if each.text.upper() != "NAMED"]
        graph = _iri(following[0], namespaces) if following else None
        if graph is not None and graph not in graphs:
            raise RefusedQuery(
                Words(
                    nl=f"FROM wordt geweigerd: er is hier geen graaf <{graph}>, en er wordt niets opgehaald",
                    en=f"FROM is refused: there is no graph <{graph}> here, and nothing is fetched",
                ),
                *place(text, token.start),
            )


def _is_from(token: Token) -> bool:
    return token.kind == "word" and token.text.upper() == "FROM"


def _iri(token: Token, namespaces: dict[str, str]) -> str | None:
    """The IRI that a token stands for, if it does."""
    if token.kind == "iri":
        return _ESCAPE.sub(_unescaped, token.text[1:-1])
    if token.kind == "name":
        prefix, _, local = token.text.partition(":")
        if prefix in namespaces:
            return namespaces[prefix] + re.sub(r"\\(.)", r"\1", local)
    return None


def _unknown_prefix(text: str, token: Token, known: dict[str, str]) -> QueryError:
    from difflib import get_close_matches

    prefix, _, local = token.text.partition(":")
    nearest = get_close_matches(prefix, sorted(known), 1, 0.5)  # they are short: one letter is a third of most
    nl = f"; bedoelt u '{nearest[0]}:{local}'?" if nearest else f". Bekend zonder declaratie: {', '.join(PREFIXES)}, kb"
    en = f"; did you mean '{nearest[0]}:{local}'?" if nearest else f". Known undeclared: {', '.join(PREFIXES)}, kb"
    return QueryError(
        Words(nl=f"onbekend voorvoegsel '{prefix}:'{nl}", en=f"unknown prefix '{prefix}:'{en}"),
        *place(text, token.start),
    )


@cache
def _own_terms(base: str) -> frozenset[str]:
    content = compiled(TERMS)
    if content is not None:
        return frozenset([expand(f"kb:{name}", base) for name in content.decode().split()])
    from vmbo_mbo_kb.generators.ontology import own_terms

    return frozenset(own_terms(base))


def _check_terms(text: str, tokens: Collection[Token], namespaces: dict[str, str], base: str) -> None:
    """The project's own terms are all known, so one that is not among them can find nothing."""
    namespace = prefixes(base)["kb"]
    for token in tokens:
        iri = _iri(token, namespaces)
        if iri is None or not iri.startswith(namespace) or iri == namespace or iri in _own_terms(base):
            continue
        local = iri.removeprefix(namespace)
        nearest = Nearest([known.removeprefix(namespace) for known in _own_terms(base)])(local, 1)
        nl = f"; bedoelt u 'kb:{nearest[0]}'?" if nearest else ""
        en = f"; did you mean 'kb:{nearest[0]}'?" if nearest else ""
        raise QueryError(
            Words(nl=f"er is geen term 'kb:{local}'{nl}", en=f"there is no term 'kb:{local}'{en}"),
            *place(text, token.start),
        )


_EXPECTED: Final = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
_SENTENCE: Final = re.compile(r"\b[A-Z]\w+(?: \*)?(?: \w+)* (?:is|contains|variable|parsing)(?: \w+)*")
_LONG: Final = 20_000


def syntax_error(text: str, error: SyntaxError) -> QueryError:
    """What the engine finds wrong with a query, in words for people.

    The engine names all that its grammar could go on with, which is long and seldom what was meant, and often has read
    on to the end before it gives up. Then rdflib says how far it came.
    """
    match = _EXPECTED.match(str(error))
    if match is None:
        said = " ".join(str(error).split())
        return QueryError(Words(nl=f"geen SPARQL: {said}", en=f"not SPARQL: {said}"))
    start = _offset(text, int(match[1]), int(match[2]))
    reason = _SENTENCE.search(match[3])
    if reason:
        said = reason[0]
        return QueryError(
            Words(nl=f"geen geldige vraag: {said}", en=f"not a valid query: {said}"),
            *place(text, min(start, max(len(text.rstrip()) - 1, 0))),
        )
    if start >= len(text.rstrip()) and len(text) < _LONG:
        start = _how_far(text, start)
    at = ""
    for token in _tokens(text):
        if token.kind == "word" and token.start <= start and token.text.upper() not in KEYWORDS:
            nearest = Nearest(KEYWORDS)(token.text.upper(), 1)
            if nearest:
                return QueryError(
                    Words(
                        nl=f"{token.text!r} is geen woord van SPARQL; bedoelt u {nearest[0]}?",
                        en=f"{token.text!r} is not a word of SPARQL; did you mean {nearest[0]}?",
                    ),
                    *place(text, token.start),
                )
        if token.end > start:
            at = token.text if len(token.text) <= 40 else token.text[:39] + "…"
            break
    at_nl, at_en = (f"vanaf {at!r}", f"from {at!r} on") if at else ("waar de tekst ophoudt", "where the text ends")
    return QueryError(Words(nl=f"geen SPARQL {at_nl}", en=f"not SPARQL {at_en}"), *place(text, start))


def _how_far(text: str, end: int) -> int:
    """How far rdflib can read a query that is none."""
    from pyparsing import ParseBaseException
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        parseQuery(text)
    except ParseBaseException as error:
        return int(error.loc)
    except (RecursionError, ValueError):
        pass
    return end


def _offset(text: str, line: int, column: int) -> int:
    """The position in a text that a line and column stand for."""
    before = text.split("\n", line - 1)[:-1]
    return sum(len(each) + 1 for each in before) + column - 1


def vocabulary_hints(store: pyoxigraph.Store, query: str, base: str = DEFAULT_BASE) -> list[Words]:
    """Terms of published vocabularies in a query that the data does not use, each with the nearest that it does."""
    namespaces = {**prefixes(base), **_declared(tuple(_tokens(query)))}
    used = {
        row[0].value
        for row in store.query("SELECT DISTINCT ?term { { ?s ?term ?o } UNION { ?s a ?term } }")  # type: ignore[union-attr]
    }
    hints = []
    for iri in dict.fromkeys(_iri(token, namespaces) for token in _tokens(query)):
        known = next(((name, start) for name, start in PREFIXES.items() if iri and iri.startswith(start)), None)
        if iri is None or known is None or iri in used:
            continue
        prefix, namespace = known
        local = iri.removeprefix(namespace)
        near = Nearest([term.removeprefix(namespace) for term in used if term.startswith(namespace)])(local, 1)
        if near:
            term, nearest = f"{prefix}:{local}", f"{prefix}:{near[0]}"
            hints.append(
                Words(
                    nl=f"de gegevens gebruiken {term} niet; bedoelt u {nearest}?",
                    en=f"the data does not use {term}; did you mean {nearest}?",
                )
            )
    return hints
