# SPDX-License-Identifier: MIT
"""For who works with the data: the data dictionary, the terms, the Python package, and for the curator."""

import dataclasses
import inspect
import re
from collections import defaultdict
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

import vmbo_mbo_kb
from vmbo_mbo_kb.blueprint import ClassSpec, Kind, blueprint
from vmbo_mbo_kb.generators import artefacts, ontology, shacl
from vmbo_mbo_kb.namespaces import expand
from vmbo_mbo_kb.site.docstrings import rendered
from vmbo_mbo_kb.site.frame import LANGUAGES, File, Site
from vmbo_mbo_kb.words import Words

MOST: Final = 150
"""How many records a list for the curator names."""

MEDIA_TYPES: Final = {".ttl": "text/turtle", ".json": "application/schema+json", ".jsonld": "application/ld+json"}


def make(site: Site) -> Iterator[File]:
    """The pages."""
    yield from _model(site)
    yield from site.pages("api.html", "api.html", title=Words("Python", "Python"), groups=_api())
    yield from _curator(site)


def schemas(site: Site) -> Iterator[File]:
    """The generated schemas with the base of this site; ontology and shapes have an address of their own."""
    for name, content in artefacts(site.base).items():
        place = name if name in (ontology.NAME, shacl.NAME) else f"schema/{name}"
        yield File(place, content, MEDIA_TYPES[Path(name).suffix])


def _model(site: Site) -> Iterator[File]:
    """The data dictionary: a page for each class, parts included, and one with all terms."""
    plan = blueprint()
    used: defaultdict[str, list[tuple[ClassSpec, str]]] = defaultdict(list)
    for spec in plan.classes():
        for field in spec.fields:
            if field.part is not None:
                used[field.part.name].append((spec, field.name))
            if field.target is not None:
                used[field.target].append((spec, field.name))
    classes = tuple(plan.classes())
    for spec in classes:
        yield from site.pages(
            "class.html",
            f"model/{spec.name}.html",
            title=spec.plural,
            spec=spec,
            used=used[spec.name],
            example=next(iter(site.by_class[spec.slug]), None) if spec in plan.entities else None,
            examples=_examples(site, spec),
            expand=lambda curie: expand(curie, site.base),
        )
    yield from site.pages("model.html", "model/index.html", title=Words("Datamodel", "Data model"), plan=plan)
    terms: dict[str, list[tuple[ClassSpec, Any]]] = {}
    for spec in classes:
        for field in spec.fields:
            terms.setdefault(field.term, []).append((spec, field))
    yield from site.pages(
        "terms.html",
        "terms.html",
        title=Words("Ontologie en regels voor de vorm", "Ontology and shapes"),
        minted=sorted((term, found[0][1], found) for term, found in terms.items() if term.startswith("kb:")),
        reused=sorted((term, found) for term, found in terms.items() if not term.startswith("kb:")),
        plan=plan,
        expand=lambda curie: expand(curie, site.base),
        files=(ontology.NAME, shacl.NAME),
    )


def _examples(site: Site, spec: ClassSpec) -> dict[str, Any]:
    """For each plain field the first value that a record gives it."""
    found: dict[str, Any] = {}
    for record in site.by_class[spec.slug] if spec.folder in site.by_class else ():
        for field in spec.fields:
            if field.name not in found and field.name in record and field.kind is not Kind.PART:
                found[field.name] = record[field.name]
    return found


GROUPS: Final = (Words("Functies", "Functions"), Words("Klassen", "Classes"), Words("Fouten", "Errors"))
"""What the package offers, in the order of the page."""


def _api() -> list[tuple[Words, list[dict[str, Any]]]]:
    """The public names of the package in groups, with their types and what their docstrings say."""
    groups: list[list[dict[str, Any]]] = [[] for _ in GROUPS]
    public = {name: getattr(vmbo_mbo_kb, name) for name in vmbo_mbo_kb.__all__}
    for name, value in public.items():
        if not callable(value):
            continue
        is_class = inspect.isclass(value)
        group = 2 if is_class and issubclass(value, Exception) else 1 if is_class else 0
        groups[group].append(
            {
                "name": name,
                "signature": "" if is_class else _signature(value),
                "doc": _doc(value, public),
                "members": list(_members(value)),
                "methods": list(_methods(value, public)) if is_class else [],
            }
        )
    return [(words, found) for words, found in zip(GROUPS, groups, strict=True) if found]


