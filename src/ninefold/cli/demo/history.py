"""What the company already knows on the first of the six weeks: its customers and their earlier purchases."""

import csv
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from ninefold.cli.demo.client import event
from ninefold.cli.demo.people import SimulatedPerson
from ninefold.cli.demo.purchases import Purchase
from ninefold.collect import actions as collect
from ninefold.collect.types import EventName
from ninefold.culture.types import Channel
from ninefold.kernel import clock
from ninefold.kernel.actors import Actor

WORDING = "Yes, write me about new records. (simulated)"
# Key, name, kind, people.
GROUPS = (
    ("listening-bar", "The Listening Bar", "company", 4), ("school-radio", "School Radio", "company", 3),
    ("mill-lane-7", "7 Mill Lane", "household", 2),
)  # fmt: skip
IMPORT_COLUMNS = ("customer_id", "at", "number_of_cds", "dollar_value")


def introductions(people: Iterable[SimulatedPerson]) -> Iterator[dict[str, object]]:
    """Who they are and what they said yes to, as the calls that any shop would send."""
    now = clock.now()
    for person in people:
        yield event("identify", f"demo-identify-{person.user_id}", now, userId=person.user_id, traits=person.traits())
        for purpose in person.consents:
            properties = {
                "purpose": purpose,
                "channel": Channel.MAIL.value,
                "status": "granted",
                "basis": "consent",
                "evidence": {"wording": WORDING, "where": "till", "simulated": True},
            }
            yield event(
                "track",
                f"demo-consent-{purpose}-{person.user_id}",
                now,
                userId=person.user_id,
                event=EventName.CONSENT_CHANGED.value,
                properties=properties,
            )


def belongings(customers: Sequence[str]) -> Iterator[dict[str, object]]:
    """Who of the first customers belongs to which household or company, as the calls that any shop would send."""
    now, left = clock.now(), iter(customers)
    for key, name, kind, size in GROUPS:
        for number, user_id in enumerate(islice(left, size)):
            traits = {"name": f"{name} (simulated)", "type": kind, "simulated": True}
            yield event("group", f"demo-group-{key}-{number}", now, userId=user_id, groupId=key, traits=traits)


def sale(purchase: Purchase) -> dict[str, object]:
    """A purchase as the shop's till sends it."""
    return event(
        "track",
        f"cdnow-{purchase.line}",
        purchase.at,
        userId=purchase.user_id,
        event=EventName.ORDER_COMPLETED.value,
        properties={"revenue": dollars(purchase), "currency": "USD", "quantity": purchase.cds},
    )


def dollars(purchase: Purchase) -> str:
    return f"{purchase.cents // 100}.{purchase.cents % 100:02d}"


def import_purchases(actor: Actor, bought: Iterable[Purchase], progress: Callable[[int, int], None]) -> int:
    """Import earlier purchases the way any file is imported; returns how many lines were read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "purchases.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(IMPORT_COLUMNS)
            writer.writerows((p.customer, p.at.isoformat(), p.cds, dollars(p)) for p in bought)
        mapping = Path(__file__).with_name("purchases.toml")
        report = collect.import_file(actor=actor, path=path, mapping=mapping, progress=progress, now=clock.now_us())
    assert not report.refused, "every real purchase can be read"
    return report.recorded
