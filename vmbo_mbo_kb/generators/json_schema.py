# SPDX-License-Identifier: MIT
"""JSON Schema (2020-12) of what a YAML file or a line of JSON Lines may hold, made from the blueprint.

One document a class, one for the dataset's description, and one for a record of any class. Each stands alone: an
editor needs no other file. Titles and descriptions are in English and Dutch, because an editor shows what it finds.

What no JSON Schema can say is left to the model: that bounds and positions are in order, that a school year is two
years following each other, that parts have keys of their own. One thing the model leaves to a rule is said here: which
names of fields a citation may use. docs/agreement.md has the whole picture.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, Kind, blueprint
from vmbo_mbo_kb.model.marks import TEXT_PATTERN
from vmbo_mbo_kb.namespaces import DEFAULT_BASE
from vmbo_mbo_kb.periods import BOUND_PATTERN
from vmbo_mbo_kb.words import LANGUAGES, Words

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
WHOLE: Final = "vmbo-mbo-kb.schema.json"
"""Name of the schema of a record of any class."""

Schema = dict[str, Any]

_YEARS: Final = {"minimum": 1000, "maximum": 9999}
"""A year alone is a whole number in YAML."""


def json_schemas(base: str = DEFAULT_BASE) -> dict[str, Schema]:
    """All schemas by the name of their file."""
    plan = blueprint()
    found = {f"{spec.slug}.schema.json": _class_schema(spec) for spec in (*plan.entities, plan.dataset)}
    found[WHOLE] = _whole_schema()
    return {name: {"$schema": DIALECT, "$id": f"{base}schema/{name}", **found[name]} for name in sorted(found)}


def _class_schema(spec: ClassSpec) -> Schema:
    definitions = _Definitions()
    # The file's name gives the id of an entity; the description of the dataset has a fixed name.
    schema = definitions.object(spec, spec, optional=() if spec is blueprint().dataset else ("id",))
    return {**schema, "$defs": definitions.sorted()}


def _whole_schema() -> Schema:
    definitions = _Definitions()
    entities = blueprint().entities
    about = Words(
        nl="Een record van een willekeurige klasse, één per regel (JSON Lines).",
        en="A record of any class, one a line (JSON Lines).",
    )
    return {
        **_words(Words(nl="record", en="record"), about),
        "type": "object",
        "properties": {"class": {"enum": [spec.slug for spec in entities]}},
        "required": ["class", "id"],
        # One branch applies at most, so a fault is reported for the class that was meant and for no other.
        "allOf": [
            {
                "if": {"properties": {"class": {"const": spec.slug}}, "required": ["class"]},
                "then": definitions.refer(spec.name, partial(_line_schema, definitions, spec)),
            }
            for spec in entities
        ],
        "$defs": definitions.sorted(),
    }


def _line_schema(definitions: "_Definitions", spec: ClassSpec) -> Schema:
    schema = definitions.object(spec, spec)
    schema["properties"] = {"class": {"const": spec.slug}, **schema["properties"]}
    schema["required"] = ["class", *schema["required"]]
    return schema


class _Definitions:
    """The schemas that a document refers to by name, made when they are first needed."""

    def __init__(self) -> None:
        self._made: dict[str, Schema] = {}

    def sorted(self) -> dict[str, Schema]:
        return dict(sorted(self._made.items()))

    def refer(self, name: str, make: Callable[[], Schema]) -> Schema:
        if name not in self._made:
            self._made[name] = {}
            self._made[name] = make()
        return {"$ref": f"#/$defs/{name}"}

    def object(
        self, spec: ClassSpec, holder: ClassSpec, *, optional: tuple[str, ...] = (), null: bool = False
    ) -> Schema:
        """Records or parts of a class; ``holder`` is the class that holds the part, whose fields it may name."""
        return {
            **_words(spec.label, spec.definition),
            "type": _types(["object"], null),
            "properties": {field.name: self._field(field, spec, holder) for field in spec.fields},
            "required": [field.name for field in spec.fields if field.required and field.name not in optional],
            "additionalProperties": False,
            **_choice(spec),
        }

    def _field(self, field: FieldSpec, spec: ClassSpec, holder: ClassSpec) -> Schema:
        about = _words(field.label, field.definition)
        if field.many:
            least = {"minItems": 1} if field.at_least_one else {}
            items = self._value(field, spec, holder, null=False)
            return {**about, "type": "array", "items": items, **least, "uniqueItems": True}
        # What has no other default may be null, which says the same as leaving it out.
        null = not field.required and field.default is None and field.same_as is None
        default = {} if field.default is None else {"default": field.default}
        return {**about, **self._value(field, spec, holder, null=null), **default}

    def _value(self, field: FieldSpec, spec: ClassSpec, holder: ClassSpec, *, null: bool) -> Schema:
        variant = "-or-null" if null else ""
        match field.kind:
            case Kind.TEXT:
                name = "text" if field.languages else "title"
                return self.refer(name + variant, lambda: _text(field.languages, null=null))
            case Kind.PERIOD:
                return self.refer("period" + variant, lambda: _period(null=null))
            case Kind.PART:
                part = field.part
                assert part is not None
                # A part that names fields looks different in every class that holds it.
                names = any(each.kind is Kind.PROPERTY for each in part.fields)
                prefix = f"{spec.name}." if names else ""
                return self.refer(prefix + part.name + variant, lambda: self.object(part, spec, null=null))
            case _:
                return _plain(field, holder, null=null)


def _choice(spec: ClassSpec) -> Schema:
    """Exactly one of the fields that the class has a choice of; null is as good as absent."""
    given = [{"properties": {name: {"not": {"type": "null"}}}, "required": [name]} for name in spec.one_of]
    return {"oneOf": given} if given else {}


def _least(field: FieldSpec) -> Schema:
    return {} if field.minimum is None else {"minimum": field.minimum}


def _plain(field: FieldSpec, holder: ClassSpec, *, null: bool) -> Schema:
    """A value that is not an object."""
    match field.kind:
        case Kind.BOOLEAN:
            return {"type": _types(["boolean"], null)}
        case Kind.INTEGER:
            return {"type": _types(["integer"], null), **_least(field)}
        case Kind.DECIMAL:
            # A number with a fraction is text, because most readers of JSON would round it.
            return {"type": _types(["string", "integer"], null), "pattern": field.pattern, **_least(field)}
        case Kind.DATE:
            return {"type": _types(["string", "integer"], null), "pattern": field.pattern, **_YEARS}
        case Kind.DAY:
            return {"type": _types(["string"], null), "format": "date", "pattern": field.pattern}
        case Kind.CODE:
            assert field.codes is not None
            return _listed([code.value for code in field.codes.values], null) | {
                # Not a keyword of JSON Schema, but editors show it beside each value.
                "enumDescriptions": [_both(code.label) for code in field.codes.values] + ([""] if null else [])
            }
        case Kind.PROPERTY:
            return _listed([each.name for each in holder.fields], null)
        case Kind.STRING | Kind.IRI | Kind.REF:
            found: Schema = {"type": _types(["string"], null)}
            if field.pattern is not None:
                found["pattern"] = field.pattern
            if field.max_length is not None:
                found["maxLength"] = field.max_length
            return found
        case _:
            raise TypeError(f"{field.kind} is not a plain value")


def _text(languages: tuple[str, ...], *, null: bool) -> Schema:
    """Text by language: all of the languages given or, when none are, at least one of the two."""
    each = {"type": "string" if languages else ["string", "null"], "pattern": TEXT_PATTERN}
    schema: Schema = {
        "type": _types(["object"], null),
        "properties": dict.fromkeys(LANGUAGES, each),
        "additionalProperties": False,
    }
    if languages:
        schema["required"] = list(languages)
    else:
        given = [{"properties": {tag: {"type": "string"}}, "required": [tag]} for tag in LANGUAGES]
        schema["anyOf"] = [*given, {"type": "null"}] if null else given
    return schema


def _period(*, null: bool) -> Schema:
    bound = {"type": ["string", "integer", "null"], "pattern": BOUND_PATTERN, **_YEARS}
    about = {
        "from": Words(
            nl="Eerste dag, zo precies als de bron; unknown: niet bekend; null: geen begin.",
            en="First day, as precise as the source; unknown: not known; null: no start.",
        ),
        "through": Words(
            nl="Laatste dag, zo precies als de bron; unknown: niet bekend; null: geen einde.",
            en="Last day, as precise as the source; unknown: not known; null: no end.",
        ),
    }
    return {
        "type": _types(["object"], null),
        "properties": {name: {"description": _both(words, "\n\n"), **bound} for name, words in about.items()},
        "required": list(about),
        "additionalProperties": False,
    }


def _types(names: list[str], null: bool) -> str | list[str]:
    found = [*names, "null"] if null else names
    return found[0] if len(found) == 1 else found


def _listed(values: list[str], null: bool) -> Schema:
    return {"enum": [*values, None] if null else values}


def _words(label: Words, definition: Words) -> Schema:
    return {"title": _both(label), "description": _both(definition, "\n\n")}


def _both(words: Words, between: str = " | ") -> str:
    return words.en if words.en == words.nl else f"{words.en}{between}{words.nl}"
