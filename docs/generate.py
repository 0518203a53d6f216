"""Writes the reference pages that are made from the code: settings, commands, events. `--check` only compares."""

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "src"))

from ninefold.cli.main import COMMANDS, parser  # noqa: E402
from ninefold.collect.types import EventName  # noqa: E402
from ninefold.kernel.settings import PREFIX, REGISTRY  # noqa: E402

MADE = "<!-- Made by `make docs` from the code; do not edit. -->\n\n"


def settings_page() -> str:
    rows = [f"| `{PREFIX}{s.name}` | {f'`{s.default}`' if s.default else 'empty'} | {s.meaning} |" for s in REGISTRY]
    head = "# Settings\n\nAll settings are environment variables.\n\n| variable | default | meaning |\n|---|---|---|\n"
    return MADE + head + "\n".join(rows) + "\n"


def commands_page() -> str:
    top = parser()
    subs = next(a for a in top._actions if isinstance(a, argparse._SubParsersAction)).choices
    parts = ["# Commands\n"]
    for command in COMMANDS:
        sub = subs[command.name]
        sub.formatter_class = lambda prog: argparse.HelpFormatter(prog, width=100)
        parts.append(f"## ninefold {command.name}\n\n```text\n{sub.format_help().strip()}\n```\n")
    return MADE + "\n".join(parts)


def events_page() -> str:
    rows = [f"| `{event.value}` | {event.meaning} |" for event in EventName]
    head = (
        "# Events\n\nNames of track events that Ninefold itself gives a meaning. All other names are your own."
        "\n\n| event | what it does |\n|---|---|\n"
    )
    return MADE + head + "\n".join(rows) + "\n"


PAGES = {"settings.md": settings_page, "commands.md": commands_page, "events.md": events_page}


def stale() -> list[str]:
    """The pages that no longer say what the code says."""
    folder = ROOT / "docs" / "reference"
    return [n for n, make in PAGES.items() if not (folder / n).exists() or (folder / n).read_text() != make()]


def main() -> int:
    if "--check" in sys.argv:
        return int(bool(stale()))
    for name, make in PAGES.items():
        (ROOT / "docs" / "reference" / name).write_text(make())
    return 0


if __name__ == "__main__":
    sys.exit(main())
