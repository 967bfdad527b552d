# SPDX-License-Identifier: MIT
"""The command line: what it prints, and its exit status."""

import json
import os
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from vmbo_mbo_kb.cli import cli


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def test_validate_fine(dataset: Path) -> None:
    result = run("validate", dataset)
    assert result.exit_code == 0
    assert "No findings" in result.output
    assert "klopt" in run("validate", dataset, "--lang", "nl").output


def test_validate_findings_as_json(dataset: Path) -> None:
    (dataset / "themes" / "instromen.yaml").write_text("nmae: x\n", "utf-8")
    result = run("validate", dataset, "--format", "json")
    assert result.exit_code == 1
    findings = json.loads(result.stdout)["findings"]
    assert all(
        list(finding) == ["code", "severity", "file", "line", "column", "path", "message", "hint"]
        for finding in findings
    )
    unknown = next(finding for finding in findings if finding["code"] == "KB202")
    assert (unknown["line"], unknown["column"], unknown["hint"]) == (1, 1, "Did you mean 'name'?")


def test_validate_chooses_rules_and_can_be_strict(dataset: Path) -> None:
    theme = dataset / "themes" / "instromen.yaml"
    text = theme.read_text("utf-8").replace("checked: 2026-11-01", "checked: 2025-11-01")
    theme.write_text(text.replace("2027-11-01", "2026-01-01"), "utf-8")
    result = run("validate", dataset)
    assert (result.exit_code, "warning KB604" in result.stdout) == (0, True)
    assert run("validate", dataset, "--strict").exit_code == 1
    assert run("validate", dataset, "--strict", "--ignore", "KB6").output == "No findings.\n"
    assert run("validate", dataset, "--strict", "--select", "kb1,KB201", "--lang", "nl").output == "Niets gevonden.\n"
    assert run("build", "--dataset", dataset, "--out", dataset.parent / "public").exit_code == 0
    for wrong in ("KB39", "KB", "K", "", "KB301,KB9999"):
        result = run("validate", dataset, "--select", wrong)
        assert (result.exit_code, result.stdout) == ((2, "") if wrong != "KB" else (0, run("validate", dataset).stdout))
    assert "KB301" in run("validate", dataset, "--ignore", "KB3O1").stderr


@pytest.mark.parametrize("style", ["github", "gitlab", "json", "sarif", "summary", "text"])
def test_validate_formats_end_alike(dataset: Path, style: str) -> None:
    assert run("validate", dataset, "--format", style).exit_code == 0
    (dataset / "themes" / "instromen.yaml").write_text("nmae: x\n", "utf-8")
    result = run("validate", dataset, "--format", style, "--select", "KB2")
    assert result.exit_code == 1
    assert "KB202" in result.stdout
    assert not result.stderr


