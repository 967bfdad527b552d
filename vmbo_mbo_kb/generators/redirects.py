# SPDX-License-Identifier: MIT
"""Rules by which web servers lead an identifier to what is known of it, in the format and language asked for.

A thing is no document, so its IRI answers 303 See Other ("Cool URIs for the Semantic Web",
https://www.w3.org/TR/cooluris/, section 4.2). One table of rules is written for three servers: as ``.htaccess`` for
w3id.org and other Apaches, for nginx, and for Caddy.

Servers of files have no negotiation with weights that can be led anywhere, so the header ``Accept`` is read by pattern.
Formats that are named with full weight come before those with less, and those that are named before ``*/*``; among
equals the order of :data:`FORMATS` decides. Who takes none of them is told so (406). ``Accept-Language`` gives Dutch to
who names it before English or without it, and English to all others.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from vmbo_mbo_kb.blueprint import blueprint
from vmbo_mbo_kb.generators import ontology
from vmbo_mbo_kb.namespaces import DEFAULT_BASE

FORMATS: Final = {
    "html": ("text/html", "application/xhtml+xml"),
    "ttl": ("text/turtle",),
    "jsonld": ("application/ld+json", "application/json"),
    "csv": ("text/csv",),
}
"""The formats on offer and the media types that ask for them, the preferred one first."""

WILDCARDS: Final = {"html": ("*/*", "text/*"), "jsonld": ("application/*",)}
"""The formats that ranges of media types ask for."""

NONE: Final = "none"
"""What stands for a request that takes none of the formats."""

PLACEHOLDER: Final = "https://example.org/vmbo-mbo/"
"""Where the site is, as long as nobody has put it anywhere: to be replaced by who registers the name at w3id.org."""

FULL: Final = r"(\s*;\s*q=1(\.0*)?)?\s*(,|$)"
LESS: Final = r"\s*;\s*q=0?\.[0-9]*[1-9]"
DUTCH: Final = (
    ("en", r"(^|,)\s*en\b.*,\s*nl\b"),
    ("nl", r"(^|,)\s*nl\b"),
)
"""Patterns for the header Accept-Language, the first that fits decides; without one it is English."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Where the identifiers of one shape lead to."""

    pattern: str
    """Regular expression of the path below the base, with named groups."""
    targets: dict[str, str]
    """Path below the site by format, with ``{group}`` and ``{language}``."""
    status: int = 303

    def __post_init__(self) -> None:
        assert "{language}" not in self.pattern


def rules() -> list[Rule]:
    """The rules, the more special first."""
    plan = blueprint()
    classes = "|".join(spec.slug for spec in plan.entities)
    record = f"(?P<class>{classes})/(?P<id>[a-z0-9-]+)"
    page = "{language}/{class}/{id}.html"
    files = {"ttl": "data/{class}/{id}.ttl", "jsonld": "jsonld/{class}/{id}.jsonld", "csv": "data/{class}/{id}.csv"}
    dataset = {"html": "{language}/downloads.html", "ttl": "dcat.ttl", "jsonld": "dcat.jsonld"}
    return [
        Rule(f"id/{record}", {"html": page, **files}),
        *(Rule(rf"doc/{record}\.{ending}", {"*": place}, 302) for ending, place in files.items()),
        Rule(f"doc/{record}(\\.html)?", {"html": page, **files}),
        # A class is also the scheme of its concepts.
        Rule(f"(id|doc)/(?P<class>{classes})/?", {"html": "{language}/{class}/index.html", "ttl": "thesaurus.ttl"}),
        Rule(f"(id|doc)/{plan.dataset.slug}(/[a-z0-9.-]+)*", dataset),
        Rule("def", {"html": "{language}/terms.html", "ttl": ontology.NAME}),
    ]


def accept_patterns() -> Iterator[tuple[str, str]]:
    """Formats with the pattern of the header that asks for them, the first that fits decides."""
    yield "html", "^\\s*$"
    for weight in (FULL, LESS):
        for choice in (FORMATS, WILDCARDS):
            for name, ranges in choice.items():
                types = "|".join(re.escape(each) for each in ranges)
                yield name, rf"(^|,)\s*({types})(\s*;\s*[^q,;\s][^,;]*)*{weight}"


def accepted(header: str) -> str:
    """The format that a header ``Accept`` asks for, by the same patterns as the servers'."""
    return next((name for name, pattern in accept_patterns() if re.search(pattern, header, re.IGNORECASE)), NONE)


def site_of(base: str) -> str:
    """Where the site is: at its base, unless that is a name that only leads elsewhere."""
    return PLACEHOLDER if urlsplit(base).hostname == "w3id.org" else base


def _head(comment: str, base: str) -> list[str]:
    return [
        f"# {comment}",
        f"# Identifiers below {base} lead to the site by 303 See Other, by Accept and Accept-Language.",
        "# Written by vmbo-mbo-kb; the only line to change is the one with the address of the site.",
        "",
    ]


