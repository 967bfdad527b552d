# SPDX-License-Identifier: MIT
"""What pages are made with."""

from pathlib import Path

import pytest
from jinja2 import TemplateSyntaxError

import vmbo_mbo_kb as kb
from tests.conftest import DATA
from vmbo_mbo_kb.namespaces import DEFAULT_BASE
from vmbo_mbo_kb.publication import Output
from vmbo_mbo_kb.site.frame import LANGUAGES, Site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("site")
    return Site(kb.load(DATA / "valid"), Output(folder, folder / "none"), DEFAULT_BASE)


def test_a_template_says_things_in_the_language_of_the_page(site: Site) -> None:
    text = """{{ say("één & ander", "this & that") }}{{ say("", ", too") if language == "en" }}"""
    shown = [site.environments[language].from_string(text).render() for language in LANGUAGES]
    assert shown == ["één &amp; ander", "this &amp; that, too"]


@pytest.mark.parametrize(
    "text",
    ['{{ say("nl") }}', '{{ say("nl", name) }}', '{{ say("nl", "en", "de") }}', "{{ say }}", '{{ say("nl", "en"'],
)
def test_what_is_not_said_in_both_languages_is_no_template(site: Site, text: str) -> None:
    for language in LANGUAGES:
        with pytest.raises(TemplateSyntaxError):
            site.environments[language].from_string(text)


def test_search_is_to_find_pages_about_records_and_those_that_stand_alone(site: Site) -> None:
    found = [
        "nl/index.html",
        "en/timeline.html",
        "nl/themes/instromen.html",
        "en/themes/index.html",
        "nl/model/Theme.html",
    ]
    not_found = [
        "index.html",
        "nl/themes/by/level/mbo-1.html",
        "en/on-date/2012.html",
        "nl/deadlines.ics",
        "themes/x.html",
    ]
    assert all(map(site.searched, found))
    assert not any(map(site.searched, not_found))


def test_a_checksum_is_that_of_the_file_and_read_once(tmp_path: Path) -> None:
    output = Output(tmp_path, tmp_path / "none")
    with pytest.raises(FileNotFoundError):
        output.checksum("a")
    (tmp_path / "a").write_bytes(b"abc")
    abc = (3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    assert output.checksum("a") == abc
    (tmp_path / "a").unlink()
    assert output.checksum("a") == abc
