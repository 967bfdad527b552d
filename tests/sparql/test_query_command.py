# SPDX-License-Identifier: MIT
"""``vmbo-mbo-kb query``: judged by parsers of others."""

import csv
import io
import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
import rdflib
from click.testing import CliRunner, Result
from rdflib.query import Result as RdflibResult

import vmbo_mbo_kb as kb
from vmbo_mbo_kb.cli import cli
from vmbo_mbo_kb.cli.commands import query as module
from vmbo_mbo_kb.sparql.library import examples

THEMES = "SELECT ?name { ?t a kb:Theme ; skos:prefLabel ?name } ORDER BY ?name"


def run(*arguments: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["query", *map(str, arguments)], input=stdin)


def test_table(dataset: Path) -> None:
    result = run(THEMES, "--data", dataset)
    assert (result.exit_code, result.stdout) == (0, "name\nentering\ninstromen\n")
    assert run("ASK { ?t a kb:Theme }", "--data", dataset).stdout == "yes\n"
    assert run("SELECT ?c { <https://w3id.org/vmbo-mbo/id/themes/instromen> a ?c } ORDER BY ?c",
               "--data", dataset).stdout == "c\nskos:Concept\nkb:Theme\n"  # fmt: skip


def test_a_table_cannot_move_the_cursor(dataset: Path) -> None:
    result = run('SELECT ("a\\u001B[2J\\nb" AS ?x) {}', "--data", dataset)
    assert result.stdout == "x\na [2J b\n"


def test_rich_table(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("rich")
    monkeypatch.setenv("COLUMNS", "80")
    assert module._rich_table(("a", "b"), [("[red]x[/red]", "y")])
    shown = capsys.readouterr().out
    assert "[red]x[/red]" in shown
    assert "─" in shown


@pytest.mark.parametrize("style", ["json", "xml", "csv", "tsv"])
def test_rows_as_others_read_them(dataset: Path, style: str) -> None:
    result = run(THEMES, "--data", dataset, "--format", style)
    assert result.exit_code == 0
    if style == "tsv":
        assert result.stdout == '?name\n"entering"@en\n"instromen"@nl\n'
        return
    read = RdflibResult.parse(io.BytesIO(result.stdout_bytes), format=style)
    assert [str(row[0]) for row in read] == ["entering", "instromen"]  # type: ignore[index]
    if style == "csv":
        assert list(csv.reader(io.StringIO(result.stdout))) == [["name"], ["entering"], ["instromen"]]


def test_yes_or_no_as_others_read_it(dataset: Path) -> None:
    ask = ("ASK { ?t a kb:Theme }", "--data", dataset, "--format")
    assert json.loads(run(*ask, "json").stdout) == {"head": {}, "boolean": True}
    root = ElementTree.fromstring(run(*ask, "xml").stdout)
    assert [part.text for part in root.iter("{http://www.w3.org/2005/sparql-results#}boolean")] == ["true"]


@pytest.mark.parametrize(
    ("style", "name"),
    [(None, "turtle"), ("turtle", "turtle"), ("ntriples", "nt"), ("jsonld", "json-ld"), ("rdfxml", "xml")],
)
def test_triples_as_others_read_them(dataset: Path, style: str | None, name: str) -> None:
    arguments = ["CONSTRUCT WHERE { ?s a kb:Theme ; skos:prefLabel ?n }", "--data", str(dataset)]
    result = run(*arguments, *(["--format", style] if style else []))
    assert result.exit_code == 0
    assert len(rdflib.Graph().parse(data=result.stdout_bytes, format=name)) == 3
    assert run(*arguments, *(["--format", style] if style else [])).stdout_bytes == result.stdout_bytes


def test_from_a_file_and_standard_input(dataset: Path, tmp_path: Path) -> None:
    file = tmp_path / "themes.rq"
    file.write_text(THEMES, "utf-8")
    assert run("-f", file, "--data", dataset).stdout == "name\nentering\ninstromen\n"
    assert run("-f", "-", "--data", dataset, stdin=THEMES).stdout == "name\nentering\ninstromen\n"
    file.write_bytes(b"SELECT \xff")
    assert "is not UTF-8" in run("-f", file, "--data", dataset).stderr


def test_over_an_rdf_file(dataset: Path, tmp_path: Path) -> None:
    kb.load(dataset).export("turtle", tmp_path)
    assert run(THEMES, "--data", tmp_path / "vmbo-mbo-kb.ttl").stdout == "name\nentering\ninstromen\n"
    broken = tmp_path / "broken.ttl"
    broken.write_text("<a> <b>", "utf-8")
    result = run(THEMES, "--data", broken)
    assert (result.exit_code, "broken.ttl" in result.stderr) == (2, True)


def test_on_a_day(dataset: Path) -> None:
    count = "SELECT (COUNT(?f) AS ?n) { ?f a kb:CollaborationForm }"
    assert run(count, "--data", dataset, "--on", "2010-01-01").stdout == "n\n1\n"
    assert run(count, "--data", dataset, "--on", "2001-01-01").exit_code == 2  # before the data begin


def test_library() -> None:
    result = run("--examples")
    assert result.exit_code == 0
    assert [line for line in result.stdout.splitlines() if not line.startswith(" ")] == list(examples())
    assert "Wat gold op een dag" in run("--examples", "--lang", "nl").stdout
    assert run("--example", "gaps", "--print").stdout == examples()["gaps"].text
    assert "works" in run("--example", "links-by-fate").stdout


def test_a_hint_where_nothing_is_found(dataset: Path) -> None:
    result = run("SELECT ?o { ?s skos:prefLable ?o }", "--data", dataset)
    assert (result.exit_code, result.stdout) == (0, "o\n")
    assert "did you mean skos:prefLabel?" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "give one query"),
        (["ASK {}", "--example", "gaps"], "give one query"),
        (["--example", "gapz"], "did you mean 'gaps'"),
        (["SELECT * { ?s kb:scheem ?o }"], "1:15: there is no term 'kb:scheem'; did you mean 'kb:scheme'?"),
        (["SELECT * { ?s kb:scheem ?o }", "--lang", "nl"], "1:15: er is geen term 'kb:scheem'; bedoelt u 'kb:scheme'?"),
        (["SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"], "1:12: SERVICE is refused"),
        (["ASK {}", "--format", "turtle"], "which have the formats table, json, csv, tsv, xml"),
        (["ASK {}", "--format", "toml"], "Invalid value for '--format'"),
        (["ASK {}", "--on", "2010-13-01"], "'2010-13-01'"),
        (["ASK {}", "--base", "nowhere"], "must be an absolute"),
        (["ASK {}", "--data", "nowhere"], "does not exist"),
        (["ASK {}", "--data", __file__], "no RDF format is known by this extension"),
        (["ASK {}", "--data", "schema/ontology.ttl", "--on", "2010-01-01"], "--on needs a dataset"),
        (["-f", "nowhere.rq"], "No such file"),
    ],
)
def test_wrong_usage(arguments: list[str], message: str, dataset: Path) -> None:
    if arguments and "--data" not in arguments:
        arguments = [*arguments, "--data", str(dataset)]
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    assert message in result.stderr
    assert "Traceback" not in result.output
