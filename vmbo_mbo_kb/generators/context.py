# SPDX-License-Identifier: MIT
"""The JSON-LD context: what the keys of a document mean, made from the blueprint."""

from collections.abc import Iterator
from typing import Any

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, Kind, blueprint
from vmbo_mbo_kb.namespaces import DEFAULT_BASE, prefixes
from vmbo_mbo_kb.period_terms import PERIOD_TERMS, TermKind

_TYPES = {
    Kind.INTEGER: "xsd:integer",
    Kind.DECIMAL: "xsd:decimal",
    Kind.BOOLEAN: "xsd:boolean",
    Kind.DAY: "xsd:date",
    Kind.IRI: "@id",
    Kind.REF: "@id",
    # Names of fields are terms of the context, so a property is named as in a record.
    Kind.PROPERTY: "@vocab",
}


def context(base: str = DEFAULT_BASE, spec: ClassSpec | None = None) -> dict[str, Any]:
    """The context of documents below this base: of all classes, or of what a record of one class can hold.

    Ids are relative to the base. Texts are language maps; dates say their own datatype, which goes with their
    precision. Values of closed lists and names of fields stand as they do in a record.

    :raises TypeError: the same word would have two meanings in it.
    """
    plan = blueprint()
    classes = list(plan.classes() if spec is None else _within(spec))
    terms: dict[str, Any] = {field.name: _definition(field, base) for each in classes for field in each.fields}
    if any(field.kind is Kind.PERIOD for each in classes for field in each.fields):
        terms.update(_period_terms(base))
    codes = {code.value for each in plan.code_lists for code in each.values}
    both = (terms.keys() | prefixes(base).keys()) & codes | terms.keys() & prefixes(base).keys()
    if both:
        raise TypeError(f"{', '.join(sorted(both))}: more than one of a term, a prefix and a value of a list")
    return {
        "@version": 1.1,
        "@base": base,
        **dict(sorted(prefixes(base).items())),
        **dict(sorted(terms.items())),
    }


def _within(spec: ClassSpec) -> Iterator[ClassSpec]:
    yield spec
    for field in spec.fields:
        if field.part:
            yield from _within(field.part)


def _definition(field: FieldSpec, base: str) -> str | dict[str, Any]:
    if field.kind is Kind.TEXT:
        return {"@id": field.term, "@container": "@language"}
    if field.kind is Kind.CODE:
        return _listed(field.term, base)
    if field.language:
        return {"@id": field.term, "@language": field.language}
    if field.kind in _TYPES:
        return {"@id": field.term, "@type": _TYPES[field.kind]}
    return field.term


def _listed(term: str, base: str) -> dict[str, Any]:
    """A property whose values are names of the project's own vocabulary."""
    return {"@id": term, "@type": "@vocab", "@context": {"@vocab": f"{base}def#"}}


def _period_terms(base: str) -> dict[str, Any]:
    terms: dict[str, Any] = {}
    for each in PERIOD_TERMS:
        if each.kind is TermKind.PROPERTY:
            if each.range is None:
                terms[each.name] = each.term
            elif each.range.startswith("xsd:"):
                terms[each.name] = {"@id": each.term, "@type": each.range}
            else:
                terms[each.name] = _listed(each.term, base)
    return terms
