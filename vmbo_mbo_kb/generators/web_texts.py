# SPDX-License-Identifier: MIT
"""Texts that machines look for at fixed places of a site: ``sitemap.xml``, ``robots.txt`` and ``llms.txt``."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from vmbo_mbo_kb.generators.described import Publication
from vmbo_mbo_kb.words import LANGUAGES, Language

SITEMAP_MOST = 50_000
"""How many addresses a sitemap may hold (https://www.sitemaps.org/protocol.html)."""


def sitemaps(publication: Publication, pages: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The sitemap, or with many pages an index and its sitemaps: each file's name and text.

    Pages that exist in both languages name each other (``xhtml:link``).

    :param pages: paths below ``nl/`` and ``en/``, in order.
    """
    entries = [_entry(publication, language, path, pages=LANGUAGES) for path in pages for language in LANGUAGES]
    chunks = [entries[start : start + SITEMAP_MOST] for start in range(0, len(entries), SITEMAP_MOST)] or [[]]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    names = ["sitemap.xml"] if len(chunks) == 1 else [f"sitemap-{number}.xml" for number in range(1, len(chunks) + 1)]
    for name, chunk in zip(names, chunks, strict=True):
        opening = f'<urlset {space} xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
        yield name, head + opening + "".join(chunk) + "</urlset>\n"
    if len(chunks) > 1:
        listed = "".join(f"<sitemap><loc>{escape(publication.address(name))}</loc></sitemap>\n" for name in names)
        yield "sitemap.xml", f"{head}<sitemapindex {space}>\n{listed}</sitemapindex>\n"


def _entry(publication: Publication, language: str, path: str, pages: Iterable[str]) -> str:
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{each}" href={quoteattr(publication.address(f"{each}/{path}"))}/>'
        for each in pages
    )
    place = escape(publication.address(f"{language}/{path}"))
    return f"<url><loc>{place}</loc><lastmod>{publication.day}</lastmod>{links}</url>\n"


def robots(publication: Publication) -> str:
    """``robots.txt`` (RFC 9309): everything may be read, and here is the list of it."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {publication.address('sitemap.xml')}\n"


def llms(publication: Publication, sections: Mapping[str, Iterable[tuple[str, str, str]]], language: Language) -> str:
    """``llms.txt`` (https://llmstxt.org): what is here, for programs that read text.

    :param sections: lists of links under their headings, each with a title, a path and a note.
    """
    dataset = publication.dataset
    lines = [f"# {dataset['name'][language]}", "", f"> {dataset['description'][language]}", ""]
    lines += [f"Version {publication.version}, as of {publication.day}, licence {dataset['licence']}.", ""]
    for heading, links in sections.items():
        lines += [f"## {heading}", ""]
        lines += [f"- [{title}]({publication.address(path)}): {note}" for title, path, note in links]
        lines.append("")
    return "\n".join(lines)
