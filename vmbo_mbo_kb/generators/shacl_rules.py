# SPDX-License-Identifier: MIT
"""Shapes for the rules that look further than one field: at the order of two values, or at other records.

Where SHACL's own constraints reach they are used; the rest is SPARQL (SHACL, part 2), with IRIs in full, so that no
prefixes need be declared. What a shape says when it is broken is the rule's own explanation, in both languages, and
its severity is the rule's.

Rules on whole datasets (how many records there are, what is in force on its day) and on texts elsewhere have no shape.
"""

from collections.abc import Iterator
from typing import Final

from vmbo_mbo_kb.blueprint import ClassSpec, blueprint
from vmbo_mbo_kb.checks import rules
from vmbo_mbo_kb.checks.across import LOST, WAYS_ON
from vmbo_mbo_kb.findings import Rule, Severity
from vmbo_mbo_kb.generators.turtle import Properties, collection, in_languages, nested, text
from vmbo_mbo_kb.namespaces import expand

Shape = tuple[str, Properties]

ORDER: Final = {
    "kb:checked": ("sh:lessThanOrEquals", "kb:reviewBy"),
    "oa:start": ("sh:lessThan", "oa:end"),
    "kb:fromEarliest": ("sh:lessThanOrEquals", "kb:throughLatest"),
}
"""By property: how its values stand to those of another property of the same thing."""

_SEVERITIES: Final = {Severity.ERROR: "sh:Violation", Severity.WARNING: "sh:Warning"}


def rule_shapes(base: str) -> Iterator[Shape]:
    """The shapes of all such rules, class by class."""
    queries = _Queries(base)
    for spec in blueprint().classes():
        if spec in blueprint().entities:
            yield _sparql(spec, rules.ID_TWICE, "", queries.id_twice())
        for name, path in _acyclic(spec):
            yield _sparql(spec, rules.CYCLE, name, queries.cycle(path))
        for field in spec.fields:
            for inner in field.part.fields if field.part else ():
                if inner.term == "kb:predecessor" and "valid" in spec.by_name:
                    path = (field.term, inner.term)
                    yield _sparql(spec, rules.LINEAGE_ORDER, "", queries.lineage_order(path))
        if spec.one_of:
            yield _one_of(spec)
        match spec.name:
            case "Source":
                yield _sparql(spec, rules.PASSAGE_NOT_CITED, "", queries.passage_not_cited())
                yield _sparql(spec, rules.PASSAGES_OVERLAP, "", queries.passages_overlap())
            case "Link":
                yield _sparql(spec, rules.NO_WAY_ON, "", queries.no_way_on(spec))
            case "Citation":
                yield _sparql(spec, rules.UNKNOWN_PASSAGE, "", queries.unknown_passage())
            case "Alternative":
                yield _sparql(spec, rules.UNKNOWN_PART, "", queries.unknown_part())


