"""Runs the worker in this process until it is told to stop."""

import argparse

from ninefold.worker import loop


def run(arguments: argparse.Namespace) -> int:
    """Turn the pipeline until SIGTERM or SIGINT."""
    loop.run()
    return 0
