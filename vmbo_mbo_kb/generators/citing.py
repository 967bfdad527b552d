# SPDX-License-Identifier: MIT
"""How the dataset is cited and found: schema.org, DataCite 4.5 (JSON and XML) and CITATION.cff."""

import json
from typing import Any, Final
from xml.etree import ElementTree

from vmbo_mbo_kb.generators.described import KEYWORDS, Publication
from vmbo_mbo_kb.words import Words

DATACITE: Final = "http://datacite.org/schema/kernel-4"
LANGUAGES: Final = ("en", "nl")


def schema_org(publication: Publication, *, digests: bool = True) -> dict[str, Any]:
    """A schema.org Dataset (https://developers.google.com/search/docs/appearance/structured-data/dataset).

    :param digests: whether size and checksum of the files are told, which change with every record.
    """
    dataset = publication.dataset
    publisher = {"@type": "Organization", "@id": f"{publication.series}#publisher", "name": dataset["publisher_name"]}
    found: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": publication.iri,
        "name": [{"@language": tag, "@value": dataset["name"][tag]} for tag in LANGUAGES],
        "description": [{"@language": tag, "@value": dataset["description"][tag]} for tag in LANGUAGES],
        "identifier": publication.iri,
        "url": publication.base,
        "version": publication.version,
        "datePublished": publication.day,
        "dateModified": publication.day,
        "license": dataset["licence"],
        "isAccessibleForFree": True,
        "inLanguage": list(LANGUAGES),
        "keywords": sorted({word for words in KEYWORDS.values() for word in words}),
        "creator": publisher,
        "publisher": publisher,
        "spatialCoverage": {"@type": "Country", "name": "Netherlands", "identifier": "NL"},
        "distribution": [
            {
                "@type": "DataDownload",
                "name": entry["path"],
                "contentUrl": publication.address(entry["path"]),
                "encodingFormat": entry["media_type"],
                **({"contentSize": f"{entry['bytes']} B", "sha256": entry["sha256"]} if digests else {}),
            }
            for entry in publication.whole
        ],
    }
    if publication.first:
        found["temporalCoverage"] = f"{publication.first}/.."
    return found


def datacite(publication: Publication) -> dict[str, Any]:
    """The metadata as DataCite's API takes them; a DOI is none of it, for there is none yet."""
    dataset = publication.dataset
    spdx, licence = publication.licence
    rights = {"rights": licence, "rightsUri": dataset["licence"]}
    if spdx:
        rights |= {
            "rightsIdentifier": spdx,
            "rightsIdentifierScheme": "SPDX",
            "schemeUri": "https://spdx.org/licenses/",
        }
    return {
        "schemaVersion": DATACITE,
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Knowledge base"},
        "creators": [{"name": dataset["publisher_name"], "nameType": "Organizational"}],
        "titles": [{"title": dataset["name"][tag], "lang": tag} for tag in LANGUAGES],
        "publisher": {"name": dataset["publisher_name"]},
        "publicationYear": publication.day[:4],
        "subjects": [{"subject": word, "lang": tag} for tag in LANGUAGES for word in KEYWORDS[tag]],
        "dates": [{"date": publication.day, "dateType": "Issued"}],
        "language": "nl",
        "alternateIdentifiers": [{"alternateIdentifier": publication.iri, "alternateIdentifierType": "IRI"}],
        "relatedIdentifiers": [
            {"relatedIdentifier": publication.series, "relatedIdentifierType": "URL", "relationType": "IsVersionOf"}
        ],
        "sizes": [f"{entry['records']} records" for entry in publication.whole if entry["path"] == "vmbo-mbo-kb.nt"],
        "formats": sorted({entry["media_type"] for entry in publication.whole}),
        "version": publication.version,
        "rightsList": [rights],
        "descriptions": [
            {"description": dataset["description"][tag], "descriptionType": "Abstract", "lang": tag}
            for tag in LANGUAGES
        ],
        "geoLocations": [{"geoLocationPlace": "Netherlands"}],
    }


