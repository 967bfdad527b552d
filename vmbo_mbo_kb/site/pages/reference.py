# SPDX-License-Identifier: MIT
"""For who works with the data: the data dictionary, the terms, the Python package, and for the curator."""

import inspect
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import vmbo_mbo_kb
from vmbo_mbo_kb.blueprint import ClassSpec, Kind, blueprint
from vmbo_mbo_kb.generators import artefacts, ontology, shacl
from vmbo_mbo_kb.namespaces import expand
from vmbo_mbo_kb.site.frame import LANGUAGES, File, Site
from vmbo_mbo_kb.words import Words

MOST: Final = 200
"""How many records a list for the curator names."""

MEDIA_TYPES: Final = {".ttl": "text/turtle", ".json": "application/schema+json", ".jsonld": "application/ld+json"}


def make(site: Site) -> Iterator[File]:
    """The pages and the schemas."""
    yield from _schemas(site)
    yield from _model(site)
    yield from site.pages("api.html", "api.html", title=Words("Python", "Python"), entries=list(_api()))
    yield from _curator(site)


def _schemas(site: Site) -> Iterator[File]:
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


def _api() -> Iterator[dict[str, Any]]:
    """The public names of the package with what their docstrings say."""
    for name in vmbo_mbo_kb.__all__:
        value = getattr(vmbo_mbo_kb, name)
        if not callable(value):
            continue
        methods = []
        if inspect.isclass(value):
            for inner, member in sorted(vars(value).items()):
                function = member.fget if isinstance(member, property) else member
                documented = getattr(function, "__doc__", None)
                if not inner.startswith("_") and inspect.isfunction(function) and documented:
                    sign = "" if isinstance(member, property) else _signature(function)
                    methods.append((inner, sign, inspect.cleandoc(documented)))
        yield {
            "name": name,
            "signature": "" if inspect.isclass(value) else _signature(value),
            "doc": inspect.cleandoc(value.__doc__ or ""),
            "methods": methods,
        }


def _signature(function: Any) -> str:
    """Parameters as they are written, without their types."""
    parameters = [
        parameter.replace(annotation=inspect.Parameter.empty)
        for parameter in inspect.signature(function).parameters.values()
        if parameter.name != "self"
    ]
    return str(inspect.Signature(parameters))


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
