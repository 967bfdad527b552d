# SPDX-License-Identifier: MIT
"""The description of a dataset itself: title, publisher, licence, version."""

from typing import Annotated

from vmbo_mbo_kb.model.base import Iri, Record, Str, Text
from vmbo_mbo_kb.model.marks import Rdf, RdfClass
from vmbo_mbo_kb.periods import Day


class Dataset(Record):
    """What a dataset is, who publishes it, under which licence, and as of which day.

    nl: Wat een dataset is, wie die uitgeeft, onder welke licentie, en per welke dag.
    """

    rdf = RdfClass(
        "kb:Dataset",
        "dataset",
        "dataset",
        folder="dataset",
        types=("dcat:Dataset",),
        within=("dcat:Dataset",),
        also={"name": ("dct:title",)},
        iri="id/{folder}/{id}/{version}",
    )

    name: Annotated[Text, Rdf("skos:prefLabel", "naam", "name")]
    """The title.

    nl: De titel.
    """
    description: Annotated[Text, Rdf("dct:description", "omschrijving", "description")]
    """What the dataset is about.

    nl: Waarover de dataset gaat.
    """
    version: Annotated[Str, Rdf("dcat:version", "versie", "version")]
    """Calendar version of the release.

    nl: Kalenderversie van de uitgave.
    """
    as_of: Annotated[Day, Rdf("kb:asOf", "per", "as of", within="dct:date")]
    """The day that counts as today in everything made from the dataset.

    nl: De dag die als vandaag geldt in alles wat uit de dataset wordt gemaakt.
    """
    licence: Annotated[Iri, Rdf("dct:license", "licentie", "licence")]
    """The licence of the data.

    nl: De licentie van de data.
    """
    publisher_name: Annotated[Str, Rdf("kb:publisherName", "uitgever", "publisher")]
    """Name of the publisher.

    nl: Naam van de uitgever.
    """
    contact: Annotated[Iri | None, Rdf("kb:contact", "contact", "contact", within="dct:relation")] = None
    """Address for questions and mistakes, as soon as there is one.

    nl: Adres voor vragen en fouten, zodra dat er is.
    """
    repository: Annotated[Iri | None, Rdf("kb:repository", "repository", "repository", within="dct:relation")] = None
    """Address of the sources of the dataset, as soon as there is one.

    nl: Adres van de bronbestanden van de dataset, zodra dat er is.
    """