def datacite_xml(publication: Publication) -> str:
    """The same as XML, as repositories exchange it."""
    data = datacite(publication)
    ElementTree.register_namespace("", DATACITE)
    root = ElementTree.Element(
        f"{{{DATACITE}}}resource",
        {
            "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation": f"{DATACITE} http://schema.datacite.org/meta/"
            "kernel-4.5/metadata.xsd"
        },
    )

    def add(parent: ElementTree.Element, name: str, words: str | None = None, **attributes: str) -> ElementTree.Element:
        language = attributes.pop("lang", None)
        given = {**attributes, **({"{http://www.w3.org/XML/1998/namespace}lang": language} if language else {})}
        element = ElementTree.SubElement(parent, f"{{{DATACITE}}}{name}", given)
        element.text = words
        return element

    creator = add(add(root, "creators"), "creator")
    for each in data["creators"]:
        add(creator, "creatorName", each["name"], nameType=each["nameType"])
    titles = add(root, "titles")
    for each in data["titles"]:
        add(titles, "title", each["title"], lang=each["lang"])
    add(root, "publisher", data["publisher"]["name"])
    add(root, "publicationYear", data["publicationYear"])
    subjects = add(root, "subjects")
    for each in data["subjects"]:
        add(subjects, "subject", each["subject"], lang=each["lang"])
    dates = add(root, "dates")
    for each in data["dates"]:
        add(dates, "date", each["date"], dateType=each["dateType"])
    add(root, "language", data["language"])
    kind = data["types"]
    add(root, "resourceType", kind["resourceType"], resourceTypeGeneral=kind["resourceTypeGeneral"])
    alternates = add(root, "alternateIdentifiers")
    for each in data["alternateIdentifiers"]:
        words, name = each["alternateIdentifier"], each["alternateIdentifierType"]
        add(alternates, "alternateIdentifier", words, alternateIdentifierType=name)
    related = add(root, "relatedIdentifiers")
    for each in data["relatedIdentifiers"]:
        attributes = {name: each[name] for name in ("relatedIdentifierType", "relationType")}
        add(related, "relatedIdentifier", each["relatedIdentifier"], **attributes)
    for name in ("sizes", "formats"):
        group = add(root, name)
        for words in data[name]:
            add(group, name.removesuffix("s"), words)
    add(root, "version", data["version"])
    rights = add(root, "rightsList")
    for each in data["rightsList"]:
        names = {"rightsUri": "rightsURI", "schemeUri": "schemeURI"}
        add(rights, "rights", each["rights"], **{names.get(k, k): v for k, v in each.items() if k != "rights"})
    descriptions = add(root, "descriptions")
    for each in data["descriptions"]:
        attributes = {"descriptionType": each["descriptionType"], "lang": each["lang"]}
        add(descriptions, "description", each["description"], **attributes)
    places = add(root, "geoLocations")
    for each in data["geoLocations"]:
        add(add(places, "geoLocation"), "geoLocationPlace", each["geoLocationPlace"])
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, "unicode") + "\n"


def citation_file(publication: Publication) -> str:
    """``CITATION.cff`` of the dataset (Citation File Format 1.2.0), in JSON's part of YAML."""
    dataset, (spdx, _) = publication.dataset, publication.licence
    fields: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "Cite this dataset as below, with its version.",
        "type": "dataset",
        "title": dataset["name"]["en"],
        "abstract": dataset["description"]["en"],
        "authors": [{"name": dataset["publisher_name"]}],
        "version": publication.version,
        "date-released": publication.day,
        "url": publication.base,
        "identifiers": [{"type": "url", "value": publication.iri, "description": "This version"}],
        "keywords": list(KEYWORDS["en"]),
        **({"license": spdx} if spdx else {"license-url": dataset["licence"]}),
    }
    return "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in fields.items())


def sentence(publication: Publication) -> Words:
    """How people cite it."""
    dataset = publication.dataset
    year, version, publisher = publication.day[:4], publication.version, dataset["publisher_name"]
    return Words(
        nl=f"{publisher} ({year}). {dataset['name']['nl']}, versie {version} [dataset]. {publication.iri}",
        en=f"{publisher} ({year}). {dataset['name']['en']}, version {version} [data set]. {publication.iri}",
    )


__all__ = ["citation_file", "datacite", "datacite_xml", "schema_org", "sentence"]
