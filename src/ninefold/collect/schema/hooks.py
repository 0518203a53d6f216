"""Incoming webhooks, signed as Standard Webhooks 1.0.0 says, as one track call. Pure but for the machine's clock."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from standardwebhooks import Webhook, WebhookVerificationError

from ninefold.collect.errors import BodyRefused
from ninefold.collect.schema.bodies import decoded

PATH = "/v1/hooks/"
HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
PERSON_FIELDS = (
    "data.userId",
    "data.user_id",
    "data.user.id",
    "data.customerId",
    "data.customer_id",
    "data.customer.id",
)


class SignatureRefused(BodyRefused):
    """Nobody who knows the secret signed this, or they did so more than five minutes ago."""


def as_track(body: bytes, headers: Mapping[str, str], *, hook: str, secrets: Sequence[str], person_field: str) -> bytes:
    """The body of the track call that says the same, once a secret proves who sent it.

    `type` names the event, `data` is its properties, `timestamp` its instant. `person_field` is the path to the id of
    the person ("data.buyer.id"); where it is "", the usual places are tried. Raises SignatureRefused, BodyRefused.
    """
    _verify(body, headers, secrets)
    payload = decoded(body)
    if not isinstance(payload, dict) or not isinstance(payload.get("type"), str) or not payload["type"]:
        raise BodyRefused("webhook_type", "A webhook needs `type`, the name of what happened, such as invoice.paid.")
    data = payload.get("data")
    message = {
        "event": payload["type"],
        "messageId": "wh:" + hashlib.sha256(f"{hook}:{headers['webhook-id']}".encode()).hexdigest(),
        "timestamp": payload.get("timestamp"),
        "properties": data if isinstance(data, dict) else {} if data is None else {"data": data},
        "context": {"webhook": {"id": headers["webhook-id"]}},
    }
    person = _person(payload, (person_field,) if person_field else PERSON_FIELDS)
    return msgspec.json.encode(message | ({"userId": person} if person else {}))


def _verify(body: bytes, headers: Mapping[str, str], secrets: Sequence[str]) -> None:
    """Each secret is tried: while one is being changed, two are good."""
    refused = "The webhook's headers are missing."
    for secret in secrets:
        try:
            Webhook(secret).verify(body, dict(headers), json_parse=False)
        except (WebhookVerificationError, ValueError) as error:  # ValueError: what is no signature at all
            refused = f"{error}." if isinstance(error, WebhookVerificationError) else "The signature cannot be read."
        else:
            return
    raise SignatureRefused(
        "webhook_signature", f"{refused} Sign the body with this source's secret, at most 5 minutes old."
    )


def _person(payload: Mapping[str, Any], paths: Sequence[str]) -> str:
    for path in paths:
        found: Any = payload
        for step in path.split("."):
            found = found.get(step) if isinstance(found, dict) else None
        if isinstance(found, str | int) and not isinstance(found, bool) and found != "":
            return str(found)
    return ""
