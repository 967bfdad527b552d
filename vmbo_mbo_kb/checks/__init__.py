# SPDX-License-Identifier: MIT
"""The checks that a dataset is held to. They live in the library, so anybody's dataset is held to them."""
