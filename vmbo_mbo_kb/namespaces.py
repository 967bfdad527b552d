# SPDX-License-Identifier: MIT
"""Namespaces: the vocabularies that terms come from, and the base of this project's own IRIs.

Terms are written as CURIEs (``skos:prefLabel``) everywhere in the model and expanded here, in one place.
The prefix ``kb`` stands for the project's own terms and depends on the base IRI that an export is asked for.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing takes longer to import than the shipped dataset to load
if TYPE_CHECKING:
    from typing import Final

DEFAULT_BASE: Final = "https://w3id.org/vmbo-mbo/"
"""Base of all IRIs unless an export is told otherwise. The w3id.org name is not registered yet."""

PREFIXES: Final[dict[str, str]] = {
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Published vocabularies by prefix; ``kb`` is not among them because it moves with the base."""

RDF_TYPE: Final = PREFIXES["rdf"] + "type"


def prefixes(base: str = DEFAULT_BASE) -> dict[str, str]:
    """All prefixes, ``kb`` included, for an export with this base IRI.

    >>> prefixes("https://example.org/")["kb"]
    'https://example.org/def#'
    """
    return {"kb": f"{base}def#", **PREFIXES}


def expand(curie: str, base: str = DEFAULT_BASE) -> str:
    """The full IRI of a CURIE.

    >>> expand("skos:prefLabel")
    'http://www.w3.org/2004/02/skos/core#prefLabel'
    >>> expand("kb:condition", "https://example.org/")
    'https://example.org/def#condition'

    :raises KeyError: the prefix is not declared here.
    """
    prefix, _, local = curie.partition(":")
    return (f"{base}def#" if prefix == "kb" else PREFIXES[prefix]) + local


def check_base(base: str) -> str:
    """Return the base IRI if identifiers can be made from it.

    :raises WrongBase: it is not an absolute http(s) IRI that ends in ``/``, or holds characters that an IRI may not.
    """
    from re import fullmatch

    from vmbo_mbo_kb.unknown import WrongBase

    if not fullmatch(r"https?://[^\s<>\"{}|\\^`?#\x00-\x20]+/", base):
        raise WrongBase(
            nl=f"basis-IRI {base!r} moet een volledig http(s)-adres zijn dat op '/' eindigt, zoals {DEFAULT_BASE!r}",
            en=f"base IRI {base!r} must be an absolute http(s) address that ends in '/', such as {DEFAULT_BASE!r}",
        )
    return base
