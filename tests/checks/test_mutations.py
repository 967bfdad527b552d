# SPDX-License-Identifier: MIT
"""One mistake, one finding: the real dataset with one thing changed, hundreds of times, each with its own seed.

Each mutation says which rule must find it and on which line; nothing else may be found anywhere in the dataset. The
dataset is read once; of a mutation only the changed file is read, and then all records are judged together.
"""

import random
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, Kind, blueprint
from vmbo_mbo_kb.checks.mending import known_keys
from vmbo_mbo_kb.checks.walk import walk
from vmbo_mbo_kb.findings import Finding
from vmbo_mbo_kb.locations import dataset_folder
from vmbo_mbo_kb.reading import DESCRIPTION, Reading, read
from vmbo_mbo_kb.validation import SOURCE_TEXT, judge, validate

SEEDS = 8
"""Mutations of each kind."""

ValuePath = tuple[str | int, ...]


@dataclass(frozen=True)
class Place:
    """A value in a file's text, with the field that it belongs to."""

    path: ValuePath
    spec: ClassSpec
    """Class of the record or part that it belongs to, or that it is."""
    field: FieldSpec | None
    """The field; none for the record itself."""
    value: Any
    start: int
    end: int
    key_start: int = -1
    key_end: int = -1
    siblings: tuple[tuple[int, int], ...] = ()
    """Where each key of the same mapping starts, and its value ends."""
    flow: bool = False


@dataclass(frozen=True)
class File:
    """A file of the dataset, taken apart."""

    spec: ClassSpec
    name: str
    text: str
    places: tuple[Place, ...]

    @property
    def values(self) -> list[Place]:
        return [place for place in self.places if place.field is not None]

    def of(self, *kinds: Kind) -> list[Place]:
        """The single values of these kinds."""
        return [each for each in self.values if each.field and each.field.kind in kinds and not is_list(each)]

    def line(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1


@dataclass(frozen=True)
class Mutation:
    """A changed file, and what must be found."""

    content: str | bytes
    code: str
    line: int
    hint: str = ""
    """What the hint must name."""
    name: str = ""
    """The file's new name, where that changes."""
    keep: bool = False
    """Whether the file stands beside the original instead of in its place."""


def is_list(place: Place) -> bool:
    return bool(place.field and place.field.many and not isinstance(place.path[-1], int))


def _places(
    text: str,
    node: yaml.Node,
    path: ValuePath,
    spec: ClassSpec,
    field: FieldSpec | None,
    key: yaml.Node | None,
    **about: Any,
) -> Iterator[Place]:
    start = node.start_mark.index
    end = len(text[: node.end_mark.index].rstrip())  # of what ends by indentation, the mark is where the next begins
    keys = {} if key is None else {"key_start": key.start_mark.index, "key_end": key.end_mark.index}
    value = node.value if isinstance(node, yaml.ScalarNode) else None
    yield Place(path, spec, field, value, start, end, **keys, **about)
    if isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            yield from _places(text, item, (*path, position), spec, field, None, flow=bool(node.flow_style))
    elif isinstance(node, yaml.MappingNode):
        inner = field.part if field and field.part else spec
        plain = field is None or field.part is not None
        siblings = tuple(
            (each.start_mark.index, len(text[: item.end_mark.index].rstrip())) for each, item in node.value
        )
        for each, item in node.value:
            named = inner.by_name[each.value] if plain else field
            about = {"siblings": siblings, "flow": bool(node.flow_style)}
            yield from _places(text, item, (*path, each.value), inner, named, each, **about)


@cache
def whole() -> Reading:
    """The real dataset, read once."""
    return read(dataset_folder())


@cache
def files() -> tuple[Path, ...]:
    return (dataset_folder() / DESCRIPTION, *sorted(dataset_folder().glob("*/*.yaml")))


@cache
def file(path: Path) -> File:
    plan = blueprint()
    spec = plan.dataset if path.name == DESCRIPTION else plan.by_folder(path.parent.name)
    text = path.read_text("utf-8")
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    return File(spec, path.name, text, tuple(_places(text, node, (), spec, None, None)))


@cache
def ids() -> dict[str, str]:
    """The class of every id."""
    return {record.id: record.spec.name for record in whole().records}


def put(each: File, place: Place, new: str) -> str:
    """The text with a value replaced."""
    return each.text[: place.start] + new + each.text[place.end :]


def at_value(each: File, place: Place, new: str, code: str, hint: str = "") -> Mutation:
    return Mutation(put(each, place, new), code, each.line(place.start), hint)


Chance = random.Random
Mutator = Callable[[Chance, File], Mutation | None]
MUTATORS: dict[str, Mutator] = {}


def mutator(make: Mutator) -> Mutator:
    MUTATORS[make.__name__.replace("_", "-")] = make
    return make


def pick(chance: Chance, places: list[Place]) -> Place | None:
    return chance.choice(places) if places else None


def holder_start(each: File, place: Place) -> int:
    return next(other.start for other in each.places if other.path == place.path[:-1])


@mutator
def drop_a_required_key(chance: Chance, each: File) -> Mutation | None:
    def required(place: Place) -> bool:
        outer = next(other for other in each.places if other.path == place.path[:-1])
        return place.key_start >= 0 and place.path[-1] in known_keys(place.spec, outer.field)[1]

    place = pick(chance, [place for place in each.values if required(place) and len(place.siblings) > 1])
    if place is None or place.path == ("id",):
        return None
    at = [start for start, _ in place.siblings].index(place.key_start)
    if at + 1 < len(place.siblings):
        text = each.text[: place.key_start] + each.text[place.siblings[at + 1][0] :]
    elif place.flow:
        text = each.text[: place.siblings[at - 1][1]] + each.text[place.end :]
    else:
        after = each.text.index("\n", place.end) + 1
        text = each.text[: each.text.rindex("\n", 0, place.key_start) + 1] + each.text[after:]
    return Mutation(text, "KB501" if place.path[-1] == "citations" else "KB201", each.line(holder_start(each, place)))


def misspelt(chance: Chance, word: str) -> str:
    at = chance.randrange(max(1, len(word) - 1))
    ways = [word[: at + 1] + word[at:], word + "x"]
    if len(word) > 4:
        ways += [word[:at] + word[at + 1 :], word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]]
    return chance.choice([way for way in ways if way != word])


