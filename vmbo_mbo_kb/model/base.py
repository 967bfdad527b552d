# SPDX-License-Identifier: MIT
"""What all classes of the model are made of: values, parts with keys, and the base of all records."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self, TypeVar

from annotated_types import Ge, Len
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    Strict,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from vmbo_mbo_kb.model.marks import (
    ID_LENGTH,
    ID_PATTERN,
    IRI_PATTERN,
    TEXT_PATTERN,
    Code,
    PropertyName,
    Rdf,
    RdfClass,
    Ref,
)
from vmbo_mbo_kb.nearest import Nearest
from vmbo_mbo_kb.periods import Answer, Bound, Day, Span, parse_bound, parse_day, span
from vmbo_mbo_kb.words import Explained, Language

if TYPE_CHECKING:
    from vmbo_mbo_kb.model.source import Source

DECIMAL_PATTERN = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$"
NON_NEGATIVE_PATTERN = r"^(-?0(\.0+)?|(0|[1-9][0-9]*)(\.[0-9]+)?)$"
"""The same for numbers that are not below zero, which minus nothing is not."""
"""A decimal number as in XML Schema's xsd:decimal, without exponent or superfluous zero in front."""


class Model(BaseModel):
    """Base of everything: immutable, refuses unknown fields, built when first used."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    rdf: ClassVar[RdfClass]


Str = Annotated[str, Strict(), StringConstraints(pattern=TEXT_PATTERN)]
"""Text in no particular language, or in one that the field's mark names."""

Iri = Annotated[str, Strict(), StringConstraints(pattern=IRI_PATTERN)]
"""A web address."""

Key = Annotated[str, Strict(), StringConstraints(pattern=ID_PATTERN, max_length=ID_LENGTH)]
"""Name of a part, unique among its siblings and stable: it is part of the part's IRI."""

