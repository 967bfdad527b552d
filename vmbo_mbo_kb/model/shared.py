# SPDX-License-Identifier: MIT
"""Parts, lists and field groups that several classes of the model share."""

from typing import TYPE_CHECKING, Annotated

from vmbo_mbo_kb.model.base import (
    Cited,
    CitedPart,
    Iri,
    MaybeDated,
    Named,
    Part,
    Several,
    Str,
    Text,
)
from vmbo_mbo_kb.model.marks import Code, Rdf, RdfClass, Ref
from vmbo_mbo_kb.periods import PartialDate

if TYPE_CHECKING:
    from vmbo_mbo_kb.model.collaboration_form import CollaborationForm
    from vmbo_mbo_kb.model.concept import Concept
    from vmbo_mbo_kb.model.education_level import EducationLevel
    from vmbo_mbo_kb.model.organisation import Organisation
    from vmbo_mbo_kb.model.regulation import Regulation
    from vmbo_mbo_kb.model.subsidy_scheme import SubsidyScheme
    from vmbo_mbo_kb.model.theme import Theme

Levels = Annotated[Several[Ref["EducationLevel"]], Rdf("dct:educationLevel", "onderwijsniveau", "education level")]
Themes = Annotated[Several[Ref["Theme"]], Rdf("dct:subject", "thema", "theme")]
Concepts = Annotated[Several[Ref["Concept"]], Rdf("kb:concept", "begrip", "concept", within="dct:relation")]
Forms = Annotated[
    Several[Ref["CollaborationForm"]],
    Rdf("kb:form", "samenwerkingsvorm", "collaboration form", within="dct:relation"),
]
Schemes = Annotated[
    Several[Ref["SubsidyScheme"]], Rdf("kb:scheme", "subsidieregeling", "subsidy scheme", within="dct:relation")
]


class Condition(MaybeDated, CitedPart):
    """A requirement that must be met.

    nl: Een voorwaarde waaraan moet worden voldaan.
    """

    rdf = RdfClass("kb:Condition", "voorwaarde", "condition", plural=("voorwaarden", "conditions"))

    text: Annotated[Text, Rdf("rdf:value", "tekst", "text")]
    """The requirement in the editors' own words.

    nl: De voorwaarde in de eigen woorden van de redactie.
    """


class PartyKind(Code):
    """Kind of party.

    nl: Soort partij.
    """

    VMBO_SCHOOL = "vmbo-school", "vmbo-school", "vmbo school"
    SECONDARY_SCHOOL = "secondary-school", "school voor voortgezet onderwijs", "secondary school"
    PRIMARY_SCHOOL = "primary-school", "basisschool", "primary school"
    SPECIAL_SCHOOL = (
        "special-school",
        "school voor praktijkonderwijs of vso",
        "school for practical or special education",
    )
    MBO_INSTITUTION = "mbo-institution", "mbo-instelling", "mbo institution"
    AGRICULTURAL_CENTRE = "agricultural-centre", "agrarisch opleidingscentrum", "agricultural training centre"
    ADULT_EDUCATION = "adult-education", "instelling voor vavo", "adult-education institution"
    VERTICAL_COMMUNITY = "vertical-community", "verticale scholengemeenschap", "vertical school community"
    HIGHER_EDUCATION = "higher-education", "hogeschool", "university of applied sciences"
    EDUCATION_PARTNERSHIP = (
        "education-partnership",
        "samenwerkingsverband van scholen",
        "partnership of schools",
    )
    MINISTRY = "ministry", "ministerie", "ministry"
    GOVERNMENT_AGENCY = "government-agency", "uitvoeringsorganisatie", "government agency"
    MUNICIPALITY = "municipality", "gemeente", "municipality"
    COMPANY = "company", "bedrijf", "company"
    SOCIAL_PARTNERS = "social-partners", "sociale partners", "social partners"
    REGIONAL_PARTNER = "regional-partner", "samenwerkingspartner in de regio", "regional partner"
    PUPIL = "pupil", "leerling", "pupil"
    PARENTS = "parents", "ouders", "parents"
    PARTICIPATION_COUNCIL = "participation-council", "medezeggenschapsraad", "participation council"


class PartyRole(Code):
    """What a party does in a form or scheme.

    nl: Wat een partij doet in een vorm of regeling.
    """

    APPLICANT = "applicant", "aanvrager", "applicant"
    LEAD = "lead", "penvoerder", "lead party"
    PROVIDER = "provider", "aanbieder", "provider"
    REQUIRED_PARTNER = "required-partner", "verplichte partner", "required partner"
    OPTIONAL_PARTNER = "optional-partner", "mogelijke partner", "optional partner"
    SIGNATORY = "signatory", "ondertekenaar", "signatory"
    TAKING_PART = "taking-part", "doet mee", "takes part"
    CONSENTING = "consenting", "stemt in", "gives consent"
    CONSULTED = "consulted", "wordt geraadpleegd", "is consulted"
    DECIDING = "deciding", "beslist", "decides"
    RECEIVING_NOTICE = "receiving-notice", "ontvangt de melding", "receives the notification"


