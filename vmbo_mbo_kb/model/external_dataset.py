# SPDX-License-Identifier: MIT
"""External datasets (externe datasets): data of others that answer what this dataset does not."""

from typing import TYPE_CHECKING, Annotated

from vmbo_mbo_kb.model.base import CitedEntity, Iri, Several, Str, Text, Title
from vmbo_mbo_kb.model.marks import Rdf, RdfClass, Ref
from vmbo_mbo_kb.model.shared import Concepts
from vmbo_mbo_kb.model.when import When

if TYPE_CHECKING:
    from vmbo_mbo_kb.model.organisation import Organisation


class ExternalDataset(CitedEntity):
    """A dataset of another publisher.

    nl: Een dataset van een andere uitgever.
    """

    rdf = RdfClass(
        "kb:ExternalDataset",
        "externe dataset",
        "external dataset",
        plural=("externe datasets", "external datasets"),
        folder="external-datasets",
        types=(When("dcat:Dataset", "publisher"),),  # which CPSV-AP and DCAT-AP ask of one
        within=("dcat:Dataset",),
        also={"title": ("skos:prefLabel",)},
    )

    title: Annotated[Title, Rdf("dct:title", "titel", "title", naming=True)]
    """The title as it is.

    nl: De titel zoals die luidt.
    """
    description: Annotated[Text, Rdf("dct:description", "omschrijving", "description")]
    """What it can answer.

    nl: Welke vragen het kan beantwoorden.
    """
    publisher: Annotated[Ref["Organisation"] | None, Rdf("dct:publisher", "uitgever", "publisher")] = None
    """The organisation that publishes it.

    nl: De organisatie die het uitgeeft.
    """
    number: Annotated[Str | None, Rdf("kb:number", "nummer", "number", within="dct:identifier")] = None
    """Its number in the publisher's catalogue.

    nl: Het nummer in de catalogus van de uitgever.
    """
    address: Annotated[Iri | None, Rdf("schema:url", "adres", "address")] = None
    """Where it is, or was, on the web.

    nl: Waar het op het web staat of stond.
    """
    concepts: Concepts = ()
    """The notions that it counts or describes.

    nl: De begrippen die het telt of beschrijft.
    """
    other_names: Annotated[
        Several[Str], Rdf("skos:hiddenLabel", "andere naam", "other name", language="nl", naming=True)
    ] = ()
    """Other Dutch names that readers may search for.

    nl: Andere Nederlandse namen waarop lezers kunnen zoeken.
    """