@mutator
def misspell_a_key(chance: Chance, each: File) -> Mutation | None:
    place = pick(chance, [place for place in each.values if place.key_start >= 0])
    if place is None:
        return None
    name = str(place.path[-1])
    text = each.text[: place.key_start] + misspelt(chance, name) + each.text[place.key_end :]
    return Mutation(text, "KB202", each.line(place.key_start), hint=name)


@mutator
def rename_a_language(chance: Chance, each: File) -> Mutation | None:
    place = pick(chance, [place for place in each.of(Kind.TEXT) if place.path[-1] in ("nl", "en")])
    if place is None:
        return None
    text = each.text[: place.key_start] + "de" + each.text[place.key_end :]
    return Mutation(text, "KB202", each.line(place.key_start))


@mutator
def add_an_unknown_key(chance: Chance, each: File) -> Mutation | None:
    place = pick(chance, [place for place in each.values if place.key_start >= 0])
    if place is None:
        return None
    between = ", " if place.flow else "\n" + " " * (place.key_start - each.text.rindex("\n", 0, place.key_start) - 1)
    text = each.text[: place.key_start] + f"zzz-zzz: x{between}" + each.text[place.key_start :]
    return Mutation(text, "KB202", each.line(place.key_start))


def is_bound(place: Place) -> bool:
    return place.path[-1] in ("from", "through")


