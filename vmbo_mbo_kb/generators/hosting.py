# SPDX-License-Identifier: MIT
"""Rules by which web servers give the files of the site: headers, media types, and the page for what is not there.

Any server of files shows the site; with these rules browsers keep its policy by header too, and programs are told what
a file is. The same is written for Apache, nginx and Caddy. How identifiers lead to the site is another matter:
:mod:`vmbo_mbo_kb.generators.redirects`.
"""

from collections.abc import Mapping
from typing import Final

MEDIA_TYPES: Final = {
    "atom": "application/atom+xml",
    "cff": "text/yaml",
    "css": "text/css",
    "csv": "text/csv",
    "gz": "application/gzip",
    "html": "text/html",
    "ics": "text/calendar",
    "js": "text/javascript",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "nq": "application/n-quads",
    "nt": "application/n-triples",
    "parquet": "application/vnd.apache.parquet",
    "rdf": "application/rdf+xml",
    "svg": "image/svg+xml",
    "trig": "application/trig",
    "ttl": "text/turtle",
    "txt": "text/plain",
    "wasm": "application/wasm",
    "xml": "application/xml",
    **dict.fromkeys(("pagefind", "pf_filter", "pf_fragment", "pf_index", "pf_meta"), "application/octet-stream"),
}
"""Media types by the ending of a file's name; a file of another name is plain text."""

VOID: Final = ".well-known/void"
"""The one file whose name tells nothing, and that is no plain text."""

NOTE: Final = "How this server gives the files of the site: headers, media types, 404. Written by vmbo-mbo-kb."


def content_type(path: str) -> str:
    """What a server says that a file is, by its path.

    >>> content_type("data/themes/instroom.ttl"), content_type(".well-known/void"), content_type("SHA256SUMS")
    ('text/turtle; charset=utf-8', 'text/turtle; charset=utf-8', 'text/plain; charset=utf-8')
    """
    if path.endswith(VOID):
        return _full("text/turtle")
    return _full(MEDIA_TYPES.get(path.rpartition("/")[2].rpartition(".")[2], "text/plain"))


def _full(media_type: str) -> str:
    """A media type with the characters that a text is written in."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def htaccess(headers: Mapping[str, str], path: str = "/") -> str:
    """For Apache (mod_headers, mod_mime): a file ``.htaccess`` in the folder of the site.

    :param headers: those of every answer.
    :param path: path of that folder on its host.
    """
    lines = [f"# {NOTE}", f"ErrorDocument 404 {path}404.html", "DirectoryIndex index.html", "Options -MultiViews"]
    lines += [f'Header always set {name} "{value}"' for name, value in headers.items()]
    lines.append("<FilesMatch .>")  # whatever the server says of such names elsewhere
    lines.append(f'  ForceType "{_full("text/plain")}"')
    lines.append("</FilesMatch>")
    for ending, media_type in MEDIA_TYPES.items():
        lines += [rf'<FilesMatch "\.{ending}$">', f'  ForceType "{_full(media_type)}"', "</FilesMatch>"]
    lines += [f'<Files "{VOID.rpartition("/")[2]}">', f'  ForceType "{_full("text/turtle")}"', "</Files>"]
    return "\n".join(lines) + "\n"


def nginx(headers: Mapping[str, str], path: str = "/") -> str:
    """For nginx: lines to be included in the block ``server`` that has the folder of the site as its root.

    The parameters are those of :func:`htaccess`.
    """
    lines = [f"# {NOTE}", f"error_page 404 {path}404.html;", "index index.html;"]
    lines += [f'add_header {name} "{value}" always;' for name, value in headers.items()]
    lines += [f'default_type "{_full("text/plain")}";', "types {"]
    lines += [f'    "{_full(media_type)}" {ending};' for ending, media_type in MEDIA_TYPES.items()]
    lines += ["}", f'location = {path}{VOID} {{ types {{ }} default_type "{_full("text/turtle")}"; }}']
    return "\n".join(lines) + "\n"


def caddy(headers: Mapping[str, str], path: str = "/") -> str:
    """For Caddy: lines for the block that has the folder of the site as its root; they give its files too.

    The parameters are those of :func:`htaccess`.
    """
    lines = [f"# {NOTE}"]
    lines += [f'header {name} "{value}"' for name, value in headers.items()]
    # What is said first holds for what nothing else is said of: matchers are asked from the longest to none.
    lines.append(f'header ?Content-Type "{_full("text/plain")}"')
    for ending, media_type in MEDIA_TYPES.items():
        lines += [f"@{ending} path *.{ending}", f'header @{ending} Content-Type "{_full(media_type)}"']
    lines += [f'header {path}{VOID} Content-Type "{_full("text/turtle")}"', "file_server"]
    lines += [
        "handle_errors {",
        "    @missing expression `{err.status_code} == 404`",
        "    handle @missing {",
        f'        header Content-Type "{_full("text/html")}"',
        f"        rewrite * {path}404.html",
        "        file_server",
        "    }",
        "}",
    ]
    return "\n".join(lines) + "\n"


def headers_file(headers: Mapping[str, str]) -> str:
    """``_headers``, as hosts of static files such as Netlify and Cloudflare Pages read it from the folder they serve.

    :param headers: those of every answer.
    """
    return "\n".join(["/*", *(f"  {name}: {value}" for name, value in headers.items())]) + "\n"