Sha256 = Annotated[str, Strict(), StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 digest in lower-case hexadecimal digits."""

PropertyRef = Annotated[str, Strict(), PropertyName()]
"""Name of a field of the record or part that holds the value."""

Boolean = Annotated[bool, Strict()]
Natural = Annotated[int, Strict(), Ge(0)]


def _decimal(value: object) -> object:
    if isinstance(value, Decimal) or type(value) is int:
        return value
    if isinstance(value, str) and re.fullmatch(DECIMAL_PATTERN, value):
        return Decimal(value)
    raise PydanticCustomError("decimal", "not a decimal number")


Number = Annotated[Decimal, BeforeValidator(_decimal), Field(allow_inf_nan=False)]
"""An exact decimal number; written as a whole number or as text, never as a binary fraction."""

NonNegative = Annotated[Number, Ge(0)]
"""An exact decimal number that is not below zero."""

T = TypeVar("T")


def _distinct(items: tuple[Any, ...]) -> tuple[Any, ...]:
    seen = set()
    for index, item in enumerate(items):
        key = item.key if isinstance(item, Part) else item
        if key in seen:
            raise PydanticCustomError("duplicate", "{item} occurs twice", {"item": str(key), "index": index})
        seen.add(key)
    return items


Several = Annotated[tuple[T, ...], AfterValidator(_distinct)]
"""Any number of distinct values; parts are distinct by their key."""

AtLeastOne = Annotated[tuple[T, ...], Len(1), AfterValidator(_distinct)]
"""One or more distinct values; parts are distinct by their key."""


M = TypeVar("M", bound=Model)


def one_of(self: M) -> M:
    """Validator of a class whose mark names fields of which exactly one is given."""
    names = self.rdf.one_of
    if sum(getattr(self, name) is not None for name in names) != 1:
        raise PydanticCustomError("one_of", "exactly one of {names} is given", {"names": " and ".join(names)})
    return self


def in_order(self: M) -> M:
    """Validator of a class whose mark names two fields in order."""
    assert self.rdf.in_order is not None
    first, second = self.rdf.in_order
    if getattr(self, first) >= getattr(self, second):
        raise PydanticCustomError("in_order", "{first} is not less than {second}", {"first": first, "second": second})
    return self


class Text(Model):
    """Text in Dutch and English, both given."""

    nl: Str
    en: Str

    def __getitem__(self, language: Language) -> str:
        """The text in a language."""
        return self.nl if language == "nl" else self.en


class Title(Model):
    """Text in the language or languages that it exists in: an official title is not translated."""

    nl: Str | None = None
    en: Str | None = None

    @model_validator(mode="after")
    def _one_language(self) -> "Title":
        if self.nl is None and self.en is None:
            raise PydanticCustomError("language_missing", "neither nl nor en is given")
        return self


def _bound(value: object) -> Bound:
    try:
        return parse_bound(value)
    except ValueError as error:
        raise PydanticCustomError("date", "{reason}", {"reason": str(error)}) from None


class Period(Model):
    """A stretch of time between two inclusive bounds; both are always written, as a date, open or unknown."""

    from_: Annotated[Bound, PlainValidator(_bound)] = Field(alias="from")
    through: Annotated[Bound, PlainValidator(_bound)]

    @model_validator(mode="after")
    def _in_order(self) -> "Period":
        try:
            span(self.from_, self.through)
        except ValueError as error:
            raise PydanticCustomError("period_order", "{reason}", {"reason": str(error)}) from None
        return self

    @property
    def span(self) -> Span:
        """The four days that the bounds come down to."""
        return span(self.from_, self.through)


class Timed(Model):
    """Something that can be asked whether it held on a day."""

    def holds(self, day: str | date) -> Answer:
        """Whether it holds or held on a day: yes, possibly (a bound is vague or unknown) or no.

        Its own validity (``valid``) decides; without one nothing limits it, and the answer is yes. Of a part this
        says nothing of the record around it.

        :param day: a date, or text such as ``2010-01-01``.
        :raises ValueError: it is not a day of the calendar.
        """
        when = parse_day(day)
        valid: Period | None = getattr(self, "valid", None)
        return Answer.YES if valid is None else valid.span.holds(when)


class Part(Timed):
    """A piece of a record that can be cited or can change; it has a key, and its IRI is made from it."""

    if TYPE_CHECKING:

        @property
        def key(self) -> str:
            """Name of the part; each class of parts declares it, some after the field that it defaults to."""


class KeyedPart(Part):
    """A part whose key is given."""

    key: Annotated[Key, Rdf("dct:identifier", "sleutel", "key")]
    """Name of the part, unique among its siblings and never reused.

    nl: Naam van het onderdeel, uniek binnen de lijst en nooit hergebruikt.
    """


class Confidence(Code):
    """How sure it is that the source carries the statement.

    nl: Hoe zeker het is dat de bron de uitspraak draagt.
    """

    HIGH = "high", "hoog", "high"
    MEDIUM = "medium", "gemiddeld", "medium"
    LOW = "low", "laag", "low"


def same_as(field: str) -> Any:
    """Default of a part's key: the id in another of its fields, declared before the key."""
    return Field(default_factory=lambda given: given[field], json_schema_extra={"same_as": field})


class Citation(Part):
    """A statement of where a record or part has its facts from.

    nl: Een verwijzing naar de bron waaraan een record of onderdeel zijn feiten ontleent.
    """

    rdf = RdfClass(
        "kb:Citation",
        "bronvermelding",
        "citation",
        plural=("bronvermeldingen", "citations"),
        editorial=True,
        types=("prov:Derivation",),
        within=("prov:Derivation",),
    )

    source: Annotated[Ref["Source"], Rdf("prov:entity", "bron", "source")]
    """The source cited.

    nl: De aangehaalde bron.
    """
    key: Annotated[Key, Rdf("dct:identifier", "sleutel", "key")] = same_as("source")
    """Name of the citation; the id of its source unless a source is cited twice.

    nl: Naam van de bronvermelding; het id van de bron, tenzij een bron tweemaal is aangehaald.
    """
    locator: Annotated[Str | None, Rdf("kb:locator", "vindplaats", "locator")] = None
    """Where in the source: an article, page or section.

    nl: Waar in de bron: een artikel, bladzijde of paragraaf.
    """
    rests_on: Annotated[Several[Key], Rdf("kb:restsOn", "berust op passage", "rests on passage")] = ()
    """Keys of the numbered passages of the source that carry the statement.

    nl: Sleutels van de genummerde passages van de bron die de uitspraak dragen.
    """
    fields: Annotated[Several[PropertyRef], Rdf("kb:concerns", "betreft veld", "concerns field")] = ()
    """The fields that the source supports; none means the record or part as a whole.

    nl: De velden die de bron onderbouwt; geen betekent het record of onderdeel als geheel.
    """
    confidence: Annotated[Confidence, Rdf("kb:confidence", "zekerheid", "confidence")]
    """How sure it is that the source carries the statement.

    nl: Hoe zeker het is dat de bron de uitspraak draagt.
    """
    inferred: Annotated[Boolean, Rdf("kb:inferred", "afgeleid", "inferred")] = False
    """True where the statement is the editors' inference from the source and not stated in it.

    nl: Waar als de redactie de uitspraak uit de bron afleidt en de bron haar niet zelf doet.
    """
    comment: Annotated[Text | None, Rdf("rdfs:comment", "toelichting", "comment")] = None
    """What a reader must know to weigh the source.

    nl: Wat een lezer moet weten om de bron te wegen.
    """


class Note(KeyedPart):
    """An editorial remark for the reader.

    nl: Een redactionele opmerking voor de lezer.
    """

    rdf = RdfClass("kb:Note", "opmerking", "note", plural=("opmerkingen", "notes"), editorial=True)

    text: Annotated[Text, Rdf("rdf:value", "tekst", "text")]
    """The text itself.

    nl: De tekst zelf.
    """


class Gap(KeyedPart):
    """Something that was looked for and not found.

    nl: Iets waarnaar is gezocht en dat niet is gevonden.
    """

    rdf = RdfClass("kb:Gap", "open vraag", "open question", plural=("open vragen", "open questions"), editorial=True)

    text: Annotated[Text, Rdf("rdf:value", "tekst", "text")]
    """The open question, and where was looked.

    nl: De open vraag, en waar is gezocht.
    """
    fields: Annotated[Several[PropertyRef], Rdf("kb:concerns", "betreft veld", "concerns field")] = ()
    """The fields that stay empty or uncertain because of it.

    nl: De velden die daardoor leeg of onzeker blijven.
    """


class Alternative(KeyedPart):
    """A value that a source gives and that was not chosen, with the reason.

    nl: Een waarde die een bron geeft en die niet is gekozen, met de reden.
    """

    rdf = RdfClass(
        "kb:Alternative",
        "andere waarde",
        "alternative value",
        plural=("andere waarden", "alternative values"),
        editorial=True,
    )

    fields: Annotated[AtLeastOne[PropertyRef], Rdf("kb:concerns", "betreft veld", "concerns field")]
    """The fields whose chosen value it contradicts.

    nl: De velden waarvan het de gekozen waarde tegenspreekt.
    """
    part: Annotated[Key | None, Rdf("kb:part", "onderdeel", "part")] = None
    """Key of the part that it contradicts, where the field holds parts.

    nl: Sleutel van het onderdeel dat het tegenspreekt, als het veld onderdelen bevat.
    """
    stated: Annotated[Str, Rdf("kb:stated", "opgegeven waarde", "stated value")]
    """The value as the other source states it.

    nl: De waarde zoals de andere bron die geeft.
    """
    reason: Annotated[Text, Rdf("kb:reason", "reden", "reason")]
    """Why the other value was chosen.

    nl: Waarom de andere waarde is gekozen.
    """
    citations: Annotated[AtLeastOne[Citation], Rdf("prov:qualifiedDerivation", "bronvermelding", "citation")]
    """The sources that give this value.

    nl: De bronnen die deze waarde geven.
    """


class Cited(Model):
    """Something that states facts and therefore says where they come from."""

    citations: Annotated[AtLeastOne[Citation], Rdf("prov:qualifiedDerivation", "bronvermelding", "citation")]
    """The sources; those of a record are for its plain fields, because parts have citations of their own.

    nl: De bronnen; die van een record zijn voor de gewone velden, want onderdelen hebben eigen bronvermeldingen.
    """


class CitedPart(KeyedPart, Cited):
    """A part that states facts."""


class Dated(Model):
    """Something that holds for a time."""

    valid: Annotated[Period, Rdf("kb:valid", "geldig", "valid", within="dct:temporal")]
    """When it holds or held, first and last day included.

    nl: Wanneer het geldt of gold, eerste en laatste dag inbegrepen.
    """


class MaybeDated(Model):
    """A part that may hold for a shorter time than its record."""

    valid: Annotated[Period | None, Rdf("kb:valid", "geldig", "valid", within="dct:temporal")] = None
    """When it holds or held; without it, as long as the record does.

    nl: Wanneer het geldt of gold; zonder opgave zo lang als het record.
    """
    announced_only: Annotated[Boolean, Rdf("kb:announcedOnly", "alleen aangekondigd", "only announced")] = False
    """True where the source announces it, and that it came to be so was not found.

    nl: Waar als de bron het aankondigt en niet is gevonden dat het zo is geworden.
    """


class DatedName(MaybeDated, CitedPart):
    """A name that a thing had for a time, while it stayed the same thing.

    nl: Een naam die iets een tijd had, terwijl het hetzelfde bleef.
    """

    rdf = RdfClass("kb:DatedName", "naam in een tijd", "dated name", plural=("eerdere namen", "former names"))

    text: Annotated[Text, Rdf("rdf:value", "tekst", "text", naming=True)]
    """The name.

    nl: De naam.
    """


class Record(Timed):
    """Anything with an id and a file (or a line) of its own."""

    id: Annotated[Key, Rdf("dct:identifier", "id", "id")]
    """Identifier, unique across the dataset, the file's name and part of the IRI; never reused.

    nl: Identificatie, uniek in de hele dataset, de naam van het bestand en deel van de IRI; nooit hergebruikt.
    """


class UnknownStatement(Explained, LookupError):
    """A record has no such field, or no part of that key in it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Who says what a field or part of a record states, and who says otherwise; going through it gives citations."""

    citations: tuple[Citation, ...]
    """The citations that support it: source, locator, confidence."""
    conflicts: tuple[Alternative, ...]
    """Values that other sources give: what they state, why it was not chosen, and their own citations."""

    def __iter__(self) -> Iterator[Citation]:
        return iter(self.citations)

    def __len__(self) -> int:
        return len(self.citations)


class Entity(Record):
    """A record of the dataset: what it says, who checked it when, and what remains open."""

    checked: Annotated[Day, Rdf("kb:checked", "nagekeken op", "checked on", within="dct:date")]
    """The day on which the record was last held against its sources.

    nl: De dag waarop het record voor het laatst met de bronnen is vergeleken.
    """
    review_by: Annotated[Day, Rdf("kb:reviewBy", "na te kijken voor", "review by", within="dct:date")]
    """The day by which it should be held against its sources again.

    nl: De dag waarvoor het record opnieuw met de bronnen moet worden vergeleken.
    """
    notes: Annotated[Several[Note], Rdf("kb:note", "opmerking", "note", within="skos:editorialNote")] = ()
    """Editorial remarks for the reader.

    nl: Redactionele opmerkingen voor de lezer.
    """
    gaps: Annotated[Several[Gap], Rdf("kb:gap", "open vraag", "open question")] = ()
    """What was looked for and not found.

    nl: Waarnaar is gezocht en wat niet is gevonden.
    """
    alternatives: Annotated[Several[Alternative], Rdf("kb:alternative", "andere waarde", "alternative value")] = ()
    """Values of other sources that were not chosen.

    nl: Waarden uit andere bronnen die niet zijn gekozen.
    """
    withdrawn: Annotated[Boolean, Rdf("owl:deprecated", "ingetrokken", "withdrawn")] = False
    """True for a record that was released once and no longer counts; it stays, so that its IRI keeps its meaning.

    nl: Waar voor een record dat ooit is uitgegeven en niet meer telt; het blijft staan, zodat zijn IRI betekenis houdt.
    """
    replaced_by: Annotated[
        Several[Ref["Self"]], Rdf("dct:isReplacedBy", "vervangen door", "replaced by", acyclic=True)
    ] = ()
    """The records to use instead of this one, once it is withdrawn.

    nl: De records die in plaats van dit record te gebruiken zijn, als het is ingetrokken.
    """

    def sources_for(self, field: str, key: str | None = None) -> Evidence:
        """Who says what a field states, or one of its parts.

        Parts that are cited themselves are supported by their own citations; everything else by those of the record
        that name the field, or that name none and so support the record as a whole.

        :param field: name of a field, such as ``amounts``.
        :param key: key of a part in it; without it, all its parts count.
        :raises UnknownStatement: there is no such field or part; the message names what there is.
        """
        fields = vars(self)
        if field not in fields:
            nearest = Nearest(fields)(field)
            known, name = ", ".join(sorted(fields)), type(self).__name__
            nl = f"bedoelt u {nearest[0]!r}?" if nearest else f"wel: {known}"
            en = f"did you mean {nearest[0]!r}?" if nearest else f"its fields are {known}"
            raise UnknownStatement(
                nl=f"een record van klasse {name} heeft geen veld {field!r}; {nl}",
                en=f"a record of class {name} has no field {field!r}; {en}",
            )
        value = fields[field]
        parts = [part for part in value if isinstance(part, Part)] if isinstance(value, tuple) else []
        if key is not None:
            keys = ", ".join(part.key for part in parts)
            parts = [part for part in parts if part.key == key]
            if not parts:
                nl = f"de sleutels erin zijn {keys}" if keys else "het heeft geen onderdelen"
                en = f"the keys in it are {keys}" if keys else "it has no parts"
                raise UnknownStatement(
                    nl=f"{field!r} van {self.id!r} heeft geen onderdeel {key!r}: {nl}",
                    en=f"{field!r} of {self.id!r} has no part {key!r}: {en}",
                )
        cited = [part for part in parts if isinstance(part, Cited | Alternative)]
        whole = not cited and value not in (None, ())
        own = getattr(self, "citations", ())
        return Evidence(
            (
                *(citation for part in cited for citation in part.citations),
                *(each for each in own if field in each.fields or (whole and not each.fields)),
            ),
            tuple(
                other
                for other in self.alternatives
                if field in other.fields and (key is None or other.part in (None, key))
            ),
        )


class CitedEntity(Entity, Cited):
    """An entity whose facts rest on sources: every one but the sources themselves."""


class Named(CitedEntity):
    """An entity with a name of its own, in Dutch and English."""

    name: Annotated[Text, Rdf("skos:prefLabel", "naam", "name", naming=True)]
    """The name that it is shown by.

    nl: De naam waaronder het wordt getoond.
    """
    abbreviation: Annotated[
        Str | None, Rdf("skos:altLabel", "afkorting", "abbreviation", language="nl", naming=True)
    ] = None
    """The abbreviation in common use.

    nl: De gangbare afkorting.
    """
    other_names: Annotated[
        Several[Str], Rdf("skos:hiddenLabel", "andere naam", "other name", language="nl", naming=True)
    ] = ()
    """Other Dutch names that readers may search for.

    nl: Andere Nederlandse namen waarop lezers kunnen zoeken.
    """
    former_names: Annotated[Several[DatedName], Rdf("kb:formerName", "eerdere naam", "former name")] = ()
    """Names that it had before, while it stayed the same thing.

    nl: Namen die het eerder had, terwijl het hetzelfde bleef.
    """
    description: Annotated[Text, Rdf("dct:description", "omschrijving", "description")]
    """What it is, in the editors' own words.

    nl: Wat het is, in de eigen woorden van de redactie.
    """
