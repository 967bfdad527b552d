# SPDX-License-Identifier: MIT
"""The model as a LinkML schema, made from the blueprint, so that ``linkml-validate`` can judge the same records.

What both can say is said: classes, required and multivalued fields, patterns, closed lists, nested parts. References
are text to LinkML, which does not look them up, and what the checks across records ask is not in the schema: LinkML
has less to do.
"""

from pathlib import Path
from typing import Any, Final

import yaml

from benchmarks.synthetic import Synthetic
from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, Kind, blueprint

CONTAINER: Final = "Container"
"""Class of the file of records: a list of each class."""

_RANGES: Final = {Kind.INTEGER: "integer", Kind.BOOLEAN: "boolean", Kind.TEXT: "Text", Kind.PERIOD: "Period"}


def schema() -> dict[str, Any]:
    """The schema, as plain data."""
    plan = blueprint()
    language = {"range": "string"}
    classes: dict[str, Any] = {
        "Text": {"attributes": {"nl": dict(language), "en": dict(language)}},
        "Period": {"attributes": {"from": dict(language), "through": dict(language)}},
        CONTAINER: {"tree_root": True, "attributes": {_slot(spec): _list_of(spec.name) for spec in plan.entities}},
    }
    for spec in (*plan.entities, *plan.parts):
        classes[spec.name] = {"attributes": {field.name: _attribute(field) for field in spec.fields}}
    return {
        "id": "https://example.org/benchmark",
        "name": "benchmark",
        "imports": ["linkml:types"],
        "prefixes": {"linkml": "https://w3id.org/linkml/", "ex": "https://example.org/"},
        "default_prefix": "ex",
        "default_range": "string",
        "classes": classes,
        "enums": {
            codes.name: {"permissible_values": {code.value: {} for code in codes.values}} for codes in plan.code_lists
        },
    }


def _slot(spec: ClassSpec) -> str:
    return spec.slug.replace("-", "_")


def _list_of(name: str) -> dict[str, Any]:
    return {"range": name, "multivalued": True, "inlined_as_list": True}


def _attribute(field: FieldSpec) -> dict[str, Any]:
    made: dict[str, Any] = {"required": field.required, "multivalued": field.many}
    if field.kind is Kind.PART:
        assert field.part is not None
        return {**made, **_list_of(field.part.name)}
    if field.codes is not None:
        return {**made, "range": field.codes.name}
    made["range"] = _RANGES.get(field.kind, "string")
    if made["range"] == "string" and field.pattern:
        made["pattern"] = field.pattern
    if made["range"] in ("Text", "Period"):
        made["inlined"] = True
    return made


def write(records: Synthetic, folder: Path) -> tuple[Path, Path]:
    """Write the schema and one file with all records, as YAML; gives both paths."""
    folder.mkdir(parents=True)
    container: dict[str, list[Any]] = {}
    for spec, record in records:
        container.setdefault(_slot(spec), []).append(record)
    paths = folder / "schema.yaml", folder / "records.yaml"
    for path, content in zip(paths, (schema(), container), strict=True):
        with path.open("w", encoding="utf-8") as stream:
            yaml.dump(content, stream, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
    return paths
