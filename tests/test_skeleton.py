# SPDX-License-Identifier: MIT
"""New records: what is not filled in is found at its line; filled in, they are valid."""

import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, Kind, blueprint
from vmbo_mbo_kb.cli import cli
from vmbo_mbo_kb.locations import dataset_folder
from vmbo_mbo_kb.reading import read, strict_yaml
from vmbo_mbo_kb.reading.common import Positions
from vmbo_mbo_kb.skeleton import new_record
from vmbo_mbo_kb.validation import validate

SLUGS = [spec.slug for spec in blueprint().entities]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["new", *map(str, arguments)])


def field_at(spec: ClassSpec, path: tuple[str | int, ...]) -> FieldSpec:
    field = None
    for step in path:
        if isinstance(step, str) and not (field and field.kind in (Kind.TEXT, Kind.PERIOD)):
            field = (field.part if field and field.part else spec).by_name[step]
    assert field is not None
    return field


def plausible(field: FieldSpec, name: str, ids: dict[str, str]) -> str:
    values: dict[Kind, Any] = {
        Kind.DAY: "2027-11-01" if name == "review_by" else "2026-11-01",
        Kind.PERIOD: "2030" if name == "from" else "null",
        Kind.INTEGER: "7",
        Kind.DECIMAL: "12.50",
        Kind.IRI: "https://example.org/",
        Kind.CODE: field.codes.values[0].value if field.codes else "",
        Kind.REF: ids.get(field.target or "", ""),
    }
    return str(values.get(field.kind, "iets"))


def filled(spec: ClassSpec, text: str, ids: dict[str, str]) -> str:
    """The text with something plausible wherever something belongs."""
    places = Positions()
    values, problems = strict_yaml.parse(text, places)
    assert problems == []
    lines = text.splitlines()
    for path in places.values:
        value = values
        for step in path:
            value = value[step]
        if value is None or value == "?":
            at = (places.keys if isinstance(path[-1], str) else places.values)[path].line - 1
            lines[at] = lines[at].removesuffix(' "?"') + " " + plausible(field_at(spec, path), str(path[-1]), ids)
    more = ["document: doc-bvekennis-vm2"] if spec.name == "Source" else []  # one of two, so neither is required
    return "\n".join([*lines, *more]) + "\n"


def test_every_class_unfilled_and_filled(tmp_path: Path) -> None:
    folder = tmp_path / "dataset"
    shutil.copytree(dataset_folder(), folder)
    ids = {record.spec.name: record.id for record in read(folder).records if record.id != "startpagina"}
    paths = {spec.slug: new_record(spec.slug, f"nieuw-{spec.slug}", folder, "nl") for spec in blueprint().entities}
    found = Counter((Path(finding.file), finding.position.line) for finding in validate(folder))
    expected: set[tuple[Path, int]] = set()
    for slug, path in paths.items():
        text = path.read_text("utf-8")
        assert text.startswith(f"# yaml-language-server: $schema=../../schema/{slug}.schema.json\n")
        for field in blueprint().by_folder(slug).fields:
            assert (field.definition.nl.split()[0] in text) or not field.required or field.name == "id"
        lines = text.splitlines()
        for number, line in enumerate(lines, 1):
            deeper = [each for each in lines[number:] if not each.lstrip().startswith("#")][:1]
            indent = len(line) - len(line.lstrip(" -"))
            holds_more = line.endswith(":") and deeper and re.match(rf" {{{indent + 1}}}", deeper[0])
            if not line.lstrip().startswith("#") and not holds_more:
                expected.add((path, number))
    titles = {place for place in expected if place[0].read_text("utf-8").splitlines()[place[1] - 2].strip() == "title:"}
    for path, line in titles:  # a title needs one of two languages: one finding for both lines
        expected.discard((path, line + 1))
    assert set(found) == expected
    # Where one of several fields is to be chosen, a finding on the record says so, beside that on its first line.
    choices = Counter({min(place for place in expected if place[0] == paths[spec.slug]): 1 for spec in _choosing()})
    assert choices
    assert found - choices == Counter(expected)
    for spec in blueprint().entities:
        paths[spec.slug].write_text(filled(spec, paths[spec.slug].read_text("utf-8"), ids), "utf-8")
    assert [str(finding) for finding in validate(folder)] == []


def _choosing() -> list[ClassSpec]:
    return [spec for spec in blueprint().entities if spec.one_of]


def test_command(dataset: Path) -> None:
    result = run("themes", "doorstromen", "--dataset", dataset)
    assert result.exit_code == 0
    path = dataset / "themes" / "doorstromen.yaml"
    assert result.stdout == f"{path}\n"
    text = path.read_text("utf-8")
    assert text.splitlines()[0].startswith("# yaml-language-server: $schema=")
    schema = text.splitlines()[0].partition("$schema=")[2]
    assert (path.parent / schema).resolve().name == "themes.schema.json"
    assert (path.parent / schema).is_file()
    assert "# Name: The name that it is shown by." in text
    assert "# Naam: De naam waaronder het wordt getoond." in _dutch(dataset)


def _dutch(dataset: Path) -> str:
    run("themes", "uitstromen", "--dataset", dataset, "--lang", "nl")
    return (dataset / "themes" / "uitstromen.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("thema", "x"), "did you mean 'themes'?"),
        (("themes", "Instroom"), "'Instroom' is not an id"),
        (("themes", "../x"), "'../x' is not an id"),
        (("themes", "a" * 121), "at most 120 characters"),
        (("concepts", "instromen"), "the id 'instromen' is taken"),
        (("themes", "instromen"), "the id 'instromen' is taken"),
    ],
)
def test_refusals(dataset: Path, arguments: tuple[str, str], message: str) -> None:
    before = sorted(dataset.rglob("*"))
    result = run(*arguments, "--dataset", dataset)
    assert result.exit_code == 2
    assert message in result.stderr
    assert sorted(dataset.rglob("*")) == before


def test_no_dataset(tmp_path: Path) -> None:
    result = run("themes", "x", "--dataset", tmp_path)
    assert result.exit_code == 2
    assert "dataset.yaml" in result.stderr
