# SPDX-License-Identifier: MIT
"""Organisations (organisaties): government bodies, foundations, associations and programmes."""

from typing import Annotated

from vmbo_mbo_kb.model.base import CitedPart, Dated, Iri, Key, MaybeDated, Named, Several, Str, same_as
from vmbo_mbo_kb.model.marks import Code, Rdf, RdfClass, Ref
from vmbo_mbo_kb.model.shared import Identifier, Succession
from vmbo_mbo_kb.model.when import When


class OrganisationKind(Code):
    """Kind of organisation.

    nl: Soort organisatie.
    """

    MINISTRY = "ministry", "ministerie", "ministry"
    AGENCY = "government-agency", "uitvoeringsorganisatie", "government agency"
    INDEPENDENT_BODY = "independent-body", "zelfstandig bestuursorgaan", "independent administrative body"
    INSPECTORATE = "inspectorate", "inspectie", "inspectorate"
    FOUNDATION = "foundation", "stichting", "foundation"
    ASSOCIATION = "association", "vereniging", "association"
    PLATFORM = "platform", "platform", "platform"
    PROGRAMME = "programme", "programma", "programme"
    RESEARCH_BODY = "research-body", "onderzoeksinstelling", "research body"
    SCHOOL = "school", "school of instelling", "school or institution"
    WEBSITE_PUBLISHER = "website-publisher", "uitgever van een website", "publisher of a website"
    OTHER = "other-organisation", "andere organisatie", "other organisation"


class OrganisationChange(Succession):
    """An event by which an organisation came out of another.

    nl: Een gebeurtenis waardoor een organisatie uit een andere is voortgekomen.
    """

    rdf = RdfClass(
        "kb:OrganisationChange",
        "organisatiewijziging",
        "organisation change",
        types=("org:ChangeEvent", "prov:EntityInfluence"),
        within=("org:ChangeEvent",),
        # Not org:originalOrganization as well: CPOV holds that to be a public organisation, and most are not.
        also={"to": ("prov:entity",)},
    )

    to: Annotated[
        Ref["Organisation"],
        Rdf("kb:predecessor", "voorganger", "predecessor", within="prov:influencer", acyclic=True),
    ]
    """The earlier organisation.

    nl: De eerdere organisatie.
    """
    key: Annotated[Key, Rdf("dct:identifier", "sleutel", "key")] = same_as("to")
    """Name of the event; the id of the earlier organisation unless there are two events.

    nl: Naam van de gebeurtenis; het id van de eerdere organisatie, tenzij er twee gebeurtenissen zijn.
    """


class Website(MaybeDated, CitedPart):
    """A web address that an organisation had for a time.

    nl: Een webadres dat een organisatie een tijd had.
    """

    rdf = RdfClass("kb:Website", "website", "website", plural=("websites", "websites"))

    address: Annotated[Iri, Rdf("schema:url", "adres", "address")]
    """The address.

    nl: Het adres.
    """


class Organisation(Dated, Named):
    """A body that makes, pays for, runs, supervises, supports or studies collaboration.

    nl: Een instantie die samenwerking regelt, betaalt, uitvoert, bewaakt, steunt of onderzoekt.
    """

    rdf = RdfClass(
        "kb:Organisation",
        "organisatie",
        "organisation",
        plural=("organisaties", "organisations"),
        folder="organisations",
        types=(
            "org:Organization",
            "foaf:Agent",
            When("org:FormalOrganization", "legal_form"),
            When(
                "cv:PublicOrganisation",
                "kind",
                ("ministry", "government-agency", "independent-body", "inspectorate"),
                given=("territory",),
            ),
            When("kb:Programme", "kind", ("programme",)),
        ),
        within=("org:Organization",),
        also={"name": ("dct:title", "foaf:name"), "follows": ("org:resultedFrom",)},
        shortcuts={"prov:wasInfluencedBy": ("follows", "to")},
    )

    kind: Annotated[OrganisationKind, Rdf("dct:type", "soort", "kind")]
    """Kind of organisation.

    nl: Soort organisatie.
    """
    legal_form: Annotated[Str | None, Rdf("kb:legalForm", "rechtsvorm", "legal form", language="nl")] = None
    """The legal form in Dutch, where a source gives it.

    nl: De rechtsvorm, als een bron die geeft.
    """
    territory: Annotated[Iri | None, Rdf("dct:spatial", "werkgebied", "territory")] = None
    """For a public body: the country or region that it serves, as an IRI of the EU's authority tables.

    nl: Bij een overheidsorganisatie: het land of gebied waarvoor zij werkt, als IRI uit de EU-gezagslijsten.
    """
    part_of: Annotated[
        Ref["Organisation"] | None, Rdf("org:subOrganizationOf", "onderdeel van", "part of", acyclic=True)
    ] = None
    """The organisation that it is a part of.

    nl: De organisatie waarvan dit een onderdeel is.
    """
    identifiers: Annotated[Several[Identifier], Rdf("kb:identifier", "identificatie", "identifier")] = ()
    """Identifiers in the registers of others.

    nl: Identificaties in registers van anderen.
    """
    websites: Annotated[Several[Website], Rdf("kb:website", "website", "website")] = ()
    """Its addresses on the web, over time.

    nl: De webadressen, in de loop van de tijd.
    """
    follows: Annotated[Several[OrganisationChange], Rdf("prov:qualifiedInfluence", "volgt op", "follows")] = ()
    """The organisations that it came out of.

    nl: De organisaties waaruit deze is voortgekomen.
    """
