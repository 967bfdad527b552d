# SPDX-License-Identifier: MIT
"""What a browser may do with the pages: the policy that each page states itself, and the headers of a server."""

from base64 import b64encode
from hashlib import sha256
from typing import Final

NO_SCRIPTS: Final = "'none'"
OWN_SCRIPTS: Final = "'self'"
WASM: Final = "'self' 'wasm-unsafe-eval'"
"""What the Content-Security-Policy allows as scripts where WebAssembly runs."""

FIND_ROOT: Final = """
// Shown at any address: the folder of the site is looked for, as it need not be the root of its host.
const { root } = document.currentScript.dataset;
const links = [...document.querySelectorAll("[href]")].filter((link) => link.getAttribute("href").startsWith(root));
const find = async () => {
  const steps = location.pathname.split("/").slice(1, -1);
  for (let count = 0; count <= steps.length; count++) {
    const found = ["", ...steps.slice(0, count), ""].join("/");
    const answer = await fetch(`${found}vmbo-mbo-kb.nt`, { method: "HEAD" });
    if (!answer.ok) continue;
    for (const link of links) link.setAttribute("href", found + link.getAttribute("href").slice(root.length));
    return;
  }
};
find();
"""
"""The script of 404.html: inside the page, as no address leads to a file from everywhere; its hash allows it."""

FINDS_ROOT: Final = f"'sha256-{b64encode(sha256(FIND_ROOT.encode()).digest()).decode()}'"
"""What the Content-Security-Policy allows as scripts on 404.html."""


def policy(scripts: str = OWN_SCRIPTS) -> str:
    """The Content-Security-Policy of a page.

    :param scripts: what it allows as scripts.
    """
    return (
        f"default-src 'none'; style-src 'self'; script-src {scripts}; img-src 'self' data:; connect-src 'self'; "
        "manifest-src 'self'; form-action 'self'; base-uri 'none'"
    )


HEADERS: Final = {
    "Access-Control-Allow-Origin": "*",
    # One for all pages; each page's own is stricter where it can be, and a browser keeps both.
    "Content-Security-Policy": f"{policy(f'{WASM} {FINDS_ROOT}')}; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""Headers of every answer of a server of the site."""
