# SPDX-License-Identifier: MIT
"""Tables made from the blueprint, rows made from records, and records made from rows."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.strategies import datasets, records
from vmbo_mbo_kb.blueprint import ClassSpec, Kind, blueprint
from vmbo_mbo_kb.model.marks import TEXT_PATTERN
from vmbo_mbo_kb.records import Record, normalise
from vmbo_mbo_kb.rows import FORMULA_STARTS, TableSpec, guard, main_tables, rows, tables, unguard
from vmbo_mbo_kb.rows import records as records_from

PLAN = blueprint()
SPECS = (PLAN.dataset, *PLAN.entities)
THEME = PLAN.by_name("Theme")
NUMBERS = (Kind.INTEGER, Kind.DECIMAL)
# What slows generation is the size of the classes, not a fault of the strategy.
patient = settings(deadline=None, max_examples=20, suppress_health_check=list(HealthCheck))


def field_paths(spec: ClassSpec, around: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every field of a class and of its parts."""
    for field in spec.fields:
        yield (*around, field.name)
        if field.part:
            yield from field_paths(field.part, (*around, field.name))


def collect(spec: ClassSpec, *items: Record) -> dict[str, list[list[str]]]:
    """The rows of records, by table."""
    found: dict[str, list[list[str]]] = {table.path: [] for table in main_tables()[spec.name].family()}
    for item in items:
        for table, row in rows(spec, item):
            found[table.path].append(row)
    return found


def assemble(spec: ClassSpec, found: dict[str, list[list[str]]]) -> list[Record]:
    """The records of rows."""
    return list(records_from(spec, lambda table: enumerate(found[table.path], start=2)))


class TestTables:
    def test_every_field_is_in_exactly_one_table(self) -> None:
        expected = Counter((spec.name, *path) for spec in SPECS for path in field_paths(spec))
        found: Counter[tuple[str, ...]] = Counter()
        for table in tables():
            around = (table.entity.name, *(field.name for field in table.fields))
            if table.fields and table.item:
                found[around] += 1  # the field of the parts is the table itself
            own = {column.field.name for column in table.columns if not column.inherited}
            found.update((*around, name) if table.item else around for name in own)
        assert found == expected
        assert set(expected.values()) == {1}

    def test_names_are_unique(self) -> None:
        assert len({table.path for table in tables()}) == len(tables())
        assert len({table.name for table in tables()}) == len(tables())
        for table in tables():
            names = [column.name for column in table.columns]
            assert len(set(names)) == len(names)

    def test_keys_are_columns_and_foreign_keys_point_at_keys(self) -> None:
        by_path = {table.path: table for table in tables()}
        for table in tables():
            names = {column.name for column in table.columns}
            assert set(table.primary_key) <= names
            for key in table.foreign_keys:
                assert set(key.columns) <= names
                assert key.target_columns == by_path[key.target].primary_key

    def test_every_reference_has_a_foreign_key(self) -> None:
        for table in tables():
            keyed = {key.columns for key in table.foreign_keys}
            for column in table.columns:
                if column.field.kind is Kind.REF:
                    assert (column.name,) in keyed
            assert not table.fields or table.foreign_keys[0].columns == tuple(
                column.name for column in table.columns if column.inherited
            )

    def test_a_part_of_a_part_is_found_by_all_keys_above_it(self) -> None:
        table = next(t for t in tables() if t.path == "subsidy-schemes/amounts.citations.csv")
        assert table.primary_key == ("subsidy_scheme_id", "amounts_key", "key")
        assert table.foreign_keys[0].target == "subsidy-schemes/amounts.csv"
        assert table.foreign_keys[0].target_columns == ("subsidy_scheme_id", "key")

    @pytest.mark.parametrize("table", tables(), ids=lambda table: table.name)
    def test_columns_without_guard_cannot_hold_formulas(self, table: TableSpec) -> None:
        """A column goes without only if it is numeric or its pattern admits no such start."""
        for column in table.columns:
            if column.guarded or column.field.kind in (*NUMBERS, Kind.BOOLEAN, Kind.DAY):
                continue
            assert column.pattern
            assert column.pattern != TEXT_PATTERN
            first = re.compile(column.pattern.removesuffix("$"))
            for start in (*FORMULA_STARTS, "'"):
                for rest in ("", "1", "a", "1234", "https://a", "BWBR0000001", "2008, 1"):
                    assert not first.match(start + rest)


class TestGuard:
    @given(st.text())
    def test_it_is_taken_back(self, text: str) -> None:
        assert unguard(guard(text)) == text

    @given(st.text())
    def test_it_makes_harmless(self, text: str) -> None:
        assert not guard(text).startswith(FORMULA_STARTS)

    @pytest.mark.parametrize("start", [*"=+-@\t\r\n'＝＋－＠"])  # noqa: RUF001
    def test_these_starts_get_an_apostrophe(self, start: str) -> None:
        assert guard(f"{start}1") == f"'{start}1"

    @pytest.mark.parametrize("text", ["", "vmbo", "1+1", " =1", '"=1'])
    def test_other_text_is_left_alone(self, text: str) -> None:
        assert guard(text) == text


