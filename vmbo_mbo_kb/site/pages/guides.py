# SPDX-License-Identifier: MIT
"""What leads machines through the site: the list of its pages, and the texts for robots and language models."""

from collections.abc import Iterator

from vmbo_mbo_kb.generators.described import Publication
from vmbo_mbo_kb.generators.web_texts import llms, robots, sitemaps
from vmbo_mbo_kb.site.frame import HTML, File, Site, plural
from vmbo_mbo_kb.site.pages import downloads


def make(site: Site) -> Iterator[File]:
    """The files; the pages of downloads, which list these files too, are named before they are made."""
    publication = site.publication
    texts = {"robots.txt": robots(publication), "llms.txt": _llms(site)}
    made = [path for path, file in site.paths.items() if path.startswith("nl/") and file.media_type == HTML]
    pages = sorted({path.removeprefix("nl/") for path in made} | set(downloads.pages(site)))
    for name, text in texts.items():
        yield File(name, text.encode(), "text/plain")
    for name, text in sitemaps(publication, pages):
        yield File(name, text.encode(), "application/xml")


def _llms(site: Site) -> str:
    publication: Publication = site.publication
    classes = [
        (
            plural(spec, "en"),
            f"en/{spec.slug}/index.html",
            f"{len(site.by_class[spec.slug])} records; {spec.definition.en}",
        )
        for spec in site.specs.values()
        if site.by_class[spec.slug]
    ]
    data = [(entry["path"], entry["path"], entry["media_type"]) for entry in publication.whole]
    about = [
        ("SPARQL in the browser", "en/sparql.html", "ask the whole dataset, with examples"),
        ("Description for catalogues", "dcat.ttl", "DCAT-AP-NL 3.0.0"),
        ("What the RDF is made of", "void.ttl", "VoID"),
    ]
    return llms(publication, {"Pages": classes, "Data": data, "Descriptions": about}, "en")
