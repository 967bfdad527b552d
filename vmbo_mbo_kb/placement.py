# SPDX-License-Identifier: MIT
"""Placing output: written beside its target first, then moved into place whole, or not at all."""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from stat import S_ISREG
from typing import Final, TypeVar

from vmbo_mbo_kb.words import Explained, of_system

T = TypeVar("T")

MANIFEST: Final = "manifest.json"
CHECKSUMS: Final = "SHA256SUMS"


class TargetError(Explained, OSError):
    """The target cannot be written or must not be overwritten; nothing was changed."""

    @classmethod
    def of(cls, error: OSError, nl: str, en: str) -> "TargetError":
        """What the system says, after what could not be done."""
        why = of_system(error)
        return cls(f"{nl}: {why.nl}", f"{en}: {why.en}")


@contextmanager
def _staging(target: Path) -> Iterator[Path]:
    """A folder beside the target, on the same file system, gone afterwards."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".new", dir=target.parent))
    except OSError as error:
        raise TargetError.of(
            error, f"kan niet schrijven in {target.parent}", f"cannot write into {target.parent}"
        ) from error
    try:
        folder.chmod(0o755)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def replace_whole(target: Path, write: Callable[[Path], T]) -> T:
    """Have a folder written and put in the target's place.

    Files that are as they were keep their date, so that who copies the folder on (rsync, a web server's caches) sees
    what changed. The target may be missing, empty, or a former output of this function's callers: a folder whose
    manifest names every file in it. Anything else is not overwritten.

    :param write: writes into the folder that it is given; what it does by :func:`write_changed` is not written twice.
    :raises TargetError: the target cannot be written, or holds files that are not ours; it is left as it was.
    """
    target = target.absolute()
    _refuse_foreign(target)
    with _staging(target) as folder:
        new, former = folder / "new", folder / "former"
        new.mkdir()
        result = write(new)
        _keep_dates(target, new)
        try:
            if not _exchange(new, target):
                if target.exists():
                    target.rename(former)
                new.rename(target)
        except BaseException as error:
            # Whatever struck, and wherever between the two steps: the former output goes back.
            if former.exists() and not target.exists():
                former.rename(target)
            if isinstance(error, OSError):
                raise TargetError.of(error, f"kan {target} niet vervangen", f"cannot replace {target}") from error
            raise
    return result


def merge_into(target: Path, write: Callable[[Path], T]) -> T:
    """Have a folder written and its entries moved into the target, each replacing its namesake whole.

    What else is in the target stays. When an entry cannot be moved, those already moved are put back.

    :raises TargetError: the target cannot be written; it is left as it was.
    """
    target = target.absolute()
    if target.exists() and not target.is_dir():
        raise TargetError(f"{target} is geen map", f"{target} is not a folder")
    with _staging(target) as folder:
        new, former = folder / "new", folder / "former"
        new.mkdir()
        former.mkdir()
        result = write(new)
        undo: list[Callable[[], object]] = []
        try:
            if not target.exists():
                target.mkdir()
                undo.append(target.rmdir)
            for entry in sorted(new.iterdir()):
                place, aside = target / entry.name, former / entry.name
                if place.exists() or place.is_symlink():
                    place.rename(aside)
                    undo.append(partial(aside.rename, place))
                entry.rename(place)
                undo.append(partial(place.rename, entry))
        except BaseException as error:
            for step in reversed(undo):
                step()
            if isinstance(error, OSError):
                raise TargetError.of(error, f"kan niet schrijven in {target}", f"cannot write into {target}") from error
            raise
    return result


def replace_file(path: Path, text: str) -> None:
    """Write a text file (UTF-8) in the place of another, whole or not at all; its permissions stay.

    A symbolic link stays one: the file that it points at is replaced.

    :raises TargetError: it cannot be written; it is left as it was.
    """
    path = path.resolve()
    new = path.with_name(f".{path.name[:200]}.new")
    try:
        with new.open("x", encoding="utf-8", newline="") as stream:
            stream.write(text)
        if path.exists():
            shutil.copymode(path, new)
        new.replace(path)
    except OSError as error:
        raise TargetError.of(error, f"kan {path} niet schrijven", f"cannot write {path}") from error
    finally:
        new.unlink(missing_ok=True)


def _exchange(new: Path, target: Path) -> bool:
    """Have two folders change places in one step, so that whoever looks, or kills us, finds one of them at any moment.

    Linux can (:manpage:`renameat2(2)`), on most file systems; where it cannot be done nothing happens, and it is False.
    """
    if sys.platform != "linux" or not target.exists():
        return False
    import ctypes

    try:
        renameat2 = ctypes.CDLL(None).renameat2
    except (OSError, AttributeError):
        return False
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    return bool(renameat2(here, os.fsencode(new), here, os.fsencode(target), exchange) == 0)


def write_changed(path: Path, content: bytes, former: Path) -> None:
    """Write a file that is not there yet; where its former self has this content, that takes the place, unwritten.

    The two are then one file under two names (a hard link) until the former folder goes. Nothing here writes into a
    file that exists, so neither can change under the other's name.

    :raises OSError: the file cannot be written.
    """
    try:
        status = former.lstat()
        if S_ISREG(status.st_mode) and status.st_size == len(content) and former.read_bytes() == content:
            os.link(former, path)
            return
    except OSError:  # no former self, none that can be read, or a file system without links
        pass
    path.write_bytes(content)


def _keep_dates(former: Path, new: Path) -> None:
    """Give each new file that equals its former self the date of that."""
    if not former.exists():
        return
    for folder, _, names in os.walk(new):
        for path in (Path(folder, name) for name in names):
            old = former / path.relative_to(new)
            try:
                status, ours = old.stat(), path.stat()
                if (
                    not os.path.samestat(status, ours)
                    and S_ISREG(status.st_mode)
                    and status.st_size == ours.st_size
                    and old.read_bytes() == path.read_bytes()
                ):
                    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
            except OSError:  # no former self, or none that can be read: the file is new
                continue


def _refuse_foreign(target: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise TargetError(f"{target} is geen map", f"{target} is not a folder")
    try:
        manifest = json.loads((target / MANIFEST).read_bytes())
        ours = {entry["path"] for entry in manifest["files"]} | {MANIFEST, CHECKSUMS}
    except (OSError, ValueError, KeyError, TypeError):
        ours = {MANIFEST, CHECKSUMS}
    foreign = list(islice((path for path in _files(target) if path not in ours), 4))
    if foreign:
        some = ", ".join(foreign[:3])
        nl, en = (" en meer", " and more") if len(foreign) > 3 else ("", "")
        raise TargetError(
            nl=f"{target} bevat bestanden die een eerdere build niet schreef: {some}{nl}. "
            "Er is niets veranderd; kies een andere map of haal ze weg.",
            en=f"{target} holds files that an earlier build did not write: {some}{en}. "
            "Nothing was changed; choose another folder or move them away.",
        )


def _files(folder: Path) -> Iterator[str]:
    """The files below a folder, in order, as they are found: there may be a whole disk of them."""
    for root, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            yield Path(root, name).relative_to(folder).as_posix()
