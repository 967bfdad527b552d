# SPDX-License-Identifier: MIT
"""Answers: rows of Python values for SELECT, triples for CONSTRUCT and DESCRIBE.

The engine writes a whole answer as SPARQL 1.1 TSV faster than it hands its terms over one by one, and a term looks the
same there wherever it occurs; so each distinct term is turned into a Python value once, together with those of its
kind.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache, cached_property, lru_cache
from itertools import repeat
from operator import contains

import pyoxigraph

from vmbo_mbo_kb.namespaces import PREFIXES

TYPE_CHECKING = False  # a first answer waits for this module: it imports little
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from datetime import date
    from decimal import Decimal
    from typing import Any, Final, Self, overload

    import rdflib

    from vmbo_mbo_kb.words import Words

    Value = str | int | float | bool | Decimal | date | None
    """A value in a row: ``None`` where a variable is unbound, and a subclass of :class:`str` where Python has no type.
    """

XSD: Final = PREFIXES["xsd"]


class Iri(str):
    """An IRI."""

    __slots__ = ()


class BlankNode(str):
    """The label of a blank node; it means nothing outside its answer."""

    __slots__ = ()


class LangString(str):
    """A text with its language.

    :ivar language: a language tag (BCP 47), in lower case.
    """

    __slots__ = ("language",)
    language: str

    def __new__(cls, text: str, language: str) -> Self:
        made = super().__new__(cls, text)
        made.language = language
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.language)


class TypedLiteral(str):
    """The text of a literal that Python has no type for, or whose text is not of its datatype.

    :ivar datatype: the IRI of its datatype.
    """

    __slots__ = ("datatype",)
    datatype: str

    def __new__(cls, text: str, datatype: str) -> Self:
        made = super().__new__(cls, text)
        made.datatype = datatype
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.datatype)


class Row(tuple["Value", ...]):
    """A solution: its values by position, by name (``row["form"]``) and as attributes (``row.form``)."""

    __slots__ = ()
    _positions: dict[str, int]
    variables: tuple[str, ...]
    """The names of the values."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

    if TYPE_CHECKING:

        @overload  # type: ignore[override]
        def __getitem__(self, key: slice, /) -> tuple[Value, ...]: ...
        @overload
        def __getitem__(self, key: int | str, /) -> Any: ...

    def __getitem__(self, key: int | str | slice, /) -> Any:
        if isinstance(key, str):
            try:
                return tuple.__getitem__(self, self._positions[key])
            except KeyError:
                raise KeyError(f"no variable {key!r}; there are: {', '.join(self.variables)}") from None
        return tuple.__getitem__(self, key)

    def as_dict(self) -> dict[str, Value]:
        """The values by name."""
        return dict(zip(self.variables, self, strict=True))

    def __repr__(self) -> str:
        return f"Row({', '.join(f'{name}={value!r}' for name, value in self.as_dict().items())})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _row, (self.variables, tuple(self))


@lru_cache(maxsize=256)
def _row_class(variables: tuple[str, ...]) -> type[Row]:
    # An attribute of tuples keeps its meaning: a variable called ?count or ?index is reached by row["count"].
    own = {name: property(_getter(place)) for place, name in enumerate(variables) if not hasattr(Row, name)}
    places = {name: place for place, name in enumerate(variables)}
    return type("Row", (Row,), {"__slots__": (), "_positions": places, "variables": variables, **own})


def _getter(place: int) -> Callable[[Row], Value]:
    return lambda row: tuple.__getitem__(row, place)


def _row(variables: tuple[str, ...], values: tuple[Value, ...]) -> Row:
    return _row_class(variables)(values)


