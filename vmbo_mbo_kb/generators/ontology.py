# SPDX-License-Identifier: MIT
"""The ontology: what the project's own terms mean, in Dutch and English, and which published terms they specialise.

Made from the blueprint and the terms of periods. Only terms of the project's own are defined; those of others are
used as they are.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from vmbo_mbo_kb._version import __version__
from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, Kind, blueprint
from vmbo_mbo_kb.generators.turtle import Properties, document, in_languages, iri, term, text
from vmbo_mbo_kb.model.when import When
from vmbo_mbo_kb.namespaces import DEFAULT_BASE, expand
from vmbo_mbo_kb.period_terms import PERIOD_CLASS, PERIOD_TERMS, PeriodTerm, TermKind
from vmbo_mbo_kb.thesaurus import schemes
from vmbo_mbo_kb.words import Words

NAME: Final = "ontology.ttl"

TITLE: Final = Words(
    nl="Termen voor samenwerking tussen vmbo en mbo", en="Terms for collaboration between vmbo and mbo"
)
DESCRIPTION: Final = Words(
    nl="Klassen, eigenschappen en waardelijsten van de kennisbank over samenwerking tussen vmbo en mbo, voor zover "
    "geen gepubliceerd vocabulaire ze heeft.",
    en="Classes, properties and lists of values of the knowledge base on collaboration between vmbo and mbo, as far "
    "as no published vocabulary has them.",
)
LICENCE: Final = "https://creativecommons.org/publicdomain/zero/1.0/"

_NOTE: Final = "Made from the model by `vmbo-mbo-kb schema`; do not edit."
_PREFERRED_PREFIX: Final = "http://purl.org/vocab/vann/preferredNamespacePrefix"
_PREFERRED_NAMESPACE: Final = "http://purl.org/vocab/vann/preferredNamespaceUri"

Subject = tuple[str, Properties]
Use = tuple[ClassSpec, FieldSpec]

_DATATYPES: Final = {
    Kind.TEXT: "rdf:langString",
    Kind.INTEGER: "xsd:integer",
    Kind.DECIMAL: "xsd:decimal",
    Kind.BOOLEAN: "xsd:boolean",
    Kind.DATE: "rdfs:Literal",
    Kind.DAY: "xsd:date",
}
"""The range of fields whose values are literals; dates have a datatype for each precision."""

_THINGS: Final = frozenset({Kind.PERIOD, Kind.IRI, Kind.CODE, Kind.REF, Kind.PROPERTY, Kind.PART})
"""The kinds whose values are IRIs."""


def ontology(base: str = DEFAULT_BASE) -> str:
    """The ontology, as Turtle."""
    return document(_NOTE, chain([_header(base)], _subjects(base)), base)


def own_terms(base: str = DEFAULT_BASE) -> Iterator[str]:
    """The IRIs of the project's own terms."""
    for subject, _ in _subjects(base):
        found = subject[1:-1] if subject.startswith("<") else expand(subject, base)
        if found.startswith(expand("kb:", base)):
            yield found


def _subjects(base: str) -> Iterator[Subject]:
    return chain(
        sorted(_classes(base)),
        sorted(_properties(base)),
        sorted(_code_lists(base)),
        sorted(_codes(base)),
        sorted(_period_term(each, base) for each in PERIOD_TERMS),
        sorted(_concept_schemes(base)),
    )


def _header(base: str) -> Subject:
    return (
        iri(f"{base}def"),
        [
            ("rdf:type", ["owl:Ontology"]),
            ("dct:title", in_languages(TITLE)),
            ("dct:description", in_languages(DESCRIPTION)),
            ("dct:license", [iri(LICENCE)]),
            ("owl:versionInfo", [text(__version__)]),
            (iri(_PREFERRED_PREFIX), [text("kb")]),
            (iri(_PREFERRED_NAMESPACE), [text(f"{base}def#")]),
        ],
    )


def _term(curie: str, types: list[str], label: Words, definition: Words | None, more: Properties, base: str) -> Subject:
    about: Properties = [("rdf:type", types), ("rdfs:label", in_languages(label))]
    if definition:
        about.append(("skos:definition", in_languages(definition)))
    return term(curie, base), [*about, *more, ("rdfs:isDefinedBy", [iri(f"{base}def")])]


def _classes(base: str) -> Iterator[Subject]:
    for spec in blueprint().classes():
        within: Properties = [("rdfs:subClassOf", _terms(spec.within, base))] if spec.within else []
        yield _term(spec.term, ["owl:Class"], spec.label, spec.definition, within, base)
        for entry in spec.types:
            if isinstance(entry, When) and entry.type.startswith("kb:"):
                yield _subclass(spec, entry, base)