@mutator
def break_a_date(chance: Chance, each: File) -> Mutation | None:
    bounds = [place for place in each.of(Kind.PERIOD) if is_bound(place)]
    place = pick(chance, [*bounds, *each.of(Kind.DATE, Kind.DAY)])
    wrong = chance.choice(["2008-13", "31-12-2008", "2009-02-30", "gisteren", "2008/2010", "08"])
    return place and at_value(each, place, wrong, "KB206")


@mutator
def swap_from_and_through(chance: Chance, each: File) -> Mutation | None:
    for period in (place for place in each.of(Kind.PERIOD) if not is_bound(place)):
        bounds = {place.path[-1]: place for place in each.values if place.path[:-1] == period.path}
        first, last = bounds["from"], bounds["through"]
        if re.match(r"\d{4}", first.value) and re.match(r"\d{4}", last.value) and first.value[:4] < last.value[:4]:
            text = put(each, last, first.value)
            return Mutation(put(replace(each, text=text), first, last.value), "KB401", each.line(period.start))
    return None


@mutator
def dangle_a_reference(chance: Chance, each: File) -> Mutation | None:
    place = pick(chance, each.of(Kind.REF))
    return place and at_value(each, place, place.value[:-1] + "qq", "KB301", hint=place.value)


@mutator
def dangle_a_reference_to_nothing_like_it(chance: Chance, each: File) -> Mutation | None:
    place = pick(chance, each.of(Kind.REF))
    return place and at_value(each, place, "zzzz-qqqq-0", "KB301")


@mutator
def refer_to_another_class(chance: Chance, each: File) -> Mutation | None:
    place = pick(chance, each.of(Kind.REF))
    if place is None or place.field is None:
        return None
    others = sorted(name for name, cls in ids().items() if cls != place.field.target)
    return at_value(each, place, chance.choice(others), "KB302")


@mutator
def write_another_type(chance: Chance, each: File) -> Mutation | None:
    kinds = (Kind.TEXT, Kind.STRING, Kind.REF, Kind.INTEGER, Kind.PERIOD, Kind.BOOLEAN, Kind.PART, Kind.DECIMAL)
    lists = [place for place in each.values if is_list(place)]
    place = pick(chance, [*lists, *(place for place in each.of(*kinds) if not is_bound(place))])
    if place is None or place.path == ("id",):
        return None
    inside = place.field and place.field.kind in (Kind.TEXT, Kind.PERIOD) and place.path[-1] not in ("nl", "en")
    scalar = place.value is not None and not inside
    new = "[1]" if scalar else chance.choice(["5", "x", "true"])
    text = put(each, place, new)
    return Mutation(text, "KB203", each.line(place.start))


@mutator
def put_a_stray_tab(chance: Chance, each: File) -> Mutation | None:
    place = chance.choice([place for place in each.values if len(place.path) == 1])
    text = each.text[: place.key_start] + "\t" + each.text[place.key_start :]
    return Mutation(text, "KB102", each.line(place.key_start))


def not_closed(chance: Chance, each: File, opening: str) -> Mutation | None:
    """The last character of a value that starts with another one is left out."""
    place = pick(chance, [place for place in each.places if each.text[place.start] in opening])
    if place is None:
        return None
    text = each.text[: place.end - 1] + each.text[place.end :]
    return Mutation(text, "KB102", each.line(place.start))


@mutator
def leave_a_bracket_open(chance: Chance, each: File) -> Mutation | None:
    return not_closed(chance, each, "[{")


@mutator
def leave_a_quote_open(chance: Chance, each: File) -> Mutation | None:
    return not_closed(chance, each, "\"'")


@mutator
def save_in_another_encoding(chance: Chance, each: File) -> Mutation | None:
    place = pick(chance, each.of(Kind.TEXT, Kind.STRING))
    if place is None or place.value is None:
        return None
    content = each.text[: place.end - 1].encode() + b"\xeb" + each.text[place.end - 1 :].encode()
    return Mutation(content, "KB101", each.line(place.end - 1))


