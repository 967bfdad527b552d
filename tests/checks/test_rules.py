# SPDX-License-Identifier: MIT
"""Every rule: a broken file with the very place of its finding and nothing else found, and the same file mended."""

import json
import os
import re
from pathlib import Path
from string import Formatter

import pytest

from tests.conftest import DATA
from vmbo_mbo_kb.checks.examples import Example, examples, parse
from vmbo_mbo_kb.checks.rules import RULES, SUBJECTS
from vmbo_mbo_kb.findings import Finding, Position, Rule
from vmbo_mbo_kb.reading import strict_json, strict_yaml
from vmbo_mbo_kb.validation import validate

BROKEN = sorted((DATA / "invalid").glob("KB*"))
MENDED = sorted((DATA / "mended").iterdir())


def found(folder: Path) -> list[str]:
    return [f"{f.code}@{f.position.line}:{f.position.column}" for f in validate(folder)]


def test_valid_dataset_has_no_findings(dataset: Path) -> None:
    assert validate(dataset) == []


def lay(example: Example, dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put an example into a dataset, in the way that its first lines say."""
    content = (b"" if example.name.endswith(".jsonl") else example.header) + example.body
    size = int(example.settings.get("bytes", 0))
    while len(content) < size:
        content += b"# " + b"x" * min(100, size - len(content) - 3) + b"\n"
    if "without" in example.settings:
        (dataset / example.settings["without"]).unlink()
    if "text" in example.settings:
        text = dataset.parent / "text.txt"
        text.write_text(example.settings["text"], "utf-8")
        monkeypatch.setenv("VMBO_MBO_KB_SOURCE", str(text))
    target = dataset / example.at
    target.parent.mkdir(parents=True, exist_ok=True)
    if example.link:
        target.symlink_to(example.link)
        target = target.parent / example.link
        target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


@pytest.mark.parametrize("path", [*BROKEN, *MENDED], ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_example(path: Path, dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken file gives the findings that it names, at those very places and no other; a mended one gives none."""
    example = parse(path)
    lay(example, dataset, monkeypatch)
    findings = validate(dataset)
    left_out = example.header_lines if path.suffix == ".jsonl" else 0
    places = [(f.code, Position(f.position.line + left_out, f.position.column)) for f in findings]
    assert places == example.expected
    assert bool(findings) is (path.parent.name == "invalid")
    for finding in findings:
        assert path.name.startswith(finding.code)
        speaks(finding)


def speaks(finding: Finding) -> None:
    """A finding has words in both languages, with every placeholder filled."""
    for said in (finding.as_dict("nl"), finding.as_dict("en")):
        assert said["message"]
        assert said["hint"] or finding.code == "KB201"
        assert not re.search(r"\{[a-z_]+\}", said["message"] + said["hint"].replace("{id}.yaml", ""))
    assert finding.message("nl") != finding.message("en")


def test_every_rule_has_an_example() -> None:
    """One that is broken gives that code first, and has a mended one of the same name."""
    assert examples().keys() == RULES.keys()
    assert {path.name for path in MENDED} <= {path.name for path in BROKEN}
    assert {path.name.partition("-")[0] for path in BROKEN} == RULES.keys()
    for code, rule in RULES.items():
        assert rule.broken.expected[0][0] == code
        assert not rule.mended.expected


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_rule_is_whole(rule: Rule) -> None:
    assert re.fullmatch(r"KB[1-8]\d\d", rule.code)
    assert rule.code[:3] in SUBJECTS
    for words in (rule.explanation, rule.message, rule.hint):
        assert words.nl
        assert words.en
        fields = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (words.nl, words.en)]
        assert fields[0] == fields[1]
    assert rule.explanation.nl.endswith(".")
    assert rule.explanation.en.endswith(".")
    assert rule.explanation.nl != rule.explanation.en


def test_unreadable(dataset: Path) -> None:
    (dataset / "concepts").mkdir()
    (dataset / "concepts" / "map.yaml").mkdir()
    assert found(dataset) == ["KB100@1:1"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"name: caf\xe9\n", "KB101@1:10"),
        ("name: é".encode() + b"\n  \xff\n", "KB101@2:3"),
        ("name: x".encode("utf-16"), "KB101@1:1"),
        (b"\xef\xbb\xbfname: x\n", "KB107@1:1"),
        (b"name: \x00\n", "KB107@1:7"),
    ],
)
def test_bytes(dataset: Path, content: bytes, expected: str) -> None:
    (dataset / "themes" / "fout.yaml").write_bytes(content)
    assert found(dataset)[0] == expected


def test_control_character_behind_an_escape(dataset: Path) -> None:
    (dataset / "themes" / "fout.yaml").write_bytes(b'name: "\\u202e"\n')
    assert "KB107@1:7" in found(dataset)


