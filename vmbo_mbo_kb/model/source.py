# SPDX-License-Identifier: MIT
"""Sources (bronnen): the documents and regulations that facts are cited from."""

from typing import TYPE_CHECKING, Annotated

from pydantic import model_validator

from vmbo_mbo_kb.model.base import Entity, KeyedPart, Natural, Several, Sha256, in_order, one_of
from vmbo_mbo_kb.model.marks import Code, Rdf, RdfClass, Ref
from vmbo_mbo_kb.periods import PartialDate

if TYPE_CHECKING:
    from vmbo_mbo_kb.model.document import Document
    from vmbo_mbo_kb.model.regulation import Regulation


class SourceKind(Code):
    """What weight a source carries.

    nl: Welk gewicht een bron heeft.
    """

    OFFICIAL = "official", "officieel", "official"
    SECONDARY = "secondary", "secundair", "secondary"


class Passage(KeyedPart):
    """A numbered stretch of a source's text.

    nl: Een genummerd stuk van de tekst van een bron.
    """

    rdf = RdfClass(
        "kb:Passage",
        "passage",
        "passage",
        plural=("passages", "passages"),
        types=("oa:TextPositionSelector",),
        within=("oa:TextPositionSelector",),
        in_order=("start", "end"),
    )

    start: Annotated[Natural, Rdf("oa:start", "begin", "start")]
    """Position of the first character, counted from 0.

    nl: Positie van het eerste teken, geteld vanaf 0.
    """
    end: Annotated[Natural, Rdf("oa:end", "einde", "end")]
    """Position after the last character.

    nl: Positie na het laatste teken.
    """
    sha256: Annotated[Sha256, Rdf("kb:sha256", "SHA-256", "SHA-256")]
    """Digest of the passage's text in UTF-8.

    nl: Hash van de tekst van de passage in UTF-8.
    """

    _in_order = model_validator(mode="after")(in_order)


class Source(Entity):
    """A document or regulation in its role as a source; it needs no source itself.

    nl: Een document of regeling in de rol van bron; die heeft zelf geen bron nodig.
    """

    rdf = RdfClass(
        "kb:Source",
        "bron",
        "source",
        plural=("bronnen", "sources"),
        folder="sources",
        types=("prov:Entity",),
        within=("prov:Entity",),
        one_of=("document", "regulation"),
    )

    document: Annotated[Ref["Document"] | None, Rdf("kb:document", "document", "document", within="dct:references")] = (
        None
    )
    """The document, where it is one.

    nl: Het document, als het dat is.
    """
    regulation: Annotated[
        Ref["Regulation"] | None, Rdf("kb:regulation", "wet of regeling", "regulation", within="dct:relation")
    ] = None
    """The regulation, where it is one.

    nl: De wet of regeling, als het dat is.
    """
    kind: Annotated[SourceKind, Rdf("dct:type", "soort", "kind")]
    """What weight it carries.

    nl: Welk gewicht de bron heeft.
    """
    seen: Annotated[PartialDate | None, Rdf("kb:seen", "gezien op", "seen on", within="dct:date")] = None
    """When it was seen, if known.

    nl: Wanneer de bron is gezien, als dat bekend is.
    """
    sha256: Annotated[Sha256 | None, Rdf("kb:sha256", "SHA-256", "SHA-256")] = None
    """Digest of the whole text in UTF-8, where passages are registered.

    nl: Hash van de hele tekst in UTF-8, als passages zijn vastgelegd.
    """
    passages: Annotated[Several[Passage], Rdf("kb:passage", "passage", "passage")] = ()
    """The numbered passages that records may cite; every one must be cited.

    nl: De genummerde passages die records kunnen aanhalen; elke passage moet worden aangehaald.
    """

    _one_target = model_validator(mode="after")(one_of)
