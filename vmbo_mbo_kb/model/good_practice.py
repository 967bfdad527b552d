# SPDX-License-Identifier: MIT
"""Good practices (praktijkvoorbeelden): named examples of schools that work together."""

from typing import TYPE_CHECKING, Annotated

from vmbo_mbo_kb.model.base import Dated, Iri, Named, Several, Str, Text
from vmbo_mbo_kb.model.marks import Rdf, RdfClass, Ref
from vmbo_mbo_kb.model.shared import Forms, Levels, Schemes, Themes

if TYPE_CHECKING:
    from vmbo_mbo_kb.model.organisation import Organisation


class GoodPractice(Dated, Named):
    """An example of collaboration that others can learn from.

    nl: Een voorbeeld van samenwerking waarvan anderen kunnen leren.
    """

    rdf = RdfClass(
        "kb:GoodPractice",
        "praktijkvoorbeeld",
        "good practice",
        plural=("praktijkvoorbeelden", "good practices"),
        folder="good-practices",
        types=("prov:Activity",),
        within=("prov:Activity",),
    )

    place: Annotated[Str | None, Rdf("kb:place", "plaats", "place", language="nl")] = None
    """Where: a town, region or the whole country.

    nl: Waar: een plaats, regio of het hele land.
    """
    participants: Annotated[Several[Str], Rdf("kb:participant", "deelnemer", "participant", language="nl")] = ()
    """The schools, institutions and companies that take part, by name.

    nl: De scholen, instellingen en bedrijven die meedoen, bij naam.
    """
    organisations: Annotated[
        Several[Ref["Organisation"]],
        Rdf("kb:organisation", "organisatie", "organisation", within="dct:relation"),
    ] = ()
    """The participants that have a record of their own.

    nl: De deelnemers met een eigen record.
    """
    forms: Forms = ()
    """The collaboration forms used.

    nl: De gebruikte samenwerkingsvormen.
    """
    schemes: Schemes = ()
    """The subsidy schemes that paid for it.

    nl: De subsidieregelingen die eraan meebetaalden.
    """
    education_levels: Levels = ()
    """The levels of education that it joins.

    nl: De onderwijsniveaus die het verbindt.
    """
    themes: Themes = ()
    """The themes that it is about.

    nl: De thema's waarover het gaat.
    """
    outcome: Annotated[Text | None, Rdf("kb:outcome", "opbrengst", "outcome", within="dct:description")] = None
    """What came of it.

    nl: Wat het heeft opgeleverd.
    """
    address: Annotated[Iri | None, Rdf("schema:url", "adres", "address")] = None
    """Where it is described.

    nl: Waar het wordt beschreven.
    """
