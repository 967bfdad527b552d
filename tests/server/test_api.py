# SPDX-License-Identifier: MIT
"""The JSON API, held to its own description by judges of others."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

import vmbo_mbo_kb as kb
from tests.conftest import DATA
from tests.server.conftest import Reply, Server
from vmbo_mbo_kb.cli import cli


@pytest.fixture(scope="module")
def description(server: Server) -> dict[str, Any]:
    found: dict[str, Any] = server.ask("/api/openapi.json").json()
    return found


def judged(description: dict[str, Any], path: str, reply: Reply) -> Any:
    """The content of an answer, which is as the description says."""
    answers = description["paths"][path]["get"]["responses"]
    kind = answers.get(str(reply.status), answers["default"])["content"][reply.media_type]
    schema = {**kind["schema"], "components": description["components"]}
    content = reply.json()
    assert [error.message for error in Draft202012Validator(schema).iter_errors(content)] == []
    return content


def test_the_description_is_openapi(server: Server, description: dict[str, Any]) -> None:
    assert description["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(description).validate()
    assert server.ask("/api").headers["location"] == "/api/openapi.json"


def test_list_and_get_every_record(server: Server, description: dict[str, Any]) -> None:
    data = kb.load(DATA / "valid")
    seen = set()
    for folder in description["components"]["schemas"]["Item"]["properties"]["class"]["enum"]:
        found = judged(description, "/api/{class}", server.ask(f"/api/{folder}"))
        assert found["total"] == len(found["items"])
        for item in found["items"]:
            assert item["iri"] == data.iri(item["id"])
            assert item["label"]["nl"] == data.label(item["id"], "nl")
            record = judged(description, "/api/{class}/{id}", server.ask(f"/api/{folder}/{item['id']}"))
            assert record == {"class": folder, **data.record(item["id"])}
            seen.add(item["id"])
    assert len(seen) == len(data)


def test_pages(server: Server) -> None:
    whole = server.ask("/api/organisations").json()
    assert whole["total"] > 1
    pieces = [server.ask(f"/api/organisations?limit=1&offset={start}").json() for start in range(whole["total"])]
    assert [piece["items"][0] for piece in pieces] == whole["items"]
    assert server.ask(f"/api/organisations?offset={whole['total']}").json()["items"] == []


def test_search(server: Server, description: dict[str, Any]) -> None:
    data = kb.load(DATA / "valid")
    reply = server.ask(f"/api/search?q={quote('proefgeld')}")
    found = judged(description, "/api/search", reply)
    assert [item["id"] for item in found["items"]] == [hit.id for hit in data.search("proefgeld")]
    assert found["items"][0]["id"] == "proefgeld"
    for target, options in (
        ("class=subsidy-schemes", {"class_name": "subsidy-schemes"}),
        ("theme=instromen&lang=nl", {"theme": "instromen", "language": "nl"}),
        ("level=niveau-a", {"level": "niveau-a"}),
        ("class=themes", {"class_name": "themes"}),
    ):
        found = judged(description, "/api/search", server.ask(f"/api/search?q=proefgeld&{target}"))
        assert [item["id"] for item in found["items"]] == [hit.id for hit in data.search("proefgeld", **options)]
    assert server.ask("/api/search?q=zzzz").json() == {"total": 0, "offset": 0, "items": []}


@pytest.mark.parametrize("day", ["2008-09-01", "2010-06-01", "2026-01-01"])
def test_list_and_get_of_a_day(server: Server, description: dict[str, Any], day: str) -> None:
    data = kb.load(DATA / "valid").at(day)
    for folder in ("subsidy-schemes", "collaboration-forms"):
        found = judged(description, "/api/{class}", server.ask(f"/api/{folder}?on={day}"))
        assert [item["id"] for item in found["items"]] == [entity.id for entity in data.of_class(folder)]
    reply = server.ask(f"/api/subsidy-schemes/proefgeld?on={day}")
    if "proefgeld" in data:
        assert reply.json() == {"class": "subsidy-schemes", **data.record("proefgeld")}
    else:
        assert reply.problem() == "not-found"


@pytest.mark.parametrize("day", ["2008-09-01", "2010-06-01", "2026-01-01"])
@pytest.mark.parametrize(
    ("options", "language"),
    [
        ([], "nl"),
        (["--certain"], "en"),
        (["--class", "collaboration-forms"], "en"),
        (["--class", "subsidy-schemes", "--certain"], "nl"),
        (["--class", "concepts"], "nl"),
    ],
)
def test_at_is_the_command(
    server: Server, description: dict[str, Any], day: str, options: list[str], language: str
) -> None:
    command = ["at", day, "--json", "--dataset", str(DATA / "valid"), "--lang", language, *options]
    target = f"/api/at?day={day}&lang={language}"
    if "--class" in options:
        target += f"&class={options[1]}"
    if "--certain" in options:
        target += "&certain=true"
    found = judged(description, "/api/at", server.ask(target))
    assert found["total"] == len(found["items"])
    for item in found["items"]:
        assert item.pop("iri").endswith(f"id/{item['class']}/{item['id']}")
        item["label"] = item["label"].pop(language)
    assert found["items"] == json.loads(CliRunner().invoke(cli, command).stdout)


def test_at_says_how_surely(server: Server, description: dict[str, Any]) -> None:
    data = kb.load(DATA / "valid")
    seen = set()
    for day in ("2008-09-01", "2010-06-01", "2026-01-01"):
        found = judged(description, "/api/at", server.ask(f"/api/at?day={day}"))
        for item in found["items"]:
            assert item["holds"] == data[item["id"]].holds(day)
            assert item["label"] == {language: data.label(item["id"], language) for language in ("nl", "en")}
        sure = server.ask(f"/api/at?day={day}&certain=true").json()["items"]
        assert sure == [item for item in found["items"] if item["holds"] == "yes"]
        pieces = [server.ask(f"/api/at?day={day}&limit=1&offset={start}").json() for start in range(found["total"])]
        assert [piece["items"][0] for piece in pieces] == found["items"]
        seen |= {item["holds"] for item in found["items"]}
    assert seen == {"yes", "possibly"}


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/api/themas", 404),
        ("/api/themes/instroom", 404),
        ("/api/concepts/instromen", 404),
        ("/api/themes?on=gisteren", 400),
        ("/api/themes?on=2010-02-30", 400),
        ("/api/themes?on=1848-11-03", 400),
        ("/api/themes?on=2010-01-01&on=2011-01-01", 400),
        ("/api/themes?limit=0", 400),
        ("/api/themes?limit=1001", 400),
        ("/api/themes?limit=9999999999999999999999", 400),
        ("/api/themes?offset=-1", 400),
        ("/api/themes?day=2010-01-01", 400),
        ("/api/search", 400),
        ("/api/search?q=", 400),
        ("/api/search?q=a&q=b", 400),
        ("/api/search?q=a&class=themas", 400),
        ("/api/search?q=a&theme=instroom", 400),
        ("/api/search?q=a&lang=de", 400),
        ("/api/search?q=a&level=x&level=y", 400),
        (f"/api/search?q={'x' * 201}", 400),
        ("/api/at", 400),
        ("/api/at?day=", 400),
        ("/api/at?day=gisteren", 400),
        ("/api/at?day=2010", 400),
        ("/api/at?day=2010-02-30", 400),
        ("/api/at?day=1848-11-03", 400),
        ("/api/at?day=2010-01-01&day=2011-01-01", 400),
        ("/api/at?on=2010-01-01", 400),
        ("/api/at?day=2010-01-01&certain=ja", 400),
        ("/api/at?day=2010-01-01&class=themas", 400),
        ("/api/at?day=2010-01-01&lang=de", 400),
        ("/api/at?day=2010-01-01&limit=0", 400),
    ],
)
def test_wrong_requests(server: Server, description: dict[str, Any], target: str, status: int) -> None:
    reply = server.ask(target)
    assert reply.status == status
    assert reply.problem() in {"not-found", "malformed-request"}
    judged(description, "/api/search", reply)
    assert reply.json()["detail"]
    assert server.ask(target, accept_language="nl").json()["detail"]


def test_the_description_says_what_is_taken(server: Server, description: dict[str, Any]) -> None:
    """A value is taken where its schema takes it, and refused where it does not, at the bounds of each."""
    texts = ["x", " x\n", "x" * 200, "", " ", "\t\n", "x" * 201]
    begins = kb.load(DATA / "valid").whole.begins
    days = [str(begins), "2012-02-29", "9999-12-31"]
    no_days = ["2013-02-29", "2013-13-01", "2013-04-31", "0999-12-31", "10000-01-01", "2013", "2013-01", "2013-1-1", ""]
    values: dict[str, list[Any]] = {
        "limit": [1, 1000, 0, 1001, -1, 1.5, "x", ""],
        "offset": [0, 999_999_999, -1, 1_000_000_000, "x"],
        "q": texts,
        "on": days + no_days,
        "day": days + no_days,
        "certain": [True, False, "ja", ""],
        "lang": ["nl", "en", "de", "EN", ""],
    }
    needed = {"/api/search": {"q": "geld"}, "/api/at": {"day": "2012-02-29"}}
    checked = set()
    for path, methods in description["paths"].items():
        address = path.replace("{class}", "themes").replace("{id}", "instromen")
        for parameter in methods["get"]["parameters"]:
            name = parameter["name"]
            if parameter["schema"].get("format") == "date":  # what no schema can say stands in words
                assert str(begins) in parameter["description"]
            judge = Draft202012Validator(parameter["schema"], format_checker=Draft202012Validator.FORMAT_CHECKER)
            seen = set()
            for value in values.get(name, []):
                written = str(value).lower() if isinstance(value, bool) else str(value)
                reply = server.ask(f"{address}?{urlencode({**needed.get(path, {}), name: written})}")
                is_taken = judge.is_valid(value)
                # The theme that is asked for may not have held on a day that may be asked.
                expected = {200, 404} if is_taken and name == "on" else {200 if is_taken else 400}
                assert reply.status in expected, (path, name, value)
                seen.add(is_taken)
                checked.add(name)
            assert seen in ({True, False}, set()), (path, name)
    assert checked == values.keys()
    assert server.ask(f"/api/at?day={begins - timedelta(days=1)}").problem() == "malformed-request"


def test_conditional_requests(server: Server) -> None:
    for target in (
        "/api/themes",
        "/api/themes/instromen",
        "/api/search?q=geld",
        "/api/at?day=2010-01-01",
        "/api/openapi.json",
    ):
        first = server.ask(target)
        assert server.ask(target, if_none_match=first.headers["etag"]).status == 304
    assert server.ask("/api/themes?on=2010-01-01", if_none_match=first.headers["etag"]).status == 200
