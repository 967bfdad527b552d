# SPDX-License-Identifier: MIT
"""Themes and topics (thema's en onderwerpen) that collaboration and its subsidies are about."""

from typing import Annotated

from vmbo_mbo_kb.model.base import Several
from vmbo_mbo_kb.model.marks import Code, Rdf, RdfClass, Ref
from vmbo_mbo_kb.model.shared import ConceptLike


class ThemeGroup(Code):
    """The two groups of the theme scheme; topics cut across themes.

    nl: De twee groepen van het themaschema; onderwerpen lopen dwars door de thema's.
    """

    THEME = "theme", "thema", "theme"
    TOPIC = "topic", "onderwerp", "topic"


class Theme(ConceptLike):
    """A subject that collaboration, or money for it, is about.

    nl: Een onderwerp waarover samenwerking, of geld daarvoor, gaat.
    """

    rdf = RdfClass(
        "kb:Theme",
        "thema",
        "theme",
        plural=("thema’s", "themes"),
        folder="themes",
        types=("skos:Concept",),
        within=("skos:Concept",),
        also={"description": ("skos:definition",)},
        constants={"skos:inScheme": "id/themes"},
    )

    group: Annotated[ThemeGroup, Rdf("kb:group", "groep", "group", inverse="skos:member")]
    """Whether it is a theme or a topic that cuts across themes.

    nl: Of het een thema is of een onderwerp dwars door de thema's.
    """
    broader: Annotated[Several[Ref["Theme"]], Rdf("skos:broader", "ruimer", "broader", acyclic=True)] = ()
    """The wider theme, only where a source says so.

    nl: Het ruimere thema, alleen als een bron dat zegt.
    """
    related: Annotated[Several[Ref["Theme"]], Rdf("skos:related", "gerelateerd", "related")] = ()
    """Themes that have to do with it.

    nl: Thema's die ermee te maken hebben.
    """
