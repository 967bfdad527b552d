# SPDX-License-Identifier: MIT
"""Questions (kernvragen) and their answers, each for the time that it was right."""

from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated

from vmbo_mbo_kb.model.base import AtLeastOne, CitedEntity, CitedPart, Dated, Natural, Several, Text
from vmbo_mbo_kb.model.marks import Rdf, RdfClass, Ref
from vmbo_mbo_kb.model.shared import Concepts, Forms, Schemes, Themes
from vmbo_mbo_kb.periods import Answer as Holding

if TYPE_CHECKING:
    from vmbo_mbo_kb.model.good_practice import GoodPractice
    from vmbo_mbo_kb.model.link import Link


class Answer(Dated, CitedPart):
    """An answer, for the time that it was right.

    nl: Een antwoord, voor de tijd waarin het klopte.
    """

    rdf = RdfClass(
        "kb:Answer",
        "antwoord",
        "answer",
        plural=("antwoorden", "answers"),
        types=("schema:Answer",),
        within=("schema:Answer",),
        also={"text": ("schema:text",)},
    )

    text: Annotated[Text, Rdf("rdf:value", "tekst", "text")]
    """The answer in the editors' own words.

    nl: Het antwoord in de eigen woorden van de redactie.
    """
    forms: Forms = ()
    """The collaboration forms that it names.

    nl: De samenwerkingsvormen die het noemt.
    """
    schemes: Schemes = ()
    """The subsidy schemes that it names.

    nl: De subsidieregelingen die het noemt.
    """
    practices: Annotated[
        Several[Ref["GoodPractice"]],
        Rdf("kb:practice", "praktijkvoorbeeld", "good practice", within="dct:relation"),
    ] = ()
    """The good practices that it names.

    nl: De praktijkvoorbeelden die het noemt.
    """
    links: Annotated[Several[Ref["Link"]], Rdf("kb:link", "link", "link", within="dct:references")] = ()
    """The links that it offers.

    nl: De links die het biedt.
    """


class Question(CitedEntity):
    """A question that readers come with.

    nl: Een vraag waarmee lezers komen.
    """

    rdf = RdfClass(
        "kb:Question",
        "vraag",
        "question",
        plural=("vragen", "questions"),
        folder="questions",
        types=("schema:Question",),
        within=("schema:Question",),
        also={"name": ("schema:name",)},
    )

    name: Annotated[Text, Rdf("skos:prefLabel", "naam", "name", naming=True)]
    """The question.

    nl: De vraag.
    """
    position: Annotated[Natural, Rdf("schema:position", "volgnummer", "position")]
    """Its place among the questions, counted from 1.

    nl: De plaats in de rij van vragen, geteld vanaf 1.
    """
    themes: Themes = ()
    """The themes that it is about.

    nl: De thema's waarover de vraag gaat.
    """
    concepts: Concepts = ()
    """The notions that it is about.

    nl: De begrippen waarover de vraag gaat.
    """
    answers: Annotated[AtLeastOne[Answer], Rdf("schema:suggestedAnswer", "antwoord", "answer")]
    """The answers, each for its time.

    nl: De antwoorden, elk voor hun tijd.
    """

    def holds(self, day: str | date) -> Holding:
        """Whether one of its answers holds or held on a day: a question is there as long as it has an answer."""
        return max((answer.holds(day) for answer in self.answers), key=attrgetter("rank"))
