# SPDX-License-Identifier: MIT
"""Where the published files come from: PROV-O (https://www.w3.org/TR/prov-o/) of the build, and RO-Crate 1.2.

A build reads no clock, so it states no time: what it was made of and by which software is told by version and checksum.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from vmbo_mbo_kb._version import __version__
from vmbo_mbo_kb.generators.described import KEYWORDS, SOFTWARE, Publication
from vmbo_mbo_kb.generators.turtle import Properties, document, iri, text

NOTE: Final = "How the files of this publication were made, of what and by what: PROV-O."

CRATE: Final = "https://w3id.org/ro/crate/1.2"

SHA256: Final = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"


def prov(publication: Publication, sources: Iterable[str] = ()) -> str:
    """The provenance of the build as Turtle, the same on every run.

    :param sources: IRIs of the sources that the data rest on.
    """
    described = publication.iri
    build, software = f"{described}#build", f"{publication.series}#software-{__version__}"
    subjects: list[tuple[str, Properties]] = [
        (iri(described), [
            ("rdf:type", ["prov:Entity"]),
            ("prov:hadPrimarySource", sorted(map(iri, sources))),
            ("prov:wasAttributedTo", [iri(f"{publication.series}#publisher")]),
        ]),
        (iri(build), [
            ("rdf:type", ["prov:Activity"]),
            ("rdfs:label", [text("Bouwen van de publicatie", "nl"), text("Build of the publication", "en")]),
            ("prov:used", [iri(described)]),
            ("prov:wasAssociatedWith", [iri(software)]),
        ]),
        (iri(software), [
            ("rdf:type", ["prov:SoftwareAgent"]),
            ("rdfs:label", [text(SOFTWARE)]),
            ("schema:softwareVersion", [text(__version__)]),
        ]),
        (iri(f"{publication.series}#publisher"), [
            ("rdf:type", ["prov:Agent"]),
            ("foaf:name", [text(publication.dataset["publisher_name"])]),
        ]),
    ]  # fmt: skip
    for entry in publication.files:
        name = publication.address(entry["path"])
        checksum = f"{described}#checksum.{entry['path'].replace('/', '.')}"
        subjects.append((iri(name), [
            ("rdf:type", ["prov:Entity"]),
            ("prov:wasDerivedFrom", [iri(described)]),
            ("prov:wasGeneratedBy", [iri(build)]),
            (iri("http://spdx.org/rdf/terms#checksum"), [iri(checksum)]),
        ]))  # fmt: skip
        subjects.append((iri(checksum), [
            ("rdf:type", [iri("http://spdx.org/rdf/terms#Checksum")]),
            (iri("http://spdx.org/rdf/terms#algorithm"), [iri(SHA256)]),
            (iri("http://spdx.org/rdf/terms#checksumValue"), [f"{text(entry['sha256'])}^^xsd:hexBinary"]),
        ]))  # fmt: skip
    subjects = [(subject, [each for each in properties if each[1]]) for subject, properties in subjects]
    return document(NOTE, subjects, publication.base)


def ro_crate(publication: Publication) -> dict[str, Any]:
    """``ro-crate-metadata.json`` of RO-Crate 1.2 (https://w3id.org/ro/crate/1.2).

    Files of single records and tables are told of by the folder that they are in.
    """
    dataset = publication.dataset
    spdx, licence = publication.licence
    folders = sorted({entry["path"].partition("/")[0] + "/" for entry in publication.files if "/" in entry["path"]})
    files = [_file(entry, dataset["name"]["en"]) for entry in publication.files if "/" not in entry["path"]]
    contact = f"{publication.series}#contact"
    publisher = f"{publication.series}#publisher"
    return {
        "@context": f"{CRATE}/context",
        "@graph": [
            {
                "@id": "ro-crate-metadata.json",
                "@type": "CreativeWork",
                "about": {"@id": "./"},
                "conformsTo": {"@id": CRATE},
            },
            {
                "@id": "./",
                "@type": "Dataset",
                "name": dataset["name"]["en"],
                "alternateName": dataset["name"]["nl"],
                "description": dataset["description"]["en"],
                "identifier": {"@id": "#identifier"},
                "url": publication.base,
                "version": publication.version,
                "datePublished": publication.day,
                "license": {"@id": dataset["licence"]},
                "publisher": {"@id": publisher},
                "author": {"@id": publisher},
                "keywords": ", ".join(KEYWORDS["en"]),
                "inLanguage": ["nl", "en"],
                "hasPart": [{"@id": entry["@id"]} for entry in files] + [{"@id": name} for name in folders],
                "mentions": {"@id": "#build"},
            },
            {
                "@id": dataset["licence"],
                "@type": "CreativeWork",
                "name": licence,
                **({"identifier": spdx} if spdx else {}),
                "description": f"The licence of the data: {licence}.",
            },
            {
                "@id": "#identifier",
                "@type": "PropertyValue",
                "name": "IRI of this version",
                "value": publication.iri,
                "url": publication.iri,
            },
            {
                "@id": publisher,
                "@type": "Organization",
                "name": dataset["publisher_name"],
                "url": publication.base,
                "contactPoint": {"@id": contact},
            },
            {
                "@id": contact,
                "@type": "ContactPoint",
                "name": f"Mistakes and questions: {dataset['publisher_name']}",
                "contactType": "mistakes and questions",
                # As long as no address is set, the site itself is all there is to turn to.
                "url": dataset.get("contact", publication.base),
            },
            {
                "@id": "#build",
                "@type": "CreateAction",
                "name": "Build of the publication",
                "instrument": {"@id": "#software"},
                "result": [{"@id": entry["@id"]} for entry in files] + [{"@id": name} for name in folders],
            },
            {
                "@id": "#software",
                "@type": "SoftwareApplication",
                "name": SOFTWARE,
                "version": __version__,
                "url": publication.base,
            },
            *files,
            *(
                {
                    "@id": name,
                    "@type": "Dataset",
                    "name": name,
                    "description": f"{sum(each['path'].startswith(name) for each in publication.files)} files",
                    "datePublished": publication.day,
                }
                for name in folders
            ),
        ],
    }


def _file(entry: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {
        "@id": entry["path"],
        "@type": "File",
        "name": entry["path"],
        "description": f"{name}: {entry['records']} records as {entry['media_type']}.",
        "encodingFormat": entry["media_type"],
        "contentSize": str(entry["bytes"]),
        "sha256": entry["sha256"],
    }
