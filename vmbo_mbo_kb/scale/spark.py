# SPDX-License-Identifier: MIT
"""The same on Apache Spark, for what one machine is too small or too slow for.

Spark runs the function that judges a shard, sorts and joins what comes of it in its own shuffles, and writes the
records in parts, a file a partition. The folders of the dataset and of the output are to be seen by all workers under
the same path. Put together in order, the parts of N-Quads are the file that one machine writes, byte for byte.

Whether the dataset is valid is decided as ever; of one that is not, the first findings are told, without those that
only a look at everything wrong can leave out.
"""

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from zlib import crc32

from vmbo_mbo_kb import exporters
from vmbo_mbo_kb.blueprint import ClassSpec, blueprint
from vmbo_mbo_kb.changes import LogError, parse
from vmbo_mbo_kb.checks.mending import mend
from vmbo_mbo_kb.exporters.rdf import RdfFile, write_chunks
from vmbo_mbo_kb.findings import DatasetError, Severity
from vmbo_mbo_kb.namespaces import DEFAULT_BASE, check_base
from vmbo_mbo_kb.optional import optional
from vmbo_mbo_kb.placement import merge_into
from vmbo_mbo_kb.reading import Reading, read
from vmbo_mbo_kb.records import Record, normalise
from vmbo_mbo_kb.releases import logs
from vmbo_mbo_kb.scale.exporting import Exported
from vmbo_mbo_kb.scale.flow import planned
from vmbo_mbo_kb.scale.joins import Joined, cycles, join
from vmbo_mbo_kb.scale.runs import Spill, write_run
from vmbo_mbo_kb.scale.shards import SIZE, Context, Outcome, Place, Shard, judge, judge_whole, key_of, record_of
from vmbo_mbo_kb.scale.verdicts import Input, OnDisk, Verdicts, referred, suspects_in
from vmbo_mbo_kb.words import Explained

FORMATS: Final = ("nquads", "parquet")
"""What can be written in parts."""

AT_ONCE: Final = 10_000
"""Suspects that are judged at a time."""


class NotInParts(Explained, ValueError):
    """A format is not written in parts."""

    def __init__(self, name: str) -> None:
        super().__init__(
            nl=f"{name} wordt niet door Spark geschreven; wel {' en '.join(FORMATS)}",
            en=f"{name} is not written by Spark; it writes {' and '.join(FORMATS)}",
        )


def export(
    folder: Path,
    formats: Sequence[str],
    target: Path,
    base: str = DEFAULT_BASE,
    *,
    master: str = "local[*]",
    size: int = SIZE,
) -> list[Exported]:
    """Validate a dataset on Spark and write it in parts: ``nquads/part-00000.nq``, ``parquet/{table}/part-….parquet``.

    :param master: address of the cluster, such as ``spark://host:7077``; ``local[2]`` is this machine.
    :param size: bytes of input of a shard.
    :raises NotInParts: a format cannot be written so; nothing is done.
    :raises ImportError: pyspark, or for Parquet pyarrow, is not installed.
    :raises DatasetError: the dataset has findings of severity error; carries the first of them.
    :raises TargetError: the folder cannot be written; it is left as it was.
    """
    for name in formats:
        if name not in FORMATS:
            raise NotInParts(name)
    check_base(base)
    if "parquet" in formats:
        optional("pyarrow.parquet", "'vmbo-mbo-kb[parquet]'")
    pyspark = optional("pyspark", "'vmbo-mbo-kb[spark]'")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = pyspark.SparkConf().setMaster(master).setAppName("vmbo-mbo-kb").set("spark.ui.enabled", "false")
    settings.set("spark.ui.showConsoleProgress", str(sys.stderr.isatty()).lower())
    if master.startswith("local"):  # then nobody else need reach it
        settings.set("spark.driver.host", "127.0.0.1").set("spark.driver.bindAddress", "127.0.0.1")
    with pyspark.SparkContext.getOrCreate(settings) as spark, TemporaryDirectory(prefix="vmbo-mbo-kb-") as name:
        spark.setLogLevel("ERROR")
        flow = _Flow(spark, folder.resolve(), Path(name), size)
        flow.validate()
        return merge_into(target.absolute(), lambda place: flow.write(formats, place, base))