class Solutions(Sequence[Row]):
    """The answer to a SELECT query: a sequence of rows.

    The engine is asked for them in the form that is wanted first, and again for another one.
    """

    def __init__(
        self,
        found: pyoxigraph.QuerySolutions,
        again: Callable[[], pyoxigraph.QuerySolutions],
        hints: Callable[[], list[Words]],
    ) -> None:
        self._found: pyoxigraph.QuerySolutions | None = found
        self._again = again
        self._hints = hints

    def _solutions(self) -> pyoxigraph.QuerySolutions:
        found, self._found = self._found, None
        return self._again() if found is None else found

    @cached_property
    def _table(self) -> tuple[tuple[str, ...], list[Row]]:
        """The names of the values, and the rows."""
        tsv = self._solutions().serialize(format=pyoxigraph.QueryResultsFormat.TSV)
        assert tsv is not None  # it is only where a file was given
        head, _, body = tsv.decode().partition("\n")
        variables = tuple(name[1:] for name in head.split("\t")) if head else ()
        make = _row_class(variables)
        if not variables:
            return variables, [make() for _ in body]
        cells = body[:-1].replace("\n", "\t").split("\t") if body else []
        width = len(variables)
        columns = _values([cells[place::width] for place in range(width)])
        return variables, list(map(make, zip(*columns, strict=True)))

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the values, in order."""
        if self._found is not None:
            return tuple(variable.value for variable in self._found.variables)
        return self._table[0]

    @property
    def rows(self) -> list[Row]:
        """The rows, with typed values.

        :raises OSError, RuntimeError: the engine cannot finish.
        """
        return self._table[1]

    def plain(self) -> list[tuple[str | None, ...]]:
        """The rows as plain text: IRIs and the text of literals, ``None`` where a variable is unbound.

        :raises OSError, RuntimeError: the engine cannot finish.
        """
        found = self._solutions()
        # A triple in the place of a term (RDF 1.2) has no text of its own.
        return [
            tuple([None if t is None else t.value if type(t) is not pyoxigraph.Triple else str(t) for t in row])
            for row in found
        ]

    @property
    def hints(self) -> list[Words]:
        """Why nothing was found, perhaps: terms that the data does not use, each with the nearest that it does."""
        return [] if self.rows else self._hints()

    def __len__(self) -> int:
        return len(self.rows)

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, index: int) -> Row: ...
        @overload
        def __getitem__(self, index: slice) -> list[Row]: ...

    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        return self.rows[index]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __repr__(self) -> str:
        return f"<{len(self)} rows of {', '.join(self.variables)}>"

    def columns(self) -> dict[str, list[Value]]:
        """The values by variable."""
        return {name: [row[place] for row in self.rows] for place, name in enumerate(self.variables)}

    def to_pandas(self) -> Any:
        """The rows as a :class:`pandas.DataFrame`; its columns hold Python objects, ``None`` for an unbound value.

        :raises ImportError: pandas is not installed.
        """
        from vmbo_mbo_kb.optional import optional

        pandas = optional("pandas", "pandas")
        return pandas.DataFrame({name: pandas.Series(_bare(v), dtype=object) for name, v in self.columns().items()})

    def to_arrow(self) -> Any:
        """The rows as a :class:`pyarrow.Table`; a column whose values are of several types is one of text.

        :raises ImportError: pyarrow is not installed.
        """
        from vmbo_mbo_kb.optional import optional

        arrow = optional("pyarrow", "'vmbo-mbo-kb[parquet]'")
        arrays = []
        for values in map(_bare, self.columns().values()):
            if len({type(value) for value in values if value is not None}) == 1:
                arrays.append(arrow.array(values))
            else:
                arrays.append(arrow.array([None if v is None else str(v) for v in values], arrow.string()))
        return arrow.Table.from_arrays(arrays, names=list(self.variables))


def _bare(values: list[Value]) -> list[Value]:
    """Values without the project's own subclasses of text, which others store as they like."""
    return [str(value) if isinstance(value, str) else value for value in values]


class Triples(Sequence[pyoxigraph.Triple]):
    """The answer to a CONSTRUCT or DESCRIBE query: pyoxigraph's triples, without repeats."""

    def __init__(self, triples: list[pyoxigraph.Triple], prefixes: dict[str, str]) -> None:
        self._triples = triples
        self._prefixes = prefixes

    def __len__(self) -> int:
        return len(self._triples)

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, index: int) -> pyoxigraph.Triple: ...
        @overload
        def __getitem__(self, index: slice) -> list[pyoxigraph.Triple]: ...

    def __getitem__(self, index: int | slice) -> pyoxigraph.Triple | list[pyoxigraph.Triple]:
        return self._triples[index]

    def __repr__(self) -> str:
        return f"<{len(self)} triples>"

    def graph(self) -> rdflib.Graph:
        """The triples as an rdflib graph, with the project's prefixes bound."""
        import rdflib

        graph = rdflib.Graph()
        for prefix, iri in self._prefixes.items():
            graph.bind(prefix, iri, replace=True)
        return graph.parse(pyoxigraph.serialize(self._triples, format=pyoxigraph.RdfFormat.N_TRIPLES), format="nt")


class _Values:
    """Terms as SPARQL 1.1 TSV writes them (https://www.w3.org/TR/sparql11-results-csv-tsv/) as Python values.

    What one answer names the next one often names too, so values are remembered.
    """

    MOST: int = 1_000_000
    """How many characters of terms are remembered; a few megabytes with all that belongs to them."""

    def __init__(self) -> None:
        self._known: dict[str, Value] = {}
        self._size = 0

    def __call__(self, columns: list[list[str]]) -> list[Iterator[Value]]:
        """The values of terms, in order.

        :param columns: the terms of one variable are mostly of one kind, and so are quickest together.
        """
        known = self._known  # another thread may begin anew meanwhile
        news = [set(cells).difference(known) for cells in columns]
        if any(news):
            self._size += _length(news)
            if self._size > self.MOST:
                known, news = {}, list(map(set, columns))
                size = _length(news)
                self._known, self._size = (known, size) if size <= self.MOST else ({}, 0)
            for new in filter(None, news):
                for found, values in _converted(list(new)):
                    known.update(zip(found, values, strict=True))
        return [map(known.__getitem__, cells) for cells in columns]


