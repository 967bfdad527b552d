# SPDX-License-Identifier: MIT
"""The pages in ``docs/rules``: an index, and for each rule a page in Dutch and one in English."""

from collections.abc import Iterator, Mapping
from typing import Final

from vmbo_mbo_kb.checks.examples import Example
from vmbo_mbo_kb.checks.rules import RULES, SUBJECTS
from vmbo_mbo_kb.display import visible, width
from vmbo_mbo_kb.findings import Rule
from vmbo_mbo_kb.words import LANGUAGES, Language, Words

INDEX: Final = "README.md"

MESSAGE: Final = Words("Melding", "Message")
HINT: Final = Words("Wat te doen", "What to do")
BROKEN: Final = Words("Fout", "Broken")
MENDED: Final = Words("Goed", "Mended")

_MADE: Final = "<!-- Made from vmbo_mbo_kb/checks/rules.py and tests/data by `make rules`; do not edit. -->\n"
_RESERVED: Final = Words(
    "Deze codes zijn vrijgehouden. De eigen SHACL-shapes weigeren wat de regels hierboven weigeren "
    "([overeenstemming](../agreement.md)), dus `validate` hoeft ze niet ook te vragen; de gepubliceerde profielen "
    "oordelen over de RDF-uitvoer, in een eigen rapport ([profielen](../profiles.md)).",
    "These codes are kept free. Our own SHACL shapes refuse what the rules above refuse "
    "([agreement](../agreement.md)), so `validate` need not ask them as well; the published profiles judge the RDF "
    "export, in a report of their own ([profiles](../profiles.md)).",
)
_ABOUT: Final = Words(
    "Een dataset wordt aan deze regels gehouden door `vmbo-mbo-kb validate`; `vmbo-mbo-kb rule CODE` legt er een uit.",
    "`vmbo-mbo-kb validate` holds a dataset to these rules; `vmbo-mbo-kb rule CODE` explains one.",
)
_LINK: Final = Words("een verwijzing (symlink) naar {}", "a symbolic link to {}")
_WITHOUT: Final = Words("zonder {}", "without {}")
_BYTES: Final = Words("aangevuld tot {} bytes", "filled up to {} bytes")
_TEXT: Final = Words("de tekst die er is: “{}”", "the text at hand: “{}”")
_NOTES: Final[Mapping[str, Words]] = {"without": _WITHOUT, "bytes": _BYTES, "text": _TEXT}


def pages() -> dict[str, bytes]:
    """The content of each file by its name in the folder."""
    found = {INDEX: _index()}
    for language in LANGUAGES:
        for rule in RULES.values():
            found[f"{language}/{rule.code}.md"] = _page(rule, language)
    return {name: text.encode() for name, text in found.items()}


def _index() -> str:
    lines = [_MADE, "# Regels / Rules", "", _ABOUT.nl, "", _ABOUT.en, ""]
    for start, subject in SUBJECTS.items():
        rules = [rule for rule in RULES.values() if rule.code.startswith(start)]
        lines += [f"## {start}xx {subject.nl} / {subject.en}", ""]
        lines += ["| | nl | en |", "|---|---|---|"] if rules else [_RESERVED.nl, "", _RESERVED.en]
        for rule in rules:
            links = (
                f"[{rule.explanation[language]}]({language}/{rule.code}.md)".replace("|", "\\|")
                for language in LANGUAGES
            )
            lines.append(f"| {rule.code} | {' | '.join(links)} |")
        lines.append("")
    return "\n".join(lines)


def _page(rule: Rule, language: Language) -> str:
    other: Language = "en" if language == "nl" else "nl"
    severity = rule.severity.label[language]
    lines = [
        _MADE,
        f"# {rule.code}",
        "",
        f"{SUBJECTS[rule.code[:3]][language]}, {severity} · [{other}](../{other}/{rule.code}.md) · [index](../{INDEX})",
        "",
        rule.explanation[language],
        "",
        f"**{MESSAGE[language]}:** `{template(rule.message[language])}`",
        "",
        f"**{HINT[language]}:** `{template(rule.hint[language])}`",
        "",
    ]
    for heading, example in ((BROKEN, rule.broken), (MENDED, rule.mended)):
        lines += [f"## {heading[language]}", "", f"{caption(example, language)}:", "", "```text"]
        lines += [*listing(example), "```", ""]
    return "\n".join(lines)


class _Named(dict[str, str]):
    """Stands in for the values of a template: each is its own name."""

    def __missing__(self, name: str) -> str:
        return f"‹{name}›"


def template(text: str) -> str:
    """A template as people read it."""
    return text.format_map(_Named())


def caption(example: Example, language: Language) -> str:
    """Where an example stands, and what else it takes."""
    notes = [_LINK[language].format(example.link)] if example.link else []
    notes += [
        words[language].format(example.settings[name]) for name, words in _NOTES.items() if name in example.settings
    ]
    return example.at + (f" ({', '.join(notes)})" if notes else "")


def listing(example: Example) -> Iterator[str]:
    """An example's lines, with a mark under the place of its finding."""
    mark = example.mark
    for number, line in enumerate(example.shown.splitlines(), 1):
        shown = visible(line)
        yield shown
        if mark is not None and mark.line == number:
            yield " " * width(visible(line[: mark.column - 1])) + "^"