def htaccess(base: str = DEFAULT_BASE, site: str | None = None) -> str:
    """For Apache (mod_rewrite, mod_headers), as w3id.org wants it: a file ``.htaccess`` in the folder of the base.

    :param site: address of the site; everything else below the base leads there too, unless it is the base itself.
    """
    site = site_of(base) if site is None else site
    lines = [
        *_head("Apache: .htaccess", base),
        "Options -MultiViews",
        "<IfModule mod_headers.c>",
        '  Header always set Access-Control-Allow-Origin "*"',
        '  Header always merge Vary "Accept, Accept-Language"',
        "</IfModule>",
        "RewriteEngine On",
        f"RewriteRule ^ - [E=SITE:{site}]",
        "",
        f"RewriteRule ^ - [E=FORMAT:{NONE},E=LANGUAGE:en]",
    ]
    # The last that fits decides here, so the order is turned round.
    for name, pattern in reversed(list(accept_patterns())):
        lines += [f'RewriteCond %{{HTTP:Accept}} "{pattern}" [NC]', f"RewriteRule ^ - [E=FORMAT:{name}]"]
    for language, pattern in reversed(DUTCH):
        lines += [f'RewriteCond %{{HTTP:Accept-Language}} "{pattern}" [NC]', f"RewriteRule ^ - [E=LANGUAGE:{language}]"]
    for rule in rules():
        pattern, groups = _numbered(rule.pattern)
        names = {name: f"${number}" for name, number in groups.items()} | {"language": "%{ENV:LANGUAGE}"}
        lines.append("")
        for name, target in rule.targets.items():
            if name != "*":
                lines.append(f"RewriteCond %{{ENV:FORMAT}} ={name}")
            lines.append(f"RewriteRule ^{pattern}$ %{{ENV:SITE}}{target.format_map(names)} [R={rule.status},L]")
        if "*" not in rule.targets:
            lines.append(f"RewriteRule ^{pattern}$ - [R=406,L]")
    if site != base:
        lines += ["", "RewriteRule ^(.*)$ %{ENV:SITE}$1 [R=302,L]"]
    return "\n".join(lines) + "\n"


def nginx(base: str = DEFAULT_BASE, site: str | None = None) -> str:
    """For nginx: a file to be included in the block ``http``, followed by the block ``server`` that it holds."""
    site = site_of(base) if site is None else site
    parts = urlsplit(base)
    lines = [*_head("nginx: include it in the block http, and say in the server where to listen", base)]
    # nginx holds no pattern against a header that is missing, only the empty text.
    lines += ["map $http_accept $kb_format {", '    "" html;']
    lines += [f'    "~*{_escaped(pattern)}" {name};' for name, pattern in accept_patterns()]
    lines += [f"    default {NONE};", "}", "map $http_accept_language $kb_language {"]
    lines += [f'    "~*{_escaped(pattern)}" {language};' for language, pattern in DUTCH]
    lines += ["    default en;", "}", "", "server {", f"    server_name {parts.hostname};", f"    set $site {site};"]
    lines += [
        '    add_header Access-Control-Allow-Origin "*" always;',
        '    add_header Vary "Accept, Accept-Language" always;',
        "",
    ]
    for rule in rules():
        pattern = rule.pattern.replace("(?P<", "(?<kb_")
        names = {name: f"${{kb_{name}}}" for name in ("class", "id", "language")}
        lines.append(f'    location ~ "^{re.escape(parts.path)}{pattern}$" {{')
        for name, target in rule.targets.items():
            answer = f"return {rule.status} ${{site}}{target.format_map(names)};"
            lines.append(f"        {answer}" if name == "*" else f"        if ($kb_format = {name}) {{ {answer} }}")
        lines += [*(["        return 406;"] if "*" not in rule.targets else []), "    }"]
    if site != base:
        lines.append(f'    location ~ "^{re.escape(parts.path)}(?<kb_rest>.*)$" {{ return 302 $site$kb_rest; }}')
    return "\n".join([*lines, "}"]) + "\n"


def caddy(base: str = DEFAULT_BASE, site: str | None = None) -> str:
    """For Caddy: a Caddyfile with the server of the base."""
    site = site_of(base) if site is None else site
    parts = urlsplit(base)
    lines = [*_head("Caddy: a block of the Caddyfile", base), f"{parts.scheme}://{parts.netloc} {{"]
    lines += ["    map {http.request.header.Accept} {kb_format} {"]
    lines += [f'        "~(?i){_escaped(pattern)}" {name}' for name, pattern in accept_patterns()]
    lines += [f"        default {NONE}", "    }", "    map {http.request.header.Accept-Language} {kb_language} {"]
    lines += [f'        "~(?i){_escaped(pattern)}" {language}' for language, pattern in DUTCH]
    lines += ["        default en", "    }"]
    lines += [f"    vars site {site}"]
    lines += [
        '    header Access-Control-Allow-Origin "*"',
        '    header Vary "Accept, Accept-Language"',
        "    route {",
    ]
    for number, rule in enumerate(rules(), start=1):
        names = {name: f"{{re.r{number}.{name}}}" for name in ("class", "id")} | {"language": "{kb_language}"}
        pattern = rule.pattern
        lines += [
            f"        @r{number} path_regexp r{number} ^{re.escape(parts.path)}{pattern}$",
            f"        handle @r{number} {{",
        ]
        for name, target in rule.targets.items():
            answer = f"redir {{vars.site}}{target.format_map(names)} {rule.status}"
            if name == "*":
                lines.append(f"            {answer}")
            else:
                lines += [
                    f"            @{name}{number} vars {{kb_format}} {name}",
                    f"            handle @{name}{number} {{",
                ]
                lines += [f"                {answer}", "            }"]
        lines += [*(["            respond 406"] if "*" not in rule.targets else []), "        }"]
    if site != base:
        lines += [
            f"        @rest path_regexp rest ^{re.escape(parts.path)}(.*)$",
            "        redir @rest {vars.site}{re.rest.1} 302",
        ]
    return "\n".join([*lines, "    }", "}"]) + "\n"


def _numbered(pattern: str) -> tuple[str, dict[str, int]]:
    """A pattern without names, and the number of each: mod_rewrite knows groups by number only."""
    groups = dict(re.compile(pattern).groupindex)
    return re.sub(r"\(\?P<\w+>", "(", pattern), groups


def _escaped(pattern: str) -> str:
    """A pattern in the quotes of nginx and Caddy, which keep a backslash that stands before no quote."""
    return pattern.replace('"', '\\"')
