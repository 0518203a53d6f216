"""The events that come back from a message, as the bodies of Segment's track call. Pure, without Django.

The edge builds its rows of the intake log with these, so that link, mail and studio name the same properties.
`message_id` identifies the cause: one HTTP request, or one mail.
"""

from typing import Any

from ninefold.channel import tokens
from ninefold.channel.links import StoredLink
from ninefold.collect.types import EventName

Body = dict[str, Any]
ONE_CLICK = "one_click"  # the basis of a consent that a mail program withdrew for its reader (RFC 8058)


def _track(name: EventName, message_id: str, profile_id: int, properties: Body) -> Body:
    return {
        "type": "track",
        "event": str(name),
        "messageId": message_id,
        "profileId": profile_id,
        "properties": properties,
    }


def opened(token: tokens.Outcome, *, message_id: str) -> Body:
    """The picture of a mail was fetched."""
    return _track(EventName.MESSAGE_OPENED, message_id, token.profile_id, {"delivery_id": token.delivery_id})


def clicked(token: tokens.Click, link: StoredLink, *, message_id: str) -> Body:
    """A link of a mail was followed to `link.url`."""
    properties = {
        "delivery_id": token.delivery_id,
        "campaign_id": link.campaign_id,
        "link_id": link.id,
        "url": link.url,
        "label": link.label,
    }
    return _track(EventName.LINK_CLICKED, message_id, token.profile_id, properties)


def unsubscribed(token: tokens.Leave, *, message_id: str, basis: str = ONE_CLICK) -> Body:
    """A person left by one click (RFC 8058), by mail or by a complaint: their consent to that is withdrawn."""
    properties = {
        "purpose": str(token.purpose),
        "channel": str(token.channel),
        "status": "withdrawn",
        "basis": basis,
        "evidence": {"delivery_id": token.delivery_id},
    }
    return _track(EventName.CONSENT_CHANGED, message_id, token.profile_id, properties)


def poll_answered(token: tokens.Poll, *, option_text: str, message_id: str) -> Body:
    """A person chose an option of a poll that a mail carried."""
    properties = {
        "delivery_id": token.delivery_id,
        "variant_id": token.variant_id,
        "block_id": token.block_id,
        "option": token.option,
        "option_text": option_text,
    }
    return _track(EventName.POLL_ANSWERED, message_id, token.profile_id, properties)


def replied(token: tokens.Leave, *, subject: str, text: str, is_automatic: bool, message_id: str) -> Body:
    """A person wrote back; `is_automatic` marks absence notes and the like (RFC 3834)."""
    properties = {
        "delivery_id": token.delivery_id,
        "subject": subject,
        "text": text,
        "is_automatic": is_automatic,
    }
    return _track(EventName.MESSAGE_REPLIED, message_id, token.profile_id, properties)


def expert_replied(service_id: int, profile_id: int, *, text: str, message_id: str) -> Body:
    """An expert answered the service message that asked them; `profile_id` 0 for an address of nobody known."""
    told = _track(EventName.EXPERT_REPLIED, message_id, profile_id, {"service_id": service_id, "text": text})
    return told if profile_id else told | {"anonymousId": tokens.strangers_id()}


def service_refused(
    service_id: int, profile_id: int, *, status: str, text: str, is_address_dead: bool, message_id: str
) -> Body:
    """The far side took a service message and sent it back later; `profile_id` 0 for an address of nobody known."""
    properties = {
        "service_id": service_id,
        "status": status,
        "text": text,
        "is_address_dead": is_address_dead,
        "by": "bounce",
    }
    told = _track(EventName.MESSAGE_REFUSED, message_id, profile_id, properties)
    return told if profile_id else told | {"anonymousId": tokens.strangers_id()}


def refused(token: tokens.Leave, *, status: str, text: str, is_address_dead: bool, message_id: str) -> Body:
    """The far side took a message and sent it back later; `status` is RFC 3463's code ("5.1.1")."""
    properties = {
        "delivery_id": token.delivery_id,
        "status": status,
        "text": text,
        "is_address_dead": is_address_dead,
        "by": "bounce",
    }
    return _track(EventName.MESSAGE_REFUSED, message_id, token.profile_id, properties)
