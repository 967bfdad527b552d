# SPDX-License-Identifier: MIT
"""Python's garbage collector, which looks again and again at a dataset that grows and finds nothing to collect."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Within this block nothing is collected; after it, whatever happens in it, the collector is as it was.

    What was made in it counts as old, so that it is not gone through at once when the block ends.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            if not gc.get_freeze_count():  # what others put away stays there
                gc.freeze()
                gc.unfreeze()  # into the oldest generation
            gc.enable()
