# SPDX-License-Identifier: MIT
"""Regulations (wet- en regelgeving): acts, decrees, ministerial regulations and policy rules."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Strict, StringConstraints

from vmbo_mbo_kb.model.base import CitedEntity, Dated, Iri, Key, Several, Str, Text, Title, same_as
from vmbo_mbo_kb.model.marks import Code, Rdf, RdfClass, Ref
from vmbo_mbo_kb.model.shared import Succession
from vmbo_mbo_kb.periods import PartialDate

if TYPE_CHECKING:
    from vmbo_mbo_kb.model.organisation import Organisation

GazetteNumber = Annotated[str, Strict(), StringConstraints(pattern=r"^[1-9][0-9]{3}, [1-9][0-9]*( p\. [1-9][0-9]*)?$")]
"""Year and number of an issue of the Staatsblad or Staatscourant, with the page where an issue holds several texts."""


class RegulationKind(Code):
    """Kind of regulation.

    nl: Soort wet- of regelgeving.
    """

    ACT = "act", "wet", "act"
    ORDER_IN_COUNCIL = "order-in-council", "algemene maatregel van bestuur", "order in council"
    ROYAL_DECREE = "royal-decree", "koninklijk besluit", "royal decree"
    MINISTERIAL_REGULATION = "ministerial-regulation", "ministeriële regeling", "ministerial regulation"
    POLICY_RULE = "policy-rule", "beleidsregel", "policy rule"
    POLICY_FRAMEWORK = "policy-framework", "beleidskader", "policy framework"
    COVENANT = "covenant", "convenant", "covenant"
    BILL = "bill", "wetsvoorstel", "bill"


class NameStatus(Code):
    """Where the name of a regulation comes from.

    nl: Waar de naam van een regeling vandaan komt.
    """

    OFFICIAL = "official-name", "officiële titel", "official title"
    POLICY = "policy-name", "beleidsnaam", "name used in policy"
    EDITORIAL = "editorial-name", "naam van de redactie", "name given by the editors"


class RegulationSuccession(Succession):
    """A step in the lineage of regulations.

    nl: Een stap in de afstammingslijn van wet- en regelgeving.
    """

    rdf = RdfClass(
        "kb:RegulationSuccession",
        "opvolging van regelgeving",
        "succession of regulations",
        types=("prov:EntityInfluence",),
        within=("prov:EntityInfluence",),
        also={"to": ("prov:entity",)},
    )

    to: Annotated[
        Ref["Regulation"],
        Rdf("kb:predecessor", "voorganger", "predecessor", within="prov:influencer", acyclic=True),
    ]
    """The earlier regulation.

    nl: De eerdere regeling.
    """
    key: Annotated[Key, Rdf("dct:identifier", "sleutel", "key")] = same_as("to")
    """Name of the step; the id of the earlier regulation unless there are two steps to it.

    nl: Naam van de stap; het id van de eerdere regeling, tenzij er twee stappen naartoe zijn.
    """


class Regulation(Dated, CitedEntity):
    """A law, decree, ministerial regulation, policy rule or covenant.

    nl: Een wet, besluit, ministeriële regeling, beleidsregel of convenant.
    """

    rdf = RdfClass(
        "kb:Regulation",
        "wet of regeling",
        "regulation",
        plural=("wetten en regelingen", "laws and regulations"),
        folder="regulations",
        types=("eli:LegalResource",),
        within=("eli:LegalResource",),
        also={"title": ("skos:prefLabel",), "kind": ("eli:type_document",)},
        shortcuts={"prov:wasInfluencedBy": ("follows", "to")},
    )

    title: Annotated[Title, Rdf("dct:title", "titel", "title", naming=True)]
    """The title as it was published, or the name that stands in for it.

    nl: De titel zoals bekendgemaakt, of de naam die daarvoor in de plaats staat.
    """
    name_status: Annotated[NameStatus, Rdf("kb:nameStatus", "herkomst van de titel", "origin of the title")]
    """Whether the title is official.

    nl: Of de titel officieel is.
    """
    short_title: Annotated[
        Str | None, Rdf("dct:alternative", "citeertitel", "short title", language="nl", naming=True)
    ] = None
    """The title to cite it by.

    nl: De titel waaronder de regeling wordt aangehaald.
    """
    abbreviation: Annotated[
        Str | None, Rdf("skos:altLabel", "afkorting", "abbreviation", language="nl", naming=True)
    ] = None
    """The abbreviation in common use.

    nl: De gangbare afkorting.
    """
    description: Annotated[Text, Rdf("dct:description", "omschrijving", "description")]
    """What it arranges, in the editors' own words.

    nl: Wat de regeling regelt, in de eigen woorden van de redactie.
    """
    kind: Annotated[RegulationKind, Rdf("dct:type", "soort", "kind")]
    """Kind of regulation.

    nl: Soort regeling.
    """
    reference: Annotated[Str | None, Rdf("kb:reference", "kenmerk", "reference", within="eli:id_local")] = None
    """The number that the issuing body gave it.

    nl: Het kenmerk van de instantie die de regeling vaststelde.
    """
    staatsblad: Annotated[
        GazetteNumber | None, Rdf("kb:staatsblad", "Staatsblad", "Staatsblad", within="eli:id_local")
    ] = None
    """Year and number in the Staatsblad (bulletin of acts and decrees).

    nl: Jaargang en nummer in het Staatsblad.
    """
    staatscourant: Annotated[
        GazetteNumber | None, Rdf("kb:staatscourant", "Staatscourant", "Staatscourant", within="eli:id_local")
    ] = None
    """Year and number in the Staatscourant (government gazette).

    nl: Jaargang en nummer in de Staatscourant.
    """
    bwb: Annotated[
        Annotated[str, Strict(), StringConstraints(pattern=r"^BWB[RVW][0-9]{7}$")] | None,
        Rdf("kb:bwb", "BWB-id", "BWB id", within="eli:id_local"),
    ] = None
    """Identifier in the Basiswettenbestand, the register of consolidated law.

    nl: Identificatie in het Basiswettenbestand, het register van geconsolideerde regelgeving.
    """
    dossier: Annotated[Str | None, Rdf("kb:dossier", "Kamerdossier", "parliamentary file")] = None
    """Number of the parliamentary file.

    nl: Nummer van het Kamerdossier.
    """
    calendar_id: Annotated[
        Str | None, Rdf("kb:calendarId", "KetenID", "legislative calendar id", within="eli:id_local")
    ] = None
    """Identifier (KetenID) in the government's legislative calendar.

    nl: KetenID in de Wetgevingskalender.
    """
    signed: Annotated[PartialDate | None, Rdf("eli:date_document", "vastgesteld op", "signed on")] = None
    """When it was signed.

    nl: Wanneer de regeling is vastgesteld.
    """
    published: Annotated[PartialDate | None, Rdf("eli:date_publication", "bekendgemaakt op", "published on")] = None
    """When it was published.

    nl: Wanneer de regeling is bekendgemaakt.
    """
    issued_by: Annotated[Several[Ref["Organisation"]], Rdf("eli:passed_by", "vastgesteld door", "issued by")] = ()
    """Who issued it.

    nl: Wie de regeling heeft vastgesteld.
    """
    amends: Annotated[Several[Ref["Regulation"]], Rdf("eli:amends", "wijzigt", "amends")] = ()
    """The regulations that it changes.

    nl: De regelingen die worden gewijzigd.
    """
    based_on: Annotated[Several[Ref["Regulation"]], Rdf("eli:based_on", "berust op", "based on")] = ()
    """The regulations that give the power to issue it.

    nl: De regelingen die de bevoegdheid geven om deze vast te stellen.
    """
    repeals: Annotated[Several[Ref["Regulation"]], Rdf("eli:repeals", "trekt in", "repeals")] = ()
    """The regulations that it ends.

    nl: De regelingen die worden ingetrokken.
    """
    commences: Annotated[Several[Ref["Regulation"]], Rdf("eli:commences", "doet in werking treden", "commences")] = ()
    """The regulations that it brings into force.

    nl: De regelingen die hiermee in werking treden.
    """
    address: Annotated[Iri | None, Rdf("schema:url", "adres", "address")] = None
    """Where the text is, or was, on the web.

    nl: Waar de tekst op het web staat of stond.
    """
    follows: Annotated[Several[RegulationSuccession], Rdf("prov:qualifiedInfluence", "volgt op", "follows")] = ()
    """The regulations that it came out of.

    nl: De regelingen waaruit deze is voortgekomen.
    """
