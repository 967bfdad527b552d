# SPDX-License-Identifier: MIT
"""``python -m benchmarks``: measure, and say what came out."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any, Final

from benchmarks import scale
from benchmarks.charts import charts
from benchmarks.endpoint import LONG, SHORT
from benchmarks.measure import Settings, measure
from benchmarks.page import CHARTS
from benchmarks.report import RESULTS, report
from vmbo_mbo_kb.validation import SOURCE_TEXT

DOCS: Final = Path(__file__).parent.parent / "docs" / "performance.md"

SMALL: Final = Path(__file__).parent.parent / "tests" / "data" / "valid"
"""The dataset whose site a short run builds."""


def _sizes(text: str) -> tuple[int, ...]:
    sizes = tuple(sorted({int(size) for size in text.split(",")}))
    if sizes[0] < 30:
        raise argparse.ArgumentTypeError("fewer than 30 records do not hold all classes")
    return sizes


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure loading and exporting.")
    parser.add_argument("--short", action="store_true", help="300 records and few rounds: seconds, for CI")
    parser.add_argument("--sizes", type=_sizes, metavar="N,N,…", help="numbers of records (300,10000,100000)")
    parser.add_argument("--rounds", type=int, help="rounds for every size (9 for up to 1000 records, else 3)")
    parser.add_argument("--peers", type=Path, metavar="PYTHON", help="a Python with pycountry, bioregistry, polars")
    parser.add_argument("--linkml", type=Path, metavar="FILE", help="linkml-validate in an environment of its own")
    parser.add_argument(
        "--mkdocs", type=Path, metavar="FILE", help="mkdocs with Material, in an environment of its own"
    )
    parser.add_argument(
        "--scale", type=_sizes, metavar="N,N,…", help="also validate and export so many records from disk (1000000)"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the results as JSON")
    parser.add_argument("--results", type=Path, metavar="FILE", help="measure nothing, take results written by --out")
    parser.add_argument("--write-docs", action="store_true", help="write docs/performance.md and its charts")
    options = parser.parse_args()
    os.environ.pop(SOURCE_TEXT, None)  # the text of the real dataset: invented records rest on none
    if options.results:
        results = json.loads(options.results.read_bytes())
    else:
        sizes = options.sizes or ((300,) if options.short else (300, 10_000, 100_000))
        settings = Settings(
            sizes=sizes,
            memory_sizes=(300, 1000) if options.short else tuple(size for size in sizes if size >= 10_000) or sizes,
            rounds=options.rounds or (2 if options.short else None),
            rounds_apart=options.rounds or (1 if options.short else 3),
            peers=options.peers,
            linkml=options.linkml,
            mkdocs=options.mkdocs,
            site=SMALL if options.short else None,
            load=SHORT if options.short else LONG,
        )

        def keep(found: dict[str, Any]) -> None:
            if options.out:
                options.out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")

        def say(text: str) -> None:
            print(text, file=sys.stderr, flush=True)

        results = measure(settings, say, keep)
        if options.scale:
            results["scale"] = scale.measure(options.scale, options.rounds or 3, say)
            keep(results)
    text, drawings = report(results), charts(results)
    if options.write_docs:
        files = {f"{name}.svg": drawing for name, drawing in drawings.items()}
        files[RESULTS] = json.dumps(results, indent=1) + "\n"
        folder = DOCS.with_name(CHARTS)
        folder.mkdir(exist_ok=True)
        for each in folder.iterdir():
            each.unlink()
        for name, content in files.items():
            (folder / name).write_text(content, encoding="utf-8", newline="\n")
        DOCS.write_text(text, encoding="utf-8", newline="\n")
    else:
        print(text)


if __name__ == "__main__":
    main()
