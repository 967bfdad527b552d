# SPDX-License-Identifier: MIT
"""Records as rows of tables, and back; the tables are made from the blueprint.

================================  ========================================================================
table                             rows
================================  ========================================================================
``{folder}.csv``                  one a record (``dataset.csv``: the dataset's own description)
``{folder}/{field}.csv``          one a part, or one a value of a list that does not fit in a cell
``{folder}/{field}.{field}.csv``  the same, of parts
================================  ========================================================================

A row of a table below starts with what identifies its parent: the record's id (``theme_id``) and the key of
each part around it (``amounts_key``). Then come, in the order of the class, its fields:

* text takes two columns, ``name_nl`` and ``name_en``;
* a period takes two, ``valid_from`` and ``valid_through``: a date as stated, ``open`` or ``unknown``;
* a list of codes, keys or property names is one cell, separated by spaces;
* everything else is one cell. An empty cell is an absent value, and a default is written out.

Text that a spreadsheet would run as a formula gets an apostrophe in front (see :func:`guard`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any, Final, NamedTuple

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, Kind, blueprint
from vmbo_mbo_kb.model.marks import ID_PATTERN, TEXT_PATTERN
from vmbo_mbo_kb.periods import DATE_PATTERN, UNKNOWN
from vmbo_mbo_kb.records import Record, Records, normalise
from vmbo_mbo_kb.words import Words

SEPARATOR: Final = " "
"""Stands between the values of a list in one cell."""

OPEN_WORD: Final = "open"
"""How a cell says that a period has no such bound; an empty cell says that there is no period."""

BOUND_CELL_PATTERN: Final = f"^({DATE_PATTERN.removeprefix('^').removesuffix('$')}|{OPEN_WORD}|{UNKNOWN})$"
PROPERTY_PATTERN: Final = "^[a-z][a-z0-9_]*$"

APOSTROPHE: Final = "'"
# The last four are the full-width forms of the first, which spreadsheets in East Asian locales take for them.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_GUARDED_STARTS: Final = (APOSTROPHE, *FORMULA_STARTS)

GUARD_NOTE: Final = Words(
    nl=(
        "Tekst die een rekenblad als formule zou uitvoeren (eerste teken =, +, -, @, tab, regeleinde of een "
        "van de eerste vier op volle breedte), en tekst die met een apostrof begint, heeft één apostrof "
        "ervoor: haal die weg om de waarde te krijgen. Getallen, datums, adressen, codes en ids hebben die "
        "nooit."
    ),
    en=(
        "Text that a spreadsheet would run as a formula (first character =, +, -, @, a tab, a line end or a "
        "full-width form of the first four), and text that starts with an apostrophe, has one apostrophe in "
        "front: take it off to get the value. Numbers, dates, addresses, codes and ids never have it."
    ),
)
"""What a reader of the tables must know of :func:`guard`."""

VIEW_NOTE: Final = Words(
    nl="Dit is een deel van de dataset: een verwijzing kan leiden naar een record dat er niet bij is.",
    en="This is a part of the dataset: a reference may lead to a record that is not in it.",
)
"""What a reader of the tables of a view must know."""


def notes(*, is_open: bool) -> tuple[Words, ...]:
    """What a reader of the tables must know.

    :param is_open: whether references may lead to records that are not in the tables.
    """
    return (GUARD_NOTE, VIEW_NOTE) if is_open else (GUARD_NOTE,)


def guard(text: str) -> str:
    """Make text harmless in a spreadsheet; :func:`unguard` takes it back.

    >>> guard("=1+1"), guard("'t Hooge Land"), guard("vmbo")
    ("'=1+1", "''t Hooge Land", 'vmbo')
    """
    return APOSTROPHE + text if text.startswith(_GUARDED_STARTS) else text


def unguard(cell: str) -> str:
    """The text of a guarded cell.

    >>> unguard("''t Hooge Land")
    "'t Hooge Land"
    """
    return cell.removeprefix(APOSTROPHE)


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """A column of a table.

    ``field`` is the field that it holds. ``facet`` says which part of the value: a language of a text, a
    bound of a period. An ``inherited`` column identifies the row's parent: its field is the id or key of what
    is around it. ``pattern`` is an anchored regular expression that each value (of a list: each item) matches
    as it stands in the cell.
    """

    name: str
    field: FieldSpec
    label: Words
    definition: Words
    required: bool
    facet: str | None = None
    inherited: bool = False
    guarded: bool = False
    separator: str | None = None
    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns whose values are those of other columns in some row of the target."""

    columns: tuple[str, ...]
    target: str
    """Path of the target table."""
    target_columns: tuple[str, ...]
    to_parent: bool = False
    """Whether the target is the row's parent, which is written wherever the row is."""


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table: of the records of a class, of the parts in a field, or of the values in a field.

    ``entity`` is the class of the records it comes from, ``fields`` the way from the record to its rows (none
    for the record's own table), and ``item`` the class of what a row describes; None when it is a plain value.
    """

    path: str
    entity: ClassSpec
    fields: tuple[FieldSpec, ...]
    item: ClassSpec | None
    label: Words
    definition: Words
    columns: tuple[ColumnSpec, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    children: tuple["TableSpec", ...]

    @property
    def name(self) -> str:
        """The table's name where a path does not fit: ``themes.broader``."""
        return table_name(self.path)

    @property
    def parents(self) -> int:
        """How many columns identify the parent; they come first."""
        return len(self.fields)

    def keys_held(self, *, is_open: bool) -> tuple[ForeignKey, ...]:
        """The foreign keys of which every target is there; in open records not those between records."""
        return tuple(key for key in self.foreign_keys if key.to_parent or not is_open)

    def family(self) -> Iterator["TableSpec"]:
        """This table and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.family()


def table_name(path: str) -> str:
    """Name of the table with this path.

    >>> table_name("subsidy-schemes/amounts.citations.csv")
    'subsidy-schemes.amounts.citations'
    """
    return path.removesuffix(".csv").replace("/", ".")


@cache
def main_tables() -> Mapping[str, TableSpec]:
    """The table of each class of records by the class's name: the dataset's first, then in writing order."""
    plan = blueprint()
    return {spec.name: _record_table(spec) for spec in (plan.dataset, *plan.entities)}


@cache
def tables() -> tuple[TableSpec, ...]:
    """All tables: of each class, its own first, then those below it."""
    return tuple(table for main in main_tables().values() for table in main.family())


def _record_table(spec: ClassSpec) -> TableSpec:
    return _item_table(
        path=f"{spec.slug}.csv", entity=spec, fields=(), item=spec,
        label=spec.label, definition=spec.definition, inherited=(), parent=None,
    )  # fmt: skip


def _item_table(
    *,
    path: str,
    entity: ClassSpec,
    fields: tuple[FieldSpec, ...],
    item: ClassSpec,
    label: Words,
    definition: Words,
    inherited: tuple[ColumnSpec, ...],
    parent: ForeignKey | None,
) -> TableSpec:
    """The table of a class, of records or of the parts in a field."""
    own = "key" if fields else "id"
    columns = [*inherited]
    references = [parent] if parent else []
    for field in item.fields:
        if _in_cells(field):
            columns += _columns(field)
            if field.kind is Kind.REF:
                references.append(_reference(field))
    key = (*(column.name for column in inherited), own)
    below = (*inherited, _parent_column(entity, fields, item.field(own)))
    up = ForeignKey(tuple(column.name for column in below), path, key, to_parent=True)
    stem = path.removesuffix(".csv") + ("." if fields else "/")
    return _checked(
        TableSpec(
            path=path,
            entity=entity,
            fields=fields,
            item=item,
            label=label,
            definition=definition,
            columns=tuple(columns),
            primary_key=key,
            foreign_keys=tuple(references),
            children=tuple(
                _child_table(entity, (*fields, field), f"{stem}{field.name}.csv", label, below, up)
                for field in item.fields
                if not _in_cells(field)
            ),
        )
    )


def _child_table(
    entity: ClassSpec,
    fields: tuple[FieldSpec, ...],
    path: str,
    holder: Words,
    inherited: tuple[ColumnSpec, ...],
    parent: ForeignKey,
) -> TableSpec:
    field = fields[-1]
    label = Words(nl=f"{holder.nl}: {field.label.nl}", en=f"{holder.en}: {field.label.en}")
    if field.part:
        return _item_table(
            path=path, entity=entity, fields=fields, item=field.part,
            label=label, definition=field.definition, inherited=inherited, parent=parent,
        )  # fmt: skip
    columns = (*inherited, *_columns(field))
    return _checked(
        TableSpec(
            path=path,
            entity=entity,
            fields=fields,
            item=None,
            label=label,
            definition=field.definition,
            columns=columns,
            primary_key=tuple(column.name for column in columns),
            foreign_keys=(parent, _reference(field)) if field.kind is Kind.REF else (parent,),
            children=(),
        )
    )


def _checked(table: TableSpec) -> TableSpec:
    names = [column.name for column in table.columns]
    if len(set(names)) < len(names):
        raise TypeError(f"{table.path} has two columns of one name: {', '.join(names)}")
    return table


def _is_token(field: FieldSpec) -> bool:
    """Whether values are names without spaces that no formula can be made of."""
    return field.kind in (Kind.CODE, Kind.PROPERTY) or (field.kind is Kind.STRING and field.pattern == ID_PATTERN)


def _in_cells(field: FieldSpec) -> bool:
    """Whether the field fits in its owner's row."""
    if field.kind is Kind.PART:
        if not field.many:
            raise TypeError(f"{field.name} is a single part, for which there is no table")
        return False
    return not field.many or _is_token(field)


def _columns(field: FieldSpec) -> list[ColumnSpec]:
    """The columns of a field that is not one of parts, or of one value in a list that fits in no cell."""
    match field.kind:
        case Kind.TEXT:
            return [
                ColumnSpec(
                    f"{field.name}_{language}",
                    field,
                    Words(nl=f"{field.label.nl} ({dutch})", en=f"{field.label.en} ({english})"),
                    field.definition,
                    required=field.required and language in field.languages,
                    facet=language,
                    guarded=True,
                    pattern=TEXT_PATTERN,
                )
                for language, dutch, english in (("nl", "Nederlands", "Dutch"), ("en", "Engels", "English"))
            ]
        case Kind.PERIOD:
            return [
                ColumnSpec(
                    f"{field.name}_{bound}",
                    field,
                    Words(nl=f"{field.label.nl} {dutch}", en=f"{field.label.en} {bound}"),
                    field.definition,
                    required=field.required,
                    facet=bound,
                    pattern=BOUND_CELL_PATTERN,
                )
                for bound, dutch in (("from", "van"), ("through", "tot en met"))
            ]
        case _:
            listed = field.many and _is_token(field)
            in_list_table = field.many and not listed
            return [
                ColumnSpec(
                    field.name,
                    field,
                    field.label,
                    field.definition,
                    required=in_list_table
                    or field.required
                    or field.at_least_one
                    or field.default is not None
                    or field.same_as is not None,
                    # A pattern of its own is that of a code or number, which no formula fits.
                    guarded=field.kind is Kind.STRING and field.pattern in (None, TEXT_PATTERN),
                    separator=SEPARATOR if listed else None,
                    pattern=_pattern(field),
                )
            ]


def _pattern(field: FieldSpec) -> str | None:
    match field.kind:
        case Kind.PROPERTY:
            return PROPERTY_PATTERN
        case Kind.CODE if field.codes:
            return f"^({'|'.join(code.value for code in field.codes.values)})$"
        case _:
            return field.pattern


def _parent_column(entity: ClassSpec, fields: Sequence[FieldSpec], own: FieldSpec) -> ColumnSpec:
    """The column by which a row below names its record (no fields) or the part in the last of the fields."""
    if fields:
        name, label = f"{fields[-1].name}_key", fields[-1].label
    else:
        name, label = f"{_snake(entity.name)}_id", entity.label
    return ColumnSpec(
        name,
        own,
        Words(nl=f"{label.nl} ({own.label.nl})", en=f"{label.en} ({own.label.en})"),
        own.definition,
        required=True,
        inherited=True,
        pattern=own.pattern,
    )


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).removeprefix("_")


