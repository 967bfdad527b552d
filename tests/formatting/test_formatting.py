# SPDX-License-Identifier: MIT
"""The normal form: one way to write a record, no value changed, no comment lost."""

import json
import random
import re
import stat
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import few, records
from vmbo_mbo_kb.blueprint import ClassSpec, blueprint
from vmbo_mbo_kb.cli import cli
from vmbo_mbo_kb.formatting import NotFormatted, format_dataset, format_text
from vmbo_mbo_kb.formatting.comments import comments_of
from vmbo_mbo_kb.locations import dataset_folder
from vmbo_mbo_kb.reading import strict_yaml
from vmbo_mbo_kb.reading.common import FORBIDDEN

SCHEME = blueprint().by_folder("subsidy-schemes")


def values(text: str) -> Any:
    found, problems = strict_yaml.parse(text)
    assert problems == []
    return found


def as_set(value: Any) -> Any:
    """A value in which lists and keys have no order."""
    if isinstance(value, dict):
        return {key: as_set(item) for key, item in value.items()}
    if isinstance(value, list):
        return Counter(json.dumps(as_set(item), sort_keys=True, ensure_ascii=False) for item in value)
    return value


def comments(text: str) -> Counter[str]:
    """All comments, found in another way than the formatter does: what PyYAML's pure scanner skips."""
    found: Counter[str] = Counter()
    end = 0
    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        found.update(line.strip() for line in re.findall("#.*", text[end : token.start_mark.index]))
        if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
            found.update(re.findall("#.*", text[token.start_mark.index :].splitlines()[0]))
        end = max(end, token.end_mark.index)
    return found


def formatted(spec: ClassSpec, text: str) -> str:
    """The normal form, held to what is promised of it."""
    after = format_text(spec, text)
    assert as_set(values(after)) == as_set(values(text))
    assert comments(after) == comments(text)
    assert format_text(spec, after) == after
    assert not re.search(r"[ \t]$", after, re.MULTILINE)
    return after


def test_the_dataset_is_in_normal_form() -> None:
    done = format_dataset(write=False)
    assert [str(each.path) for each in done.changed] == []
    assert done.findings == []
    assert done.looked_at == len(list(dataset_folder().rglob("*.yaml")))


def test_normal_form() -> None:
    text = """
# yaml-language-server: $schema=x.json

checked: '2026-11-23'
name: {en: "Trial money: 'x'", nl: Proefgeld}
themes: [uitval, instroom]
other_names: [zo, "no", "10", Aa]
citations:
- {confidence: high, source: b, fields: [name, amounts]}
- confidence: low
  source: a
  comment: {en: "One.", nl: "Een."}
valid:
  through: null
  from: 2008
"""
    assert formatted(SCHEME, text) == (
        """\
# yaml-language-server: $schema=x.json
name:
  nl: Proefgeld
  en: "Trial money: 'x'"
other_names:
  - "10"
  - Aa
  - "no"
  - zo
valid: {from: 2008, through: null}
themes: [instroom, uitval]
citations:
  - source: a
    confidence: low
    comment:
      nl: Een.
      en: One.
  - {source: b, fields: [amounts, name], confidence: high}
checked: 2026-11-23
"""
    )


def test_text_is_wrapped() -> None:
    words = " ".join(f"word{number}" for number in range(60))
    after = formatted(SCHEME, f'description:\n  nl: "{words}\\n\\nsecond # part: two"\n  en: >\n    kept\n')
    lines = after.splitlines()
    assert lines[1] == "  nl: >-"
    assert max(map(len, lines)) <= 120
    assert lines[-4:] == ["", "", "    second # part: two", '  en: "kept\\n"']


def test_comments_stay_with_what_they_are_about() -> None:
    text = """\
# header
# yaml-language-server: $schema=x.json
checked: 2026-11-23  # looked at it
# about the name
name:  # of names
  # in Dutch
  nl: Naam # nl behind
  en: >-   # folded
    Name
  # name ends
themes: [b, # about b
  # about a
  a
  # themes end
]
conditions:
  # second comes first
  - key: two  # behind two
    text: {nl: x, en: y}  # behind text
  # before one
  -
    # inside one
    key: one
    # conditions end
  # so they do
# the end
"""
    assert formatted(SCHEME, text) == (
        """\
# header
# yaml-language-server: $schema=x.json
# about the name
name:  # of names
  # in Dutch
  nl: Naam  # nl behind
  en: Name  # folded
  # name ends
conditions:
  # before one
  # inside one
  - key: one
    # conditions end
  # second comes first
  - key: two  # behind two
    text:  # behind text
      nl: x
      en: y
  # so they do
themes:
  # about a
  - a
  - b  # about b
  # themes end
checked: 2026-11-23  # looked at it
# the end
"""
    )