@mutator
def write_a_key_twice(chance: Chance, each: File) -> Mutation | None:
    place = chance.choice([place for place in each.values if len(place.path) == 1])
    name = place.path[0]
    return Mutation(f"{each.text}{name}: x\n", "KB103", each.text.count("\n") + 1)


@mutator
def use_an_unknown_code(chance: Chance, each: File) -> Mutation | None:
    place = pick(chance, each.of(Kind.CODE))
    return place and at_value(each, place, misspelt(chance, place.value) + "x", "KB205", hint=place.value)


@mutator
def empty_a_text(chance: Chance, each: File) -> Mutation | None:
    place = pick(chance, [place for place in each.of(Kind.TEXT) if place.value is not None])
    return place and at_value(each, place, '""', "KB204")


@mutator
def leave_a_text_blank(chance: Chance, each: File) -> Mutation | None:
    field = blueprint().by_name("Document").field("title")
    texts = [place for place in each.of(Kind.TEXT) if place.value is not None and place.field is not field]
    place = pick(chance, [place for place in texts if place.field and place.field.languages])
    return place and at_value(each, place, "null", "KB201")


@mutator
def repeat_a_part(chance: Chance, each: File) -> Mutation | None:
    parts = [place for place in each.of(Kind.PART) if isinstance(place.path[-1], int)]
    place = pick(chance, parts)
    if place is None:
        return None
    start = each.text.rindex("\n", 0, place.start) + 1
    end = each.text.index("\n", place.end) + 1
    item = each.text[start:end]
    return Mutation(each.text[:end] + item + each.text[end:], "KB207", each.line(end))


@mutator
def use_a_key_twice(chance: Chance, each: File) -> Mutation | None:
    keys = [place for place in each.values if place.path[-1] == "key" and isinstance(place.path[-2], int)]
    place = pick(chance, keys)
    others = [other for other in keys if place and other is not place and other.path[:-2] == place.path[:-2]]
    other = pick(chance, others)
    if place is None or other is None:
        return None
    text = put(each, place, each.text[other.start : other.end])
    return Mutation(text, "KB207", each.line(max(place.start, other.start)))


@mutator
def repeat_an_item(chance: Chance, each: File) -> Mutation | None:
    items = [place for place in each.of(Kind.REF, Kind.PROPERTY, Kind.CODE) if isinstance(place.path[-1], int)]
    place = pick(chance, [place for place in items if place.flow])
    return place and Mutation(
        each.text[: place.end] + f", {place.value}" + each.text[place.end :], "KB207", each.line(place.start)
    )


@mutator
def name_an_unknown_field(chance: Chance, each: File) -> Mutation | None:
    place = pick(chance, each.of(Kind.PROPERTY))
    return place and at_value(each, place, misspelt(chance, place.value), "KB212", hint=place.value)


@mutator
def name_an_unknown_passage(chance: Chance, each: File) -> Mutation | None:
    found = [place for place in each.of(Kind.STRING) if place.field and place.field.name == "rests_on"]
    place = pick(chance, found)
    return place and at_value(each, place, chance.choice(["p99", "zzz"]), "KB502")


@mutator
def name_an_unknown_part(chance: Chance, each: File) -> Mutation | None:
    found = [place for place in each.of(Kind.STRING) if place.field and place.field.name == "part"]
    place = pick(chance, found)
    return place and at_value(each, place, "zzz", "KB304")


@mutator
def close_a_lineage_to_a_circle(chance: Chance, each: File) -> Mutation | None:
    if "follows" not in each.spec.by_name or any(place.path == ("follows",) for place in each.values):
        return None
    step = each.spec.by_name["follows"].part
    assert step is not None
    name = next(field.name for field in step.fields if field.term == "kb:predecessor")
    own = each.name.removesuffix(".yaml")
    followers = [
        record.id
        for record in whole().records
        if record.spec is each.spec and any(part[name] == own for part in record.values.get("follows", ()))
    ]
    if not followers:
        return None
    cite = "{source: startpagina, confidence: low}"
    text = f"follows:\n  - {name}: {followers[0]}\n    kind: replaces\n    citations:\n      - {cite}\n"
    return Mutation(each.text + text, "KB402", each.text.count("\n") + 2)


