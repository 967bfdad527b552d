# SPDX-License-Identifier: MIT
"""Education levels (onderwijsniveaus): tracks of vmbo, levels of mbo, and what stands beside them."""

from typing import Annotated

from vmbo_mbo_kb.model.base import Several
from vmbo_mbo_kb.model.marks import Rdf, RdfClass, Ref
from vmbo_mbo_kb.model.shared import ConceptLike, Identifier


class EducationLevel(ConceptLike):
    """A kind, track or level of education.

    nl: Een onderwijssoort, leerweg of niveau.
    """

    rdf = RdfClass(
        "kb:EducationLevel",
        "onderwijsniveau",
        "education level",
        plural=("onderwijsniveaus", "education levels"),
        folder="education-levels",
        types=("skos:Concept",),
        within=("skos:Concept",),
        also={"description": ("skos:definition",)},
        constants={"skos:inScheme": "id/education-levels"},
    )

    broader: Annotated[Several[Ref["EducationLevel"]], Rdf("skos:broader", "ruimer", "broader", acyclic=True)] = ()
    """The kind of education that it is a level or track of.

    nl: De onderwijssoort waarvan dit een niveau of leerweg is.
    """
    related: Annotated[Several[Ref["EducationLevel"]], Rdf("skos:related", "gerelateerd", "related")] = ()
    """Levels that have to do with it.

    nl: Niveaus die ermee te maken hebben.
    """
    identifiers: Annotated[Several[Identifier], Rdf("kb:identifier", "identificatie", "identifier")] = ()
    """Identifiers in the registers of others.

    nl: Identificaties in registers van anderen.
    """
