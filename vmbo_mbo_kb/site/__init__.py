# SPDX-License-Identifier: MIT
"""The site: pages in Dutch and English about everything in a dataset, for any static host.

A site is files. What makes them is a *maker*: a function that takes a :class:`~vmbo_mbo_kb.site.frame.Site` and yields
:class:`~vmbo_mbo_kb.site.frame.File` objects. All makers stand in two lists in :mod:`vmbo_mbo_kb.site.pages` and run in
their order; a later one can see the paths that earlier ones took (``site.paths``). ``MAKERS`` share the work among
processes (:mod:`vmbo_mbo_kb.site.making`): what costs time belongs in the ``content`` of a file, which is made by one
of them, perhaps when all makers have run; what stands around it is done by each. ``LAST`` run in one process, and see
which files there are. So adding
to the site is:

* a page: a template in ``templates/`` that extends ``frame.html``, and a maker that yields
  ``from site.pages("name.html", "path.html", …)``: the page in both languages, ``nl/path.html`` and ``en/path.html``,
  each pointing at the other;
* a file that is not a page (a feed, a sitemap, metadata): a maker that yields ``File(path, content, media_type)``;
* a style sheet, script or picture: a file in ``assets/``; all are copied.

Rules that every page keeps:

* addresses are relative (``{{ root }}nl/…``), so that the site works below any path and from a disk; 404.html, which is
  shown at any depth, has addresses from the root of its host and a script that finds the site below it;
* autoescape is on; what comes from the data reaches a template as plain text, and ``finalize`` makes what cannot be
  seen visible in it; only this package makes markup (:class:`markupsafe.Markup`), always by escaping each piece;
* no style or script inside a page, but for the script of 404.html, which its hash allows, and nothing from another
  host: the Content-Security-Policy in ``frame.html`` says so to the browser. A page that needs more (WebAssembly) says
  so with ``scripts="'self' 'wasm-unsafe-eval'"``;
* what JavaScript adds can be missed: each page says all that it has to say without it.

The anchors on a record's page are the fragments of the IRIs of its parts: ``#amounts.total``.
"""

from typing import TYPE_CHECKING

from vmbo_mbo_kb.exporters import Written

if TYPE_CHECKING:
    from vmbo_mbo_kb.knowledge_base import KnowledgeBase
    from vmbo_mbo_kb.publication import Output


def write(data: "KnowledgeBase", output: "Output", base: str) -> list[Written]:
    """Write the site into the folder of a build, beside the exports that it offers to download.

    On Linux several processes share the work, as many as there are cores; elsewhere, and for a small dataset, one does
    it. What is written is the same. Pages are not kept in memory: each is written as it is made.

    What comes out as it is in the former output is taken from there, unwritten.

    :returns: the files written, in order of path.
    :raises ValueError: two makers want the same path.
    :raises OSError: the folder cannot be written.
    """
    from vmbo_mbo_kb.sharing import processes
    from vmbo_mbo_kb.site.frame import Site
    from vmbo_mbo_kb.site.making import make, make_rest
    from vmbo_mbo_kb.site.pages import LAST, MAKERS, search_index

    site = Site(data, output, base)
    make(MAKERS, site, processes(len(data)))
    make(LAST, site)
    with search_index.made(site):
        make_rest(site)
        for path in site.paths:
            output.checksum(path)
    make((search_index.make,), site)
    return [site.paths[path] for path in sorted(site.paths)]


__all__ = ["write"]
