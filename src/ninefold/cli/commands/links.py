"""Looks up what texts link to. The worker has it run where some are due."""

import argparse

from ninefold.content import linkcheck
from ninefold.kernel import clock, settings
from ninefold.kernel.outgoing import client

LIMITS = client.Limits(bytes_max=2_000_000, seconds_max=15.0, silence_seconds_max=8.0)


def run(arguments: argparse.Namespace) -> int:
    """Look up the links that are due, and say how many do not open."""
    install = settings.current()

    def fetch(url: str) -> client.Answer:
        return client.get(
            client.Request(
                url, agent=f"Ninefold (+{install.public_url})", limits=LIMITS, networks=install.fetch_networks
            )
        )

    looked, broken = linkcheck.check(fetch=fetch, own=install.public_url, now=clock.now_us())
    print(f"Looked up {looked:,} link{'' if looked == 1 else 's'}: {broken:,} did not open as they should.")
    return 0
