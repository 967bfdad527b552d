# SPDX-License-Identifier: MIT
"""Subsidy schemes (subsidieregelingen): public money for collaboration, who may ask for it, when and how much."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Strict, StringConstraints

from vmbo_mbo_kb.model.base import (
    Cited,
    CitedPart,
    Dated,
    Key,
    MaybeDated,
    Named,
    NonNegative,
    Part,
    Period,
    Several,
    Text,
    same_as,
)
from vmbo_mbo_kb.model.marks import Code, Rdf, RdfClass, Ref
from vmbo_mbo_kb.model.shared import Condition, Levels, Party, Succession, Themes
from vmbo_mbo_kb.model.when import When

if TYPE_CHECKING:
    from vmbo_mbo_kb.model.organisation import Organisation
    from vmbo_mbo_kb.model.regulation import Regulation

Currency = Annotated[str, Strict(), StringConstraints(pattern=r"^([A-Z]{3}|%)$")]
"""A currency by its ISO 4217 code, or ``%``."""


class SchemeSuccession(Succession):
    """A step in the lineage of subsidy schemes.

    nl: Een stap in de afstammingslijn van subsidieregelingen.
    """

    rdf = RdfClass(
        "kb:SchemeSuccession",
        "opvolging van subsidieregelingen",
        "succession of subsidy schemes",
        types=("prov:EntityInfluence",),
        within=("prov:EntityInfluence",),
        also={"to": ("prov:entity",)},
    )

    to: Annotated[
        Ref["SubsidyScheme"],
        Rdf("kb:predecessor", "voorganger", "predecessor", within="prov:influencer", acyclic=True),
    ]
    """The earlier scheme.

    nl: De eerdere regeling.
    """
    key: Annotated[Key, Rdf("dct:identifier", "sleutel", "key")] = same_as("to")
    """Name of the step; the id of the earlier scheme unless there are two steps to it.

    nl: Naam van de stap; het id van de eerdere regeling, tenzij er twee stappen naartoe zijn.
    """


class Administration(MaybeDated, Part, Cited):
    """An organisation that runs a scheme, for as long as it does.

    nl: Een organisatie die een regeling uitvoert, zolang zij dat doet.
    """

    rdf = RdfClass("kb:Administration", "uitvoering", "administration")

    organisation: Annotated[
        Ref["Organisation"], Rdf("kb:organisation", "organisatie", "organisation", within="dct:relation")
    ]
    """The organisation.

    nl: De organisatie.
    """
    key: Annotated[Key, Rdf("dct:identifier", "sleutel", "key")] = same_as("organisation")
    """Name of the part; the id of the organisation unless it is there twice.

    nl: Naam van het onderdeel; het id van de organisatie, tenzij die er tweemaal staat.
    """


class ApplicationWindow(CitedPart):
    """A stretch of time in which applications are taken.

    nl: Een tijdvak waarin kan worden aangevraagd.
    """

    rdf = RdfClass(
        "kb:ApplicationWindow",
        "aanvraagtijdvak",
        "application window",
        plural=("aanvraagtijdvakken", "application windows"),
    )

    period: Annotated[Period, Rdf("kb:period", "periode", "period", within="dct:temporal")]
    """First and last day of applying.

    nl: Eerste en laatste dag waarop kan worden aangevraagd.
    """
    comment: Annotated[Text | None, Rdf("rdfs:comment", "toelichting", "comment")] = None
    """For whom or what the window is.

    nl: Voor wie of wat het tijdvak is.
    """


class AmountKind(Code):
    """What an amount says.

    nl: Wat een bedrag zegt.
    """

    BUDGET = "budget", "budget", "budget"
    GRANT = "grant", "subsidiebedrag", "grant"
    MAXIMUM_GRANT = "maximum-grant", "hoogste subsidiebedrag", "maximum grant"
    MINIMUM_GRANT = "minimum-grant", "laagste subsidiebedrag", "minimum grant"
    MINIMUM_CO_FINANCING = "minimum-co-financing", "minimale cofinanciering", "minimum co-financing"


class AmountPer(Code):
    """What an amount is counted for.

    nl: Waarvoor een bedrag geldt.
    """

    SCHEME = "per-scheme", "hele regeling", "whole scheme"
    YEAR = "per-year", "per jaar", "per year"
    APPLICATION = "per-application", "per aanvraag", "per application"
    PUPIL = "per-pupil", "per leerling", "per pupil"
    PUPIL_A_YEAR = "per-pupil-a-year", "per leerling per jaar", "per pupil a year"
    EARLY_LEAVER_FEWER = (
        "per-early-leaver-fewer",
        "per voortijdig schoolverlater minder",
        "per early leaver fewer",
    )
    PLACE = "per-place", "per leerwerkplaats", "per training place"
    REGION = "per-region", "per regio", "per region"
    INSTITUTION = "per-institution", "per instelling", "per institution"
    LOCATION = "per-location", "per vestiging", "per location"
    PROGRAMME = "per-programme", "per programma", "per programme"
    TRANSITION = "per-transition", "per overgangsmoment", "per transition moment"
    SHARE_OF_GRANT = "share-of-grant", "deel van de subsidie", "share of the grant"


class Amount(MaybeDated, CitedPart):
    """A sum of money (or a share, where the currency is a percentage) that a scheme names.

    nl: Een bedrag (of een aandeel, als de munt een percentage is) dat een regeling noemt.
    """

    rdf = RdfClass(
        "kb:Amount",
        "bedrag",
        "amount",
        plural=("bedragen", "amounts"),
        types=("schema:MonetaryAmount",),
        within=("schema:MonetaryAmount",),
    )

    kind: Annotated[AmountKind, Rdf("dct:type", "soort", "kind")]
    """What the amount says.

    nl: Wat het bedrag zegt.
    """
    value: Annotated[NonNegative, Rdf("schema:value", "waarde", "value")]
    """The number, in units of the currency.

    nl: Het getal, in eenheden van de munt.
    """
    currency: Annotated[Currency, Rdf("schema:currency", "munt", "currency")]
    """Currency by its ISO 4217 code, or ``%`` for a share.

    nl: Munt volgens de ISO 4217-code, of ``%`` voor een aandeel.
    """
    per: Annotated[AmountPer, Rdf("kb:per", "per", "per")]
    """What it is counted for.

    nl: Waarvoor het geldt.
    """
    period: Annotated[Period | None, Rdf("kb:period", "periode", "period", within="dct:temporal")] = None
    """The stretch of time that the money is for.

    nl: Het tijdvak waarvoor het geld is.
    """
    comment: Annotated[Text | None, Rdf("rdfs:comment", "toelichting", "comment")] = None
    """What a reader must know to use the number.

    nl: Wat een lezer moet weten om het getal te gebruiken.
    """


class SubsidyScheme(Dated, Named):
    """A scheme by which public money is given for collaboration or for what it aims at.

    nl: Een regeling die publiek geld geeft voor samenwerking of voor het doel daarvan.
    """

    rdf = RdfClass(
        "kb:SubsidyScheme",
        "subsidieregeling",
        "subsidy scheme",
        plural=("subsidieregelingen", "subsidy schemes"),
        folder="subsidy-schemes",
        types=("prov:Entity", When("cpsv:PublicService", "competent_authorities")),
        within=("prov:Entity",),
        also={"name": ("dct:title",)},
        shortcuts={"prov:wasInfluencedBy": ("follows", "to")},
    )

    purpose: Annotated[Text | None, Rdf("kb:purpose", "doel", "purpose", within="dct:description")] = None
    """What the money is meant to bring about.

    nl: Wat het geld moet bereiken.
    """
    parties: Annotated[Several[Party], Rdf("kb:party", "partij", "party")] = ()
    """Who may apply, and with which partners.

    nl: Wie mag aanvragen, en met welke partners.
    """
    conditions: Annotated[Several[Condition], Rdf("kb:condition", "voorwaarde", "condition")] = ()
    """What must be met to get the money.

    nl: Waaraan moet worden voldaan om het geld te krijgen.
    """
    themes: Themes = ()
    """The themes and topics that the scheme names.

    nl: De thema's en onderwerpen die de regeling noemt.
    """
    education_levels: Levels = ()
    """The levels of education that it is for.

    nl: De onderwijsniveaus waarvoor de regeling is.
    """
    competent_authorities: Annotated[
        Several[Ref["Organisation"]], Rdf("cv:hasCompetentAuthority", "bevoegd gezag", "competent authority")
    ] = ()
    """The public organisations responsible for the scheme.

    nl: De overheidsorganisaties die voor de regeling verantwoordelijk zijn.
    """
    administering_bodies: Annotated[
        Several[Administration], Rdf("kb:administration", "uitvoering", "administration")
    ] = ()
    """The organisations that run it, over time.

    nl: De organisaties die de regeling uitvoeren, in de loop van de tijd.
    """
    regulations: Annotated[Several[Ref["Regulation"]], Rdf("cv:hasLegalResource", "wettekst", "legal publication")] = ()
    """The legal publications of the scheme; numbers and dates stand there.

    nl: De bekendmakingen van de regeling; nummers en data staan daar.
    """
    application_windows: Annotated[
        Several[ApplicationWindow], Rdf("kb:applicationWindow", "aanvraagtijdvak", "application window")
    ] = ()
    """When applications are or were taken.

    nl: Wanneer kan of kon worden aangevraagd.
    """
    amounts: Annotated[Several[Amount], Rdf("kb:amount", "bedrag", "amount")] = ()
    """Budgets and grants.

    nl: Budgetten en subsidiebedragen.
    """
    follows: Annotated[Several[SchemeSuccession], Rdf("prov:qualifiedInfluence", "volgt op", "follows")] = ()
    """The schemes that it came out of.

    nl: De regelingen waaruit deze is voortgekomen.
    """