def _methods(value: type, public: dict[str, Any]) -> Iterator[tuple[str, str, Markup]]:
    """Methods and properties of a class: name, types and docstring."""
    for name, function in sorted(_documented(value).items()):
        sign = _signature(function)
        is_property = isinstance(vars(value)[name], property)
        yield name, sign.removeprefix("()") if is_property else sign, _doc(function, public, value)


def _documented(value: type) -> dict[str, Any]:
    """The public methods and properties of a class that have a docstring, as functions."""
    functions = {name: member.fget if isinstance(member, property) else member for name, member in vars(value).items()}
    return {
        name: function
        for name, function in functions.items()
        if not name.startswith("_") and inspect.isfunction(function) and function.__doc__
    }


def _members(value: Any) -> Iterator[tuple[str, str]]:
    """The members of an enumeration with their values, the fields of a dataclass with their types."""
    if inspect.isclass(value) and issubclass(value, Enum):
        yield from ((f"{value.__name__}.{member.name}", repr(member.value)) for member in value)
    elif inspect.isclass(value) and dataclasses.is_dataclass(value):
        fields = dataclasses.fields(value)
        yield from ((field.name, _type(field.type)) for field in fields if not field.name.startswith("_"))


def _doc(value: Any, public: dict[str, Any], within: type | None = None) -> Markup:
    """A docstring, in which names of this page are links."""

    def address(name: str) -> str | None:
        last = name.rpartition(".")[2]
        if within is not None and last in _documented(within):
            return f"#{within.__name__}.{last}"
        owner = name.removeprefix("vmbo_mbo_kb.").partition(".")[0]
        return f"#{last}" if last in public and callable(public[last]) and owner in ("knowledge_base", last) else None

    return rendered(inspect.cleandoc(value.__doc__ or ""), address)


@dataclasses.dataclass(frozen=True, slots=True)
class _Shown:
    """A type as it is shown; what writes signatures asks for this."""

    text: str

    def __repr__(self) -> str:
        return self.text


def _type(annotation: Any) -> str:
    """A type without the modules that its names come from."""
    text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    text = re.sub(r"ForwardRef\('([^']*)'\)", r"\1", text)
    if "Literal" not in text:
        text = text.replace("'", "")
    return re.sub(r"\b(?:[A-Za-z_]\w*\.)+(?=[A-Za-z_])", "", text)


def _signature(function: Any) -> str:
    """Parameters and what is returned, with their types."""
    sign = inspect.signature(function)

    def shown(annotation: Any) -> Any:
        return annotation if annotation is inspect.Parameter.empty else _Shown(_type(annotation))

    parameters = [
        parameter.replace(annotation=shown(parameter.annotation))
        for parameter in sign.parameters.values()
        if parameter.name != "self"
    ]
    text = str(inspect.Signature(parameters, return_annotation=shown(sign.return_annotation)))
    return re.sub(r"<(\w+\.\w+): [^>]*>", r"\1", text)  # members of enumerations as one writes them


def _curator(site: Site) -> Iterator[File]:
    """What a curator should look at: warnings, records whose check is due, and open questions."""
    due = sorted(
        (record["review_by"], record["id"])
        for records in site.by_class.values()
        for record in records
        if record["review_by"] <= f"{site.today.year + 1}-{site.today:%m-%d}"
    )
    gaps = [
        (record["id"], len(record["gaps"]))
        for spec in site.specs.values()
        for record in site.by_class[spec.slug]
        if record.get("gaps")
    ]
    gaps.sort(key=lambda each: -each[1])
    for language in LANGUAGES:
        yield site.page(
            "curator.html",
            "curator.html",
            language,
            title=Words("Voor de curator", "For the curator")[language],
            warnings=[
                (
                    finding.code,
                    Path(finding.file).name,
                    finding.position.line,
                    finding.message(language),
                    finding.hint(language),
                )
                for finding in site.data.findings[:MOST]
            ],
            due=due[:MOST],
            gaps=gaps[:MOST],
            more={"warnings": len(site.data.findings) - MOST, "due": len(due) - MOST, "gaps": len(gaps) - MOST},
        )