_values: Final = _Values()


def _length(terms: Iterable[Collection[str]]) -> int:
    return sum(sum(map(len, each)) for each in terms)


def _converted(cells: list[str]) -> Iterator[tuple[list[str], Iterable[Value]]]:
    """Terms with their values, those of one kind together.

    A call of its own for each takes longer than the engine takes to find it.
    """
    kind = cells[0][cells[0].rfind('"') :]  # its last quote and what follows it, or its last character
    texts = _texts(kind, cells)
    if texts is not None:
        yield cells, _of_kind(kind, texts)
        return
    kinds: defaultdict[str, list[str]] = defaultdict(list)
    for cell, quote in zip(cells, map(str.rfind, cells, repeat('"')), strict=True):
        kinds[cell[quote:]].append(cell)
    for kind, alike in kinds.items():
        texts = _texts(kind, alike)
        yield alike, map(_alone, alike) if texts is None else _of_kind(kind, texts)


def _texts(kind: str, cells: list[str]) -> list[str] | None:
    """What stands between the quotes or angle brackets of terms; None where they have none, or are not all of a kind.

    :param kind: that of the first.
    """
    whole = "\n".join(cells)  # a line break within a text is written as an escape
    if kind[:1] not in (">", '"') or kind.endswith(">>") or (kind == ">" and "<<" in whole):
        return None  # RDF 1.2 has triples as terms, between doubled brackets
    texts = whole[1 : len(whole) - len(kind)].split(f"{kind}\n{whole[0]}")
    return texts if len(texts) == len(cells) and whole.endswith(kind) else None


def _of_kind(kind: str, texts: list[str]) -> Iterable[Value]:
    """The values of terms of one kind."""
    if kind == ">":
        return map(Iri, texts)
    if any(map(contains, texts, repeat("\\"))):
        texts = [_unescape(text) if "\\" in text else text for text in texts]
    if kind == '"':
        return texts
    if kind[1] == "@":
        return _in_language(texts, kind[2:])
    iri = kind[4:-1]
    convert = _conversions().get("#schoolYear" if iri.endswith("#schoolYear") else iri)
    if convert is None:
        return [TypedLiteral(text, iri) for text in texts]
    try:
        return list(map(convert, texts))
    except _NOT_CONVERTED:
        return [_typed(convert, text, iri) for text in texts]


def _alone(cell: str) -> Value:
    """The value of a term that is written without quotes, or is a triple, or an IRI beside triples."""
    if not cell:
        return None
    if cell.startswith("<"):
        return cell if cell.startswith("<<") else Iri(cell[1:-1])
    if cell.startswith("_:"):
        return BlankNode(cell[2:])
    if cell in ("true", "false"):
        return cell == "true"
    if cell.lstrip("+-").isdecimal():
        return int(cell)
    from decimal import Decimal, InvalidOperation

    try:
        return Decimal(cell)
    except InvalidOperation:
        return cell


def _in_language(texts: list[str], tag: str) -> list[LangString]:
    made = list(map(str.__new__, repeat(LangString), texts))  # its own __new__ would cost more than twice the time
    for text in made:
        text.language = tag
    return made


def _typed(convert: Callable[[str], Value], text: str, iri: str) -> Value:
    try:
        return convert(text)
    except _NOT_CONVERTED:
        return TypedLiteral(text, iri)  # a literal may say of itself what it is not


_NOT_CONVERTED: Final = (ArithmeticError, LookupError, ValueError)


_ESCAPED: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_ESCAPES: Final = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


def _unescape(text: str) -> str:
    return _ESCAPED.sub(
        lambda match: chr(int(match[1] or match[2], 16)) if match[1] or match[2] else _ESCAPES.get(match[3], match[3]),
        text,
    )


_INTEGERS: Final = (
    *("integer", "nonPositiveInteger", "negativeInteger", "nonNegativeInteger", "positiveInteger"),
    *("long", "int", "short", "byte", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
)


@cache
def _conversions() -> dict[str, Callable[[str], Value]]:
    """What makes a Python value of a literal's text, by the IRI of its datatype."""
    from datetime import date, datetime
    from decimal import Decimal

    from vmbo_mbo_kb.periods import PartialDate

    return {
        **{XSD + name: int for name in _INTEGERS},
        XSD + "decimal": Decimal,
        XSD + "double": float,
        XSD + "float": float,
        XSD + "boolean": {"true": True, "1": True, "false": False, "0": False}.__getitem__,
        XSD + "dateTime": datetime.fromisoformat,
        XSD + "dateTimeStamp": datetime.fromisoformat,
        XSD + "date": date.fromisoformat,
        XSD + "gYear": PartialDate,
        XSD + "gYearMonth": PartialDate,
        "#schoolYear": PartialDate,  # in whatever base
    }
