"""The arguments of every command, in one light module: help must not have to load Django."""

import argparse
from datetime import date
from pathlib import Path


def up(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--no-worker", action="store_true", help="leave the worker out (for maintenance)")


def demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="do nothing if this install already has data")
    parser.add_argument("--people", type=int, default=0, help="use only the first N customers (0: all 23,570)")
    parser.add_argument("--weeks", type=int, choices=range(1, 7), default=6, help="live through the last N weeks")
    parser.add_argument("--seed", type=int, default=9, help="seed of what is simulated: same seed and day, same demo")


def import_(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        type=Path,
        help="a file, or a folder of files: CSV, columns apart by white space, JSON lines, Parquet; by gzip, too",
    )
    parser.add_argument(
        "--mapping",
        required=True,
        help="what columns mean: a TOML or JSON file, or a mapping that ships (cdnow, segment, rudderstack)",
    )
    parser.add_argument(
        "--wait",
        action="store_true",
        help="also do the worker's part with what was read, where none runs",
    )


TOOLS = ("mailchimp", "mautic", "customerio", "braze", "listmonk")
PURPOSES = ("news", "offers", "community")


def move_in(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("tool", choices=TOOLS, help="the tool that you leave")
    parser.add_argument("paths", nargs="*", type=Path, help="its exports: archives, tables, JSON, pages; none: go on")
    parser.add_argument("--purpose", action="append", choices=PURPOSES, help="what a yes there holds for here (news)")
    parser.add_argument(
        "--agreed", default="", help="how those agreed of whom the tool has no proof; else they did not"
    )
    parser.add_argument("--agreed-on", type=_day, help="the day on which they agreed at the latest, such as 2026-01-31")
    parser.add_argument("--by", default="", help="who you are, for the record; needed with --agreed and --let-pass")
    parser.add_argument("--let-pass", default="", metavar="REASON", help="send though the suppressions do not match")
    parser.add_argument("--give-up", action="store_true", help="end a move of which nothing is recorded yet")


KINDS = ("syndication", "markdown", "git", "page", "wordpress", "table", "products")


def feeds(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("list", "add", "sync"), help="show all, add one and read it, or read now")
    parser.add_argument("name", nargs="?", default="", help="of the feed; of sync: left out, all that are not stopped")
    parser.add_argument("address", nargs="?", default="", help="of add: address, or a path in NINEFOLD_FEEDS_FOLDER")
    parser.add_argument("--kind", choices=KINDS, default="", help="what is read (syndication; markdown of a folder)")
    parser.add_argument("--every", type=int, default=60, choices=(0, 15, 60, 360, 1440, 10080), help="minutes (60)")
    parser.add_argument(
        "--arrival", choices=("draft", "review", "published"), default="review", help="what comes in is (review)"
    )
    parser.add_argument("--tag", default="en", help="language of what does not say its own (en)")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no day. Write one as 2026-01-31.") from None


def export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("people", "events", "segments"), help="what is written")
    parser.add_argument("file", type=Path, help="a new file: its name ends with .csv, .jsonl, .jsonl.gz or .parquet")
    parser.add_argument("--segment", default="", help="of people: only those who are in this segment now, by its key")
    parser.add_argument("--event", default="", help="of events: only those of this name")
    parser.add_argument("--since", type=_day, help="of events: from this day on (UTC), such as 2026-01-31")
    parser.add_argument("--until", type=_day, help="of events: before this day")


def person(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "who",
        nargs="?",
        default="",
        help="an account id, e-mail address, phone number or profile id; left out: whose story is the fullest",
    )
    parser.add_argument("--json", action="store_true", help="everything, as JSON")


def erase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("who", help="an account id, e-mail address, phone number or profile id; or a receipt's number")
    parser.add_argument("--yes", action="store_true", help="do not ask; it cannot be undone")


def setup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--email", default="", help="address of the first account")
    supervised(parser)
    parser.add_argument("--wish", type=Path, default=None, help="a file that says whose install this is to be")


def company(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", default="", help="the company's name; leave it out to go back to it")


def password(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", help="the name that the account signs in with")


ARGUMENTS = {
    "up": up,
    "demo": demo,
    "import": import_,
    "move-in": move_in,
    "export": export,
    "feeds": feeds,
    "person": person,
    "erase": erase,
    "setup": setup,
    "company": company,
    "password": password,
}


def supervised(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--supervised", nargs="?", type=int, const=0, help="end when the parent, of this id, ends")
