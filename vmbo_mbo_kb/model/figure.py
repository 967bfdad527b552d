# SPDX-License-Identifier: MIT
"""Figures (cijfers): one number for one period, of one statistical variable."""

from typing import TYPE_CHECKING, Annotated

from vmbo_mbo_kb.model.base import CitedEntity, Number, Period, Text
from vmbo_mbo_kb.model.marks import Code, Rdf, RdfClass, Ref
from vmbo_mbo_kb.model.shared import Forms, Schemes

if TYPE_CHECKING:
    from vmbo_mbo_kb.model.statistical_variable import StatisticalVariable


class FigureKind(Code):
    """What a figure is.

    nl: Wat een cijfer is.
    """

    OBSERVED = "observed", "waargenomen", "observed"
    TARGET = "target", "streefwaarde", "target"
    ANNOUNCED = "announced", "aangekondigd", "announced"


class Figure(CitedEntity):
    """A number that a source gives for a period.

    nl: Een getal dat een bron voor een periode geeft.
    """

    rdf = RdfClass(
        "kb:Figure",
        "cijfer",
        "figure",
        plural=("cijfers", "figures"),
        folder="figures",
        types=("schema:Observation",),
        within=("schema:Observation",),
    )

    variable: Annotated[Ref["StatisticalVariable"], Rdf("schema:variableMeasured", "grootheid", "variable measured")]
    """What is counted, and how.

    nl: Wat er wordt geteld, en hoe.
    """
    kind: Annotated[FigureKind, Rdf("dct:type", "soort", "kind")]
    """Whether it was observed or is aimed at.

    nl: Of het is waargenomen of wordt nagestreefd.
    """
    value: Annotated[Number, Rdf("schema:value", "waarde", "value")]
    """The number, in the variable's unit.

    nl: Het getal, in de eenheid van de grootheid.
    """
    period: Annotated[Period, Rdf("kb:period", "periode", "period", within="dct:temporal")]
    """The period that it is about.

    nl: De periode waarover het gaat.
    """
    description: Annotated[Text | None, Rdf("dct:description", "omschrijving", "description")] = None
    """What a reader must know to use it.

    nl: Wat een lezer moet weten om het te gebruiken.
    """
    forms: Forms = ()
    """The collaboration forms that it is about.

    nl: De samenwerkingsvormen waarover het gaat.
    """
    schemes: Schemes = ()
    """The subsidy schemes that it is about.

    nl: De subsidieregelingen waarover het gaat.
    """
