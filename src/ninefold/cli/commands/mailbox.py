"""Runs the mailbox in this process until it is told to stop."""

import argparse

from ninefold.channel.mailbox import server


def run(arguments: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT."""
    server.run()
    return 0
