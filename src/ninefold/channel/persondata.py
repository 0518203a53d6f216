"""What channel holds of a person: deliveries, replies, and the messages that the built-in mailbox took for them."""

from collections.abc import Collection, Sequence

from django.db.models import F

from ninefold.channel import tokens
from ninefold.channel.mailbox import queries as mailbox
from ninefold.channel.mailbox.types import Line
from ninefold.channel.models import Delivery, Reply, Service
from ninefold.channel.service import rows_to
from ninefold.channel.types import DeliveryStatus
from ninefold.context import queries as context
from ninefold.kernel import clock
from ninefold.kernel.database.persontables import PersonTable
from ninefold.kernel.persondata import Row

_DELIVERIES, _REPLIES, _SERVICES = PersonTable(Delivery), PersonTable(Reply), PersonTable(Service)


class ChannelPersonData:
    """Channel's part of an export."""

    room = "channel"

    def export(self, profile_ids: Sequence[int]) -> dict[str, list[Row]]:
        """Tables channel_delivery, channel_reply, channel_service, mailbox_message (with the raw message as text)."""
        deliveries = _DELIVERIES.export(profile_ids)
        sent_to = {str(row["address"]).lower() for row in deliveries if row["address"]}
        return {
            _DELIVERIES.name: deliveries,
            _REPLIES.name: _REPLIES.export(profile_ids),
            _SERVICES.name: _SERVICES.rows(rows_to(profile_ids, _own_addresses(profile_ids))),
            "mailbox_message": [_opened(line) for line in _mail(profile_ids, sent_to)],
        }

    def erase(self, profile_ids: Sequence[int]) -> dict[str, int]:
        """Replies and service messages go. Deliveries count on, without whose they were, the address and the words.

        What was leased and not handed over ends as refused. The mailbox is a file of its own: see `mailbox.erasing`.
        """
        own = list(profile_ids)
        deliveries = Delivery.objects.filter(profile_id__in=own)
        deliveries.filter(status=DeliveryStatus.LEASED.value).update(
            status=DeliveryStatus.REFUSED.value, ended_at=clock.now_us(), lease_holder="", lease_until=0
        )
        return {
            "channel_service": rows_to(own, _own_addresses(own)).delete()[0],
            "channel_reply": Reply.objects.filter(profile_id__in=own).delete()[0],
            "channel_delivery": deliveries.update(
                profile_id=-F("pk"), address="", subject="", reason="", about="", is_address_dead=False
            ),
        }


def _addresses(profile_ids: Sequence[int]) -> set[str]:
    """The mail addresses that count for the person."""
    people = context.persons(profile_ids).values()
    return {one.value for person in people for one in person.identifiers if one.kind == "email"}


def _own_addresses(profile_ids: Sequence[int]) -> set[str]:
    """Those of them that are nobody else's: a link to sign in is mailed before it is known whose they are."""
    return _addresses(profile_ids) & {value for kind, value in context.identities_of(profile_ids) if kind == "email"}


def _mail(profile_ids: Sequence[int], sent_to: Collection[str]) -> list[Line]:
    """What the mailbox holds for the person: whose a mail is stands in its return address, else it is the address'."""
    own, wanted = _own_addresses(profile_ids), sorted({*_addresses(profile_ids), *sent_to})
    found = ((line, tokens.profile_in(line.sender)) for line in (mailbox.to_addresses(wanted) if wanted else ()))
    return [line for line, whose in found if (whose in profile_ids if whose else line.recipient in own)]


def _opened(line: Line) -> Row:
    return {
        "id": line.id,
        "received_at": clock.from_us(line.received_at).isoformat(),
        "sender": line.sender,
        "recipient": line.recipient,
        "subject": line.subject,
        "raw": mailbox.raw(line.id).decode("utf-8", "replace"),
    }


PERSON_DATA = ChannelPersonData()