def test_too_large(dataset: Path) -> None:
    (dataset / "themes" / "fout.yaml").write_bytes(b"#" * (1024 * 1024 + 1))
    assert found(dataset) == ["KB108@1:1"]


def test_no_dataset(tmp_path: Path) -> None:
    assert found(tmp_path) == ["KB116@1:1"]
    assert found(tmp_path / "nowhere") == ["KB116@1:1"]


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no symbolic links here")
def test_symlink_outside(dataset: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text("name: x\n", "utf-8")
    (dataset / "themes" / "fout.yaml").symlink_to(outside)
    assert found(dataset) == ["KB115@1:1"]


def test_remaining_constraint(dataset: Path) -> None:
    path = dataset / "questions" / "vraag.yaml"
    path.parent.mkdir()
    theme = (dataset / "themes" / "instromen.yaml").read_text("utf-8")
    kept = [line for line in theme.splitlines() if not line.startswith(("group", "description"))]
    path.write_text("\n".join(["position: -1", "answers: []", *kept]), "utf-8")
    assert found(dataset) == ["KB208@1:11", "KB208@2:10"]


def test_text_that_differs(dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = tmp_path / "bron.txt"
    text.write_text("een andere tekst", "utf-8")
    source = dataset / "sources" / "bron-rapport.yaml"
    source.write_text(source.read_text("utf-8") + f"sha256: {'0' * 64}\n", "utf-8")
    monkeypatch.setenv("VMBO_MBO_KB_SOURCE", str(text))
    assert [place.split("@")[0] for place in found(dataset)] == ["KB505"]
    monkeypatch.setenv("VMBO_MBO_KB_SOURCE", str(tmp_path / "gone.txt"))
    assert found(dataset) == ["KB100@1:1"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('{"class": "themes"', "KB112@1:19"),
        ('{"class": "tema", "id": "x"}', "KB113@1:11"),
        ('{"class": ["themes"], "id": "x"}', "KB113@1:11"),
        ('{"class": "themes", "value": NaN}', "KB112@1:30"),
        ('["themes"]', "KB111@1:1"),
        ("", "KB112@1:1"),
        ('{"class": "themes", "id": "x\\u0000"}', "KB107@1:27"),
        ("[" * 100_000, "KB109@1:33"),
        ('{"class": "themes", "id": "x' + "y" * 1024 * 1024, "KB108@1:1"),
    ],
)
def test_json_lines(dataset: Path, line: str, expected: str) -> None:
    (dataset / "bulk.jsonl").write_text(line + "\n", "utf-8")
    assert found(dataset) == [expected]


def test_json_line_is_placed(dataset: Path) -> None:
    good = {
        "class": "concepts",
        "id": "goed",
        "name": {"nl": "goed", "en": "good"},
        "description": {"nl": "Goed.", "en": "Good."},
        "checked": "2026-11-01",
        "review_by": "2027-11-01",
        "citations": [{"source": "bron-rapport", "confidence": "high"}],
    }
    bad = {**good, "id": "slecht", "broader": ["nergens"]}
    (dataset / "bulk.jsonl").write_text(json.dumps(good) + "\n" + json.dumps(bad) + "\n", "utf-8")
    column = json.dumps(bad).index('"nergens"') + 1
    assert found(dataset) == [f"KB301@2:{column}"]


def test_no_finding_hides_another(dataset: Path) -> None:
    """A record with a bad field still takes part in the reference and time checks."""
    path = dataset / "collaboration-forms" / "proef.yaml"
    text = path.read_text("utf-8").replace("checked: 2026-11-01", "checked: gisteren")
    path.write_text(text.replace("themes: [instromen]", "themes: [instroom]"), "utf-8")
    findings = validate(dataset)
    assert [finding.code for finding in findings] == ["KB301", "KB206"]
    assert findings[0].hint() == "Did you mean 'instromen'?"
    assert findings[0].hint("nl") == "Bedoelt u 'instromen'?"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("themes: [instromen]", "themes: [instromen, 5, instromen, instromen]", ["KB203", "KB207", "KB207"]),
        ("fields: [follows]", "fields: [follows, 5, follows]", ["KB203", "KB207"]),
        ("valid: {from: 2008/2009, through: 2013}", "valid: {from: 2013, through: 2008, zzz: x}", ["KB401", "KB202"]),
        (
            "amounts:\n",
            "amounts:\n  - {key: per-leerling, kind: grant, value: veel, currency: EUR, per: per-pupil, citations: "
            "[{source: bron-rapport, confidence: high}]}\n",
            ["KB203", "KB207"],
        ),
    ],
)
def test_what_is_wrong_between_values_is_found_beside_other_mistakes(
    dataset: Path, old: str, new: str, expected: list[str]
) -> None:
    path = dataset / "subsidy-schemes" / "proefgeld.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    assert [finding.code for finding in validate(dataset)] == expected


