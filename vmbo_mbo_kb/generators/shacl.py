# SPDX-License-Identifier: MIT
"""SHACL shapes of the project's own classes, made from the blueprint.

Each class has a closed shape: a record may say what its fields say, and what is derived from that. Every field has
a shape with a name of its own, so that a report points at it. Rules that look further have shapes that are named
after their code (:mod:`vmbo_mbo_kb.generators.shacl_rules`). Published profiles (CPSV-AP, DCAT-AP-NL, NL-SBB) are
judged by their own shapes beside these.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, Kind, blueprint
from vmbo_mbo_kb.describing import derived_terms, status_term
from vmbo_mbo_kb.generators.shacl_rules import ORDER, rule_shapes
from vmbo_mbo_kb.generators.turtle import Properties, collection, document, in_languages, nested, term, text
from vmbo_mbo_kb.model.marks import TEXT_PATTERN
from vmbo_mbo_kb.namespaces import DEFAULT_BASE
from vmbo_mbo_kb.period_terms import BOUNDS, PERIOD_CLASS, PERIOD_TERMS, PeriodTerm
from vmbo_mbo_kb.periods import DATE_PATTERN
from vmbo_mbo_kb.words import LANGUAGES, Words

NAME: Final = "shapes.ttl"

_NOTE: Final = "Made from the model by `vmbo-mbo-kb schema`; do not edit."

Shape = tuple[str, Properties]

_DATE_TYPES: Final = ("xsd:gYear", "xsd:gYearMonth", "xsd:date", "kb:schoolYear")


def shapes(base: str = DEFAULT_BASE) -> str:
    """The shapes of all classes, as Turtle."""
    return document(
        _NOTE,
        chain(*(_class_shapes(spec, base) for spec in blueprint().classes()), _period_shapes(), rule_shapes(base)),
        base,
    )


def _class_shapes(spec: ClassSpec, base: str) -> Iterator[Shape]:
    fields = [_field_shape(spec, field, base) for field in spec.fields]
    fields += [_names_shape(spec, field, inner) for field, inner in _naming(spec)]
    rules = [rule for rule in (_languages_rule(spec, field) for field in spec.fields) if rule]
    ignored = ["rdf:type", *(term(each, base) for each in sorted(derived_terms(spec)))]
    head = _node_shape(spec.term, spec.label, spec.definition, ignored)
    head.append(("sh:property", [name for name, _ in fields]))
    yield f"{spec.term}-shape", head
    yield from fields
    yield from rules


def _node_shape(target: str, label: Words, definition: Words, ignored: list[str]) -> Properties:
    return [
        ("rdf:type", ["sh:NodeShape"]),
        ("rdfs:label", in_languages(label)),
        ("rdfs:comment", in_languages(definition)),
        ("sh:targetClass", [target]),
        ("sh:closed", ["true"]),
        ("sh:ignoredProperties", [collection(ignored)]),
        ("sh:severity", ["sh:Violation"]),
    ]


def _field_shape(spec: ClassSpec, field: FieldSpec, base: str) -> Shape:
    constraints, expected = _constraints(field, base)
    bounds, count = _counts(field)
    return (
        f"{spec.term}-{field.name}",
        [
            *_property_shape(
                term(field.term, base),
                field.label,
                field.definition,
                Words(
                    nl=f"{field.label.nl}: {expected.nl}; {count.nl}", en=f"{field.label.en}: {expected.en}; {count.en}"
                ),
            ),
            *bounds,
            *constraints,
            *_order(field.term),
        ],
    )


def _property_shape(path: str, label: Words, definition: Words, message: Words) -> Properties:
    return [
        ("rdf:type", ["sh:PropertyShape"]),
        ("sh:path", [path]),
        ("sh:name", in_languages(label)),
        ("sh:description", in_languages(definition)),
        ("sh:message", in_languages(message)),
        ("sh:severity", ["sh:Violation"]),
    ]


def _counts(field: FieldSpec) -> tuple[Properties, Words]:
    """How many values a field has in RDF, where each language of a text is a value and an empty list is none."""
    bounds: Properties = []
    per_value = len(field.languages) or 1
    if field.required or field.at_least_one:
        bounds.append(("sh:minCount", [str(per_value)]))
    if not field.many:
        bounds.append(("sh:maxCount", [str(len(LANGUAGES) if field.kind is Kind.TEXT else 1)]))
    if field.many:
        least = field.required or field.at_least_one
        return bounds, Words(nl="een of meer", en="one or more") if least else Words(nl="elk aantal", en="any number")
    if field.required:
        return bounds, Words(nl="precies één", en="exactly one")
    return bounds, Words(nl="hoogstens één", en="at most one")


def _constraints(field: FieldSpec, base: str) -> tuple[Properties, Words]:
    """What a value must be, for a validator and in words."""
    match field.kind:
        case Kind.TEXT:
            words = (
                Words(nl="tekst in het Nederlands en in het Engels", en="text in Dutch and in English")
                if field.languages
                else Words(nl="tekst in het Nederlands, het Engels of beide", en="text in Dutch, in English or in both")
            )
            return [*_in_language(LANGUAGES, TEXT_PATTERN), ("sh:uniqueLang", ["true"])], words
        case Kind.STRING if field.language:
            language = Words(
                nl={"nl": "Nederlands", "en": "Engels"}[field.language],
                en={"nl": "Dutch", "en": "English"}[field.language],
            )
            return _in_language((field.language,), field.pattern) + _length(field), Words(
                nl=f"tekst in het {language.nl}", en=f"text in {language.en}"
            )
        case Kind.STRING:
            found = [("sh:datatype", ["xsd:string"]), *_pattern(field.pattern), *_length(field)]
            return found, _of_form(Words(nl="tekst", en="text"), field.pattern)
        case Kind.INTEGER:
            return _at_least(field, [("sh:datatype", ["xsd:integer"])], Words(nl="geheel getal", en="whole number"))
        case Kind.DECIMAL:
            found = [("sh:datatype", ["xsd:decimal"]), *_pattern(field.pattern)]  # some take an exponent for decimal
            return _at_least(field, found, Words(nl="decimaal getal", en="decimal number"))
        case Kind.BOOLEAN:
            return [("sh:datatype", ["xsd:boolean"])], Words(nl="waar of onwaar", en="true or false")
        case Kind.DATE:
            return _date(), Words(nl="jaar, maand, dag of schooljaar", en="year, month, day or school year")
        case Kind.DAY:
            return [("sh:datatype", ["xsd:date"]), *_pattern(field.pattern)], Words(nl="dag", en="day")
        case Kind.PERIOD:
            return _of_class(PERIOD_CLASS), Words(nl="periode", en="period")
        case Kind.IRI:
            return [("sh:nodeKind", ["sh:IRI"]), *_pattern(field.pattern)], Words(nl="webadres", en="web address")
        case Kind.CODE:
            assert field.codes is not None
            values = [term(code.term, base) for code in field.codes.values]
            return [("sh:nodeKind", ["sh:IRI"]), ("sh:in", [collection(values)])], Words(
                nl=f"waarde van de lijst {field.codes.name}", en=f"value of the list {field.codes.name}"
            )
        case Kind.REF:
            assert field.target is not None
            target = blueprint().by_name(field.target)
            return _of_class(target.term), Words(
                nl=f"record van de klasse {target.label.nl}", en=f"record of the class {target.label.en}"
            )
        case Kind.PART:
            assert field.part is not None
            return _of_class(field.part.term), field.part.label
        case Kind.PROPERTY:
            return [("sh:nodeKind", ["sh:IRI"])], Words(nl="eigenschap", en="property")


def _in_language(languages: tuple[str, ...], pattern: str | None) -> Properties:
    return [
        ("sh:datatype", ["rdf:langString"]),
        ("sh:languageIn", [collection(text(language) for language in languages)]),
        *_pattern(pattern),
    ]


def _pattern(pattern: str | None) -> Properties:
    return [] if pattern is None else [("sh:pattern", [text(pattern)])]


def _at_least(field: FieldSpec, found: Properties, words: Words) -> tuple[Properties, Words]:
    """A number, and where it begins."""
    if field.minimum is None:
        return found, words
    words = Words(nl=f"{words.nl} vanaf {field.minimum}", en=f"{words.en} of at least {field.minimum}")
    return [*found, ("sh:minInclusive", [str(field.minimum)])], words


def _length(field: FieldSpec) -> Properties:
    return [] if field.max_length is None else [("sh:maxLength", [str(field.max_length)])]


def _of_form(words: Words, pattern: str | None) -> Words:
    if pattern is None or pattern == TEXT_PATTERN:
        return words
    return Words(nl=f"{words.nl} van de vorm {pattern}", en=f"{words.en} of the form {pattern}")


def _of_class(curie: str) -> Properties:
    return [("sh:nodeKind", ["sh:IRI"]), ("sh:class", [curie])]


def _date() -> Properties:
    choices = [nested([("sh:datatype", [datatype])]) for datatype in _DATE_TYPES]
    return [("sh:or", [collection(choices)]), *_pattern(DATE_PATTERN)]


def _order(curie: str) -> Properties:
    """How the values of a property stand to those of another, which the class has whenever it has the one."""
    order = ORDER.get(curie)
    return [(order[0], [order[1]])] if order else []


def _naming(spec: ClassSpec) -> Iterator[tuple[FieldSpec, FieldSpec]]:
    """The fields of a class whose parts name fields of it, and the field of the part that does."""
    for field in spec.fields:
        for inner in field.part.fields if field.part else ():
            if inner.kind is Kind.PROPERTY:
                yield field, inner


def _names_shape(spec: ClassSpec, field: FieldSpec, inner: FieldSpec) -> Shape:
    """What a part may name depends on the class that holds it, so that class says so."""
    message = Words(
        nl=f"{field.label.nl}, {inner.label.nl}: eigenschap van de klasse {spec.label.nl}",
        en=f"{field.label.en}, {inner.label.en}: property of the class {spec.label.en}",
    )
    path = collection([field.term, inner.term])
    return (
        f"{spec.term}-{field.name}.{inner.name}",
        [
            *_property_shape(path, inner.label, inner.definition, message),
            ("sh:in", [collection(each.term for each in spec.fields)]),
        ],
    )


def _languages_rule(spec: ClassSpec, field: FieldSpec) -> Shape | None:
    """A text that may be left out is there in all of its languages, or in none: no count can say that.

    A shape with a target of its own, because a report shows the message of the shape that was aimed.
    """
    if field.required or len(field.languages) < 2:
        return None
    choices = [
        nested([("sh:path", [field.term]), ("sh:maxCount", ["0"])]),
        nested([("sh:path", [field.term]), ("sh:minCount", [str(len(field.languages))])]),
    ]
    message = Words(
        nl=f"{field.label.nl}: in het Nederlands en in het Engels, of niet",
        en=f"{field.label.en}: in Dutch and in English, or not at all",
    )
    return (
        f"{spec.term}-{field.name}-languages",
        [
            ("rdf:type", ["sh:NodeShape"]),
            ("sh:targetClass", [spec.term]),
            ("sh:or", [collection(choices)]),
            ("sh:message", in_languages(message)),
            ("sh:severity", ["sh:Violation"]),
        ],
    )


def _period_shapes() -> Iterator[Shape]:
    terms = {each.name: each for each in PERIOD_TERMS}
    statuses = collection(map(status_term, (None, "unknown")))
    fields: list[Shape] = []
    stated: list[Shape] = []
    for name in BOUNDS:
        fields.append(_period_field(terms[name], [("sh:maxCount", ["1"]), *_date()]))
        fields.append(_period_field(terms[f"{name}Status"], [("sh:maxCount", ["1"]), ("sh:in", [statuses])]))
        for limit in ("Earliest", "Latest"):
            order = _order(f"kb:{name}{limit}")
            if limit == "Earliest":
                order = [("sh:lessThanOrEquals", [f"kb:{name}Latest", *(other for _, (other,) in order)])]
            constraints: Properties = [("sh:minCount", ["1"]), ("sh:maxCount", ["1"]), ("sh:datatype", ["xsd:date"])]
            fields.append(_period_field(terms[f"{name}{limit}"], constraints + order))
        stated.append(_stated_rule(terms[name], terms[f"{name}Status"]))
    words = Words(nl="periode", en="period")
    meaning = Words(
        nl="Twee grenzen, elk een datum, open of onbekend, en de vier dagen waarop die neerkomen.",
        en="Two bounds, each a date, open or unknown, and the four days that they come down to.",
    )
    yield (
        "kb:Period-shape",
        [
            *_node_shape(PERIOD_CLASS, words, meaning, ["rdf:type"]),
            ("sh:property", [name for name, _ in fields]),
        ],
    )
    yield from fields
    yield from stated


def _period_field(each: PeriodTerm, constraints: Properties) -> Shape:
    return (
        f"kb:Period-{each.name}",
        [*_property_shape(each.term, each.label, each.definition, each.definition), *constraints],
    )


def _stated_rule(bound: PeriodTerm, status: PeriodTerm) -> Shape:
    """A bound is a date or the reason why there is none; not both, not neither."""
    choices = [nested([("sh:path", [each.term]), ("sh:minCount", ["1"])]) for each in (bound, status)]
    message = Words(
        nl=f"{bound.label.nl}: een datum, of de reden waarom die er niet is",
        en=f"{bound.label.en}: a date, or the reason why there is none",
    )
    return (
        f"kb:Period-{bound.name}-stated",
        [
            ("rdf:type", ["sh:NodeShape"]),
            ("sh:targetClass", [PERIOD_CLASS]),
            ("sh:xone", [collection(choices)]),
            ("sh:message", in_languages(message)),
            ("sh:severity", ["sh:Violation"]),
        ],
    )