class _Flow:
    """A dataset that Spark goes through."""

    def __init__(self, spark: Any, folder: Path, place: Path, size: int) -> None:
        self._place = place
        self._on_disk = optional("pyspark", "'vmbo-mbo-kb[spark]'").StorageLevel.DISK_ONLY
        self._reading = read(folder, put_off=True)
        self._shards, self._in_memory = planned(self._reading, size)
        self._context = Context.of(self._reading, keep=True)
        lines = [shard for shard in self._shards if shard.path]
        whole = [
            (number, judge_whole(items, self._shards[number], self._context))
            for number, items in self._in_memory.items()
        ]
        judged = spark.parallelize(lines, max(len(lines), 1)).map(partial(_judge, context=self._context))
        given = spark.parallelize(whole, 1)
        self._outcomes = judged.union(given).persist(self._on_disk)
        self._parts = max(spark.defaultParallelism, self._outcomes.getNumPartitions())

    def validate(self) -> None:
        """Hold the dataset to every rule.

        :raises DatasetError: it has findings of severity error.
        """
        facts = self._outcomes.flatMap(_facts).repartitionAndSortWithinPartitions(self._parts, _by_id)
        joined = facts.keys().mapPartitions(_join).persist(self._on_disk)
        targets = joined.filter(_is_target).map(_target).groupByKey().collectAsMap()
        shards = {number: self._shards[number] for number in targets if number not in self._in_memory}
        context = self._context
        referring = self._outcomes.context.parallelize(
            [(shard, sorted(targets[number])) for number, shard in shards.items()], max(len(shards), 1)
        ).flatMap(partial(_referring, folder=context.folder))
        own = self._outcomes.flatMap(_suspects)
        suspects = own.union(joined.filter(_is_suspect).map(_suspect)).union(referring).distinct()
        summary = self._outcomes.map(_summary).collect()
        lines = {number: count for number, count, _, _ in summary}
        first: dict[int, int] = {}
        so_far: Counter[str] = Counter()
        for shard in self._shards:
            first[shard.number] = so_far[shard.path] + 1
            so_far[shard.path] += lines[shard.number]
        counts = sum((found for _, _, found, _ in summary), Counter[str]())
        given = Input(self._reading, self._shards, first, self._in_memory)
        edges = Spill(self._place, "edges")
        for line in self._outcomes.flatMap(_edges).toLocalIterator():
            edges.add(line)
        rings = cycles(edges.runs(), self._place)
        wanted = {identifier for ring in rings for identifier in ring.ids} | self._released()
        ordered = suspects.sortBy(_itself).toLocalIterator()
        unread = sum(count for _, _, _, count in summary)
        while True:
            batch = list(islice(ordered, AT_ONCE))
            index = self._index(given, facts, batch, wanted)
            try:
                verdicts = Verdicts(given, self._context, index, partial(list, batch), rings, counts, unread)
                findings = list(islice(verdicts.findings(), AT_ONCE))
            finally:
                index.close()
                given.close()
            if any(found.severity is Severity.ERROR for found in findings):
                raise DatasetError(findings)
            if len(batch) < AT_ONCE:
                return

    def _released(self) -> set[str]:
        """The ids that were released before."""
        try:
            return {record["id"] for file, text in logs(self._reading.folder) for _, record in parse(file, text).items}
        except LogError:
            return set()  # that is a finding

    def _index(self, given: Input, facts: Any, suspects: Sequence[bytes], wanted: set[str]) -> OnDisk:
        """What is known of all ids that judging some suspects asks for."""
        keys = {key_of(identifier).encode() for identifier in wanted}
        for line in suspects:
            record = given.at(Place.parse(line), Reading(self._reading.folder))
            if record is not None:
                mended = record if record.unread else mend(record)[0]
                keys.update(key.encode() for key in (key_of(mended.id), *referred(mended)))
        lines = facts.keys().filter(partial(_says_of, keys=frozenset(keys))).collect()
        path = self._place / "ids"
        write_run(path, lines)
        return OnDisk(path, given)

    def write(self, formats: Iterable[str], place: Path, base: str) -> list[Exported]:
        """Write the records in parts into a folder that all workers see."""
        assert self._context.description is not None
        dataset = normalise(blueprint().dataset, self._context.description)
        records = self._outcomes.flatMap(_records).sortByKey(numPartitions=self._parts)
        records = records.values().persist(self._on_disk)
        found = []
        for name in formats:
            (place / name).mkdir()
            write = partial(_write_part, name=name, dataset=dataset, folder=str(place / name), base=base)
            files, count = records.mapPartitionsWithIndex(write).reduce(_add)
            found.append(Exported(name, files, count))
        return found


