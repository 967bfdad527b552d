# SPDX-License-Identifier: MIT
"""For GitHub Actions: a workflow command a finding, which the interface shows as an annotation at its line.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from collections.abc import Sequence

from vmbo_mbo_kb.findings import Finding
from vmbo_mbo_kb.renderers import places
from vmbo_mbo_kb.words import Language


def render(findings: Sequence[Finding], language: Language = "en", *, color: bool = False) -> str:
    """See :class:`vmbo_mbo_kb.renderers.Render`."""
    files = {file: path.as_posix() for file, path in places(findings).items()}
    return "".join(f"{_command(finding, files[finding.file], language)}\n" for finding in findings)


def _command(finding: Finding, file: str, language: Language) -> str:
    properties = {
        "file": file,
        "line": str(finding.position.line),
        "col": str(finding.position.column),
        "title": finding.code,
    }
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{finding.severity} {written}::{_data(finding.said(language))}"


def _data(text: str) -> str:
    """Escaped as the runner's own toolkit does."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
