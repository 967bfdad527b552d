# SPDX-License-Identifier: MIT
"""Findings as people and programs get them."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, FormatChecker

from tests.conftest import DATA
from vmbo_mbo_kb import renderers
from vmbo_mbo_kb.checks import rules
from vmbo_mbo_kb.findings import Finding, Position, selected
from vmbo_mbo_kb.validation import validate

# The schema as OASIS published it; this copy comes with the package @microsoft/jest-sarif.
SARIF = DATA / "sarif-2.1.0-rtm.5.json"

HOSTILE = "map, met:100%/regel\neinde/é ::error::.yaml"


@pytest.fixture
def broken(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    """Findings on a dataset, seen from beside it; two of them errors, one a warning."""
    monkeypatch.chdir(dataset.parent)
    theme = dataset / "themes" / "instromen.yaml"
    text = theme.read_text("utf-8").replace("checked: 2026-11-01", "checked: 2025-11-01")
    theme.write_text(text.replace("2027-11-01", "2026-01-01").replace("group: topic", "group: topc"), "utf-8")
    form = dataset / "collaboration-forms" / "proef.yaml"
    form.write_text(form.read_text("utf-8").replace("[instromen]", "[instroom]"), "utf-8")
    return validate(Path(dataset.name))


def render(name: str, findings: list[Finding], **options: Any) -> str:
    return renderers.get(name)(findings, **options)


def test_every_module_is_a_renderer(broken: list[Finding]) -> None:
    assert renderers.names() == ["github", "gitlab", "json", "sarif", "summary", "text"]
    for name in renderers.names():
        assert render(name, broken).endswith("\n")
        assert render(name, broken, language="nl") != render(name, broken)
        assert render(name, []) in ("", render(name, []).rstrip("\n") + "\n")


def test_text(broken: list[Finding]) -> None:
    assert render("text", broken) == (
        "a dataset/collaboration-forms/proef.yaml:15:10: error KB301: There is no theme with the id 'instroom'.\n"
        " 15 | themes: [instroom]\n"
        "    |          ^\n"
        "    Did you mean 'instromen'?\n"
        "a dataset/themes/instromen.yaml:3:8: error KB205: 'topc' is not a value of 'group'.\n"
        "  3 | group: topc\n"
        "    |        ^\n"
        "    Did you mean 'topic'?\n"
        "a dataset/themes/instromen.yaml:5:12: warning KB604: This was to be reviewed by 2026-01-01; "
        "today is 2026-11-01.\n"
        "  5 | review_by: 2026-01-01\n"
        "    |            ^\n"
        "    Hold the record against its sources and bring checked and review_by up to date.\n"
        "\n"
        "2 errors, 1 warning in 2 files\n"
    )
    dutch = render("text", broken, language="nl")
    assert "waarschuwing KB604: Dit had op 2026-01-01" in dutch
    assert dutch.endswith("\n2 fouten, 1 waarschuwing in 2 bestanden\n")


def test_colour_only_adds_codes(broken: list[Finding]) -> None:
    coloured = render("text", broken, color=True)
    assert "\x1b[31merror KB301\x1b[0m" in coloured
    assert "\x1b[33mwarning KB604\x1b[0m" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == render("text", broken)
    assert "\x1b" not in render("text", broken)


def test_many_findings_end_in_a_summary(dataset: Path) -> None:
    theme = dataset / "themes" / "instromen.yaml"
    theme.write_text(theme.read_text("utf-8") + "".join(f"x{number}: y\n" for number in range(30)), "utf-8")
    (dataset / "themes" / "leeg.yaml").write_text("", "utf-8")
    findings = validate(dataset)
    text = render("text", findings)
    end = f"\n30  KB202  {rules.UNKNOWN_FIELD.explanation.en}\n 1  KB110  {rules.EMPTY.explanation.en}\n"
    assert text.endswith("31 errors in 2 files\n" + end)
    assert render("summary", findings) == end[1:] + "\n31 errors in 2 files\n"
    assert text.count("error KB202") == 30


@pytest.mark.parametrize("kind", ["gone", "folder", "short", "pipe"])
def test_text_of_a_file_that_changed_meanwhile(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x.yaml"
    if kind == "folder":
        path.mkdir()
    elif kind == "short":
        path.write_text("a: b\n", "utf-8")
    elif kind == "pipe":
        os.mkfifo(path)
    text = render("text", [Finding(rules.DUPLICATE_ITEM, str(path), Position(7, 3), details={"item": "x"})])
    assert "KB207" in text
    assert " | " not in text


def test_what_others_wrote_is_harmless(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[2Jb.yaml"
    path.write_text("naam: \x1b]0;weg\x07\u202ex\n", "utf-8")
    finding = Finding(rules.DUPLICATE_ITEM, str(path), Position(1, 7), details={"item": "\x1b[31m\u202e\n"})
    text = render("text", [finding])
    assert all(char.isprintable() or char == "\n" for char in text)
    assert "\\x1b]0;weg\\x07\\u202ex" in text
    assert text.count("\n") == 6


def test_a_link_to_outside_shows_nothing_of_what_it_leads_to(dataset: Path) -> None:
    secret = dataset.parent / "geheim.yaml"
    secret.write_text("wachtwoord: x\n", "utf-8")
    (dataset / "themes" / "fout.yaml").symlink_to(secret)
    text = render("text", validate(dataset))
    assert "KB115" in text
    assert "wachtwoord" not in text


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_the_excerpt_of_a_file_in_utf_16_can_be_read(dataset: Path, encoding: str) -> None:
    theme = dataset / "themes" / "instromen.yaml"
    text = theme.read_text("utf-8")
    theme.write_bytes(("\ufeff" if encoding == "utf-16-be" else "").encode(encoding) + text.encode(encoding))
    shown = render("text", validate(dataset))
    assert "KB101" in shown
    assert text.splitlines()[0] in shown


def test_json(broken: list[Finding]) -> None:
    assert json.loads(render("json", broken)) == {"findings": [finding.as_dict() for finding in broken]}
    assert json.loads(render("json", [])) == {"findings": []}


def sarif(findings: list[Finding], language: Any = "en") -> Any:
    log = json.loads(render("sarif", findings, language=language))
    Draft4Validator(json.loads(SARIF.read_text("utf-8")), format_checker=FormatChecker()).validate(log)
    return log


def test_sarif_is_valid(broken: list[Finding]) -> None:
    (run,) = sarif(broken)["runs"]
    defined = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in defined] == ["KB205", "KB301", "KB604"]
    assert [(result["ruleId"], result["level"]) for result in run["results"]] == [
        ("KB301", "error"),
        ("KB205", "error"),
        ("KB604", "warning"),
    ]
    for result in run["results"]:
        assert defined[result["ruleIndex"]]["id"] == result["ruleId"]
    place = run["results"][0]["locations"][0]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "a%20dataset/collaboration-forms/proef.yaml"},
        "region": {"startLine": 15, "startColumn": 10},
    }
    assert place["logicalLocations"][0]["fullyQualifiedName"] == "themes.0"
    assert "geen thema" in sarif(broken, "nl")["runs"][0]["results"][0]["message"]["text"]
    assert sarif([])["runs"][0]["results"] == []


def test_sarif_of_every_rule_and_of_strange_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    details = dict.fromkeys(re.findall(r"{(\w+)}", repr(list(rules.RULES.values()))), "x")
    findings = [Finding(rule, HOSTILE, Position(2, 3), details=details) for rule in rules.RULES.values()]
    findings.append(Finding(rules.EMPTY, "/elders/\udcff.yaml"))
    log = sarif(findings)
    uris = [
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in log["runs"][0]["results"]
    ]
    assert uris[0] == "map%2C%20met%3A100%25/regel%0Aeinde/%C3%A9%20%3A%3Aerror%3A%3A.yaml"
    assert uris[-1] == "file:///elders/%FF.yaml"


def test_github_escapes_as_its_toolkit_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    finding = Finding(rules.SYNTAX, HOSTILE, Position(2, 3), details={"reason": "100%: x"})
    assert render("github", [finding]) == (
        "::error file=map%2C met%3A100%25/regel%0Aeinde/é %3A%3Aerror%3A%3A.yaml,line=2,col=3,title=KB102"
        "::This is not valid YAML: 100%25: x. Look at indentation (spaces, no tabs), colons and quotes.\n"
    )


def test_github_paths_are_relative_to_where_one_is(broken: list[Finding]) -> None:
    lines = render("github", broken).splitlines()
    assert [line.partition(" ")[0] for line in lines] == ["::error", "::error", "::warning"]
    assert "file=a dataset/themes/instromen.yaml,line=3,col=8," in lines[1]
    absolute = [Finding(f.rule, str(Path(f.file).absolute()), f.position, f.path, f.details) for f in broken]
    assert render("github", absolute).splitlines() == lines


def test_gitlab_report(broken: list[Finding]) -> None:
    report = json.loads(render("gitlab", broken))
    assert [sorted(issue) for issue in report] == [
        ["check_name", "description", "fingerprint", "location", "severity"]
    ] * 3
    assert report[0]["location"] == {"path": "a dataset/collaboration-forms/proef.yaml", "lines": {"begin": 15}}
    assert [issue["severity"] for issue in report] == ["major", "major", "minor"]
    moved = [Finding(f.rule, f.file, Position(f.position.line + 5), f.path, f.details) for f in broken]
    prints = [issue["fingerprint"] for issue in report]
    assert [issue["fingerprint"] for issue in json.loads(render("gitlab", moved))] == prints
    assert [issue["fingerprint"] for issue in json.loads(render("gitlab", broken, language="nl"))] == prints
    twice = json.loads(render("gitlab", [*broken, *broken]))
    assert len({issue["fingerprint"] for issue in twice}) == 6


def test_selected(broken: list[Finding]) -> None:
    def codes(select: list[str], ignore: list[str]) -> list[str]:
        return [finding.code for finding in selected(broken, select, ignore)]

    assert codes([], []) == ["KB301", "KB205", "KB604"]
    assert codes(["KB3", "KB604"], []) == ["KB301", "KB604"]
    assert codes([], ["KB30", "KB2"]) == ["KB604"]
    assert codes(["KB3"], ["KB301"]) == []