# What runs on workers; functions of a module, because these find their way by name.


def _judge(shard: Shard, context: Context) -> tuple[int, Outcome]:
    return shard.number, judge(shard, context)


def _facts(entry: tuple[int, Outcome]) -> Iterator[tuple[bytes, None]]:
    return ((line, None) for line in entry[1].facts)


def _records(entry: tuple[int, Outcome]) -> Iterator[tuple[bytes, bytes]]:
    return ((line.partition(b"\t")[0] + b"\t", line) for line in entry[1].records)


def _edges(entry: tuple[int, Outcome]) -> list[bytes]:
    return entry[1].edges


def _suspects(entry: tuple[int, Outcome]) -> list[bytes]:
    return entry[1].suspects


def _summary(entry: tuple[int, Outcome]) -> tuple[int, int, Counter[str], int]:
    number, outcome = entry
    return number, outcome.lines, outcome.counts, outcome.unread


def _by_id(line: bytes) -> int:
    """A number that all facts on an id share."""
    return crc32(line.partition(b"\t")[0])


def _join(lines: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    join(lines, Joined(lambda line: found.append(("suspect", line)), lambda line: found.append(("target", line))))
    return iter(found)


def _is_target(entry: tuple[str, bytes]) -> bool:
    return entry[0] == "target"


def _is_suspect(entry: tuple[str, bytes]) -> bool:
    return entry[0] == "suspect"


def _suspect(entry: tuple[str, bytes]) -> bytes:
    return entry[1]


def _target(entry: tuple[str, bytes]) -> tuple[int, str]:
    """A shard, and a key that it refers to."""
    return int(entry[1][:6], 16), entry[1][7:-1].decode()


def _referring(entry: tuple[Shard, list[str]], folder: Path) -> Iterator[bytes]:
    shard, keys = entry
    return suspects_in(shard, set(keys), folder)


def _says_of(line: bytes, keys: frozenset[bytes]) -> bool:
    key, _, rest = line.partition(b"\t")
    return rest[:1] == b"0" and key in keys


def _itself(line: bytes) -> bytes:
    return line


def _add(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] + other[0], one[1] + other[1]


class _Part:
    """The records of a partition, as exporters take them."""

    def __init__(self, dataset: Record, lines: Iterable[bytes]) -> None:
        self.dataset = dataset
        self.count = 0
        self._lines = lines

    def __iter__(self) -> Iterator[tuple[ClassSpec, Record]]:
        for line in self._lines:
            self.count += 1
            yield record_of(line)


def _write_part(
    number: int, lines: Iterable[bytes], name: str, dataset: Record, folder: str, base: str
) -> Iterator[tuple[int, int]]:
    """Write a partition; gives how many files and records. One that is tried again replaces what it wrote before."""
    exporter = exporters.get(name)
    part = _Part(dataset, lines)
    root = Path(folder)
    stem = f"part-{number:05}"
    with TemporaryDirectory(prefix=f".{stem}.", dir=root) as place:
        if isinstance(exporter, RdfFile):
            new = Path(place, stem)
            with new.open("wb") as out:
                if not number:
                    write_chunks(out, exporter.blocks([(blueprint().dataset, dataset)], base))
                write_chunks(out, exporter.blocks(part, base))
            new.replace(root / f"{stem}{Path(exporter.file_name).suffix}")
            yield 1, part.count
            return
        files = 0
        for written in exporter.write(part, Path(place), base):
            table = written.path.removeprefix(f"{name}/")
            suffix = Path(table).suffix
            if written.records and (number == 0 or table != f"dataset{suffix}"):
                home = root / table.removesuffix(suffix).replace("/", ".")
                home.mkdir(exist_ok=True)
                Path(place, written.path).replace(home / f"{stem}{suffix}")
                files += 1
        yield files, part.count
