# SPDX-License-Identifier: MIT
"""Every rule: one broken file, the code and the very place of each finding, and nothing else found."""

import json
import os
from pathlib import Path

import pytest

from tests.conftest import DATA
from vmbo_mbo_kb.checks.rules import RULES
from vmbo_mbo_kb.findings import Finding
from vmbo_mbo_kb.validation import validate

BROKEN = sorted((DATA / "invalid").glob("*.yaml"))

ELSEWHERE = {
    "KB100": "needs a file that cannot be read",
    "KB101": "needs bytes that no editor of this repository may touch",
    "KB108": "needs a large file",
    "KB112": "is about JSON Lines",
    "KB115": "needs a symbolic link",
    "KB116": "is about a folder",
    "KB208": "is what remains of pydantic's own constraints",
    "KB505": "needs a text",
}
"""Rules that a single YAML file cannot show; each has a test of its own below."""


def found(folder: Path) -> list[str]:
    return [f"{f.code}@{f.position.line}:{f.position.column}" for f in validate(folder)]


def test_valid_dataset_has_no_findings(dataset: Path) -> None:
    assert validate(dataset) == []


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_broken_file(path: Path, dataset: Path) -> None:
    text = path.read_text("utf-8")
    at, expected = text.splitlines()[:2]
    target = dataset / at.removeprefix("# at ")
    target.parent.mkdir(exist_ok=True)
    target.write_text(text, "utf-8")
    findings = validate(dataset)
    places = [f"{f.code}@{f.position.line}:{f.position.column}" for f in findings]
    assert places == expected.removeprefix("# expect ").split()
    assert path.name.startswith(findings[0].code)
    speaks(findings[0])


def speaks(finding: Finding) -> None:
    """A finding has words in both languages, with every placeholder filled."""
    for language in ("nl", "en"):
        said = finding.as_dict(language)
        assert said["message"]
        assert "{" not in said["message"].replace("{}", "") or finding.code in ("KB203", "KB204")
    assert finding.message("nl") != finding.message("en")


def test_every_rule_has_an_example() -> None:
    shown = {path.name.split("-")[0] for path in BROKEN}
    assert shown | ELSEWHERE.keys() == RULES.keys()
    assert not shown & ELSEWHERE.keys()


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
        ("", "KB110@1:1"),
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
