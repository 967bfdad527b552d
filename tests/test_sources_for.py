# SPDX-License-Identifier: MIT
"""Who says so: in Python, from the RDF, on the command line."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import QuerySolutions, RdfFormat, Store

import vmbo_mbo_kb as kb
from vmbo_mbo_kb.blueprint import Kind
from vmbo_mbo_kb.cli import cli
from vmbo_mbo_kb.namespaces import expand
from vmbo_mbo_kb.records import part_path, record_path
from vmbo_mbo_kb.sparql.library import example


@pytest.fixture(scope="module")
def data() -> kb.KnowledgeBase:
    return kb.load()


def test_budget_of_sterk_techniekonderwijs(data: kb.KnowledgeBase) -> None:
    found = data["sto-2025"].sources_for("amounts", "techniekregios")
    assert [(each.source, each.confidence.value) for each in found] == [
        ("bron-dus-i-subsidies-sterk-techniekonderwijs-2025-0", "high")
    ]
    assert len(found) == 1
    assert found.conflicts == ()


def test_plain_field_has_the_citations_that_name_it_or_name_none(data: kb.KnowledgeBase) -> None:
    found = data["vm2"].sources_for("valid")
    assert all("valid" in each.fields or not each.fields for each in found)
    assert {"bron-slo-voortgezet-vmbo-themas-vm2-1", "startpagina"} <= {each.source for each in found}
    assert {each.stated for each in found.conflicts} == {"2008-2012", "2008-2017"}
    assert all(each.reason.nl and each.citations for each in found.conflicts)


def test_conflict_of_another_part_is_none_of_this_one(data: kb.KnowledgeBase) -> None:
    scheme = data["techkwadraat"]
    assert [each.part for each in scheme.sources_for("amounts", "eerste-ronde").conflicts] == ["eerste-ronde"]
    others = {part.key for part in scheme.amounts} - {"eerste-ronde"}  # type: ignore[attr-defined]
    assert others
    assert all(scheme.sources_for("amounts", other).conflicts == () for other in others)
    assert len(scheme.sources_for("amounts").conflicts) == 1


def test_parts_without_citations_rest_on_those_of_the_record(data: kb.KnowledgeBase) -> None:
    found = data["experiment-doorlopende-leerlijnen"].sources_for("notes", "monitor")
    assert found
    assert all("notes" in each.fields or not each.fields for each in found)


def test_an_empty_field_is_not_supported_by_what_supports_the_record(data: kb.KnowledgeBase) -> None:
    for entity in data:
        for name in type(entity).model_fields:
            if getattr(entity, name) in (None, ()):
                assert all(name in each.fields for each in entity.sources_for(name))


@pytest.mark.parametrize(
    ("identifier", "field", "key", "message"),
    [
        ("sto-2025", "amount", None, "has no field 'amount'; did you mean 'amounts'"),
        ("sto-2025", "xyzzy", None, "has no field 'xyzzy'; its fields are abbreviation, "),
        ("sto-2025", "amounts", "totaal", "no part 'totaal': the keys in it are cofinanciering, techniekluw,"),
        ("sto-2025", "name", "nl", "'name' of 'sto-2025' has no part 'nl': it has no parts"),
    ],
)
def test_what_is_not_there(data: kb.KnowledgeBase, identifier: str, field: str, key: str | None, message: str) -> None:
    with pytest.raises(kb.UnknownStatement, match=re.escape(message)):
        data[identifier].sources_for(field, key)


def test_one_query_says_the_same_of_every_part_of_the_dataset(data: kb.KnowledgeBase, tmp_path: Path) -> None:
    data.export("nquads", tmp_path)
    store = Store()
    store.bulk_load(path=str(tmp_path / "vmbo-mbo-kb.nq"), format=RdfFormat.N_QUADS)
    expected: Counter[tuple[str, ...]] = Counter()
    asked = []
    for spec, record in data.records:
        for field in spec.fields:
            if field.kind is not Kind.PART or "citations" not in field.part.by_name or field.name == "alternatives":  # type: ignore[union-attr]
                continue
            for part in record.get(field.name, ()):
                iri = kb.DEFAULT_BASE + part_path(record_path(spec, record), field, part["key"])
                asked.append(f"(<{expand(field.term)}> <{iri}>)")
                found = data[record["id"]].sources_for(field.name, part["key"])
                told = [(each, "") for each in found]
                told += [(each, other.stated) for other in found.conflicts for each in other.citations]
                expected.update(
                    (iri, data.iri(each.source), each.locator or "", expand(f"kb:{each.confidence.value}"), stated)
                    for each, stated in told
                )
    rows_asked = " ".join(asked)
    text, count = re.subn(
        r"(VALUES \(\?property \?part\) \{)[^}]*\}", lambda m: f"{m[1]} {rows_asked} }}", example("who-says").text
    )
    assert count == 1
    rows = store.query(text)
    assert isinstance(rows, QuerySolutions)
    got = Counter(tuple("" if term is None else term.value for term in row) for row in rows)
    assert got == expected
    assert sum("amounts" in iri for iri, *_ in expected) > 50
    assert any(stated for *_, stated in expected)


def test_the_query_as_it_stands(data: kb.KnowledgeBase, tmp_path: Path) -> None:
    data.export("nquads", tmp_path)
    store = Store()
    store.bulk_load(path=str(tmp_path / "vmbo-mbo-kb.nq"), format=RdfFormat.N_QUADS)
    rows = store.query(example("who-says").text)
    assert isinstance(rows, QuerySolutions)
    assert [row["source"].value.rpartition("/")[2] for row in rows] == [
        "bron-dus-i-subsidies-sterk-techniekonderwijs-2025-0"
    ]


def test_command() -> None:
    def run(*arguments: str) -> str:
        result = CliRunner().invoke(cli, ["sources", *arguments])
        assert result.exit_code == 0, result.output
        return result.stdout

    assert "(high) [bron-dus-i-subsidies-sterk-techniekonderwijs-2025-0]" in run(
        "sto-2025", "amounts", "techniekregios"
    )
    assert run("sto-2025", "amounts").splitlines()[::2] == [part.key for part in kb.load()["sto-2025"].amounts]
    assert run("vm2", "purpose").count("\n") == len(set(run("vm2", "purpose").splitlines()))
    assert "anders: 2008-2012" in run("vm2", "valid", "--lang", "nl")
    found = json.loads(run("techkwadraat", "amounts", "eerste-ronde", "--json"))
    assert [each["stated"] for each in found["conflicts"]] == ["EUR 145 million for 2025-2027"]
    wrong = CliRunner().invoke(cli, ["sources", "vm2", "vald"])
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "did you mean 'valid'" in wrong.stderr
