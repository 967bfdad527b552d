# SPDX-License-Identifier: MIT
"""Differences for people and for feed readers: plain text, Markdown, and an Atom feed (RFC 4287)."""

import json
from collections.abc import Iterator
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr

from vmbo_mbo_kb.blueprint import blueprint
from vmbo_mbo_kb.differences import Difference, FieldChange, RecordChange
from vmbo_mbo_kb.namespaces import DEFAULT_BASE
from vmbo_mbo_kb.records import record_path
from vmbo_mbo_kb.words import Language, Words

KINDS: Final[dict[str, Words]] = {
    "renamed": Words("hernoemd", "renamed"),
    "withdrawn": Words("ingetrokken", "withdrawn"),
    "gone": Words("weggevallen", "gone without a trace"),
    "changed": Words("gewijzigd", "changed"),
    "added": Words("nieuw", "added"),
}
"""The lists of a difference, in the order in which they matter to a reader."""

_NOTHING = "–"
_SHORT = 160


def text(difference: Difference, language: Language = "en") -> str:
    """For reading in a terminal; long values are cut."""
    lines = [_title(difference, language)]
    if difference.dataset:
        lines += ["", f"{Words('beschrijving van de dataset', 'description of the dataset')[language]}:"]
        lines += [f"  {_field(each, language, _SHORT)}" for each in difference.dataset]
    for kind, changes in _lists(difference):
        lines += ["", f"{KINDS[kind][language]} ({len(changes)}):"]
        for change in changes:
            lines.append(f"  {change.folder}/{change.id}  {_label(change, language)}{_became(change, language)}")
            lines += [f"    {_field(each, language, _SHORT)}" for each in change.fields]
    return "\n".join(lines) + "\n"


def markdown(difference: Difference, language: Language = "en") -> str:
    """For a changelog; every value in full."""
    lines = [f"# {_title(difference, language)}"]
    if difference.dataset:
        lines += ["", f"## {Words('Beschrijving van de dataset', 'Description of the dataset')[language]}", ""]
        lines += [f"- {_escaped(_field(each, language))}" for each in difference.dataset]
    for kind, changes in _lists(difference):
        lines += ["", f"## {KINDS[kind][language].capitalize()} ({len(changes)})", ""]
        for change in changes:
            label = _escaped(_label(change, language) + _became(change, language))
            lines.append(f"- `{change.folder}/{change.id}` {label}")
            lines += [f"  - {_escaped(_field(each, language))}" for each in change.fields]
    return "\n".join(lines) + "\n"


def atom(difference: Difference, base: str = DEFAULT_BASE, language: Language = "en") -> str:
    """A feed with an entry for each record; its times are those of the datasets, not of a clock."""
    after = difference.after
    updated = f"{after['as_of']}T00:00:00Z"
    release = base + record_path(blueprint().dataset, after)
    former = difference.before["version"] if difference.before else ""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">',
        f"  <id>{_urn(f'{release} changes since {former}')}</id>",
        f"  <title>{escape(after['name'][language])}: {escape(_title(difference, language))}</title>",
        f"  <updated>{updated}</updated>",
        f"  <author><name>{escape(after['publisher_name'])}</name></author>",
        f'  <link rel="related" href={quoteattr(release)}/>',
        f"  <rights>{escape(after['licence'])}</rights>",
    ]
    for kind, changes in _lists(difference):
        for change in changes:
            iri = f"{base}id/{change.folder}/{change.id}"
            details = "\n".join(_field(each, language) for each in change.fields)
            summary = f"{change.folder}/{change.id}{_became(change, language)}"
            lines += [
                "  <entry>",
                f"    <id>{_urn(f'{iri} {kind} in {release} since {former}')}</id>",
                f"    <title>{KINDS[kind][language].capitalize()}: {escape(_label(change, language))}</title>",
                f"    <updated>{updated}</updated>",
                f'    <link rel="alternate" href={quoteattr(iri)}/>',
                f'    <category term="{kind}" label={quoteattr(KINDS[kind][language])}/>',
                f"    <summary>{escape(summary)}</summary>",
                *([f'    <content type="text">{escape(details)}</content>'] if details else []),
                "  </entry>",
            ]
    return "\n".join([*lines, "</feed>"]) + "\n"


def _urn(name: str) -> str:
    return uuid5(NAMESPACE_URL, name).urn


def _lists(difference: Difference) -> Iterator[tuple[str, tuple[RecordChange, ...]]]:
    for kind in KINDS:
        changes: tuple[RecordChange, ...] = getattr(difference, kind)
        if changes:
            yield kind, changes


def _title(difference: Difference, language: Language) -> str:
    before = f"{difference.before['version']} → " if difference.before else ""
    counts = [f"{len(changes)} {KINDS[kind][language]}" for kind, changes in _lists(difference)]
    same = Words("geen verschil", "no difference")[language]
    return f"{before}{difference.after['version']}: {', '.join(counts) or same}"


def _label(change: RecordChange, language: Language) -> str:
    for name in ("name", "title", "question"):
        value = change.record.get(name)
        if isinstance(value, dict):
            return str(value.get(language) or next(iter(value.values())))
    return change.id


def _became(change: RecordChange, language: Language) -> str:
    if change.former:
        return Words(f" (was {change.former})", f" (was {change.former})")[language]
    if change.successors:
        named = ", ".join(change.successors)
        return Words(f" (gebruik {named})", f" (use {named})")[language]
    return ""


def _field(change: FieldChange, language: Language, cut: int = 0) -> str:
    old, new = _value(change.old, cut), _value(change.new, cut)
    word = Words("bron", "source")[language]
    sources = f" [{word}: {', '.join(change.sources)}]" if change.sources else ""
    return f"{change.path}: {old} → {new}{sources}"


def _value(value: Any, cut: int) -> str:
    if value is None:
        return _NOTHING
    if isinstance(value, list):
        found = "; ".join(_value(item, 0) for item in value)
    elif isinstance(value, dict):
        kept = {name: each for name, each in value.items() if name not in ("key", "citations")}
        found = json.dumps(kept, ensure_ascii=False)
    elif isinstance(value, bool):
        found = str(value).lower()
    else:
        found = " ".join(str(value).split())
    return found if not cut or len(found) <= cut else found[: cut - 1] + "…"


def _escaped(words: str) -> str:
    """Text that Markdown takes as it is: nothing in the data becomes markup or HTML."""
    words = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"\\{char}" if char in "\\`*_[]#|~!" else char for char in words)
