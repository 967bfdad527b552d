# SPDX-License-Identifier: MIT
"""Links: addresses worth offering to a reader, and what became of them."""

from typing import TYPE_CHECKING, Annotated

from vmbo_mbo_kb.model.base import CitedEntity, Iri, Text
from vmbo_mbo_kb.model.marks import Code, Rdf, RdfClass, Ref

if TYPE_CHECKING:
    from vmbo_mbo_kb.model.document import Document
    from vmbo_mbo_kb.model.organisation import Organisation


class Fate(Code):
    """What became of an address, as the editors know it.

    nl: Wat er van een adres is geworden, voor zover de redactie weet.
    """

    WORKS = "works", "werkt", "works"
    MOVED = "moved", "verhuisd", "moved"
    GONE = "gone", "verdwenen", "gone"
    UNKNOWN = "fate-unknown", "onbekend", "unknown"


class Link(CitedEntity):
    """An address on the web that is, or was, worth offering to a reader.

    nl: Een webadres dat een lezer verder helpt of hielp.
    """

    rdf = RdfClass(
        "kb:Link",
        "link",
        "link",
        plural=("links", "links"),
        folder="links",
        types=("schema:WebPage",),
        within=("schema:WebPage",),
    )

    address: Annotated[Iri, Rdf("schema:url", "adres", "address")]
    """The address.

    nl: Het adres.
    """
    description: Annotated[Text, Rdf("dct:description", "omschrijving", "description")]
    """What is, or was, to be found there.

    nl: Wat er te vinden is of was.
    """
    document: Annotated[Ref["Document"] | None, Rdf("kb:document", "document", "document", within="dct:references")] = (
        None
    )
    """The document at the address.

    nl: Het document op het adres.
    """
    organisation: Annotated[
        Ref["Organisation"] | None,
        Rdf("kb:organisation", "organisatie", "organisation", within="dct:relation"),
    ] = None
    """The organisation whose address it is.

    nl: De organisatie van wie het adres is.
    """
    fate: Annotated[Fate, Rdf("kb:fate", "lot", "fate")]
    """What became of it.

    nl: Wat ervan is geworden.
    """
    archived: Annotated[Iri | None, Rdf("schema:archivedAt", "gearchiveerd op", "archived at")] = None
    """A copy in a web archive.

    nl: Een kopie in een webarchief.
    """
    successor: Annotated[
        Ref["Link"] | None, Rdf("kb:successor", "opvolger", "successor", within="dct:isReplacedBy", acyclic=True)
    ] = None
    """The link to follow today.

    nl: De link die vandaag verder helpt.
    """
