"""Holds the members of every segment against the lake, and says where they differ. The worker has it run once a day."""

import argparse

from ninefold.context import queries
from ninefold.context.segments import audit
from ninefold.kernel import onlyone, settings

MEND = "“Go through everyone again” on the segment's page mends it."


def run(arguments: argparse.Namespace) -> int:
    """Print each segment's finding; exit 1 when one differs."""
    is_running = onlyone.running(settings.current().data) is not None
    audit.run(again_seconds=audit.AGAIN_SECONDS if is_running else 0.0)
    found = [(segment, audited) for segment in queries.segments() if (audited := queries.audits().get(segment.id))]
    for segment, audited in found:
        differs = f"{audited.missing:,} missing, {audited.surplus:,} too many. {MEND}"
        print(f"{segment.name}: {_people(audited.kept)}; {'agrees with the lake' if audited.agrees else differs}")
    return int(any(not audited.agrees for _, audited in found))


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"