def _subclass(spec: ClassSpec, entry: When, base: str) -> Subject:
    """A class of the project's own whose records are those with certain values of a field."""
    field = spec.field(entry.field)
    labels = [code.label for code in field.codes.values if code.value in entry.values] if field.codes else []
    if not labels:
        raise TypeError(f"{spec.name}: {entry.type} depends on no value of a closed list, so nothing names it")
    label = Words(nl=" of ".join(each.nl for each in labels), en=" or ".join(each.en for each in labels))
    definition = Words(
        nl=f"Klasse “{spec.label.nl}” met als {field.label.nl}: {label.nl}.",
        en=f"Class “{spec.label.en}” with as its {field.label.en}: {label.en}.",
    )
    return _term(entry.type, ["owl:Class"], label, definition, [("rdfs:subClassOf", [spec.term])], base)


def _properties(base: str) -> Iterator[Subject]:
    uses: defaultdict[str, list[Use]] = defaultdict(list)
    for spec in blueprint().classes():
        for field in spec.fields:
            if field.minted:
                uses[field.term].append((spec, field))
    for curie, found in uses.items():
        field = found[0][1]
        more: Properties = []
        within = {each.within for _, each in found if each.within}
        if within:
            more.append(("rdfs:subPropertyOf", _terms(within, base)))
        inverse = {each.inverse for _, each in found if each.inverse}
        if inverse:
            more.append(("owl:inverseOf", _terms(inverse, base)))
        if len(found) == 1:
            more.append(("rdfs:domain", [found[0][0].term]))
        ranges = {_range(each) for _, each in found}
        if len(ranges) == 1 and None not in ranges:
            more.append(("rdfs:range", [each for each in ranges if each]))
        kind = "owl:ObjectProperty" if field.kind in _THINGS else "owl:DatatypeProperty"
        yield _term(curie, [kind], field.label, _meaning(found), more, base)


def _meaning(uses: list[Use]) -> Words:
    """The definition of a property; where classes put it differently, that of each."""
    classes: dict[Words, list[ClassSpec]] = {}
    for spec, field in uses:
        classes.setdefault(field.definition, []).append(spec)
    if len(classes) == 1:
        return uses[0][1].definition
    return Words(
        nl=" ".join(f"({', '.join(spec.label.nl for spec in specs)}) {words.nl}" for words, specs in classes.items()),
        en=" ".join(f"({', '.join(spec.label.en for spec in specs)}) {words.en}" for words, specs in classes.items()),
    )


def _range(field: FieldSpec) -> str | None:
    match field.kind:
        case Kind.STRING:
            return "rdf:langString" if field.language else "xsd:string"
        case Kind.PERIOD:
            return PERIOD_CLASS
        case Kind.CODE if field.codes:
            return field.codes.term
        case Kind.REF if field.target:
            return blueprint().by_name(field.target).term
        case Kind.PART if field.part:
            return field.part.term
        case Kind.PROPERTY:
            return "rdf:Property"
        case _:
            return _DATATYPES.get(field.kind)


def _code_lists(base: str) -> Iterator[Subject]:
    for codes in blueprint().code_lists:
        # A list has no other name than the first words of its definition.
        label = Words(nl=codes.definition.nl.rstrip("."), en=codes.definition.en.rstrip("."))
        yield _term(codes.term, ["owl:Class"], label, codes.definition, [], base)


def _codes(base: str) -> Iterator[Subject]:
    lists: defaultdict[str, list[str]] = defaultdict(list)
    labels: dict[str, Words] = {}
    for codes in blueprint().code_lists:
        for code in codes.values:
            lists[code.term].append(codes.term)
            labels[code.term] = code.label
    for curie, classes in lists.items():
        yield _term(curie, ["owl:NamedIndividual", *_terms(classes, base)], labels[curie], None, [], base)


def _period_term(each: PeriodTerm, base: str) -> Subject:
    more: Properties = []
    match each.kind:
        case TermKind.PROPERTY:
            literal = each.range is None or each.range.startswith("xsd:")
            types = ["owl:DatatypeProperty" if literal else "owl:ObjectProperty"]
            more = [("rdfs:domain", [PERIOD_CLASS]), ("rdfs:range", [each.range or "rdfs:Literal"])]
        case TermKind.CLASS:
            types = ["owl:Class"]
        case TermKind.INDIVIDUAL:
            types = ["owl:NamedIndividual", *([each.range] if each.range else [])]
        case TermKind.DATATYPE:
            types = ["rdfs:Datatype"]
    return _term(each.term, types, each.label, each.definition, more, base)


def _concept_schemes(base: str) -> Iterator[Subject]:
    for scheme in schemes():
        label = in_languages(scheme.label)
        yield (
            iri(base + scheme.path),
            [
                ("rdf:type", ["skos:ConceptScheme"]),
                ("skos:prefLabel", label),
                ("dct:title", label),
                ("dct:description", in_languages(scheme.definition)),
            ],
        )


def _terms(curies: Iterable[str], base: str) -> list[str]:
    return [term(curie, base) for curie in sorted(set(curies))]
