# SPDX-License-Identifier: MIT
"""The nearest names to a misspelt one, quickly even among many."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property, lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

CANDIDATES = 50
"""How many names with the most letter groups in common are compared letter by letter."""


class Nearest:
    """Finds the names that a misspelt one may stand for.

    >>> Nearest(["instroom", "doorstroom"])("instrom")
    ['instroom']
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = names

    @cached_property
    def _by_group(self) -> dict[str, list[str]]:
        index: defaultdict[str, list[str]] = defaultdict(list)
        for name in self._names:
            for group in groups(name):
                index[group].append(name)
        return dict(index)

    def __call__(self, word: str, limit: int = 3) -> list[str]:
        """The nearest names, best first; none when nothing is near."""
        from difflib import get_close_matches  # rarely asked, and dear to import

        shared = Counter(name for group in groups(word) for name in self._by_group.get(group, ()))
        candidates = sorted(shared, key=lambda name: (-shared[name], name))[:CANDIDATES]
        return get_close_matches(word[:200], candidates, n=limit)


def among(names: Iterable[str]) -> Nearest:
    """The nearest of a few names that are asked for again and again, such as the fields of a class."""
    return _among(tuple(names))


@lru_cache(maxsize=256)
def _among(names: tuple[str, ...]) -> Nearest:
    return Nearest(names)


def groups(word: str) -> set[str]:
    """The pairs of letters that a word is made of, the spaces around it included."""
    padded = f" {word} "[:200]
    return {padded[start : start + 2] for start in range(len(padded) - 1)}
