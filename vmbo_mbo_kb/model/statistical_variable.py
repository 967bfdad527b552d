# SPDX-License-Identifier: MIT
"""Statistical variables: what a figure counts, and by which method."""

from typing import Annotated

from vmbo_mbo_kb.model.base import Named, Str, Text
from vmbo_mbo_kb.model.marks import Rdf, RdfClass


class StatisticalVariable(Named):
    """A measure with its counting method; figures of different methods are never one series.

    nl: Een maat met haar telwijze; cijfers met verschillende telwijzen vormen nooit één reeks.
    """

    rdf = RdfClass(
        "kb:StatisticalVariable",
        "statistische grootheid",
        "statistical variable",
        plural=("statistische grootheden", "statistical variables"),
        folder="statistical-variables",
        types=("schema:StatisticalVariable",),
        within=("schema:StatisticalVariable",),
        also={"name": ("schema:name",)},
    )

    method: Annotated[Text, Rdf("schema:measurementTechnique", "telwijze", "counting method")]
    """Who or what is counted, and when.

    nl: Wie of wat er wordt geteld, en wanneer.
    """
    unit: Annotated[Str, Rdf("schema:unitText", "eenheid", "unit", language="en")]
    """Unit of the figures, in English.

    nl: Eenheid van de cijfers, in het Engels.
    """
