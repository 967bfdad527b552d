# SPDX-License-Identifier: MIT
"""The pages of our site as Markdown, so that MkDocs with Material can build as many pages of the same text.

Taken is the main part of each page: headings, paragraphs, lists, tables, code, and links between the pages, which
MkDocs follows and checks as it does in pages written by hand. Drawings, forms and scripts are left out: MkDocs has
less to do. So is what would slow it for no reader's good: its menu names the home pages alone, because Material writes
the whole menu into each page, and time and size would grow with the square of their number.
"""

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

import yaml

LANGUAGES: Final = ("nl", "en")

_BLOCKS: Final = frozenset(
    ["p", "li", "dt", "dd", "tr", "h1", "h2", "h3", "h4", "summary", "ul", "ol", "dl", "table", "div"]
)
_EMPTY: Final = frozenset(["br", "wbr", "input", "img", "hr", "line", "rect", "path", "circle"])
_LEFT_OUT: Final = frozenset({"svg", "script", "noscript", "form", "button", "select", "textarea"})
_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>|#])")


@dataclass
class _Markdown(HTMLParser):
    """The main part of a page as Markdown."""

    pages: frozenset[str]
    """Paths of all pages."""
    path: str
    """That of this page."""
    blocks: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    """Elements open in the main part."""
    targets: list[str | None] = field(default_factory=list)
    """Where the open links lead; None for those that do not lead to another page."""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if (tag != "main" and not self.open) or tag in _EMPTY:
            return
        self.open.append(tag)
        if self._left_out():
            return
        if tag == "a":
            self.targets.append(self._target(dict(attrs).get("href") or ""))
            if self.targets[-1]:
                self.line.append("[")
        elif tag in ("td", "th"):
            self.line.append(" | ")
        elif tag == "code" and "pre" not in self.open:
            self.line.append("`")
        elif tag == "pre" or (tag in _BLOCKS and "tr" not in self.open[:-1]):
            self._end_block()

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.open:
            return
        if self._left_out():
            self.open.pop()
            return
        if tag == "a":
            target = self.targets.pop()
            if target:
                self.line.append(f"]({target})")
        elif tag == "code" and "pre" not in self.open:
            self.line.append("`")
        elif tag == "pre":
            self.blocks.append("```\n" + "".join(self.line).strip("\n") + "\n```\n")
            self.line.clear()
        elif tag in _BLOCKS and "tr" not in self.open[:-1]:
            self._end_block(tag)
        if tag == "thead":
            self.blocks.append("|---" * self.blocks[-1].count(" | ") + "|")
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and not self._left_out():
            inside_code = "pre" in self.open or "code" in self.open
            self.line.append(data if inside_code else _SPECIAL.sub(r"\\\1", " ".join(data.split("\n"))))

    def _left_out(self) -> bool:
        return not _LEFT_OUT.isdisjoint(self.open)

    def _target(self, address: str) -> str | None:
        if address.startswith(("http://", "https://")):
            return f"<{address}>"
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self.path), address.partition("#")[0]))
        return f"{address.partition('#')[0][:-5]}.md" if address and path in self.pages else None

    def _end_block(self, tag: str = "p") -> None:
        words = " ".join("".join(self.line).split())
        self.line.clear()
        if not words:
            return
        match tag:
            case "h1" | "h2" | "h3" | "h4":
                self.blocks.append(f"\n{'#' * int(tag[1])} {words}\n")
            case "li":
                self.blocks.append(f"{'    ' * (sum(each in ('ul', 'ol') for each in self.open) - 1)}- {words}")
            case "tr":
                self.blocks.append(f"{words} |")
            case "dt":
                self.blocks.append(f"\n**{words}**\n")
            case _:
                self.blocks.append(f"\n{words}\n")


def write(site: Path, folder: Path) -> tuple[Path, int]:
    """Write a project for MkDocs with the pages of our site in both languages; its settings and the number of pages."""
    paths = sorted(path.relative_to(site).as_posix() for each in LANGUAGES for path in (site / each).rglob("*.html"))
    pages = frozenset(paths)
    made: Iterable[tuple[str, _Markdown]] = ((path, _Markdown(pages, path)) for path in paths)
    for path, markdown in made:
        markdown.feed((site / path).read_text("utf-8"))
        target = folder / "docs" / f"{path[:-5]}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("\n".join(markdown.blocks).strip() + "\n", "utf-8")
    settings = {
        "site_name": "The same text",
        "site_url": "https://example.org/",
        "use_directory_urls": False,
        "theme": {"name": "material", "font": False},
        "plugins": [{"search": {"lang": list(LANGUAGES)}}],
        "nav": [f"{language}/index.md" for language in LANGUAGES],
        "validation": {"nav": {"omitted_files": "ignore"}},
    }
    place = folder / "mkdocs.yml"
    place.write_text(yaml.safe_dump(settings, sort_keys=False), "utf-8")
    return place, len(paths)