def test_what_a_source_is_and_where_its_passages_are_is_found_beside_other_mistakes(dataset: Path) -> None:
    path = dataset / "sources" / "bron-rapport.yaml"
    text = path.read_text("utf-8").replace("start: 12, end: 20, sha256: ", "start: 21, end: 20, sha256: x")
    path.write_text(f"{text}regulation: regeling-proef\nzzz: x\n", "utf-8")
    assert sorted(finding.code for finding in validate(dataset)) == ["KB202", "KB204", "KB208", "KB210"]


def test_record_at_the_wrong_place(dataset: Path) -> None:
    (dataset / "thema.yaml").write_text("name: x\n", "utf-8")
    (dataset / "README.md").write_text("fine\n", "utf-8")
    assert found(dataset) == ["KB114@1:1"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_pipes_and_circles_do_not_hold_up_the_reader(dataset: Path) -> None:
    os.mkfifo(dataset / "themes" / "pijp.yaml")
    os.mkfifo(dataset / "pijp.jsonl")
    (dataset / "themes" / "rond.yaml").symlink_to("rond.yaml")
    (dataset / "elders").symlink_to(dataset.parent, target_is_directory=True)
    assert sorted(found(dataset)) == ["KB100@1:1", "KB100@1:1", "KB100@1:1", "KB113@1:1"]


def test_many_mistakes_in_one_file_take_no_longer_than_they_should(dataset: Path) -> None:
    """Places are looked up once a record, the nearest ids once a class."""
    lines = [f"onbekend-{number}: x" for number in range(3000)]
    themes = ", ".join(f"instroom-{number}" for number in range(3000))
    path = dataset / "collaboration-forms" / "proef.yaml"
    text = path.read_text("utf-8").replace("[instromen]", f"[{themes}]")
    path.write_text(text + "\n".join(lines) + "\n", "utf-8")
    codes = [finding.code for finding in validate(dataset)]
    assert codes.count("KB202") == 3000
    assert codes.count("KB301") == 3000


def said(dataset: Path, old: str, new: str) -> list[str]:
    """What is found in Dutch when a form says something else."""
    path = dataset / "collaboration-forms" / "proef.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return [f"{finding.code} {finding.said('nl')}" for finding in validate(dataset)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("checked: 2026-11-01", "checked: 2026-11-31", "KB206 '2026-11-31' is geen bestaande dag. Schrijf een dag"),
        ("checked: 2026-11-01", "checked: 1 november", "KB206 '1 november' is geen dag. Schrijf een dag: 2008-08-01."),
        ("checked: 2026-11-01", "checked: 2026-11", "KB206 '2026-11' is geen dag. Schrijf een dag"),
        ("checked: 2026-11-01", "checked:", "KB201 Het veld 'checked' (nagekeken op) is leeg. De dag waarop"),
        ("themes: [instromen]", "themes:", "KB201 Het veld 'themes' (thema) is leeg. "),
        ("themes: [instromen]", "themes: [Instromen]", "KB301 Er is geen thema met het id 'Instromen'. Bedoelt u"),
        ("themes: [instromen]", "themes: instromen", "KB203 Hier hoort een lijst, niet 'instromen'. Schrijf een lijst"),
        ("themes: [instromen]", "themes: [instromen", "KB102 Dit is geen geldige YAML: de haak die hier opengaat"),
        ("checked: 2026-11-01", "checked: @", "KB102 Dit is geen geldige YAML: een tab, of een teken als @"),
    ],
)
def test_one_mistake_is_said_once_and_in_dutch(dataset: Path, old: str, new: str, expected: str) -> None:
    found = said(dataset, old, new)
    assert len(found) == 1, found
    assert found[0].startswith(expected), found[0]


def test_nothing_english_in_what_the_parsers_say() -> None:
    """Every reason of the parsers that a curator is likely to meet has words of its own in both languages."""
    for text in (
        "a: 'b",
        "a: b: c",
        "a:\n\tb: c",
        "a: [b",
        "a: {b",
        "- a\nb: c",
        "a: `",
        "a\nb: c",
        'a: "\\q"',
        "a: |x\n",
    ):
        _, (problem,) = strict_yaml.parse(text)
        assert problem.rule.code == "KB102", text
        assert "de lezer zegt" not in problem.details["reason"].nl, problem
    for text in ("{", "{x}", '{"a": }', '{"a" 1}', '{"a": 1 2}', "{} {}", '{"a": "b', '{"a": "\\q"}', '{"a": "\\u1"}'):
        _, (problem,) = strict_json.parse(text)
        assert problem.rule.code == "KB112", text
        assert "de lezer zegt" not in problem.details["reason"].nl, problem
