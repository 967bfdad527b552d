# SPDX-License-Identifier: MIT
"""Where the shipped dataset and the generated schemas are: inside an installed package, or beside it in a checkout."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


def examples_folder() -> Path:
    """The folder of the rules' examples: those of the tests, which a wheel holds too."""
    inside = PACKAGE / "examples"
    return inside if inside.is_dir() else PACKAGE.parent / "tests" / "data"


def dataset_folder() -> Path:
    """The folder of the dataset that comes with the package."""
    return _shipped("dataset")


def schema_folder() -> Path:
    """The folder of the schemas that come with the package."""
    return _shipped("schema")
