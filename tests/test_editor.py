# SPDX-License-Identifier: MIT
"""What an editor shows: Red Hat's yaml-language-server, driven as an editor drives it, with our schemas.

It is an npm package (``npm install yaml-language-server``); the test runs where its command is on the PATH or named by
VMBO_MBO_KB_YAML_LANGUAGE_SERVER. That every field and value has its words in the schemas is tested everywhere.
"""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from vmbo_mbo_kb.blueprint import blueprint
from vmbo_mbo_kb.locations import schema_folder

SERVER = os.environ.get("VMBO_MBO_KB_YAML_LANGUAGE_SERVER") or shutil.which("yaml-language-server")


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from _objects(item)
    elif isinstance(value, list):
        for item in value:
            yield from _objects(item)


@pytest.mark.parametrize("slug", [spec.slug for spec in blueprint().entities])
def test_every_field_of_the_schemas_has_words_in_both_languages(slug: str) -> None:
    spec = blueprint().by_folder(slug)
    schema = json.loads((schema_folder() / f"{slug}.schema.json").read_bytes())
    for field in spec.fields:
        text = schema["properties"][field.name]["description"]
        assert field.definition.nl in text
        assert field.definition.en in text
    for part in (each for each in schema["$defs"].values() if each.get("additionalProperties") is False):
        for name, about in part["properties"].items():
            assert about.get("description") or "$ref" in about or name in ("nl", "en"), name
    listed = [each for each in _objects(schema) if "enumDescriptions" in each]
    assert all(len(each["enumDescriptions"]) == len(each["enum"]) for each in listed)


class Editor:
    """An editor's side of the Language Server Protocol."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        self._number = 0

    def notify(self, method: str, **params: Any) -> None:
        self._send({"method": method, "params": params})

    def ask(self, method: str, **params: Any) -> Any:
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") == self._number and "method" not in message:
                return message.get("result")

    def diagnostics(self) -> list[dict[str, Any]]:
        while True:
            message = self._receive()
            if message.get("method") == "textDocument/publishDiagnostics":
                found: list[dict[str, Any]] = message["params"]["diagnostics"]
                return found

    def _send(self, message: dict[str, Any]) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(content), content))
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        length = 0
        while line := self._process.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        assert length, "the language server has ended"
        message: dict[str, Any] = json.loads(self._process.stdout.read(length))
        if "id" in message and "method" in message:  # it asks for settings
            items = message["params"].get("items", []) if message["method"] == "workspace/configuration" else []
            answer = [_SETTINGS.get(item.get("section")) for item in items] if items else None
            self._send({"id": message["id"], "result": answer})
        return message


_SETTINGS = {
    "yaml": {"hover": True, "completion": True, "validate": True, "schemaStore": {"enable": False}},
    "http": {},
    "[yaml]": {},
    "editor": {},
    "files": {},
}


@contextmanager
def editor(folder: Path) -> Iterator[Editor]:
    assert SERVER is not None
    with subprocess.Popen(
        [SERVER, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder
    ) as process:
        alarm = threading.Timer(60, process.kill)  # a server that says nothing must not hold up the tests
        alarm.start()
        try:
            found = Editor(process)
            found.ask(
                "initialize",
                processId=os.getpid(),
                rootUri=folder.as_uri(),
                capabilities={"workspace": {"configuration": True}},
            )
            found.notify("initialized")
            found.notify("workspace/didChangeConfiguration", settings=_SETTINGS)
            yield found
        finally:
            alarm.cancel()
            process.kill()


@pytest.mark.skipif(SERVER is None, reason="no yaml-language-server here: npm install -g yaml-language-server")
def test_hover_completion_and_marks_in_an_editor(tmp_path: Path) -> None:
    shutil.copytree(schema_folder(), tmp_path / "schema")
    path = tmp_path / "dataset" / "themes" / "x.yaml"
    text = "\n".join(
        [
            "# yaml-language-server: $schema=../../schema/themes.schema.json",
            "name: {nl: Naam, en: Name}",
            "description: {nl: Wat het is., en: What it is.}",
            "group: nothing",
            "citations:",
            "  - {source: bron, confidence: high}",
            "checked: 2026-11-01",
            "review_by: 2027-11-01",
            "",
        ]
    )
    document = {"uri": path.as_uri()}
    with editor(tmp_path) as client:
        opened = {**document, "languageId": "yaml", "version": 1, "text": text}
        client.notify("textDocument/didOpen", textDocument=opened)
        marks = client.diagnostics()
        assert [mark["range"]["start"] for mark in marks] == [{"line": 3, "character": 7}]
        said = json.dumps(
            client.ask("textDocument/hover", textDocument=document, position={"line": 6, "character": 2})["contents"],
            ensure_ascii=False,
        )
        theme = blueprint().by_folder("themes")
        for words in (theme.field("checked").definition, theme.field("checked").label):
            assert words.nl in said.replace("\\\\", "")
            assert words.en in said.replace("\\\\", "")
        names = client.ask("textDocument/completion", textDocument=document, position={"line": 8, "character": 0})
        offered = {item["label"]: item for item in names["items"]}
        assert {"notes", "gaps", "broader"} <= offered.keys()
        assert theme.field("gaps").definition.nl in json.dumps(offered["gaps"]["documentation"], ensure_ascii=False)
        values = client.ask("textDocument/completion", textDocument=document, position={"line": 3, "character": 7})
        codes = theme.field("group").codes
        assert codes is not None
        assert {code.value for code in codes.values} <= {item["label"] for item in values["items"]}