def _reference(field: FieldSpec) -> ForeignKey:
    return ForeignKey((field.name,), f"{blueprint().by_name(field.target or '').slug}.csv", ("id",))


def rows(spec: ClassSpec, record: Record) -> Iterator[tuple[TableSpec, list[str]]]:
    """The rows of a record in normal form: its own first, then those below, each with its table."""
    return _item_rows(_writers()[spec.name], [], record)


class _Writer(NamedTuple):
    """What makes the rows of a table, and of those below it."""

    table: TableSpec
    row: Callable[[list[str], Any], list[str]]
    """From what identifies the parent, and an item, to the cells."""
    own: str
    """The field that identifies an item."""
    children: "tuple[tuple[str, _Writer], ...]"
    """By the fields that the items below are in."""


@cache
def _writers() -> dict[str, _Writer]:
    return {name: _writer(table) for name, table in main_tables().items()}


def _writer(table: TableSpec) -> _Writer:
    children = tuple((child.fields[-1].name, _writer(child)) for child in table.children)
    return _Writer(table, _row_maker(table), "key" if table.fields else "id", children)


def _item_rows(writer: _Writer, parents: list[str], item: Any) -> Iterator[tuple[TableSpec, list[str]]]:
    yield writer.table, writer.row(parents, item)
    if writer.children:
        own = [*parents, item[writer.own]]
        for name, below in writer.children:
            if name in item:
                for each in item[name]:
                    yield from _item_rows(below, own, each)


