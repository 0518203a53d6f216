"""Prints the version."""

import argparse
from importlib.metadata import PackageNotFoundError, version


def installed() -> str:
    """The version of the installed package; "0" in a bare checkout."""
    try:
        return version("ninefold")
    except PackageNotFoundError:
        return "0"


def run(arguments: argparse.Namespace) -> int:
    """Print `ninefold X.Y.Z`."""
    print(f"ninefold {installed()}")
    return 0
