# SPDX-License-Identifier: MIT
"""A plain page about a record, for servers without the site: everything that is known, in one language.

It needs no script and asks no other host for anything. All that comes from the data is escaped.
"""

from collections.abc import Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Any, Final

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, Kind, blueprint
from vmbo_mbo_kb.knowledge_base import KnowledgeBase
from vmbo_mbo_kb.wording import shown
from vmbo_mbo_kb.words import Language, Words

if TYPE_CHECKING:
    from vmbo_mbo_kb.records import Record

_STYLE: Final = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}"
    "dt{font-weight:bold;margin-top:.5rem}dd{margin-left:1.5rem;overflow-wrap:anywhere}"
)
_POINTED_AT: Final = Words(nl="Hiernaar verwijzen", en="Pointed at by")
_DESCRIPTION: Final = Words(nl="wat deze dataset is", en="what this dataset is")
_PLACES: Final = {
    "/sparql": Words(nl="vragen in SPARQL", en="queries in SPARQL"),
    "/api/openapi.json": Words(nl="de beschrijving van de JSON-API", en="the description of the JSON API"),
    "/def": Words(nl="de eigen termen", en="the project's own terms"),
    "/health": Words(nl="of vragen beantwoord worden", en="whether queries are answered"),
}
_IDENTIFIERS: Final = Words(
    nl="De records per klasse; hun identifiers openen:", en="The records by class; their identifiers open:"
)
_FORMATS: Final = Words(nl="Deze gegevens als", en="This data as")


def record_page(
    data: KnowledgeBase,
    spec: ClassSpec,
    record: "Record",
    iri: str,
    language: Language,
    formats: Mapping[str, str],
) -> str:
    """The page as HTML.

    :param formats: addresses of the same data by the media types of their formats.
    """
    own = spec is blueprint().dataset
    title = _dataset_name(data, language) if own else data.label(record["id"], language)
    pieces = [
        *_head(title, language),
        *(f'<link rel="alternate" type="{kind}" href="{escape(place)}">' for kind, place in formats.items()),
        f"</head><body><main><h1>{escape(title)}</h1>",
        f"<p>{escape(spec.label[language])}: <code>{escape(iri)}</code></p>",
        *_fields(data, spec, record, language),
    ]
    incoming = {} if own else data.related(record["id"]).pointed_at_by
    if incoming:
        pieces.append(f"<h2>{_POINTED_AT[language]}</h2><ul>")
        for relation, entities in incoming.items():
            links = ", ".join(_link(data, entity.id, language) for entity in entities)
            pieces.append(f"<li>{escape(relation)}: {links}</li>")
        pieces.append("</ul>")
    links = ", ".join(f'<a href="{escape(place)}">{kind}</a>' for kind, place in formats.items())
    pieces.append(f"</main><footer><p>{_FORMATS[language]} {links}</p></footer></body></html>\n")
    return "\n".join(pieces)


def start_page(data: KnowledgeBase, description: str, base: str, language: Language) -> str:
    """The page of the server itself: what is there, and at which addresses.

    :param description: address of the description of the dataset.
    """
    title = _dataset_name(data, language)
    places = {escape(description): _DESCRIPTION, **_PLACES}
    classes = {spec.slug: spec.label for spec in blueprint().entities}
    pieces = [
        *_head(title, language),
        f"</head><body><main><h1>{escape(title)}</h1><ul>",
        *(f'<li><a href="{place}">{place}</a>: {text[language]}</li>' for place, text in places.items()),
        f"</ul><p>{_IDENTIFIERS[language]} <code>{escape(base)}id/{{class}}/{{id}}</code></p><ul>",
        *(f'<li><a href="/api/{slug}">{escape(label[language])}</a></li>' for slug, label in classes.items()),
        "</ul></main></body></html>\n",
    ]
    return "\n".join(pieces)


def _head(title: str, language: Language) -> Iterator[str]:
    yield f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(title)}</title><style>{_STYLE}</style>"


def _dataset_name(data: KnowledgeBase, language: Language) -> str:
    return shown(data, blueprint().dataset.field("name"), data.records.dataset["name"], language)


def _fields(data: KnowledgeBase, spec: ClassSpec, record: Mapping[str, Any], language: Language) -> Iterator[str]:
    yield "<dl>"
    for field in spec.fields:
        if field.name not in record or field.name in ("id", "key"):
            continue
        yield f"<dt>{escape(field.label[language])}</dt>"
        value = record[field.name]
        for item in value if field.many else [value]:
            yield "<dd>"
            if field.part is not None:
                yield from _fields(data, field.part, item, language)
            else:
                yield _value(data, field, item, language)
            yield "</dd>"
    yield "</dl>"


def _value(data: KnowledgeBase, field: FieldSpec, value: Any, language: Language) -> str:
    if field.kind is Kind.REF and value in data:
        return _link(data, value, language)
    text = escape(shown(data, field, value, language))
    if field.kind is Kind.IRI and value.startswith(("http://", "https://")):
        return f'<a href="{text}" rel="nofollow">{text}</a>'
    return text


def _link(data: KnowledgeBase, identifier: str, language: Language) -> str:
    place = f"/doc/{data.spec(identifier).slug}/{identifier}"
    return f'<a href="{place}">{escape(data.label(identifier, language))}</a>'
