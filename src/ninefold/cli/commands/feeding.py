"""Lists feeds, adds one, or reads them, beside a worker that runs and without one."""

import argparse
import time
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

from ninefold.cli import disk
from ninefold.cli.demo.progress import Shown
from ninefold.content.feeds import actions, job, queries
from ninefold.content.feeds.types import Arrival, Feed, FeedKind
from ninefold.kernel import actors, clock
from ninefold.kernel.errors import BadInput
from ninefold.pipeline import ports

REST_SECONDS = 0.2
COMMAND = actors.system("command")


def run(arguments: argparse.Namespace) -> int:
    """Do what is asked. Exit 1 where a feed could not be read."""
    disk.require_room()
    ports.install()
    console = Console(highlight=False, soft_wrap=True)
    if arguments.what == "list":
        console.print(_table())
        return 0
    if arguments.what == "add":
        feeds = [_add(arguments)]
    else:
        feeds = _asked(arguments.name)
        for feed in feeds:
            actions.read_now(actor=COMMAND, feed_id=feed.id, now=clock.now_us())
    return _read(feeds, console)


def _add(arguments: argparse.Namespace) -> Feed:
    if not arguments.name or not arguments.address:
        raise BadInput("feed_words", "Say a name and an address: ninefold feeds add blog https://… --kind syndication.")
    web = urlsplit(arguments.address).scheme in ("http", "https")
    kind = arguments.kind or (FeedKind.SYNDICATION if web else FeedKind.MARKDOWN).value
    wanted = actions.Wanted(
        arguments.name, FeedKind(kind), arguments.address, arguments.every, Arrival(arguments.arrival), arguments.tag
    )
    return actions.create_feed(actor=COMMAND, wanted=wanted, now=clock.now_us())


def _asked(name: str | None) -> list[Feed]:
    """The feed of a name, or all that are not stopped."""
    found = [one for one in queries.feeds() if (one.name == name if name else not one.is_stopped)]
    if name and not found:
        raise BadInput("feed_not_found", f"There is no feed “{name}”. ninefold feeds list shows all.")
    return found


def _read(feeds: list[Feed], console: Console) -> int:
    """Go on until each has been read, by this process or by the worker that runs."""
    with Shown(console) as shown:
        bars = {feed.id: shown.begin(f"Read {feed.name}", total=1) for feed in feeds}
        while going := [one for one in map(queries.feed, bars) if _goes_on(one)]:
            if not job.advance(now=clock.now_us()):
                time.sleep(REST_SECONDS)
            for one in going:
                bars[one.id].at(one.taken, max(one.lines, 1))
        for bar in bars.values():
            bar.at(1, 1)
    job.close()
    console.print(_table())
    failed = [one for one in map(queries.feed, bars) if one.problem]
    for one in failed:
        console.print(f"{one.name}: {one.problem}")
    return int(bool(failed))


def _goes_on(feed: Feed) -> bool:
    return feed.is_reading or bool(feed.next_at and feed.next_at <= clock.now_us() and not feed.is_stopped)


def _table() -> Table:
    feeds = queries.feeds()
    counts = queries.counts([feed.id for feed in feeds])
    table = Table("name", "kind", "has", "gone", "problems", "how it stands")
    for feed in feeds:
        has = counts[feed.id]
        stands = (
            "stopped" if feed.is_stopped else "fails" if feed.problem else "in sync" if feed.read_at else "not read"
        )
        table.add_row(feed.name, feed.kind.label, f"{has.documents:,}", f"{has.gone:,}", f"{has.refused:,}", stands)
    return table
