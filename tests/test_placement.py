# SPDX-License-Identifier: MIT
"""Placing output: whole or not at all."""

import json
import sys
import threading
from pathlib import Path

import pytest

from vmbo_mbo_kb.placement import TargetError, merge_into, replace_file, replace_whole


def write(content: str, *names: str) -> object:
    def run(folder: Path) -> None:
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(content, "utf-8")
        files = [{"path": name} for name in names]
        (folder / "manifest.json").write_text(json.dumps({"files": files}), "utf-8")

    return run


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }


def broken(folder: Path) -> None:
    (folder / "a").write_text("half", "utf-8")
    raise KeyboardInterrupt


@pytest.mark.parametrize("place", [replace_whole, merge_into])
def test_new_folder(place, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    target = tmp_path / "een map" / "uit"
    place(target, write("1", "a", "b/c"))
    assert contents(target) == {"a": "1", "b/c": "1"}
    assert [path.name for path in target.parent.iterdir()] == ["uit"]


@pytest.mark.parametrize("place", [replace_whole, merge_into])
def test_interrupt_leaves_the_former(place, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    target = tmp_path / "uit"
    place(target, write("1", "a"))
    with pytest.raises(KeyboardInterrupt):
        place(target, broken)
    assert contents(target) == {"a": "1"}
    assert [path.name for path in tmp_path.iterdir()] == ["uit"]


def test_replace_drops_what_is_no_longer_written(tmp_path: Path) -> None:
    target = tmp_path / "uit"
    replace_whole(target, write("1", "a", "b"))
    replace_whole(target, write("2", "a"))
    assert contents(target) == {"a": "2"}


def test_merge_keeps_what_is_not_its_own(tmp_path: Path) -> None:
    target = tmp_path / "uit"
    target.mkdir()
    (target / "mine.txt").write_text("mine", "utf-8")
    merge_into(target, write("1", "a", "b/c", "b/d"))
    merge_into(target, write("2", "b/c"))
    assert contents(target) == {"mine.txt": "mine", "a": "1", "b/c": "2"}


def test_replace_refuses_foreign_files(tmp_path: Path) -> None:
    target = tmp_path / "uit"
    replace_whole(target, write("1", "a"))
    (target / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(TargetError, match=r"mine\.txt"):
        replace_whole(target, write("2", "a"))
    assert contents(target) == {"a": "1", "mine.txt": "mine"}


@pytest.mark.parametrize("place", [replace_whole, merge_into])
def test_target_that_is_a_file(place, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    target = tmp_path / "uit"
    target.write_text("mine", "utf-8")
    with pytest.raises(TargetError, match="not a folder"):
        place(target, write("1", "a"))
    with pytest.raises(TargetError):
        place(target / "below", write("1", "a"))
    assert target.read_text("utf-8") == "mine"


def test_failed_move_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second of two entries cannot be moved: the first is put back."""
    target = tmp_path / "uit"
    merge_into(target, write("1", "a", "b"))
    real = Path.rename

    def rename(self: Path, to: Path) -> Path:
        if self.name == "b" and self.parent.name == "new":
            raise OSError(28, "No space left on device")
        return real(self, to)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(TargetError, match="no space is left"):
        merge_into(target, write("2", "a", "b"))
    assert contents(target) == {"a": "1", "b": "1"}


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_replacement_that_is_struck_down_half_way_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    """Where folders cannot change places in one step: the former has stepped aside, the new cannot take its place."""
    monkeypatch.setattr("vmbo_mbo_kb.placement._exchange", lambda new, target: False)
    target = tmp_path / "uit"
    replace_whole(target, write("1", "a"))
    real = Path.rename

    def rename(self: Path, to: Path) -> Path:
        if self.name == "new":
            raise fault
        return real(self, to)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises((TargetError, KeyboardInterrupt)):
        replace_whole(target, write("2", "a"))
    assert contents(target) == {"a": "1"}
    assert [path.name for path in tmp_path.iterdir()] == ["uit"]


def _folder(path: Path) -> int | None:
    """The number of a folder; None where there is none."""
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return None


@pytest.mark.skipif(sys.platform != "linux", reason="folders change places in one step on Linux alone")
def test_whoever_looks_finds_a_former_or_a_new_output(tmp_path: Path) -> None:
    target = tmp_path / "uit"
    replace_whole(target, write("0", "a"))
    seen: set[int | None] = set()
    ended = threading.Event()

    def look() -> None:
        while not ended.is_set():
            seen.add(_folder(target))

    watcher = threading.Thread(target=look)
    watcher.start()
    for number in range(1, 40):
        replace_whole(target, write(str(number), "a"))
    ended.set()
    watcher.join()
    assert len(seen) > 1
    assert None not in seen
    assert contents(target) == {"a": "39"}
    assert [path.name for path in tmp_path.iterdir()] == ["uit"]


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    target, link = tmp_path / "file", tmp_path / "link"
    target.write_text("before", "utf-8")
    target.chmod(0o640)
    link.symlink_to(target)
    replace_file(link, "after\n")
    assert link.is_symlink()
    assert (target.read_bytes(), target.stat().st_mode & 0o777) == (b"after\n", 0o640)
    (tmp_path / "folder").mkdir()
    with pytest.raises(TargetError):
        replace_file(tmp_path / "folder", "x")
    with pytest.raises(TargetError):
        replace_file(tmp_path / "nowhere" / "file", "x")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder", "link"]
