# SPDX-License-Identifier: MIT
"""The description of a dataset itself: title, publisher, licence, version."""

from typing import Annotated

from pydantic import Strict, StringConstraints

from vmbo_mbo_kb.model.base import Iri, KeyedPart, Natural, Record, Several, Str, Text
from vmbo_mbo_kb.model.marks import Code, Rdf, RdfClass
from vmbo_mbo_kb.periods import Day

Version = Annotated[str, Strict(), StringConstraints(pattern=r"^[1-9][0-9]{3}\.[1-9][0-9]*$")]
"""Calendar version: the year, and the number of the release in it."""


class AssertionKind(Code):
    """What a dataset can assert of itself.

    nl: Wat een dataset over zichzelf kan beweren.
    """

    AT_LEAST = "at-least", "ten minste zoveel records", "at least so many records"
    GROUNDED = "grounded", "wat geldt heeft een grondslag of een reden", "what is in force has a basis or a reason"
    SUCCEEDED = "succeeded", "wat is vervallen heeft een opvolger of een open vraag", "what has lapsed has a successor"


class Assertion(KeyedPart):
    """Something that the dataset promises of itself and that validation holds it to.

    nl: Iets wat de dataset van zichzelf belooft en waaraan de validatie haar houdt.
    """

    rdf = RdfClass("kb:Assertion", "bewering", "assertion")

    kind: Annotated[AssertionKind, Rdf("dct:type", "soort", "kind")]
    """What is asserted.

    nl: Wat er wordt beweerd.
    """
    class_name: Annotated[Str, Rdf("kb:className", "klasse", "class")]
    """The class that it is about, by the name of its folder.

    nl: De klasse waarover het gaat, met de naam van haar map.
    """
    least: Annotated[Natural | None, Rdf("kb:least", "ten minste", "at least")] = None
    """For the kind ``at-least``: the smallest number of records.

    nl: Bij de soort ``at-least``: het kleinste aantal records.
    """


class Dataset(Record):
    """What a dataset is, who publishes it, under which licence, and as of which day.

    nl: Wat een dataset is, wie die uitgeeft, onder welke licentie, en per welke dag.
    """

    rdf = RdfClass(
        "kb:Dataset",
        "dataset",
        "dataset",
        folder="dataset",
        # A dcat:Dataset has an agent as its publisher; here is only a name. The description in DCAT claims it.
        types=("schema:Dataset",),
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
    version: Annotated[Version, Rdf("dcat:version", "versie", "version")]
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
    assertions: Annotated[Several[Assertion], Rdf("kb:assertion", "bewering", "assertion")] = ()
    """What the dataset promises of itself.

    nl: Wat de dataset van zichzelf belooft.
    """
