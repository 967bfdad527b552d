# SPDX-License-Identifier: MIT
"""What machines are told of the dataset: descriptions, a feed of changes, a calendar, rules for servers."""

import json
from collections.abc import Iterator
from typing import Any, Final

from vmbo_mbo_kb.calendars import Occasion, calendar
from vmbo_mbo_kb.generators import hosting, redirects
from vmbo_mbo_kb.generators.citing import citation_file, datacite, datacite_xml, schema_org
from vmbo_mbo_kb.generators.dcat import dcat
from vmbo_mbo_kb.generators.provenance import prov, ro_crate
from vmbo_mbo_kb.generators.void import count, void
from vmbo_mbo_kb.namespaces import prefixes
from vmbo_mbo_kb.records import record_path
from vmbo_mbo_kb.site.frame import LANGUAGES, File, Site
from vmbo_mbo_kb.site.policy import HEADERS

TURTLE = "text/turtle"
JSON_LD = "application/ld+json"
TRIPLES = "vmbo-mbo-kb.nt"

DEADLINES: Final = "deadlines.ics"
"""The calendar of when applications are taken and of last days, in the folder of each language."""


def make(site: Site) -> Iterator[File]:
    """The files; made after the exports, which they tell of."""
    publication = site.publication
    catalogue = dcat(site.dataset, publication.files, site.base, _earlier(site), place="", first=publication.first)
    yield File("dcat.ttl", catalogue.encode(), TURTLE)
    yield File("dcat.jsonld", _as_json_ld(catalogue, site.base), JSON_LD)
    yield File("schema-org.jsonld", _json(schema_org(publication)), JSON_LD)
    yield File("datacite.json", _json(datacite(publication)), "application/json")
    yield File("datacite.xml", datacite_xml(publication).encode(), "application/xml")
    yield File("CITATION.cff", citation_file(publication).encode(), "text/yaml")
    description = _void(site).encode()
    yield File(".well-known/void", description, TURTLE)
    yield File("void.ttl", description, TURTLE)
    sources = [f"{site.base}id/sources/{record['id']}" for record in site.by_class["sources"]]
    yield File("prov.ttl", prov(publication, sources).encode(), TURTLE)
    yield File("ro-crate-metadata.json", _json(ro_crate(publication)), JSON_LD)
    feed = _changes(site)
    if feed is not None:
        yield File("changes.atom", feed.encode(), "application/atom+xml")
    for language in LANGUAGES:
        deadlines = calendar(site.data, (Occasion.APPLICATION, Occasion.LAPSE), language, site.base)
        yield File(f"{language}/{DEADLINES}", deadlines.encode(), "text/calendar")
    yield File("hosting/w3id.htaccess", redirects.htaccess(site.base).encode(), "text/plain")
    yield File("hosting/nginx.conf", redirects.nginx(site.base).encode(), "text/plain")
    yield File("hosting/Caddyfile", redirects.caddy(site.base).encode(), "text/plain")
    yield File("hosting/site.htaccess", hosting.htaccess(HEADERS, site.path).encode(), "text/plain")
    yield File("hosting/site.nginx.conf", hosting.nginx(HEADERS, site.path).encode(), "text/plain")
    yield File("hosting/site.Caddyfile", hosting.caddy(HEADERS, site.path).encode(), "text/plain")
    yield File("_headers", hosting.headers_file(HEADERS).encode(), "text/plain")


def _json(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _as_json_ld(turtle: str, base: str) -> bytes:
    import pyoxigraph as ox

    triples = (quad.triple for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE))
    text = ox.serialize(triples, format=ox.RdfFormat.JSON_LD, prefixes=prefixes(base))
    assert text is not None
    return text + b"\n"


def _void(site: Site) -> str:
    with (site.folder / TRIPLES).open("rb") as lines:
        counts = count(lines)
    examples = [
        site.base + record_path(spec, site.by_class[spec.slug][0])
        for spec in site.specs.values()
        if site.by_class[spec.slug]
    ]
    return void(site.publication, counts, examples)


def _earlier(site: Site) -> str | None:
    """The release before this version, where the dataset has the log of its releases."""
    from vmbo_mbo_kb.releases import order, versions

    folder = site.data.whole.folder
    if folder is None:
        return None
    known = [each for each in versions(folder) if order(each) < order(site.dataset["version"])]
    return known[-1] if known else None


def _changes(site: Site) -> str | None:
    """The feed of what changed since the release before; None where there is none."""
    from vmbo_mbo_kb.changes import State
    from vmbo_mbo_kb.difference_texts import atom
    from vmbo_mbo_kb.differences import compare
    from vmbo_mbo_kb.releases import state

    folder, previous = site.data.whole.folder, _earlier(site)
    if folder is None or previous is None:
        return None
    return atom(compare(state(folder, previous), State.of(site.data.records)), site.base)
