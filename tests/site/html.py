# SPDX-License-Identifier: MIT
"""Reading pages as a browser would, as far as links and anchors go."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LINKS = {"href", "src", "action"}
VOID = {"meta", "link", "input", "wbr", "br", "img", "hr", "circle", "path", "rect", "line"}


@dataclass
class Page(HTMLParser):
    """What a page holds."""

    text: str
    ids: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    """Tag and address."""
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.text)
        self.close()
        assert self.open == [], "an element is left open"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert len(given) == len(attrs), f"an attribute stands twice on {tag}"
        self.tags.append((tag, given))
        if given.get("id") is not None:
            self.ids.append(given["id"] or "")
        self.links += [(tag, value or "") for name, value in attrs if name in LINKS]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def check_links(folder: Path) -> dict[str, Page]:
    """Every page below a folder by its path; each link between them, with its anchor, leads somewhere."""
    pages = {path.relative_to(folder).as_posix(): Page(path.read_text("utf-8")) for path in folder.rglob("*.html")}
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    wrong = []
    for name, page in pages.items():
        for tag, address in page.links:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                assert tag == "a", f"{name} has {address} from another host"
                continue
            target = name
            if parts.path:
                stem = "/" if parts.path.startswith("/") else f"/{name}"
                steps: list[str] = []
                for step in [*stem.split("/")[1:-1], *unquote(parts.path).split("/")]:
                    if step == "..":
                        steps.pop()
                    elif step not in ("", "."):
                        steps.append(step)
                target = "/".join(steps)
            anchor = unquote(parts.fragment)
            if target not in files or (anchor and anchor not in pages[target].ids):
                wrong.append(f"{name}: {address}")
    assert not wrong, "\n".join(wrong[:20])
    return pages
