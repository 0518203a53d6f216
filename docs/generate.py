"""Writes the reference pages that are made from the code: settings, commands, events. `--check` only compares."""

import argparse
import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ninefold.kernel.database.config")
os.environ.setdefault("NINEFOLD_SECRET_KEY", "only to read what the code says")

import django  # noqa: E402

django.setup()

from ninefold.adapt.formfactors import BUILT_IN, BUILT_IN_PAGES  # noqa: E402
from ninefold.cli.main import COMMANDS, parser  # noqa: E402
from ninefold.collect.types import EventName  # noqa: E402
from ninefold.content.imaging.types import Slot  # noqa: E402
from ninefold.context.queries import COMPUTED  # noqa: E402
from ninefold.edge.description import document  # noqa: E402
from ninefold.kernel.settings import PREFIX, REGISTRY  # noqa: E402
from ninefold.measure.scorecard.definitions import DEFINITIONS  # noqa: E402
from ninefold.measure.types import Definition  # noqa: E402

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


def computed_page() -> str:
    rows = [f"| `computed.{one.name}{'.<currency>' if one.by_currency else ''}` | {one.words}. |" for one in COMPUTED]
    head = (
        "# Computed traits\n\nTraits that nobody says: the worker computes them from what people did, in seconds; the"
        " value of\ncustomers once a day. Conditions of segments use them like any trait. Too little to tell from is no"
        " trait.\nWho is joined or parted is computed anew. Only sources that can be trusted count as purchases, and"
        " nothing that a\ncrawler did.\n\n| trait | what it is |\n|---|---|\n"
    )
    return MADE + head + "\n".join(rows) + "\n"


def measures_page() -> str:
    head = (
        "# Measures\n\nThe nine figures of the home page. Each has a page of its own in the studio (`/square/<c>/`), "
        "with its trend.\nStatements are sent as they stand here; `since`, `until` and `week` are microseconds.\n"
    )
    return MADE + head + "".join(_measure(one) for one in DEFINITIONS)


def _measure(one: Definition) -> str:
    facts = (
        ("Counted", one.numerator), ("Of", one.denominator), ("When", one.window),
        ("At least", f"{one.least} {one.sampled}, else “too few”"), ("Bots", one.bots),
        ("Rests on", one.evidence.value), ("In the demo", one.simulated),
    )  # fmt: skip
    lines = "\n".join(f"- **{name}:** {words}" for name, words in facts)
    reads = "".join(f"\n{q.gives.capitalize()}, `{q.function}`:\n\n```text\n{q.statement}\n```\n" for q in one.queries)
    return f"\n## {one.c.value.capitalize()}: {one.title}\n\n{one.words}\n\n{lines}\n{reads}"


def tracking_page() -> str:
    rows = [
        f"| `{method.upper()} {path}` | {call['summary']} |"
        for path, calls in document()["paths"].items()
        for method, call in calls.items()
    ]
    head = (
        "# Tracking API\n\nA running edge describes itself at `/v1/openapi.json` (OpenAPI 3.1; the same document is"
        " [tracking-api.json](tracking-api.json)).\nSee also [how to send events](../howto/send-events.md).\n\n"
        "| call | what it is for |\n|---|---|\n"
    )
    return MADE + head + "\n".join(rows) + "\n"


def tracking_document() -> str:
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"


def form_factors_page() -> str:
    head = (
        "# Form factors\n\nThe forms that a text can take. Titles and subjects are counted in graphemes, bytes are"
        " those of all that is sent.\nWhat the units mean, and how to add one: [add a form"
        " factor](../howto/add-a-form-factor.md).\n\n"
        "| key | name | channel | said to | counted in | limit | title or subject | bytes |\n"
        "|---|---|---|---|---|---|---|---|\n"
    )
    rows = [
        f"| `{one.key}` | {one.name} | {one.channel.value} | {'all' if one.is_for_all else 'a person'} | {one.unit} "
        f"| {one.limit} | {one.title_limit or ''} | {one.bytes_max or ''} |"
        for one in BUILT_IN.values()
    ]
    places = (
        "\n\n## Pictures\n\nThe places for pictures, in CSS pixels. Those of `page` are of"
        " public pages.\n\n"
        "| place | name | width | height | densities | formats | most KB |\n|---|---|---|---|---|---|---|\n"
    )
    images = [
        f"| `{key}` | {slot.name} | {slot.width} | {slot.height or 'as it is'}{' at most' * (slot.fit == 'inside')} "
        f"| {', '.join(map(str, slot.densities))} | {', '.join(slot.formats)} | {slot.bytes_max // 1000:,} |"
        for key, slot in shipped_slots().items()
    ]
    return MADE + head + "\n".join(rows) + places + "\n".join(images) + "\n"


def shipped_slots() -> dict[str, Slot]:
    """The places for pictures that Ninefold brings, by their full keys."""
    found = {f"{form.key}/{slot.key}": slot for form in BUILT_IN.values() for slot in form.image}
    return found | {f"page/{slot.key}": slot for slot in BUILT_IN_PAGES}


PAGES = {
    "form-factors.md": form_factors_page,
    "tracking-api.md": tracking_page,
    "tracking-api.json": tracking_document,
    "settings.md": settings_page,
    "commands.md": commands_page,
    "events.md": events_page,
    "measures.md": measures_page,
    "computed-traits.md": computed_page,
}


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