def test_every_command_shows_findings_alike(dataset: Path, tmp_path: Path) -> None:
    (dataset / "themes" / "instromen.yaml").write_text("nmae: x\n", "utf-8")
    wanted = run("validate", dataset, "--lang", "nl").stdout
    assert "1 | nmae: x\n    | ^\n    Bedoelt u 'name'?" in wanted
    for arguments in (["build", "--out", tmp_path / "a"], ["export", "csv", "--out", tmp_path / "b"], ["show", "x"]):
        result = run(*arguments, "--dataset", dataset, "--lang", "nl")
        assert (result.exit_code, result.stdout, result.stderr) == (1, "", wanted)


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no terminals here")
@pytest.mark.parametrize(
    ("environment", "coloured"),
    [({"TERM": "xterm"}, True), ({"TERM": "xterm", "NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)],
)
def test_colour_on_a_terminal_only(dataset: Path, environment: dict[str, str], coloured: bool) -> None:
    (dataset / "themes" / "instromen.yaml").write_text("", "utf-8")
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TERM")}
    ours, theirs = os.openpty()
    program = [sys.executable, "-m", "vmbo_mbo_kb", "validate", str(dataset)]
    with subprocess.Popen(program, stdout=theirs, stderr=theirs, env={**kept, **environment}) as process:
        os.close(theirs)
        written = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # Linux says so when the other side is closed
                break
            if not piece:
                break
            written += piece
    os.close(ours)
    assert process.returncode == 1
    assert b"KB110" in written
    assert (b"\x1b[" in written) is coloured


def test_a_terminal_that_lacks_letters_gets_escapes(dataset: Path) -> None:
    (dataset / "themes" / "instromen.yaml").write_text("n漢: x\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "vmbo_mbo_kb", "validate", str(dataset)],
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert rb"1 | n\u6f22: x" in done.stdout


def test_rule() -> None:
    listed = run("rule").output.splitlines()
    assert [line.split()[0] for line in listed] == [rule["code"] for rule in json.loads(run("rule", "--json").output)]
    shown = run("rule", "kb302", "--lang", "nl").output
    assert shown.startswith("KB302 (Verwijzingen, fout)\nEen verwijzing wijst naar een record van de klasse")
    assert "    citations: [{source: rapport, confidence: high}]\n                         ^\n" in shown
    assert "Goed: concepts/fout.yaml\n" in shown
    told = json.loads(run("rule", "KB302", "--json").output)
    assert (
        told["broken"]["text"]
        .splitlines()[told["broken"]["line"] - 1][told["broken"]["column"] - 1 :]
        .startswith("rapport")
    )
    assert set(told) == {
        "code", "subject", "severity", "explanation", "message", "hint", "broken", "mended"
    }  # fmt: skip


def test_build(dataset: Path, tmp_path: Path) -> None:
    out = tmp_path / "public"
    assert run("build", "--dataset", dataset, "--out", out).exit_code == 0
    manifest = json.loads((out / "manifest.json").read_bytes())
    for entry in manifest["files"]:
        content = (out / entry["path"]).read_bytes()
        assert (len(content), sha256(content).hexdigest()) == (entry["bytes"], entry["sha256"])
    sums = dict(reversed(line.split("  ", 1)) for line in (out / "SHA256SUMS").read_text("utf-8").splitlines())
    present = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert sums.keys() == present - {"SHA256SUMS"}
    assert {entry["path"] for entry in manifest["files"]} == present - {"SHA256SUMS", "manifest.json"}
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert run("build", "--dataset", dataset, "--out", out).exit_code == 0
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_build_of_a_broken_dataset_writes_nothing(dataset: Path, tmp_path: Path) -> None:
    out = tmp_path / "public"
    run("build", "--dataset", dataset, "--out", out)
    before = sorted(tmp_path.rglob("*"))
    (dataset / "themes" / "instromen.yaml").write_text("", "utf-8")
    result = run("build", "--dataset", dataset, "--out", out)
    assert result.exit_code == 1
    assert "KB110" in result.stderr
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
def test_build_that_is_stopped_leaves_the_former(dataset: Path, tmp_path: Path, stop: signal.Signals) -> None:
    out = tmp_path / "public"
    run("build", "--dataset", dataset, "--out", out)
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    program = [sys.executable, "-m", "vmbo_mbo_kb", "build", "--dataset", str(dataset), "--out", str(out)]
    with subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        for _ in range(2000):
            if any(path.name.endswith(".new") for path in tmp_path.iterdir()) or process.poll() is not None:
                break
            time.sleep(0.005)
        process.send_signal(stop)
        process.wait()
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_build_into_a_full_or_forbidden_place(dataset: Path, tmp_path: Path) -> None:
    target = tmp_path / "file"
    target.write_text("mine", "utf-8")
    result = run("build", "--dataset", dataset, "--out", target / "public")
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    if os.geteuid() != 0:
        locked = tmp_path / "locked"
        locked.mkdir(mode=0o500)
        assert run("build", "--dataset", dataset, "--out", locked / "public").exit_code == 2


@pytest.mark.parametrize(
    "base", ["example.org/", "https://example.org", "https://example.org/a b/", "ftp://example.org/"]
)
def test_bad_base(dataset: Path, tmp_path: Path, base: str) -> None:
    result = run("build", "--dataset", dataset, "--out", tmp_path / "public", "--base", base)
    assert result.exit_code == 2
    assert "must be an absolute" in result.stderr
    assert not (tmp_path / "public").exists()


def test_export(dataset: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    result = run("export", "ntriples", "turtle", "--dataset", dataset, "--out", tmp_path / "uit")
    assert result.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "uit").iterdir()) == ["vmbo-mbo-kb.nt", "vmbo-mbo-kb.ttl"]


def test_unknown_format_names_the_nearest(dataset: Path, tmp_path: Path) -> None:
    result = run("export", "turtel", "--dataset", dataset, "--out", tmp_path / "uit")
    assert result.exit_code == 2
    assert "did you mean 'turtle'?" in result.stderr
    assert not (tmp_path / "uit").exists()


def test_list_show_search(dataset: Path) -> None:
    assert run("list", "organisations", "--dataset", dataset).output.splitlines()[0] == "dienst       The agency"
    assert json.loads(run("list", "themes", "--dataset", dataset, "--json").output) == [
        {"id": "instromen", "label": "entering"}
    ]
    shown = run("show", "proefgeld", "--dataset", dataset, "--lang", "nl").output
    assert "geldig: 2008/2009 t/m 2013" in shown
    assert "collaboration-forms.schemes  proef" in shown
    assert (
        json.loads(run("show", "proefgeld", "--dataset", dataset, "--json").output)["amounts"][0]["value"] == "1234.50"
    )
    assert run("search", "proef", "--dataset", dataset).output.split()[0] == "proef"
    assert json.loads(run("search", "geld", "--dataset", dataset, "--json").output)[0]["id"] == "proefgeld"
    assert run("search", "bestaatniet", "--dataset", dataset).output == "Nothing found.\n"


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["show", "preof"], "did you mean 'proef'"),
        (["list", "organisation"], "did you mean 'organisations'"),
        (["vaildate"], "No such command 'vaildate'. Did you mean 'validate'"),
        (["xyzzy"], "No such command 'xyzzy'."),
        (["validate", "--stirct"], "--strict"),
        (["rule", "KB3O2"], "did you mean KB302"),
        (["export"], "Missing argument"),
    ],
)
def test_wrong_usage(dataset: Path, arguments: list[str], hint: str) -> None:
    if arguments[0] in ("show", "list"):
        arguments = [*arguments, "--dataset", str(dataset)]
    result = run(*arguments)
    assert result.exit_code == 2
    assert hint in result.stderr


def test_schema_check(tmp_path: Path) -> None:
    assert run("schema", "--check").exit_code == 0
    assert run("schema", "--out", tmp_path / "schema").exit_code == 0
    assert run("schema", "--check", "--out", tmp_path / "schema").exit_code == 0
    (tmp_path / "schema" / "context.jsonld").write_text("{}", "utf-8")
    result = run("schema", "--check", "--out", tmp_path / "schema")
    assert result.exit_code == 1
    assert "context.jsonld" in result.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full here")
def test_output_that_cannot_be_written(tmp_path: Path) -> None:
    """A full disk under standard output is said, and a closed one is nobody's business."""
    call = [sys.executable, "-m", "vmbo_mbo_kb", "validate", str(tmp_path)]
    with Path("/dev/full").open("w") as full:
        found = subprocess.run(call, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (found.returncode, found.stderr) == (2, "Error: No space left on device\n")
    closed = subprocess.run(
        ["/bin/sh", "-c", 'exec "$@" >&-', "sh", *call], capture_output=True, text=True, check=False
    )
    assert (closed.returncode, closed.stderr) == (1, "")
