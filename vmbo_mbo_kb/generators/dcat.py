# SPDX-License-Identifier: MIT
"""The description of a dataset for catalogues, after DCAT-AP-NL 3.0.0: what it is, who publishes it, and its files.

Besides the dataset there is the catalogue that lists it, for portals that harvest, and the service behind every file:
looking identifiers up over HTTP.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from vmbo_mbo_kb.generators.described import KEYWORDS, Publication, is_whole
from vmbo_mbo_kb.generators.turtle import Properties, document, in_languages, iri, text
from vmbo_mbo_kb.namespaces import DEFAULT_BASE
from vmbo_mbo_kb.records import Record
from vmbo_mbo_kb.words import Words

PUBLIC: Final = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
THEME: Final = "http://publications.europa.eu/resource/authority/data-theme/EDUC"
LANGUAGES: Final = tuple(f"http://publications.europa.eu/resource/authority/language/{code}" for code in ("ENG", "NLD"))
AUTHORITY: Final = "http://publications.europa.eu/resource/authority/"
STABLE: Final = f"{AUTHORITY}planned-availability/STABLE"
COMPLETED: Final = f"{AUTHORITY}distribution-status/COMPLETED"
IRREGULAR: Final = f"{AUTHORITY}frequency/IRREG"
NETHERLANDS: Final = f"{AUTHORITY}country/NLD"
ADMS: Final = "http://www.w3.org/ns/adms#"
VCARD: Final = "http://www.w3.org/2006/vcard/ns#"
IANA: Final = "https://www.iana.org/assignments/media-types/"
SHA256: Final = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"

FILE_TYPES: Final = {
    "application/csvm+json": "JSON",
    "application/json": "JSON",
    "application/ld+json": "JSON_LD",
    "application/n-quads": "RDF_N_QUADS",
    "application/n-triples": "RDF_N_TRIPLES",
    "application/rdf+xml": "RDF_XML",
    "application/trig": "RDF_TRIG",
    "application/vnd.datapackage+json": "JSON",
    "text/csv": "CSV",
    "text/turtle": "RDF_TURTLE",
}
"""How the list of file types of the EU names the formats of data; a file of another kind is no distribution."""

NOTE: Final = "What this dataset is and which files belong to it: DCAT 3, after DCAT-AP-NL 3.0.0."


def dcat(
    dataset: Record,
    files: Iterable[Mapping[str, Any]],
    base: str = DEFAULT_BASE,
    previous: str | None = None,
    *,
    place: str | None = None,
    first: str | None = None,
) -> str:
    """A dataset as Turtle, the same on every run.

    :param files: the files as a manifest tells of them; those of single records and single tables are left out, as
        they are in the whole ones.
    :param previous: version of the release before.
    :param place: folder of the files below the base; without it that of the release.
    :param first: the first day that the data are about.
    """
    publication = Publication(dataset, base=base)
    described, series = publication.iri, publication.series
    publisher, contact = f"{series}#publisher", f"{series}#contact"
    place = f"releases/{dataset['version']}/" if place is None else place
    distributions = [each for each in files if is_whole(each["path"]) and each["media_type"] in FILE_TYPES]
    service, catalogue, period = f"{series}#lookup", f"{series}#catalogue", f"{described}#period"
    terms = f"{base}def"
    responsible: Properties = [
        ("dct:publisher", [iri(publisher)]),
        ("dct:creator", [iri(publisher)]),
        ("dcat:contactPoint", [iri(contact)]),
        ("dct:license", [iri(dataset["licence"])]),
        ("dct:language", [iri(language) for language in LANGUAGES]),
    ]
    about: Properties = [
        ("dct:accessRights", [iri(PUBLIC)]),
        ("dcat:theme", [iri(THEME)]),
        ("dcat:keyword", [text(word, tag) for tag, words in sorted(KEYWORDS.items()) for word in words]),
    ]
    subjects: list[tuple[str, Properties]] = [
        (iri(catalogue), [
            ("rdf:type", ["dcat:Catalog"]),
            ("dct:title", in_languages(Words(nl=f"Catalogus: {dataset['name']['nl']}",
                                             en=f"Catalogue: {dataset['name']['en']}"))),
            ("dct:description", in_languages(Words(**dataset["description"]))),
            *responsible,
            ("foaf:homepage", [iri(base)]),
            ("dct:issued", [f"{text(dataset['as_of'])}^^xsd:date"]),
            ("dct:modified", [f"{text(dataset['as_of'])}^^xsd:date"]),
            ("dct:spatial", [iri(NETHERLANDS)]),
            ("dcat:themeTaxonomy", [iri(f"{AUTHORITY}data-theme")]),
            ("dcat:dataset", [iri(described)]),
            ("dcat:service", [iri(service)]),
        ]),
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
            *responsible,
            *about,
            ("dct:conformsTo", [iri(terms)]),
            ("dct:accrualPeriodicity", [iri(IRREGULAR)]),
            ("dct:spatial", [iri(NETHERLANDS)]),
            *([("dct:temporal", [iri(period)])] if first else []),
            ("foaf:page", [iri(base)]),
            ("dcat:landingPage", [iri(base)]),
            ("dcat:version", [text(dataset["version"])]),
            ("dcat:isVersionOf", [iri(series)]),
            *([("dcat:previousVersion", [iri(f"{series}/{previous}")])] if previous else []),
            ("dcat:distribution", [iri(_distribution(described, entry["path"])) for entry in distributions]),
        ]),
        (iri(service), [
            ("rdf:type", ["dcat:DataService"]),
            ("dct:title", in_languages(Words(nl="Identificaties opvragen", en="Looking identifiers up"))),
            ("dct:description", in_languages(Words(
                nl="Elke identificatie leidt over HTTP naar wat ervan bekend is, als pagina, Turtle, JSON-LD of CSV.",
                en="Each identifier leads over HTTP to what is known of it, as a page, Turtle, JSON-LD or CSV."))),
            ("dct:identifier", [text(service)]),
            *responsible,
            *about,
            ("dcat:endpointURL", [iri(f"{base}id/")]),
            ("dcat:endpointDescription", [iri(f"{base}.well-known/void")]),
            ("dcat:landingPage", [iri(base)]),
            ("foaf:page", [iri(base)]),
            ("dct:format", [iri(f"{AUTHORITY}file-type/RDF_TURTLE")]),
            ("dct:conformsTo", [iri(terms)]),
            ("dcat:servesDataset", [iri(described)]),
        ]),
        (iri(publisher), [
            ("rdf:type", ["foaf:Agent"]),
            ("foaf:name", [text(dataset["publisher_name"], tag) for tag in ("en", "nl")]),
        ]),
        (iri(contact), [
            ("rdf:type", [iri(f"{VCARD}Kind"), iri(f"{VCARD}Organization")]),
            (iri(f"{VCARD}fn"), [text(dataset["publisher_name"])]),
            # As long as no address is set, the site itself is all there is to turn to.
            (iri(f"{VCARD}hasURL"), [iri(dataset.get("contact", base))]),
        ]),
        (iri(dataset["licence"]), [("rdf:type", ["dct:LicenseDocument"])]),
        (iri(base), [("rdf:type", ["foaf:Document"])]),
        (iri(terms), [("rdf:type", ["dct:Standard"])]),
    ]  # fmt: skip
    if first:
        begins: Properties = [
            ("rdf:type", ["dct:PeriodOfTime"]),
            ("dcat:startDate", [f"{text(first)}^^xsd:date"]),
        ]
        subjects.append((iri(period), begins))
    for entry in distributions:
        subjects += _file(described, entry, dataset, base + place, service, terms)
    kinds = sorted({entry["media_type"] for entry in distributions})
    subjects += [(iri(IANA + kind), [("rdf:type", ["dct:MediaType"])]) for kind in kinds]
    return document(NOTE, subjects, base)


def _distribution(described: str, path: str) -> str:
    return f"{described}#distribution.{path.replace('/', '.')}"


def _file(
    described: str, entry: Mapping[str, Any], dataset: Record, folder: str, service: str, terms: str
) -> list[tuple[str, Properties]]:
    name = _distribution(described, entry["path"])
    address, kind = folder + entry["path"], entry["media_type"]
    words = Words(
        nl=f"{dataset['name']['nl']}, versie {dataset['version']}, als {kind}",
        en=f"{dataset['name']['en']}, version {dataset['version']}, as {kind}",
    )
    return [
        (iri(name), [
            ("rdf:type", ["dcat:Distribution"]),
            ("dct:title", [text(entry["path"], "nl"), text(entry["path"], "en")]),
            ("dct:description", in_languages(words)),
            ("dct:license", [iri(dataset["licence"])]),
            ("dct:language", [iri(language) for language in LANGUAGES]),
            ("dct:conformsTo", [iri(terms)]),
            ("dct:issued", [f"{text(dataset['as_of'])}^^xsd:date"]),
            ("dcat:accessURL", [iri(address)]),
            ("dcat:downloadURL", [iri(address)]),
            ("dcat:accessService", [iri(service)]),
            ("dcat:mediaType", [iri(IANA + kind)]),
            ("dct:format", [iri(f"{AUTHORITY}file-type/{FILE_TYPES[kind]}")]),
            ("dcat:byteSize", [f"{text(str(entry['bytes']))}^^xsd:nonNegativeInteger"]),
            (iri("http://data.europa.eu/r5r/availability"), [iri(STABLE)]),
            (iri(f"{ADMS}status"), [iri(COMPLETED)]),
            (iri("http://spdx.org/rdf/terms#checksum"), [iri(f"{name}.checksum")]),
        ]),
        (iri(f"{name}.checksum"), [
            ("rdf:type", [iri("http://spdx.org/rdf/terms#Checksum")]),
            (iri("http://spdx.org/rdf/terms#algorithm"), [iri(SHA256)]),
            (iri("http://spdx.org/rdf/terms#checksumValue"), [f"{text(entry['sha256'])}^^xsd:hexBinary"]),
        ]),
    ]  # fmt: skip
