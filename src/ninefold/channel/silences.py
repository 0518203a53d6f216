"""Which relay does not answer, since when: what the sending process knows, written down for those who look."""

from functools import partial

from django.db import transaction

from ninefold.channel import smtp
from ninefold.channel.leasing import fetch
from ninefold.channel.models import Silence as SilenceRow
from ninefold.channel.types import Silence
from ninefold.kernel import clock

REASON_CHARACTERS_MAX = 300
_noted: dict[str, bool] = {}  # by relay: whether this process wrote it down as silent


def note(sender: smtp.Sender, *, now: int) -> None:
    """Write down that a relay fell silent, or speaks again (us); a statement for each change, in the caller's
    transaction. The first word of a process counts too: whoever wrote before may have died."""
    is_silent = bool(sender.trouble)
    if _noted.get(sender.name) is is_silent:
        return
    if is_silent:
        said = {"since": clock.from_us(now), "reason": sender.trouble[:REASON_CHARACTERS_MAX]}
        SilenceRow.objects.get_or_create(relay=sender.name, defaults=said)
    else:
        SilenceRow.objects.filter(relay=sender.name).delete()
    transaction.on_commit(partial(_noted.__setitem__, sender.name, is_silent))


def silence(relay: smtp.Relay) -> Silence | None:
    """How this relay keeps silent; None where it answered when it was last tried."""
    row = SilenceRow.objects.filter(relay=relay.name).first()
    return Silence(row.relay, clock.to_us(row.since), row.reason, _waiting()) if row else None


def _waiting() -> int:
    under_way = "status IN ('leased', 'handing_over')"
    tables = ("channel_delivery", "channel_service")
    return sum(int(fetch(f"SELECT COUNT(*) FROM {table} WHERE {under_way}", [])[0][0]) for table in tables)
