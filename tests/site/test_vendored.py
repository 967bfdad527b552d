# SPDX-License-Identifier: MIT
"""What the site carries along of others is listed, and is what its makers published."""

from pathlib import Path

import pytest

from vmbo_mbo_kb.site import vendored


def test_every_file_is_listed_and_unchanged() -> None:
    listed = {file.path for file in vendored.files()}  # raises where a checksum differs
    there = {
        path.relative_to(vendored.FOLDER).as_posix().removesuffix(".xz")
        for path in vendored.FOLDER.rglob("*")
        if path.is_file()
    }
    assert there - {vendored.LIST} == listed


def test_every_package_has_a_version_a_licence_and_its_text() -> None:
    for package in vendored.packages():
        assert {name for name in ("name", "version", "licence", "origin", "purpose") if not package.get(name)} == set()
        assert [entry for entry in package["files"] if "LICENSE" in entry["path"]]


def test_a_changed_file_is_not_carried_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in vendored.FOLDER.rglob("*"):
        if path.is_file():
            copy = tmp_path / path.relative_to(vendored.FOLDER)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    (tmp_path / "oxigraph" / "web.js").write_text("alert(1)")
    monkeypatch.setattr(vendored, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"web\.js is not what oxigraph 0\.5\.11 holds"):
        list(vendored.files())