@pytest.mark.parametrize(
    "text",
    [
        "{name: {nl: a, en: b}} # c\n",
        "# only\n{}\n",
        "--- # c\nname: x\n...\n# end\n",
        "%YAML 1.2\n---\nname: x\n",
        "name: x\r\n# c\r\nid: y\r\n",
        "- [a, [b]]\n".replace("- ", "unknown: "),
        "unknown:\n- - - a # x\n    # y\n    - b\n  -\n  - {}\n- [] # z\n",
        f"? {'k' * 300}\n# c\n: # d\n  - x\n",
        '? "a\\nb: #"\n: c # d\n',
        "name:\n  # c\n  x\nid: y\n",
        "name: # c\n  x # d\nid: y\n",
        "name: |\n  a\n   b\n\n  c\nid: 'x '\n",
        "themes: [a, {b: c, # d\n e: [f]}]\n# g\n",
        "themes: # a\n- # b\n  c # d\n- # e\n# f\n",
    ],
)
def test_odd_texts(text: str) -> None:
    formatted(SCHEME, text)


@pytest.mark.parametrize("text", ["a: b\na: c\n", "", "- a\n", "a: &x b\n", "a: [\n"])
def test_what_cannot_be_read_is_not_formatted(text: str) -> None:
    with pytest.raises(NotFormatted):
        format_text(SCHEME, text)


SPECS = (*blueprint().entities, blueprint().dataset)


def readable(value: Any) -> Any:
    """The value without characters that the reader refuses."""
    return json.loads(FORBIDDEN.sub("x", json.dumps(value, ensure_ascii=False)))


@few
@given(data=st.data(), width=st.integers(20, 200))
@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_generated_records(spec: ClassSpec, data: st.DataObject, width: int) -> None:
    """Values survive, and whoever wrote them, the normal form is the same."""
    record = readable(data.draw(records(spec)))
    block = formatted(spec, yaml.safe_dump(record, allow_unicode=True, width=width))
    assert formatted(spec, json.dumps(record, ensure_ascii=False)) == block


_anything = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@few
@given(st.dictionaries(st.sampled_from([*SCHEME.by_name, "x", ""]), _anything, max_size=6), st.integers(10, 100))
def test_values_of_no_shape(record: dict[str, Any], width: int) -> None:
    """A record may be wrong in any way but in its YAML."""
    text = yaml.safe_dump(readable(record), allow_unicode=True, width=width)
    if strict_yaml.parse(text)[1] == []:
        formatted(SCHEME, text)


@pytest.mark.parametrize("seed", range(40))
def test_comments_anywhere(seed: int) -> None:
    """Comments put at random into real files are all still there, and a second time changes nothing."""
    chance = random.Random(seed)
    path = chance.choice(sorted(dataset_folder().rglob("*.yaml")))
    spec = blueprint().dataset if path.name == "dataset.yaml" else blueprint().by_folder(path.parent.name)
    text = path.read_text("utf-8")
    before = values(text)
    lines = text.splitlines()
    for number in range(12):
        at = chance.randrange(len(lines))
        own = chance.random() < 0.6
        changed = list(lines)
        if own:
            changed.insert(at, " " * chance.randrange(8) + f"# comment {number}")
        else:
            changed[at] += f"  # comment {number}"
        joined = "\n".join(changed) + "\n"
        found, problems = strict_yaml.parse(joined)
        if not problems and found == before:  # it did not end up in a text
            lines = changed
    formatted(spec, "\n".join(lines) + "\n")


def test_comments_are_found_where_they_are() -> None:
    assert comments_of("a: 'x # y'\n").header == []
    assert comments_of("# a\n\n  # b\nc: d\n").header == ["# a", "# b"]
    assert comments_of("a: é😀 # x\n").behind == {("a",): ["# x"]}


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["format", *map(str, arguments)])


def test_command(dataset: Path) -> None:
    before = {path: path.read_bytes() for path in dataset.rglob("*.yaml")}
    theme = dataset / "themes" / "instromen.yaml"
    theme.chmod(0o640)
    checked = run(dataset, "--check")
    assert checked.exit_code == 1
    assert f"not in normal form: {theme}" in checked.stdout
    shown = run(dataset, "--diff", "--lang", "nl")
    assert shown.exit_code == 1
    assert f"--- {theme}\n+++ {theme}\n@@" in shown.stdout
    assert {path: path.read_bytes() for path in dataset.rglob("*.yaml")} == before
    assert run(theme).exit_code == 0
    assert [path for path, content in before.items() if path.read_bytes() != content] == [theme]
    assert stat.S_IMODE(theme.stat().st_mode) == 0o640
    assert run(dataset).exit_code == 0
    assert run(dataset, "--check").exit_code == 0
    assert sorted(path for path in dataset.rglob("*") if path.is_file()) == sorted(before)
    assert CliRunner().invoke(cli, ["validate", str(dataset)]).exit_code == 0


def test_faulty_files_are_left_alone_and_the_others_formatted(dataset: Path) -> None:
    theme, document = dataset / "themes" / "instromen.yaml", dataset / "documents" / "rapport.yaml"
    theme.write_text("name: x\nname: y\n", "utf-8")
    before = document.read_bytes()
    result = run(dataset)
    assert result.exit_code == 1
    assert "KB103" in result.stderr
    assert str(theme) in result.stderr
    assert theme.read_text("utf-8") == "name: x\nname: y\n"
    assert document.read_bytes() != before


def test_wrong_usage(dataset: Path, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("a: b\n", "utf-8")
    (dataset / "notes.txt").write_text("a\n", "utf-8")
    for path in (tmp_path / "x.yaml", tmp_path / "nowhere", dataset / "notes.txt"):
        result = run(path)
        assert result.exit_code == 2
        assert str(path) in result.stderr
