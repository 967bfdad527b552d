# SPDX-License-Identifier: MIT
"""The DCAT description of a release, after DCAT-AP-NL 3.0.0: what it is, who publishes it, and its files."""

from collections.abc import Iterable
from typing import Any, Final

from vmbo_mbo_kb.blueprint import blueprint
from vmbo_mbo_kb.generators.turtle import Properties, document, in_languages, iri, text
from vmbo_mbo_kb.namespaces import DEFAULT_BASE
from vmbo_mbo_kb.records import Record, record_path
from vmbo_mbo_kb.words import Words

PUBLIC: Final = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
THEME: Final = "http://publications.europa.eu/resource/authority/data-theme/EDUC"
LANGUAGES: Final = tuple(f"http://publications.europa.eu/resource/authority/language/{code}" for code in ("ENG", "NLD"))
COMPLETED: Final = "http://purl.org/adms/status/Completed"
IANA: Final = "https://www.iana.org/assignments/media-types/"
SHA256: Final = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"

NOTE: Final = "What this release is and which files belong to it: DCAT 3, after DCAT-AP-NL 3.0.0."


def dcat(
    dataset: Record, files: Iterable[dict[str, Any]], base: str = DEFAULT_BASE, previous: str | None = None
) -> str:
    """A release as Turtle, the same on every run.

    :param files: the files as a manifest tells of them; those of single records and single tables are left out, as
        they are in the whole ones.
    :param previous: version of the release before.
    """
    described = base + record_path(blueprint().dataset, dataset)
    series = described.removesuffix(f"/{dataset['version']}")
    publisher = f"{series}#publisher"
    distributions = [entry for entry in files if _is_whole(entry["path"])]
    subjects: list[tuple[str, Properties]] = [
        (iri(series), [
            ("rdf:type", ["dcat:Resource"]),
            ("dct:title", in_languages(Words(**dataset["name"]))),
            ("dct:description", in_languages(Words(**dataset["description"]))),
            ("dcat:hasVersion", sorted(iri(f"{series}/{each}") for each in (previous, dataset["version"]) if each)),
            ("dcat:hasCurrentVersion", [iri(described)]),
        ]),
        (iri(described), [
            ("rdf:type", ["dcat:Dataset"]),
            ("dct:title", in_languages(Words(**dataset["name"]))),
            ("dct:description", in_languages(Words(**dataset["description"]))),
            ("dct:identifier", [text(described)]),
            ("dct:issued", [f"{text(dataset['as_of'])}^^xsd:date"]),
            ("dct:modified", [f"{text(dataset['as_of'])}^^xsd:date"]),
            ("dct:publisher", [iri(publisher)]),
            ("dct:creator", [iri(publisher)]),
            *([("dcat:contactPoint", [iri(f"{series}#contact")])] if "contact" in dataset else []),
            ("dct:license", [iri(dataset["licence"])]),
            ("dct:accessRights", [iri(PUBLIC)]),
            ("dct:language", [iri(language) for language in LANGUAGES]),
            ("dcat:theme", [iri(THEME)]),
            ("dcat:version", [text(dataset["version"])]),
            ("dcat:isVersionOf", [iri(series)]),
            *([("dcat:previousVersion", [iri(f"{series}/{previous}")])] if previous else []),
            ("dcat:distribution", [iri(_distribution(described, entry["path"])) for entry in distributions]),
        ]),
        (iri(publisher), [("rdf:type", ["foaf:Agent"]), ("foaf:name", [text(dataset["publisher_name"], "nl")])]),
    ]  # fmt: skip
    if "contact" in dataset:
        contact: Properties = [
            ("rdf:type", [iri("http://www.w3.org/2006/vcard/ns#Organization")]),
            (iri("http://www.w3.org/2006/vcard/ns#fn"), [text(dataset["publisher_name"])]),
            (iri("http://www.w3.org/2006/vcard/ns#hasURL"), [iri(dataset["contact"])]),
        ]
        subjects.append((iri(f"{series}#contact"), contact))
    for entry in distributions:
        subjects += _file(described, entry, dataset, base)
    return document(NOTE, subjects, base)


def _is_whole(path: str) -> bool:
    """Whether a file is worth a distribution of its own."""
    return "/" not in path or path.endswith((".json", "thesaurus.ttl"))


def _distribution(described: str, path: str) -> str:
    return f"{described}#distribution.{path.replace('/', '.')}"


def _file(described: str, entry: dict[str, Any], dataset: Record, base: str) -> list[tuple[str, Properties]]:
    name = _distribution(described, entry["path"])
    address = f"{base}releases/{dataset['version']}/{entry['path']}"
    return [
        (iri(name), [
            ("rdf:type", ["dcat:Distribution"]),
            ("dct:title", [text(entry["path"], "nl"), text(entry["path"], "en")]),
            ("dct:license", [iri(dataset["licence"])]),
            ("dct:issued", [f"{text(dataset['as_of'])}^^xsd:date"]),
            ("dcat:accessURL", [iri(address)]),
            ("dcat:downloadURL", [iri(address)]),
            ("dcat:mediaType", [iri(IANA + entry["media_type"])]),
            ("dcat:byteSize", [f"{text(str(entry['bytes']))}^^xsd:nonNegativeInteger"]),
            (iri("http://www.w3.org/ns/adms#status"), [iri(COMPLETED)]),
            (iri("http://spdx.org/rdf/terms#checksum"), [iri(f"{name}.checksum")]),
        ]),
        (iri(f"{name}.checksum"), [
            ("rdf:type", [iri("http://spdx.org/rdf/terms#Checksum")]),
            (iri("http://spdx.org/rdf/terms#algorithm"), [iri(SHA256)]),
            (iri("http://spdx.org/rdf/terms#checksumValue"), [f"{text(entry['sha256'])}^^xsd:hexBinary"]),
        ]),
    ]  # fmt: skip