def _row_maker(table: TableSpec) -> Callable[[list[str], Any], list[str]]:
    """A function of our own making, as in :mod:`vmbo_mbo_kb.describing`: an expression for each cell."""
    own = table.columns[table.parents :]
    cells = [_cell(column) for column in own] if table.item else ["guard(item)" if own[0].guarded else "item"]
    names = {"guard": guard}
    # All of it comes from the blueprint, nothing from data.
    made: Callable[[list[str], Any], list[str]] = eval(f"lambda parents, item: [*parents, {', '.join(cells)}]", names)  # noqa: S307
    return made


def _cell(column: ColumnSpec) -> str:
    """An expression for a cell."""
    field = column.field
    value = f'item["{field.name}"]'
    default = ""
    if column.facet is not None:
        found = f'{value}["{column.facet}"]'
        if field.kind is Kind.PERIOD:
            found = f"{OPEN_WORD!r} if {found} is None else {found}"
        else:
            found = f'{value}.get("{column.facet}", "")'
    elif column.separator:
        found = f"{column.separator!r}.join({value})"
    elif field.kind is Kind.BOOLEAN:
        found = f'"true" if {value} is True else "false" if {value} is False else str({value})'
        default = "" if field.default is None else str(field.default).lower()
    else:
        found = value if column.guarded else f"str({value})"
        default = "" if field.default is None else str(field.default)
    if column.guarded:
        found = f"guard({found})"
    return f'(({found}) if "{field.name}" in item else {default!r})'


