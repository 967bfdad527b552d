# SPDX-License-Identifier: MIT
"""The terms by which RDF states a period: its bounds as written, and the four days that they come down to.

A period is not a class of the model with fields of its own but a kind of value, so its terms stand here, once, for
the writers, the JSON-LD context and the ontology alike.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from vmbo_mbo_kb.words import Words


class TermKind(StrEnum):
    """What a term is in the ontology."""

    PROPERTY = "property"
    CLASS = "class"
    INDIVIDUAL = "individual"
    DATATYPE = "datatype"


@dataclass(frozen=True, slots=True)
class PeriodTerm:
    """A term of periods.

    ``range`` is what a property's values are, or the class of an individual; ``None`` where there is no single one.
    """

    term: str
    kind: TermKind
    label: Words
    definition: Words
    range: str | None = None

    @property
    def name(self) -> str:
        """The local name."""
        return self.term.partition(":")[2]


PERIOD_CLASS: Final = "dct:PeriodOfTime"
"""The class of every period; the domain of the properties below."""

BOUNDS: Final = ("from", "through")
"""The two bounds of a period; the terms of each start with its name."""

PERIOD_TERMS: Final = (
    PeriodTerm(
        "kb:from",
        TermKind.PROPERTY,
        Words(nl="van", en="from"),
        Words(
            nl="De eerste dag van de periode, zo precies als de bron die geeft.",
            en="The first day of the period, as precise as its source states it.",
        ),
    ),
    PeriodTerm(
        "kb:fromStatus",
        TermKind.PROPERTY,
        Words(nl="status van het begin", en="status of the start"),
        Words(
            nl="Waarom er geen eerste dag staat: die is er niet, of die is niet bekend.",
            en="Why no first day is stated: there is none, or it is not known.",
        ),
        "kb:BoundStatus",
    ),
    PeriodTerm(
        "kb:fromEarliest",
        TermKind.PROPERTY,
        Words(nl="van, op zijn vroegst", en="from, at the earliest"),
        Words(
            nl="De vroegste dag die de eerste dag van de periode kan zijn.",
            en="The earliest day that the first day of the period can be.",
        ),
        "xsd:date",
    ),
    PeriodTerm(
        "kb:fromLatest",
        TermKind.PROPERTY,
        Words(nl="van, op zijn laatst", en="from, at the latest"),
        Words(
            nl="De laatste dag die de eerste dag van de periode kan zijn.",
            en="The latest day that the first day of the period can be.",
        ),
        "xsd:date",
    ),
    PeriodTerm(
        "kb:through",
        TermKind.PROPERTY,
        Words(nl="tot en met", en="through"),
        Words(
            nl="De laatste dag van de periode, zo precies als de bron die geeft.",
            en="The last day of the period, as precise as its source states it.",
        ),
    ),
    PeriodTerm(
        "kb:throughStatus",
        TermKind.PROPERTY,
        Words(nl="status van het einde", en="status of the end"),
        Words(
            nl="Waarom er geen laatste dag staat: die is er niet, of die is niet bekend.",
            en="Why no last day is stated: there is none, or it is not known.",
        ),
        "kb:BoundStatus",
    ),
    PeriodTerm(
        "kb:throughEarliest",
        TermKind.PROPERTY,
        Words(nl="tot en met, op zijn vroegst", en="through, at the earliest"),
        Words(
            nl="De vroegste dag die de laatste dag van de periode kan zijn.",
            en="The earliest day that the last day of the period can be.",
        ),
        "xsd:date",
    ),
    PeriodTerm(
        "kb:throughLatest",
        TermKind.PROPERTY,
        Words(nl="tot en met, op zijn laatst", en="through, at the latest"),
        Words(
            nl="De laatste dag die de laatste dag van de periode kan zijn.",
            en="The latest day that the last day of the period can be.",
        ),
        "xsd:date",
    ),
    PeriodTerm(
        "kb:BoundStatus",
        TermKind.CLASS,
        Words(nl="status van een grens", en="status of a bound"),
        Words(
            nl="Waarom een periode aan een kant geen dag heeft.",
            en="Why a period has no day at one of its ends.",
        ),
    ),
    PeriodTerm(
        "kb:open",
        TermKind.INDIVIDUAL,
        Words(nl="open", en="open"),
        Words(
            nl="Er is geen grens: niets zegt dat het ophoudt, of dat het ooit begon. In een datum uitgedrukt is dat "
            "de laatste of de eerste dag van de kalender, 9999-12-31 of 0001-01-01.",
            en="There is no bound: nothing says that it ends, or that it ever began. As a date it is the last or the "
            "first day of the calendar, 9999-12-31 or 0001-01-01.",
        ),
        "kb:BoundStatus",
    ),
    PeriodTerm(
        "kb:unknown",
        TermKind.INDIVIDUAL,
        Words(nl="onbekend", en="unknown"),
        Words(
            nl="Er is een grens, maar geen bron geeft hem.",
            en="There is a bound, but no source gives it.",
        ),
        "kb:BoundStatus",
    ),
    PeriodTerm(
        "kb:schoolYear",
        TermKind.DATATYPE,
        Words(nl="schooljaar", en="school year"),
        Words(
            nl="Een dag in een Nederlands schooljaar, van 1 augustus tot en met 31 juli, geschreven als 2008/2009.",
            en="A day in a Dutch school year, from 1 August through 31 July, written as 2008/2009.",
        ),
    ),
)
