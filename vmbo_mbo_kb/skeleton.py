# SPDX-License-Identifier: MIT
"""A new record to be filled in: its required fields, each with what belongs there as a comment.

What is left unfilled is found by validation, at its line.
"""

import os
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

from vmbo_mbo_kb.blueprint import Blueprint, ClassSpec, CodeSpec, FieldSpec, Kind, blueprint
from vmbo_mbo_kb.locations import dataset_folder, schema_folder
from vmbo_mbo_kb.model.marks import ID_LENGTH, ID_PATTERN
from vmbo_mbo_kb.placement import replace_file
from vmbo_mbo_kb.reading import DESCRIPTION, read
from vmbo_mbo_kb.unknown import UnknownClass
from vmbo_mbo_kb.words import Explained, Words

Language = Literal["nl", "en"]

WIDTH: Final = 100
"""Characters that a line of a comment may have."""

_MODELINE: Final = "# yaml-language-server:"

_HELP: Final[dict[Kind, Words]] = {
    Kind.DATE: Words(
        nl="Een datum, zo precies als de bron: 2008, 2008-08, 2008-08-01 of een schooljaar als 2008/2009.",
        en="A date, as precise as the source: 2008, 2008-08, 2008-08-01 or a school year such as 2008/2009.",
    ),
    Kind.DAY: Words(nl="Een dag: 2008-08-01.", en="A day: 2008-08-01."),
    Kind.PERIOD: Words(
        nl="Twee datums, zo precies als de bron; unknown als de bron er geen geeft, null zonder begin of einde.",
        en="Two dates, as precise as the source; unknown where the source gives none, null for no start or end.",
    ),
    Kind.INTEGER: Words(nl="Een geheel getal.", en="A whole number."),
    Kind.DECIMAL: Words(nl="Een getal, met een punt voor decimalen.", en="A number, with a point before decimals."),
    Kind.BOOLEAN: Words(nl="true of false.", en="true or false."),
    Kind.IRI: Words(nl="Een webadres: https://…", en="A web address: https://…"),
}
"""How a value is written, where its kind decides that."""


class IdRefused(Explained, ValueError):
    """An id cannot be given to a new record."""


class NoDataset(Explained, FileNotFoundError):
    """A folder holds no dataset."""


def new_record(
    class_name: str, identifier: str, folder: str | os.PathLike[str] | None = None, language: Language = "en"
) -> Path:
    """Write the skeleton of a record into a dataset.

    :param class_name: name of the class's folder, such as ``themes``.
    :param folder: the dataset's folder; without it, the dataset that comes with the package.
    :param language: language of the comments.
    :returns: the new file.
    :raises UnknownClass: no class has this name.
    :raises IdRefused: the id is malformed, or taken by any record of the dataset.
    :raises NoDataset: the folder holds no dataset.
    :raises TargetError: the file cannot be written.
    """
    plan = blueprint()
    spec = _class(plan, class_name)
    root = dataset_folder() if folder is None else Path(folder)
    if not (root / DESCRIPTION).is_file():
        raise NoDataset(
            f"{root} is geen dataset: er is geen {DESCRIPTION} in", f"{root} is no dataset: it has no {DESCRIPTION}"
        )
    if not re.fullmatch(ID_PATTERN, identifier) or len(identifier) > ID_LENGTH:
        raise IdRefused(
            nl=f"{identifier!r} is geen id: kleine letters, cijfers en enkele streepjes, hoogstens {ID_LENGTH} tekens",
            en=f"{identifier!r} is not an id: lower-case letters, digits and single hyphens, "
            f"at most {ID_LENGTH} characters",
        )
    reading = read(root)
    taken = next((record for record in (*reading.records, *reading.unread) if record.id == identifier), None)
    path = root / spec.slug / f"{identifier}.yaml"
    if taken or path.exists():
        place = taken.file if taken else path
        raise IdRefused(f"het id {identifier!r} is bezet: {place}", f"the id {identifier!r} is taken: {place}")
    path.parent.mkdir(exist_ok=True)
    replace_file(path, skeleton(spec, language, _modeline(path.parent, spec)))
    return path


def _class(plan: Blueprint, name: str) -> ClassSpec:
    try:
        return plan.by_folder(name)
    except KeyError:
        raise UnknownClass(name, [spec.slug for spec in plan.entities]) from None


def _modeline(folder: Path, spec: ClassSpec) -> str:
    """The line that tells an editor of the JSON Schema: as in the other files of the folder, or to the schema here."""
    for path in sorted(folder.glob("*.yaml")):
        with path.open(encoding="utf-8", errors="replace") as stream:
            line = stream.readline(1000).strip()
        if line.startswith(_MODELINE):
            return line
    schema = schema_folder() / f"{spec.slug}.schema.json"
    try:
        address = Path(os.path.relpath(schema, folder)).as_posix()
    except ValueError:  # on another drive
        address = schema.as_uri()
    return f"{_MODELINE} $schema={address}"


def skeleton(spec: ClassSpec, language: Language, modeline: str) -> str:
    """The text of a new record.

    :param modeline: the comment on its first line.
    """
    optional = ", ".join(field.name for field in spec.fields if not field.required)
    more = {"nl": "Verder mag", "en": "There may also be"}[language]
    lines = [
        modeline,
        *_comment(f"{_capital(spec.label, language)}: {spec.definition[language]}", ""),
        *_fields(spec, language, ""),
        *_comment(f"{more}: {optional}.", ""),
    ]
    return "".join(f"{line}\n" for line in lines)


def _fields(spec: ClassSpec, language: Language, indent: str, lead: str | None = None) -> Iterator[str]:
    """The required fields; ``lead`` is what the first of them starts with."""
    for field in spec.fields:
        if not field.required or (field.name == "id" and spec.folder):
            continue
        before = indent if lead is None else lead
        yield from _comment(f"{_capital(field.label, language)}: {_help(field, language)}", before.removesuffix("- "))
        start = f"{before}{field.name}:"
        lead = None
        if field.kind is Kind.PART and field.part is not None:
            yield start
            yield from _fields(field.part, language, f"{indent}    ", f"{indent}  - ")
        elif field.many:
            yield start
            yield f"{indent}  -"
        elif field.kind is Kind.TEXT:
            yield from (start, f"{indent}  nl:", f"{indent}  en:")
        elif field.kind is Kind.PERIOD:
            # Nothing at all would mean that there is no start or end.
            yield from (start, f'{indent}  from: "?"', f'{indent}  through: "?"')
        else:
            yield start


def _help(field: FieldSpec, language: Language) -> str:
    said = [field.definition[language]]
    if field.codes is not None:
        said.append({"nl": "Een van:", "en": "One of:"}[language])
        said.append(", ".join(_code(code, language) for code in field.codes.values) + ".")
    elif field.target is not None:
        target = blueprint().by_name(field.target)
        said.append({"nl": "Een id uit", "en": "An id from"}[language] + f" {target.slug}.")
    elif field.kind in _HELP:
        said.append(_HELP[field.kind][language])
    return " ".join(said)


def _code(code: CodeSpec, language: Language) -> str:
    label = code.label[language]
    return code.value if label == code.value else f"{code.value} ({label})"


def _capital(words: Words, language: Language) -> str:
    said = words[language]
    return said[:1].upper() + said[1:]


def _comment(text: str, indent: str) -> list[str]:
    prefix = f"{indent}# "
    return textwrap.wrap(
        text, WIDTH, initial_indent=prefix, subsequent_indent=prefix, break_long_words=False, break_on_hyphens=False
    )
