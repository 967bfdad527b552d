# SPDX-License-Identifier: MIT
"""The garbage collector is as it was before, whatever happens meanwhile."""

import gc

import pytest

from vmbo_mbo_kb.collector import paused


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("fault", [None, KeyboardInterrupt, ValueError])
def test_is_as_it_was(*, before: bool, fault: type[BaseException] | None) -> None:
    was = gc.isenabled()
    try:
        (gc.enable if before else gc.disable)()
        try:
            with paused():
                assert not gc.isenabled()
                if fault:
                    raise fault
        except (KeyboardInterrupt, ValueError):
            pass
        assert gc.isenabled() is before
    finally:
        (gc.enable if was else gc.disable)()


def test_what_was_made_meanwhile_counts_as_old() -> None:
    with paused():
        made = [{"a": [number]} for number in range(1000)]
    assert any(each is made for each in gc.get_objects(generation=2))
    assert not gc.get_freeze_count()


def test_what_others_put_away_stays_there() -> None:
    gc.freeze()
    try:
        made = [{"a": [number]} for number in range(1000)]
        before = gc.get_freeze_count()
        with paused():
            made += [{"a": [number]} for number in range(1000)]
        # Some of what was put away may have come to its end meanwhile; nothing is added to it, or taken out.
        assert 0.9 * before < gc.get_freeze_count() <= before
    finally:
        gc.unfreeze()
