# SPDX-License-Identifier: MIT
"""Concepts (begrippen): notions that the field uses and a reader must know."""

from typing import Annotated

from vmbo_mbo_kb.model.base import Several
from vmbo_mbo_kb.model.marks import Rdf, RdfClass, Ref
from vmbo_mbo_kb.model.shared import ConceptLike


class Concept(ConceptLike):
    """A notion of the field, such as start qualification.

    nl: Een begrip uit het veld, zoals startkwalificatie.
    """

    rdf = RdfClass(
        "kb:Concept",
        "begrip",
        "concept",
        plural=("begrippen", "concepts"),
        folder="concepts",
        types=("skos:Concept",),
        within=("skos:Concept",),
        also={"description": ("skos:definition",)},
        constants={"skos:inScheme": "id/concepts"},
    )

    broader: Annotated[Several[Ref["Concept"]], Rdf("skos:broader", "ruimer", "broader", acyclic=True)] = ()
    """The wider notion.

    nl: Het ruimere begrip.
    """
    related: Annotated[Several[Ref["Concept"]], Rdf("skos:related", "gerelateerd", "related")] = ()
    """Notions that have to do with it.

    nl: Begrippen die ermee te maken hebben.
    """
