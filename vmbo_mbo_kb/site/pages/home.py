# SPDX-License-Identifier: MIT
"""The way in: the page that chooses a language, the home page in each, and the page for what is not there."""

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from vmbo_mbo_kb.generators.citing import schema_org
from vmbo_mbo_kb.periods import Answer, span
from vmbo_mbo_kb.records import Record
from vmbo_mbo_kb.site.data_blocks import data_block
from vmbo_mbo_kb.site.frame import LANGUAGES, File, Site
from vmbo_mbo_kb.site.policy import FIND_ROOT, FINDS_ROOT, NO_SCRIPTS
from vmbo_mbo_kb.views import VALIDITY


def make(site: Site) -> Iterator[File]:
    """The pages."""
    yield _bare(site, "index.html", "welcome.html", "", scripts=NO_SCRIPTS)
    script = Markup(FIND_ROOT)  # noqa: S704 - our own
    yield _bare(site, "404.html", "missing.html", site.path, script=script, scripts=FINDS_ROOT)
    described = data_block(schema_org(site.publication, digests=False))
    questions = [(record, *_answers(site, record)) for record in site.by_class["questions"]]
    questions.sort(key=lambda entry: (entry[0].get("position", 0), entry[0]["id"]))
    for language in LANGUAGES:
        forms = [record for record in site.by_class["collaboration-forms"] if site.state(record) is Answer.YES]
        forms.sort(key=lambda record: site.label(record["id"], language).casefold())
        yield site.page(
            "home.html",
            "index.html",
            language,
            title=site.dataset["name"][language],
            questions=questions,
            forms=forms,
            described=described,
            counts={spec.slug: len(site.by_class[spec.slug]) for spec in site.specs.values()},
        )


def _bare(site: Site, path: str, template: str, root: str, **values: Any) -> File:
    """A page in both languages at once, at the root of the site."""
    text = site.environments["nl"].get_template(template).render(root=root, languages=LANGUAGES, **values)
    return File(path, text.encode())


def _answers(site: Site, record: Record) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """The answer that holds today, and the earliest one: that with an unknown start, or else the first."""
    answers = [answer for answer in record.get("answers", ()) if VALIDITY in answer]

    def days(answer: dict[str, Any]) -> Any:
        return span(answer[VALIDITY]["from"], answer[VALIDITY]["through"])

    now = next((answer for answer in answers if days(answer).holds(site.today) is Answer.YES), None)
    then = min(
        (answer for answer in answers if answer is not now), key=lambda each: days(each).from_earliest, default=None
    )
    return now, then
