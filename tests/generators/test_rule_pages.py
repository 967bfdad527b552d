# SPDX-License-Identifier: MIT
"""docs/rules is what the rules and their examples make."""

import re
from pathlib import Path

from vmbo_mbo_kb import generators
from vmbo_mbo_kb.checks.rules import RULES
from vmbo_mbo_kb.generators import rule_pages

FOLDER = Path(__file__).parents[2] / "docs" / "rules"


def test_pages_are_fresh() -> None:
    stale = generators.differing(FOLDER, rule_pages.pages())
    assert not stale, f"docs/rules/ is not what the rules make ({', '.join(stale)}); run: make rules"


def test_every_rule_has_a_page_in_both_languages_and_links_lead_somewhere() -> None:
    pages = {name: content.decode() for name, content in rule_pages.pages().items()}
    assert pages.keys() == {"README.md"} | {f"{language}/{code}.md" for language in ("nl", "en") for code in RULES}
    for name, text in pages.items():
        for link in re.findall(r"\]\(([^)]+\.md)\)", text):
            target = (FOLDER / name).parent.joinpath(link).resolve()
            if target.is_relative_to(FOLDER):
                assert target.relative_to(FOLDER).as_posix() in pages
            else:
                assert target.is_file(), link
        assert text.count("```") % 2 == 0
        assert not re.search(r"\{[a-z_]+\}", text.replace("{id}.yaml", ""))


def test_mark_is_under_what_is_wrong() -> None:
    page = rule_pages.pages()["en/KB301.md"].decode()
    assert "citations: [{source: bron-raport, confidence: high}]\n                     ^\n" in page


def test_superfluous_pages_are_removed(tmp_path: Path) -> None:
    pages = rule_pages.pages()
    assert generators.renew(tmp_path, pages) == sorted(pages)
    (tmp_path / "nl" / "KB999.md").write_text("weg ermee", "utf-8")
    (tmp_path / "eigen.txt").write_text("blijft", "utf-8")
    assert generators.renew(tmp_path, pages) == ["nl/KB999.md"]
    assert (tmp_path / "eigen.txt").exists()
