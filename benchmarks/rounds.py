# SPDX-License-Identifier: MIT
"""Rounds of measuring: processor time, medians, and ratios with their spread."""

import gc
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from time import perf_counter, process_time
from typing import Any


@dataclass(frozen=True, slots=True)
class Sample:
    """What one piece of work took, in seconds."""

    cpu: float
    """Processor time: what else the machine does hardly counts."""
    wall: float

    def __add__(self, other: "Sample") -> "Sample":
        return Sample(self.cpu + other.cpu, self.wall + other.wall)


def timed(work: Callable[[], Any]) -> tuple[Sample, Any]:
    """Do a piece of work; what it took, and what it gave. Garbage of others is out of the way before."""
    gc.collect()
    wall, cpu = perf_counter(), process_time()
    result = work()
    return Sample(process_time() - cpu, perf_counter() - wall), result


def summary(samples: Sequence[Sample]) -> dict[str, Any]:
    """Medians of samples, and the samples themselves."""
    return {
        "cpu": median(sample.cpu for sample in samples),
        "wall": median(sample.wall for sample in samples),
        "rounds": [asdict(sample) for sample in samples],
    }


def ratio(above: Sequence[Sample], below: Sequence[Sample]) -> dict[str, float]:
    """How many times the processor time of the one the other took: of the medians, and the range over the rounds."""
    # Writing a few bytes can take less than the clock of processor time can tell.
    pairs = [one.cpu / max(other.cpu, 1e-6) for one, other in zip(above, below, strict=True)]
    of_medians = median(each.cpu for each in above) / max(median(each.cpu for each in below), 1e-6)
    return {"of_medians": of_medians, "median": median(pairs), "least": min(pairs), "most": max(pairs)}
