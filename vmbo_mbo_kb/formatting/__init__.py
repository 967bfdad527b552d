# SPDX-License-Identifier: MIT
"""The normal form of a dataset's YAML: the same record is always written the same way.

Fields stand in the order of their class, lists are sorted (in this model a list is a set), text is wrapped, and what is
short stands on one line. Comments stay with what they are about. Empty lines go. No value changes.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from vmbo_mbo_kb.blueprint import ClassSpec, blueprint
from vmbo_mbo_kb.findings import Finding, in_order
from vmbo_mbo_kb.formatting.writer import NotFormatted, format_text
from vmbo_mbo_kb.locations import dataset_folder
from vmbo_mbo_kb.placement import replace_file
from vmbo_mbo_kb.reading import DESCRIPTION, RawRecord, Reading, read, shown_path

__all__ = ["Formatting", "NotFormatted", "Reformatted", "format_dataset", "format_text"]


@dataclass(frozen=True, slots=True)
class Reformatted:
    """A file that is not in normal form."""

    path: Path
    before: str
    after: str

    def diff(self) -> str:
        """What differs, as a unified diff."""
        before, after = self.before.splitlines(keepends=True), self.after.splitlines(keepends=True)
        lines = unified_diff(before, after, str(self.path), str(self.path))
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


@dataclass(frozen=True, slots=True)
class Formatting:
    """What :func:`format_dataset` found."""

    looked_at: int
    """How many files were held to the normal form."""
    changed: list[Reformatted]
    findings: list[Finding]
    """Why files were left alone: they cannot be read without fault."""


def format_dataset(paths: Iterable[str | os.PathLike[str]] = (), *, write: bool = True) -> Formatting:
    """Bring the YAML files of a dataset into normal form.

    A file with a fault of reading is left alone; faults of any other kind do not matter here. Each file is replaced
    whole or not at all.

    :param paths: dataset folders, or folders and files in one; without any, the dataset that comes with the package.
    :param write: whether to change the files, or only to say what would change.
    :raises NotFormatted: a path does not exist, is in no dataset, or is no YAML file of a record.
    :raises TargetError: a file cannot be written; those before it were.
    :raises OSError: a file went away while it was looked at; none was written.
    """
    readings: dict[Path, Reading] = {}
    records: dict[Path, ClassSpec] = {}
    findings: list[Finding] = []
    for path in [Path(path) for path in paths] or [dataset_folder()]:
        root = _root(path)
        if root not in readings:
            readings[root] = read(root)
        sound, faults = _within(path, readings[root])
        if not sound and not faults and not path.is_dir():
            raise NotFormatted(
                f"{path} is niet het YAML-bestand van een record", f"{path} is not the YAML file of a record"
            )
        records.update((_file(root, record), record.spec) for record in sound)
        findings.extend(faults)
    changed = []
    for file, spec in sorted(records.items(), key=lambda item: item[0]):
        before = file.read_bytes().decode("utf-8")
        after = format_text(spec, before)
        if after != before:
            changed.append(Reformatted(file, before, after))
    if write:
        for each in changed:
            replace_file(each.path, each.after)
    return Formatting(len(records), changed, in_order(findings))


def _root(path: Path) -> Path:
    """The dataset's folder that a path is in."""
    if not path.exists():
        raise NotFormatted(f"{path} bestaat niet", f"{path} does not exist")
    for folder in (path, *path.absolute().parents):
        if (folder / DESCRIPTION).is_file():
            return folder
    raise NotFormatted(
        nl=f"{path} hoort bij geen dataset: er is geen {DESCRIPTION} in of erboven",
        en=f"{path} is in no dataset: there is no {DESCRIPTION} in it or above it",
    )


def _file(root: Path, record: RawRecord) -> Path:
    """Where a record is; its ``file`` is for people, and may show a folder's name otherwise than it is."""
    is_description = record.spec is blueprint().dataset
    return root / (DESCRIPTION if is_description else f"{record.spec.slug}/{record.id}.yaml")


def _within(path: Path, reading: Reading) -> tuple[list[RawRecord], list[Finding]]:
    """The YAML records that were read without fault at or below a path, and the faults of the others."""
    place = Path(shown_path(path.absolute()))

    def inside(file: str) -> bool:
        return Path(file).absolute().is_relative_to(place)

    faults = [finding for finding in reading.findings if inside(finding.file)]
    faulty = {finding.file for finding in faults}
    records = [record for record in (reading.description, *reading.records) if record is not None]
    sound = [record for record in records if record.file.endswith(".yaml") and inside(record.file)]
    return [record for record in sound if record.file not in faulty], faults
