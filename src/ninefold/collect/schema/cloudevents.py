"""CloudEvents 1.0.2 over HTTP (binary, structured, batch) as a batch of the tracking API. Pure.

`type` names the event, `data` its properties, `time` its instant; `source` and `id` together say which it is, so a
repeated one counts once. Who it is about stands in the extension `userid` or `anonymousid`, in `userId` or
`anonymousId` of the data, or else is the `subject`.
"""

import hashlib
from base64 import b64decode
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

import msgspec

from ninefold.collect.errors import BodyRefused
from ninefold.collect.schema.bodies import BATCH_EVENTS_MAX, decoded

PATH = "/v1/cloudevents"
STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
_PREFIX = "ce-"
_REQUIRED = ("id", "source", "type")
_OWN = frozenset((*_REQUIRED, "specversion", "time", "data", "data_base64"))
_PEOPLE = ("userId", "anonymousId")


def as_batch(content_type: str, headers: Iterable[tuple[str, str]], body: bytes) -> bytes:
    """The body of the batch call that says the same. Raises BodyRefused, naming the event and what it lacks."""
    media = content_type.partition(";")[0].strip().lower()
    if media == BATCH:
        found = decoded(body)
        if not isinstance(found, list):
            raise BodyRefused("cloudevents_batch", "A batch of CloudEvents is a JSON array.")
        if len(found) > BATCH_EVENTS_MAX:
            raise BodyRefused("batch_too_long", f"A batch holds at most {BATCH_EVENTS_MAX} events, not {len(found)}.")
        events = found
    elif media == STRUCTURED:
        events = [decoded(body)]
    else:
        events = [_binary(media, headers, body)]
    return msgspec.json.encode({"batch": [_message(event, place) for place, event in enumerate(events)]})


def _binary(media: str, headers: Iterable[tuple[str, str]], body: bytes) -> dict[str, Any]:
    event: dict[str, Any] = {
        name.lower()[len(_PREFIX) :]: unquote(value) for name, value in headers if name.lower().startswith(_PREFIX)
    }
    if not event:
        said = f"Send CloudEvents as {STRUCTURED}, as {BATCH}, or with headers ce-id, ce-source, ce-type."
        raise BodyRefused("cloudevents_mode", said)
    if body:
        is_json = media in ("", "application/json") or media.endswith("+json")
        event["data"] = decoded(body) if is_json else body.decode("utf-8", "replace")
    return event


def _message(event: Any, place: int) -> dict[str, Any]:
    if not isinstance(event, dict):
        raise BodyRefused("cloudevent_shape", f"Event {place} is no JSON object.")
    if str(event.get("specversion")) != "1.0":
        raise BodyRefused("cloudevent_version", f"Event {place} must have the specversion 1.0.")
    for name in _REQUIRED:
        if not isinstance(event.get(name), str) or not event[name]:
            raise BodyRefused("cloudevent_incomplete", f"Event {place} needs the attribute `{name}`.")
    data = _data(event, place)
    attributes = {name: value for name, value in event.items() if name not in _OWN}
    return {
        "type": "track",
        "event": event["type"],
        "messageId": _message_id(event["source"], event["id"]),
        "timestamp": event.get("time"),
        "properties": data if isinstance(data, dict) else {} if data is None else {"data": data},
        "context": {"cloudevent": {"id": event["id"], "source": event["source"], **attributes}},
        **_about(event, data),
    }


def _data(event: Mapping[str, Any], place: int) -> Any:
    packed = event.get("data_base64")
    if packed is None:
        return event.get("data")
    try:
        raw = b64decode(packed, validate=True)
    except (TypeError, ValueError) as error:
        raise BodyRefused("cloudevent_data", f"Event {place} has data_base64 that is not base64.") from error
    return decoded(raw) if str(event.get("datacontenttype", "")).endswith("json") else raw.decode("utf-8", "replace")


def _message_id(source: str, event_id: str) -> str:
    return "ce:" + hashlib.sha256(f"{len(source)}:{source}{event_id}".encode()).hexdigest()


def _about(event: Mapping[str, Any], data: Any) -> dict[str, Any]:
    within = data if isinstance(data, dict) else {}
    found = {name: event.get(name.lower()) or within.get(name) for name in _PEOPLE}
    named = {name: value for name, value in found.items() if value}
    return named or ({"userId": event["subject"]} if event.get("subject") else {})