Rows = Iterable[tuple[int, Sequence[str]]]
"""Rows of a table, header aside, each with the number of the line that it starts on."""


def by_class(records: Records) -> Iterator[tuple[ClassSpec, Iterable[Record]]]:
    """The records class by class, for who writes the tables of one class at a time.

    The dataset itself comes first; last come the classes of which there are none, because they have tables as well.

    :raises ValueError: the records of a class do not come one after another.
    """
    plan = blueprint()
    yield plan.dataset, [records.dataset]
    missing = {spec.name: spec for spec in plan.entities}
    for name, group in groupby(records, key=lambda item: item[0].name):
        if name not in missing:
            raise ValueError(f"the records of {name} do not come one after another")
        yield missing.pop(name), (record for _, record in group)
    for spec in missing.values():
        yield spec, ()


def records(spec: ClassSpec, rows_of: Callable[[TableSpec], Rows]) -> Iterator[Record]:
    """Put the records of a class together again from the rows of its tables; sorted by id, in normal form.

    :param rows_of: gives the rows of a table; asked once for each.
    :raises ValueError: a row has another number of cells than its table has columns, a value of another kind
        than its column, the key of a row before it, or no parent. The message says where.
    """
    main = main_tables()[spec.name]
    found: dict[str, dict[tuple[str, ...], Record]] = {}
    for table in main.family():
        seen: dict[tuple[str, ...], Record] = {}
        for line, row in rows_of(table):
            try:
                _take(table, row, seen, found)
            except ValueError as error:
                raise ValueError(f"{table.path}:{line}: {error}") from None
        found[table.path] = seen
    for _, record in sorted(found[main.path].items()):
        yield normalise(spec, record)


def _take(
    table: TableSpec,
    row: Sequence[str],
    seen: dict[tuple[str, ...], Record],
    found: Mapping[str, Mapping[tuple[str, ...], Record]],
) -> None:
    """Read a row into the record or part that it belongs to."""
    if len(row) != len(table.columns):
        raise ValueError(f"{len(row)} cells for {len(table.columns)} columns")
    above = tuple(row[: table.parents])
    if table.item:
        item = _item(table, row)
        key = (*above, item.get("key" if table.fields else "id", ""))
    else:
        item, key = {}, tuple(row)
        if not row[-1]:
            raise ValueError(f"{table.columns[-1].name} is empty")
    if key in seen:
        raise ValueError(f"{' '.join(key)} occurs twice")
    if table.fields:
        parent = found[table.foreign_keys[0].target].get(above)
        if parent is None:
            raise ValueError(f"no row of {table.foreign_keys[0].target} is {' '.join(above)}")
        value = item if table.item else _value(table.columns[-1], row[-1])
        parent.setdefault(table.fields[-1].name, []).append(value)
    seen[key] = item


def _item(table: TableSpec, row: Sequence[str]) -> Record:
    item: Record = {}
    for column, cell in zip(table.columns[table.parents :], row[table.parents :], strict=True):
        if not cell:
            if column.required:
                raise ValueError(f"{column.name} is empty")
        elif column.facet is None:
            item[column.field.name] = _value(column, cell)
        else:
            value: Any = unguard(cell) if column.guarded else None if cell == OPEN_WORD else cell
            item.setdefault(column.field.name, {})[column.facet] = value
    for column in table.columns[table.parents :]:
        if column.field.kind is Kind.PERIOD and len(item.get(column.field.name, ("", ""))) != 2:
            raise ValueError(f"{column.field.name} has only one bound")
    return item


def _value(column: ColumnSpec, cell: str) -> Any:
    if column.separator:
        return cell.split(column.separator)
    match column.field.kind:
        case Kind.INTEGER:
            return int(cell)
        case Kind.BOOLEAN:
            if cell not in ("true", "false"):
                raise ValueError(f"{column.name} is {cell!r}, not true or false")
            return cell == "true"
        case _:
            return unguard(cell) if column.guarded else cell
