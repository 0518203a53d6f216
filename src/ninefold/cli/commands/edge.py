"""Runs the edge in this process until it is told to stop."""

import argparse

from ninefold.edge import main as edge


def run(arguments: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT."""
    edge.run()
    return 0
