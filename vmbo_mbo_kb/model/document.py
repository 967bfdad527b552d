# SPDX-License-Identifier: MIT
"""Documents (documenten): notes, reports, letters, brochures and web pages."""

from typing import TYPE_CHECKING, Annotated

from vmbo_mbo_kb.model.base import CitedEntity, Iri, Several, Str, Text, Title
from vmbo_mbo_kb.model.marks import Code, Rdf, RdfClass, Ref
from vmbo_mbo_kb.periods import PartialDate

if TYPE_CHECKING:
    from vmbo_mbo_kb.model.organisation import Organisation


class DocumentKind(Code):
    """Kind of document.

    nl: Soort document.
    """

    POLICY_NOTE = "policy-note", "notitie", "policy note"
    REPORT = "report", "rapport", "report"
    EVALUATION = "evaluation", "evaluatie of monitor", "evaluation or monitor"
    PARLIAMENTARY_PAPER = "parliamentary-paper", "Kamerstuk", "parliamentary paper"
    LETTER = "letter", "brief", "letter"
    OFFICIAL_PUBLICATION = "official-publication", "officiële bekendmaking", "official publication"
    BROCHURE = "brochure", "brochure", "brochure"
    NEWS_ITEM = "news-item", "nieuwsbericht", "news item"
    WEB_PAGE = "web-page", "webpagina", "web page"
    WEBSITE = "web-site", "website", "website"
    DATA_FILE = "data-file", "databestand", "data file"
    ARTICLE = "article-text", "artikel", "article"
    MAGAZINE = "magazine", "tijdschrift", "magazine"


class Document(CitedEntity):
    """A text that says something about the field.

    nl: Een tekst die iets over het veld zegt.
    """

    rdf = RdfClass(
        "kb:Document",
        "document",
        "document",
        plural=("documenten", "documents"),
        folder="documents",
        types=("foaf:Document", "dct:BibliographicResource"),
        within=("foaf:Document",),
        also={"title": ("skos:prefLabel",)},
    )

    title: Annotated[Title, Rdf("dct:title", "titel", "title", naming=True)]
    """The title as it is, or a description of the page where it has none.

    nl: De titel zoals die luidt, of een omschrijving als de pagina er geen heeft.
    """
    other_names: Annotated[
        Several[Str], Rdf("skos:hiddenLabel", "andere naam", "other name", language="nl", naming=True)
    ] = ()
    """Other Dutch names that readers may search for.

    nl: Andere Nederlandse namen waarop lezers kunnen zoeken.
    """
    description: Annotated[Text | None, Rdf("dct:description", "omschrijving", "description")] = None
    """What it says, in the editors' own words.

    nl: Wat erin staat, in de eigen woorden van de redactie.
    """
    kind: Annotated[DocumentKind, Rdf("dct:type", "soort", "kind")]
    """Kind of document.

    nl: Soort document.
    """
    publisher: Annotated[Ref["Organisation"] | None, Rdf("dct:publisher", "uitgever", "publisher")] = None
    """The organisation that published it.

    nl: De organisatie die het uitgaf.
    """
    credit: Annotated[Str | None, Rdf("schema:creditText", "makers", "credit")] = None
    """Authors, or a publisher that has no record of its own, as named.

    nl: Auteurs, of een uitgever zonder eigen record, zoals genoemd.
    """
    issued: Annotated[PartialDate | None, Rdf("dct:issued", "uitgegeven", "issued")] = None
    """When it came out.

    nl: Wanneer het verscheen.
    """
    number: Annotated[Str | None, Rdf("kb:number", "nummer", "number", within="dct:identifier")] = None
    """Number in a series, such as that of a parliamentary paper.

    nl: Nummer in een reeks, zoals dat van een Kamerstuk.
    """
    address: Annotated[Iri | None, Rdf("schema:url", "adres", "address")] = None
    """Where it is, or was, on the web.

    nl: Waar het op het web staat of stond.
    """
    part_of_document: Annotated[
        Ref["Document"] | None,
        Rdf("dct:isPartOf", "onderdeel van document", "part of document", acyclic=True),
    ] = None
    """The document or site that it is a part of.

    nl: Het document of de site waarvan dit een onderdeel is.
    """
