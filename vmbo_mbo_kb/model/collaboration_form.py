# SPDX-License-Identifier: MIT
"""Collaboration forms (samenwerkingsvormen): the set ways in which vmbo and mbo schools work together."""

from typing import Annotated

from vmbo_mbo_kb.model.base import Dated, Key, Several, Text, same_as
from vmbo_mbo_kb.model.marks import Rdf, RdfClass, Ref
from vmbo_mbo_kb.model.shared import (
    ConceptLike,
    Concepts,
    Condition,
    LegalBasis,
    Levels,
    Party,
    Schemes,
    Succession,
    Themes,
)


class FormSuccession(Succession):
    """A step in the lineage of collaboration forms.

    nl: Een stap in de afstammingslijn van samenwerkingsvormen.
    """

    rdf = RdfClass(
        "kb:FormSuccession",
        "opvolging van samenwerkingsvormen",
        "succession of collaboration forms",
        types=("prov:EntityInfluence",),
        within=("prov:EntityInfluence",),
        also={"to": ("prov:entity",)},
    )

    to: Annotated[
        Ref["CollaborationForm"],
        Rdf("kb:predecessor", "voorganger", "predecessor", within="prov:influencer", acyclic=True),
    ]
    """The earlier form.

    nl: De eerdere vorm.
    """
    key: Annotated[Key, Rdf("dct:identifier", "sleutel", "key")] = same_as("to")
    """Name of the step; the id of the earlier form unless there are two steps to it.

    nl: Naam van de stap; het id van de eerdere vorm, tenzij er twee stappen naartoe zijn.
    """


class CollaborationForm(Dated, ConceptLike):
    """A set way in which schools for vmbo and mbo work together, in law, by experiment or by agreement.

    nl: Een vaste manier waarop vmbo en mbo samenwerken, in de wet, als experiment of op afspraak.
    """

    rdf = RdfClass(
        "kb:CollaborationForm",
        "samenwerkingsvorm",
        "collaboration form",
        plural=("samenwerkingsvormen", "collaboration forms"),
        folder="collaboration-forms",
        types=("skos:Concept",),
        within=("skos:Concept",),
        also={"description": ("skos:definition",)},
        constants={"skos:inScheme": "id/collaboration-forms"},
        shortcuts={
            "cv:hasLegalResource": ("legal_bases", "regulation"),
            "prov:wasInfluencedBy": ("follows", "to"),
        },
    )

    purpose: Annotated[Text | None, Rdf("kb:purpose", "doel", "purpose", within="dct:description")] = None
    """What the form is meant to bring about.

    nl: Wat de vorm moet bereiken.
    """
    conditions: Annotated[Several[Condition], Rdf("kb:condition", "voorwaarde", "condition")] = ()
    """What must be met for the form to be used.

    nl: Waaraan moet worden voldaan om de vorm te mogen gebruiken.
    """
    parties: Annotated[Several[Party], Rdf("kb:party", "partij", "party")] = ()
    """Who takes part, and in what role.

    nl: Wie meedoen, en in welke rol.
    """
    education_levels: Levels = ()
    """The levels of education that the form joins.

    nl: De onderwijsniveaus die de vorm verbindt.
    """
    legal_bases: Annotated[Several[LegalBasis], Rdf("kb:legalBasis", "wettelijke grondslag", "legal basis")] = ()
    """The provisions that the form rests on, over time.

    nl: De bepalingen waarop de vorm in de loop van de tijd berust.
    """
    schemes: Schemes = ()
    """The subsidy schemes that pay or paid for it.

    nl: De subsidieregelingen die eraan meebetalen of meebetaalden.
    """
    themes: Themes = ()
    """The themes that it serves.

    nl: De thema's waaraan de vorm bijdraagt.
    """
    concepts: Concepts = ()
    """The notions that one must know to understand it.

    nl: De begrippen die nodig zijn om de vorm te begrijpen.
    """
    broader: Annotated[Several[Ref["CollaborationForm"]], Rdf("skos:broader", "ruimer", "broader", acyclic=True)] = ()
    """The wider form that it is a kind or phase of.

    nl: De ruimere vorm waarvan dit een soort of fase is.
    """
    related: Annotated[Several[Ref["CollaborationForm"]], Rdf("skos:related", "gerelateerd", "related")] = ()
    """Forms that a reader should not confuse it with, or will want to see beside it.

    nl: Vormen waarmee een lezer deze niet moet verwarren of die hij ernaast wil zien.
    """
    follows: Annotated[Several[FormSuccession], Rdf("prov:qualifiedInfluence", "volgt op", "follows")] = ()
    """The forms that it came out of.

    nl: De vormen waaruit deze is voortgekomen.
    """