def _acyclic(spec: ClassSpec) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The fields that must not lead back, with the properties on the way."""
    for field in spec.fields:
        if field.acyclic:
            yield field.name, (field.term,)
        for inner in field.part.fields if field.part else ():
            if inner.acyclic:
                yield f"{field.name}.{inner.name}", (field.term, inner.term)


def _shape(spec: ClassSpec, rule: Rule, name: str, constraint: Properties) -> Shape:
    return (
        f"{spec.term}-{rule.code}{'-' if name else ''}{name}",
        [
            ("rdf:type", ["sh:NodeShape"]),
            ("sh:targetClass", [spec.term]),
            *constraint,
            ("sh:message", in_languages(rule.explanation)),
            ("sh:severity", [_SEVERITIES[rule.severity]]),
        ],
    )


def _sparql(spec: ClassSpec, rule: Rule, name: str, where: str) -> Shape:
    query = nested(
        [
            ("rdf:type", ["sh:SPARQLConstraint"]),
            ("sh:message", in_languages(rule.explanation)),
            ("sh:select", [text(f"SELECT $this ?value WHERE {{ {where} }}")]),
        ]
    )
    return _shape(spec, rule, name, [("sh:sparql", [query])])


def _one_of(spec: ClassSpec) -> Shape:
    """One of several fields is given; not two, not none."""
    choices = [nested([("sh:path", [spec.field(name).term]), ("sh:minCount", ["1"])]) for name in spec.one_of]
    return _shape(spec, rules.ONE_OF, "", [("sh:xone", [collection(choices)])])


class _Queries:
    """What a node and a value are like where a rule is broken, as patterns of SPARQL."""

    def __init__(self, base: str) -> None:
        self._base = base

    def _iri(self, curie: str) -> str:
        return f"<{expand(curie, self._base)}>"

    def _path(self, terms: tuple[str, ...]) -> str:
        return "/".join(map(self._iri, terms))

    def id_twice(self) -> str:
        """Another record (parts have keys, and are not checked) with the same id."""
        same = self._iri("dct:identifier")
        return f"$this {same} ?id . ?value {same} ?id ; {self._iri('kb:checked')} ?day . FILTER (?value != $this)"

    def cycle(self, path: tuple[str, ...]) -> str:
        """The way leads back to where it starts."""
        return f"$this ({self._path(path)})+ $this . BIND ($this AS ?value)"

    def lineage_order(self, path: tuple[str, ...]) -> str:
        """A predecessor that starts after every day on which its successor can have started."""
        return (
            f"$this {self._path(path)} ?value ; {self._path(('kb:valid', 'kb:fromLatest'))} ?start . "
            # As text, which sorts as the days do: not every engine compares days.
            f"?value {self._path(('kb:valid', 'kb:fromEarliest'))} ?before . FILTER (STR(?before) > STR(?start))"
        )

    def unknown_passage(self) -> str:
        """A passage rested on that the source does not have."""
        return (
            f"$this {self._iri('kb:restsOn')} ?value ; {self._iri('prov:entity')} ?source . "
            f"FILTER NOT EXISTS {{ ?source {self._path(('kb:passage', 'dct:identifier'))} ?value }}"
        )

    def no_way_on(self, spec: ClassSpec) -> str:
        """The fate of an address that is lost, without what leads on from it and without an open question about it."""
        codes = spec.field("fate").codes
        assert codes is not None
        lost = ", ".join(self._iri(code.term) for code in codes.values if code.value in LOST)
        ways = [self._iri(spec.field(name).term) for name in WAYS_ON]
        asked = f"{self._path(('kb:gap', 'kb:concerns'))} ?way . FILTER (?way IN ({', '.join(ways)}))"
        return (
            f"$this {self._iri(spec.field('fate').term)} ?value . FILTER (?value IN ({lost})) "
            f"FILTER NOT EXISTS {{ $this {self._iri('owl:deprecated')} ?withdrawn }} "
            f"FILTER NOT EXISTS {{ $this {'|'.join(ways)} ?on }} FILTER NOT EXISTS {{ $this {asked} }}"
        )

    def passage_not_cited(self) -> str:
        """A passage that no citation of the source rests on."""
        return (
            f"$this {self._path(('kb:passage', 'dct:identifier'))} ?value . "
            f"FILTER NOT EXISTS {{ ?citation {self._iri('prov:entity')} $this ; {self._iri('kb:restsOn')} ?value }}"
        )

    def passages_overlap(self) -> str:
        """A passage that starts where another, which starts no later, has not ended."""
        bounds = f"{self._iri('oa:start')} ?start ; {self._iri('oa:end')} ?end"
        return (
            f"$this {self._iri('kb:passage')} ?other , ?value . ?other {bounds} . "
            f"?value {self._iri('oa:start')} ?position . "
            "FILTER (?other != ?value && ?start <= ?position && ?position < ?end)"
        )

    def unknown_part(self) -> str:
        """A key that is of no part in any of the fields that are named."""
        return (
            f"$this {self._iri('kb:part')} ?value . ?holder {self._iri('kb:alternative')} $this . "
            f"FILTER NOT EXISTS {{ $this {self._iri('kb:concerns')} ?property . ?holder ?property ?part . "
            f"?part {self._iri('dct:identifier')} ?value }}"
        )
