"""A value that nobody can count is not taken in silence: it waits in quarantine, and the page says why."""

from html import unescape

from django.test import Client

from ninefold.collect import queries
from ninefold.context import queries as context
from ninefold.kernel.users.models import User
from ninefold.pipeline import project
from tests.collect.stories import batch, message
from tests.edge.conftest import Edge

CONSENT = {"purpose": "news", "channel": "mail", "status": "granted"}
REASONS = {
    "many": "`revenue` must be a decimal amount of 0 or more, such as 19.90, not “many”.",
    "negative": "`revenue` must be a decimal amount of 0 or more, such as 19.90, not “-5”.",
    "dollars": "`currency` must be a code of ISO 4217, such as EUR, not “dollars”. `revenue` must be a decimal",
    "fax": "A word on consent needs a `channel`: one of mail, ",
    "maybe": "web, social. A word on consent needs a `status`: one of granted, withdrawn.",
    "yesterday": "An event needs a userId or an anonymousId. A `timestamp` is a time of ISO 8601, not “yesterday”.",
}


def _order(name: str, **properties: object) -> dict[str, object]:
    return message(event="Order Completed", messageId=name, properties=properties)


def test_broken_values_wait_in_quarantine_with_their_reasons(edge: Edge) -> None:
    sent = [
        _order("many", revenue="many"),
        _order("negative", revenue=-5),
        _order("dollars", revenue="many", currency="dollars"),
        message(event="Consent Changed", messageId="fax", properties={**CONSENT, "channel": "fax"}),
        message(event="Consent Changed", messageId="maybe", properties={**CONSENT, "channel": "", "status": ""}),
        message(event="Seen", messageId="yesterday", timestamp="yesterday", userId=""),
        _order("right", revenue="19.90", currency="EUR"),
        _order("free", revenue=0),
        _order("unpriced"),
    ]
    assert edge.post("/v1/batch", batch(*sent)) == (200, {"success": True})
    while project.project_batch(consent_only=False):
        pass

    assert {event.message_id for event in queries.events_between(1, 100)} == {"right", "free", "unpriced"}
    money = context.money(context.profile_of("account", "ada") or 0)
    assert (money.orders, money.sums) == (3, {"EUR": 1990})

    studio = Client(SERVER_NAME="localhost")
    studio.force_login(User.objects.create_superuser(username="owner", password="a password"))
    page = unescape(studio.get("/sources/quarantine/").content.decode())
    assert all(reason in page for reason in REASONS.values())
    assert len(queries.quarantine()) == len(REASONS)