class TestRows:
    @pytest.mark.parametrize("spec", PLAN.entities, ids=lambda spec: spec.name)
    def test_generated_records_come_back_equal(self, spec: ClassSpec) -> None:
        @patient
        @given(records(spec))
        def check(record: Record) -> None:
            assert assemble(spec, collect(spec, record)) == [record]

        check()

    @patient
    @given(datasets())
    def test_descriptions_of_datasets_come_back_equal(self, record: Record) -> None:
        assert assemble(PLAN.dataset, collect(PLAN.dataset, record)) == [record]

    @pytest.mark.parametrize("spec", PLAN.entities, ids=lambda spec: spec.name)
    def test_generated_cells_are_as_their_column_says(self, spec: ClassSpec) -> None:
        @patient
        @given(records(spec))
        def check(record: Record) -> None:
            for table, row in rows(spec, record):
                for column, cell in zip(table.columns, row, strict=True):
                    assert cell or not column.required
                    values = cell.split(column.separator) if column.separator else [cell]
                    for value in values if cell and column.pattern else ():
                        assert re.fullmatch(column.pattern or "", value)
                    if column.field.kind not in NUMBERS:
                        assert not cell.startswith(FORMULA_STARTS)

        check()

    def test_records_are_sorted_by_id_whatever_the_order_of_rows(self) -> None:
        many = [{**theme(), "id": name} for name in ("b", "a", "a-b")]
        found = collect(THEME, *many)
        for content in found.values():
            content.reverse()
        assert [record["id"] for record in assemble(THEME, found)] == ["a", "a-b", "b"]

    def test_a_default_is_written_out(self) -> None:
        table = next(t for t in tables() if t.path == "themes/citations.csv")
        row = dict(zip((c.name for c in table.columns), collect(THEME, theme())[table.path][0], strict=True))
        assert row["inferred"] == "false"
        assert row["locator"] == ""
        assert row["fields"] == "description name"

    @pytest.mark.parametrize(
        ("period", "cells"),
        [
            (None, ["", ""]),
            ({"from": None, "through": None}, ["open", "open"]),
            ({"from": "2008/2009", "through": "unknown"}, ["2008/2009", "unknown"]),
        ],
    )
    def test_open_unknown_and_absent_bounds_differ(
        self, period: dict[str, str | None] | None, cells: list[str]
    ) -> None:
        scheme = PLAN.by_name("SubsidyScheme")
        amount = {"key": "k", "kind": "x", "value": "1", "currency": "EUR", "per": "y", "citations": [cited()]}
        if period:
            amount["valid"] = period
        record = normalise(scheme, {**theme(), "valid": {"from": None, "through": None}, "amounts": [amount]})
        found = collect(scheme, record)
        assert found["subsidy-schemes/amounts.csv"][0][2:4] == cells
        assert assemble(scheme, found) == [record]


def cited() -> Record:
    """A citation."""
    return {"key": "s", "source": "s", "confidence": "high", "fields": ["description", "name"]}


def theme() -> Record:
    """A plain theme."""
    return {
        "id": "a",
        "name": {"nl": "A", "en": "A"},
        "description": {"nl": "=a", "en": "'a"},
        "group": "theme",
        "broader": ["b"],
        "checked": "2026-01-01",
        "review_by": "2027-01-01",
        "citations": [cited()],
    }


class TestRefusals:
    """Rows that do not fit are refused with their table and line."""

    @pytest.mark.parametrize(
        ("table", "change", "message"),
        [
            ("themes.csv", lambda content: content[0].pop(), "themes.csv:2: 9 cells for 10 columns"),
            ("themes.csv", lambda content: content.append(content[0]), "themes.csv:3: a occurs twice"),
            ("themes.csv", list.clear, "themes/broader.csv:2: no row of themes.csv is a"),
            (
                "themes/broader.csv",
                lambda content: content.append(content[0]),
                "themes/broader.csv:3: a b occurs twice",
            ),
            ("themes/broader.csv", lambda content: content.append(["a", ""]), "broader.csv:3: broader is empty"),
        ],
    )
    def test_rows_that_do_not_fit(self, table: str, change, message: str) -> None:  # type: ignore[no-untyped-def]
        found = collect(THEME, theme())
        change(found[table])
        with pytest.raises(ValueError, match=re.escape(message)):
            assemble(THEME, found)

    def test_half_a_period(self) -> None:
        scheme = PLAN.by_name("SubsidyScheme")
        amount = {"key": "k", "kind": "x", "value": "1", "currency": "EUR", "per": "y", "citations": [cited()]}
        record = {**theme(), "valid": {"from": None, "through": None}, "amounts": [amount]}
        found = collect(scheme, normalise(scheme, record))
        found["subsidy-schemes/amounts.csv"][0][2] = "2008"
        with pytest.raises(ValueError, match=r"amounts\.csv:2: valid has only one bound"):
            assemble(scheme, found)