class Party(MaybeDated, CitedPart):
    """A party to a form or scheme, and what it does in it.

    nl: Een partij bij een vorm of regeling, en wat die daarin doet.
    """

    rdf = RdfClass("kb:Party", "partij", "party", plural=("partijen", "parties"))

    kind: Annotated[PartyKind, Rdf("dct:type", "soort", "kind")]
    """Kind of party.

    nl: Soort partij.
    """
    role: Annotated[PartyRole, Rdf("kb:role", "rol", "role")]
    """What it does.

    nl: Wat die doet.
    """
    organisation: Annotated[
        Ref["Organisation"] | None,
        Rdf("kb:organisation", "organisatie", "organisation", within="dct:relation"),
    ] = None
    """The organisation, where it is a single one.

    nl: De organisatie, als het er één is.
    """
    comment: Annotated[Text | None, Rdf("rdfs:comment", "toelichting", "comment")] = None
    """What the kind and role leave unsaid.

    nl: Wat soort en rol niet zeggen.
    """


class LegalBasis(MaybeDated, CitedPart):
    """The provision that something rests on, for as long as it does.

    nl: De bepaling waarop iets berust, zolang dat zo is.
    """

    rdf = RdfClass(
        "kb:LegalBasis", "wettelijke grondslag", "legal basis", plural=("wettelijke grondslagen", "legal bases")
    )

    regulation: Annotated[
        Ref["Regulation"], Rdf("kb:regulation", "wet of regeling", "regulation", within="dct:relation")
    ]
    """The law, decree or scheme.

    nl: De wet, het besluit of de regeling.
    """
    article: Annotated[Str | None, Rdf("kb:article", "artikel", "article")] = None
    """The article or articles of it.

    nl: Het artikel of de artikelen ervan.
    """


class SuccessionKind(Code):
    """How one thing came out of another.

    nl: Hoe het ene uit het andere is voortgekomen.
    """

    REPLACES = "replaces", "vervangt", "replaces"
    RENAMES = "renames", "nieuwe naam van", "renames"
    MERGES = "merges", "samenvoeging van", "merges"
    SPLITS = "splits", "afsplitsing van", "splits from"
    GREW_OUT_OF = "grew-out-of", "voortgekomen uit", "grew out of"


class Succession(Part, Cited):
    """A step in a lineage: what this came out of, how and when.

    nl: Een stap in een afstammingslijn: waaruit dit is voortgekomen, hoe en wanneer.
    """

    kind: Annotated[SuccessionKind, Rdf("dct:type", "soort", "kind")]
    """How it came out of the other.

    nl: Hoe het uit het andere is voortgekomen.
    """
    date: Annotated[PartialDate | None, Rdf("dct:date", "datum", "date")] = None
    """When, if a source says so.

    nl: Wanneer, als een bron dat zegt.
    """


class IdentifierScheme(Code):
    """Register that issues an identifier.

    nl: Register dat een identificatie uitgeeft.
    """

    TOOI = "tooi", "TOOI", "TOOI"
    OIN = "oin", "OIN", "OIN"
    OBK = "obk", "Onderwijsbegrippenkader (vervallen)", "Onderwijsbegrippenkader (discontinued)"
    ALGORITHM_REGISTER = "algorithm-register", "Algoritmeregister", "Algorithm register"


class Identifier(CitedPart):
    """An identifier that a register of others gives.

    nl: Een identificatie uit een register van anderen.
    """

    rdf = RdfClass("kb:Identifier", "identificatie", "identifier", plural=("identificaties", "identifiers"))

    scheme: Annotated[IdentifierScheme, Rdf("dct:conformsTo", "register", "scheme")]
    """The register.

    nl: Het register.
    """
    notation: Annotated[Str, Rdf("skos:notation", "code", "notation")]
    """The identifier in it.

    nl: De identificatie daarin.
    """


class ConceptLike(Named):
    """An entity of the thesaurus, to be matched with published vocabularies."""

    exact_matches: Annotated[Several[Iri], Rdf("skos:exactMatch", "zelfde begrip", "exact match")] = ()
    """Concepts of other vocabularies that mean the same.

    nl: Begrippen uit andere vocabulaires die hetzelfde betekenen.
    """
    close_matches: Annotated[Several[Iri], Rdf("skos:closeMatch", "verwant begrip", "close match")] = ()
    """Concepts of other vocabularies that mean nearly the same.

    nl: Begrippen uit andere vocabulaires die bijna hetzelfde betekenen.
    """
    related_matches: Annotated[Several[Iri], Rdf("skos:relatedMatch", "gerelateerd begrip", "related match")] = ()
    """Concepts of other vocabularies that have to do with it.

    nl: Begrippen uit andere vocabulaires die ermee te maken hebben.
    """