@mutator
def misname_a_file(chance: Chance, each: File) -> Mutation | None:
    if each.name == DESCRIPTION:
        return None
    stem = each.name.removesuffix(".yaml")
    name = chance.choice([f"{stem}.yml", stem, f"{stem}.YAML", f"{stem}_.yaml", f"{stem.title()}.yaml"])
    return Mutation(each.text, "KB114", 1, name=name)


@mutator
def use_an_id_twice(chance: Chance, each: File) -> Mutation | None:
    if each.spec.name not in ("Concept", "Document", "Link", "Organisation", "Theme", "Figure", "ExternalDataset"):
        return None  # of others, a copy says something wrong by itself
    other = chance.choice(sorted(name for name, cls in ids().items() if cls == "Source"))
    return Mutation(each.text, "KB303", 2, name=f"{other}.yaml", keep=True)


@mutator
def give_another_id(chance: Chance, each: File) -> Mutation | None:
    if each.name == DESCRIPTION:
        return None
    return Mutation(f"{each.text}id: zzz\n", "KB211", each.text.count("\n") + 1)


@mutator
def anchor_a_value(chance: Chance, each: File) -> Mutation | None:
    place = chance.choice([place for place in each.values if place.value is not None])
    sign, code = chance.choice([("&x ", "KB104"), ("!x ", "KB105")])
    text = each.text[: place.start] + sign + each.text[place.start :]
    return Mutation(text, code, each.line(place.start))


@mutator
def start_another_document(chance: Chance, each: File) -> Mutation | None:
    return Mutation(f"{each.text}---\nname: x\n", "KB106", each.text.count("\n") + 1)


@mutator
def hide_a_character(chance: Chance, each: File) -> Mutation | None:
    place = chance.choice([place for place in each.values if place.value is not None])
    text = each.text[: place.end - 1] + chance.choice("\u202e\x07\ufeff\u2028") + each.text[place.end - 1 :]
    return Mutation(text, "KB107", each.line(place.end - 1))


@mutator
def break_an_address(chance: Chance, each: File) -> Mutation | None:
    place = pick(chance, each.of(Kind.IRI))
    return place and at_value(each, place, chance.choice(["htp://x.nl", "www.x.nl", "https://"]), "KB204")


@mutator
def break_a_number(chance: Chance, each: File) -> Mutation | None:
    place = pick(chance, each.of(Kind.DECIMAL, Kind.INTEGER))
    return place and at_value(each, place, chance.choice(["1.000.000", "veel", '"5,5"']), "KB203")


@mutator
def review_before_the_check(chance: Chance, each: File) -> Mutation | None:
    place = pick(chance, [place for place in each.values if place.path == ("review_by",)])
    return place and at_value(each, place, "2001-01-01", "KB404")


@pytest.fixture(autouse=True)
def no_source_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SOURCE_TEXT, raising=False)


def judged(folder: Path, each: File, mutation: Mutation) -> list[Finding]:
    """The findings on the dataset with the changed file in it."""
    name = mutation.name or each.name
    path = folder / name if each.name == DESCRIPTION else folder / each.spec.slug / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if each.name != DESCRIPTION:
        shutil.copy(dataset_folder() / DESCRIPTION, folder)
    content = mutation.content
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    alone = read(folder)
    same = (each.spec.name, each.name.removesuffix(".yaml"))
    others = [record for record in whole().records if mutation.keep or (record.spec.name, record.id) != same]
    description = alone.description if each.name == DESCRIPTION else whole().description
    return judge(Reading(folder, description, [*others, *alone.records], alone.unread, alone.findings))


def test_the_dataset_is_without_fault() -> None:
    assert judge(whole()) == []


@pytest.mark.parametrize("seed", range(SEEDS))
@pytest.mark.parametrize("kind", MUTATORS)
def test_one_mistake_is_one_finding(kind: str, seed: int, tmp_path: Path) -> None:
    chance = random.Random(f"{kind} {seed}")
    mutation = None
    while mutation is None:
        each = file(chance.choice(files()))
        mutation = MUTATORS[kind](chance, each)
    found = judged(tmp_path, each, mutation)
    name = mutation.name or each.name
    assert [(f.code, Path(f.file).name, f.position.line) for f in found] == [(mutation.code, name, mutation.line)], (
        "\n".join([f"{each.spec.name} {each.name}", *map(str, found)])
    )
    if mutation.hint:
        assert f"'{mutation.hint}'" in found[0].hint()


def changed_lines(each: File, mutation: Mutation | None) -> dict[int, str] | None:
    """The lines that a mutation writes otherwise, by number; none if it does more than that, or hides all of a file."""
    if mutation is None or not isinstance(mutation.content, str) or mutation.name or mutation.code.startswith("KB1"):
        return None
    before, after = each.text.split("\n"), mutation.content.split("\n")
    if len(before) != len(after):
        return None
    return {number: line for number, line in enumerate(after) if line != before[number]}


@pytest.mark.parametrize("seed", range(10 * SEEDS))
def test_no_mistake_hides_another(seed: int, tmp_path: Path) -> None:
    """Two mistakes in one file are the findings of the one and those of the other."""
    chance = random.Random(f"two {seed}")
    while True:
        each = file(chance.choice(files()))
        kinds = chance.sample(sorted(MUTATORS), 2)
        if {*kinds} == {"break-a-date", "review-before-the-check"}:
            continue  # what is no date comes neither before nor after another
        both = [MUTATORS[kind](chance, each) for kind in kinds]
        one, two = (changed_lines(each, mutation) for mutation in both)
        if one and two and one.keys().isdisjoint(two):
            break
    lines = {**dict(enumerate(each.text.split("\n"))), **one, **two}
    found = judged(tmp_path, each, Mutation("\n".join(lines.values()), "", 0))
    expected = sorted((mutation.line, mutation.code) for mutation in both if mutation)
    assert sorted((f.position.line, f.code) for f in found) == expected, "\n".join(
        [*kinds, each.name, *map(str, found)]
    )


def test_what_is_judged_here_is_what_validate_judges(tmp_path: Path) -> None:
    """Putting one changed file among records read before gives what reading the whole changed folder gives."""
    folder = tmp_path / "whole"
    shutil.copytree(dataset_folder(), folder)
    each = file(dataset_folder() / "themes" / "instroom.yaml")
    mutation = dangle_a_reference(random.Random(1), each)
    assert mutation is not None
    (folder / "themes" / each.name).write_bytes(str(mutation.content).encode())
    spliced = [(f.code, Path(f.file).name, f.position) for f in judged(tmp_path / "alone", each, mutation)]
    assert [(f.code, Path(f.file).name, f.position) for f in validate(folder)] == spliced != []


@pytest.mark.parametrize("renamed", [False, True])
def test_what_is_missing_is_missed_wherever_it_is_used(renamed: bool, tmp_path: Path) -> None:
    """The exception: a source that others cite goes, or gets another name. Each place that cites it must change."""
    gone = "bron-bvekennis-vm2"
    each = file(dataset_folder() / "sources" / f"{gone}.yaml")
    citing = [
        (record.id, visit.path)
        for record in whole().records
        for visit in walk(record.spec, record.values)
        if visit.field.target == "Source" and visit.value == gone
    ]
    assert citing
    if renamed:
        found = judged(tmp_path, each, Mutation(each.text, "", 0, name="bron-bvekennis-vm-twee.yaml"))
    else:
        others = [record for record in whole().records if record.id != gone]
        found = judge(Reading(tmp_path, whole().description, others))
    dangling = [finding for finding in found if finding.code == "KB301"]
    assert len(dangling) == len(citing)
    assert {finding.code for finding in found} - {"KB301"} <= ({"KB601"} if not renamed else set())
