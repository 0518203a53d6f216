"""The tracking API as an OpenAPI 3.1 document, made of the limits and paths that the edge itself goes by.

Where a body is well-formed but a value in it is wrong, the answer is 200, as SDKs expect, and the event waits in
quarantine: so the schemas say what is counted, not what is refused. Pure.
"""

from typing import Any

from ninefold.collect.schema import bodies, cloudevents, hooks
from ninefold.collect.schema.messages import ID_CHARACTERS_MAX, MESSAGE_ID_CHARACTERS_MAX
from ninefold.collect.types import EventKind
from ninefold.edge.tracking import PATHS

PATH = "/v1/openapi.json"
_Json = dict[str, Any]
_MEANINGS = {
    EventKind.IDENTIFY: "Say what is known of a person.",
    EventKind.TRACK: "Say what a person did.",
    EventKind.PAGE: "A page was seen.",
    EventKind.SCREEN: "A screen of an app was seen.",
    EventKind.GROUP: "A person belongs to a company or household.",
    EventKind.ALIAS: "Two ids are one person.",
}
_OWN_FIELDS: dict[EventKind, tuple[str, ...]] = {
    EventKind.IDENTIFY: (),
    EventKind.TRACK: ("event",),
    EventKind.PAGE: (),
    EventKind.SCREEN: (),
    EventKind.GROUP: ("groupId",),
    EventKind.ALIAS: ("userId", "previousId"),
}


def document() -> _Json:
    """The whole document; where the install stands is for whoever reads it to know."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Ninefold's tracking API",
            "version": "1",
            "description": "Send what people do. Compatible with Segment's HTTP tracking API. A well-formed body is "
            "answered 200 when it is on disk; an event in it that is wrong waits in quarantine with its reason.",
        },
        "security": [{"basic": []}, {"bearer": []}, {}],
        "paths": {**_calls(), **_others()},
        "components": {
            "securitySchemes": {
                "basic": {"type": "http", "scheme": "basic", "description": "The write key as user, no password."},
                "bearer": {"type": "http", "scheme": "bearer", "description": "The write key."},
            },
            "schemas": {**_schemas(), "Batch": _batch(), "CloudEvent": _cloudevent(), "Webhook": _webhook()},
            "responses": _responses(),
        },
    }


def _calls() -> _Json:
    found = {}
    for path, kind in sorted(PATHS.items()):
        schema = "Batch" if kind == bodies.BATCH else kind.capitalize()
        meaning = "Many calls at once." if kind == bodies.BATCH else _MEANINGS[EventKind(kind)]
        body = {"application/json": {"schema": _ref(schema)}, "text/plain": {"schema": _ref(schema)}}
        found[path] = {"post": _post(meaning, body)}
    return found


def _others() -> _Json:
    event = {"schema": _ref("CloudEvent")}
    many = {"schema": {"type": "array", "items": _ref("CloudEvent"), "maxItems": bodies.BATCH_EVENTS_MAX}}
    signed = [{"name": name, "in": "header", "required": True, "schema": {"type": "string"}} for name in hooks.HEADERS]
    return {
        cloudevents.PATH: {
            "post": _post("CloudEvents 1.0.2, structured or in a batch.",
                          {cloudevents.STRUCTURED: event, cloudevents.BATCH: many}),
        },
        f"{hooks.PATH}{{key}}": {
            "post": {
                **_post("A webhook, signed as Standard Webhooks 1.0.0 says.",
                        {"application/json": {"schema": _ref("Webhook")}}, {"404": "Refused"}),
                "parameters": [_in_path("key", "The key of a source of the kind webhooks."), *signed],
                "security": [],
            }
        },
        "/v1/projects/{key}/settings": {
            "get": {
                **_get("What Segment's SDK for browsers asks first.", "application/json"),
                "parameters": [_in_path("key", "A browser's write key.")],
            }
        },
        "/ninefold.js": {"get": _get("The snippet for web pages.", "text/javascript")},
        "/health": {"get": _get("Whether the edge runs.", "application/json")},
        PATH: {"get": _get("This document.", "application/json")},
    }  # fmt: skip


def _post(meaning: str, content: _Json, more: _Json | None = None) -> _Json:
    answers = {"200": "Taken", "400": "Refused", "401": "NotProven", "429": "TooMuch", "503": "Unavailable"}
    named = {status: {"$ref": f"#/components/responses/{name}"} for status, name in (answers | (more or {})).items()}
    return {"summary": meaning, "requestBody": {"required": True, "content": content}, "responses": named}


def _get(meaning: str, content_type: str) -> _Json:
    return {
        "summary": meaning,
        "security": [],
        "responses": {
            "200": {"description": "As asked.", "content": {content_type: {}}},
            "404": {"$ref": "#/components/responses/Refused"},
        },
    }


def _responses() -> _Json:
    wait = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
    return {
        "Taken": _answer("It is on disk.", {"success": {"const": True}}),
        "Refused": _refusal(f"Nothing of it is kept: {_LIMITS}"),
        "NotProven": _refusal("A signature or a person's token proves nothing; nothing is kept."),
        "TooMuch": {**_refusal("More comes in than may: send it again later."), "headers": wait},
        "Unavailable": {**_refusal("Nothing can be kept at the moment: send it again later."), "headers": wait},
    }


_LIMITS = (
    f"a batch has at most {bodies.BODY_BYTES_MAX // 1024} KB and {bodies.BATCH_EVENTS_MAX:,} events, an event at most "
    f"{bodies.EVENT_BYTES_MAX // 1024} KB, as JSON in UTF-8, plain or packed with gzip or deflate, under a write key."
)


def _refusal(words: str) -> _Json:
    said = {"success": {"const": False}, "code": {"type": "string"}, "message": {"type": "string", "minLength": 1}}
    return _answer(words, said)


def _answer(words: str, properties: _Json) -> _Json:
    schema = {"type": "object", "required": list(properties), "properties": properties}
    return {"description": words, "content": {"application/json": {"schema": schema}}}


def _schemas() -> _Json:
    return {kind.value.capitalize(): _message(kind) for kind in EventKind}


def _message(kind: EventKind) -> _Json:
    needed = _OWN_FIELDS[kind]
    who = [] if "userId" in needed else [{"required": ["userId"]}, {"required": ["anonymousId"]}]
    return {
        "type": "object",
        "required": list(needed),
        "properties": {
            **{name: _id() for name in ("userId", "anonymousId", "groupId", "previousId")},
            "messageId": _id(MESSAGE_ID_CHARACTERS_MAX, "The same id counts once within 30 days."),
            "event": _id(words="The name of what happened, such as Order Completed."),
            "name": _id(words="The name of a page or screen."),
            **{name: {"type": "object"} for name in ("properties", "traits", "context", "integrations")},
            "timestamp": _instant("When it happened."),
            "sentAt": _instant("When it was sent, by the same clock: what that clock shows too much is taken off."),
            "writeKey": {"type": "string", "description": "Where no Authorization header can be sent."},
        },
        **({"anyOf": who} if who else {}),
    }


def _batch() -> _Json:
    kinds = [
        {
            "allOf": [_ref(kind.value.capitalize()), {"properties": {"type": {"const": kind.value}}}],
            "required": ["type"],
        }
        for kind in EventKind
    ]
    return {
        "type": "object",
        "required": ["batch"],
        "properties": {
            "batch": {"type": "array", "maxItems": bodies.BATCH_EVENTS_MAX, "items": {"anyOf": kinds}},
            "sentAt": _instant("When it was sent."),
            "context": {"type": "object", "description": "Goes to each event that does not say otherwise."},
            "writeKey": {"type": "string"},
        },
    }


def _cloudevent() -> _Json:
    text = {"type": "string", "minLength": 1}
    return {
        "type": "object",
        "required": ["specversion", "id", "source", "type"],
        "properties": {
            "specversion": {"const": "1.0"},
            **dict.fromkeys(("id", "source", "type"), text),
            "time": _instant("When it happened."),
            "subject": {"type": "string"},
            "userid": {"type": "string", "description": "Who it is about; else `subject` says it."},
            "data": {"description": "The event's properties."},
        },
    }


def _webhook() -> _Json:
    return {
        "type": "object",
        "required": ["type"],
        "properties": {
            "type": {"type": "string", "minLength": 1},
            "timestamp": _instant("When it happened."),
            "data": {"type": "object"},
        },
    }


def _id(characters_max: int = ID_CHARACTERS_MAX, words: str = "") -> _Json:
    found: _Json = {"type": "string", "minLength": 1, "maxLength": characters_max}
    return found | ({"description": words} if words else {})


def _instant(words: str) -> _Json:
    return {"type": "string", "format": "date-time", "description": words}


def _in_path(name: str, words: str) -> _Json:
    return {"name": name, "in": "path", "required": True, "description": words, "schema": {"type": "string"}}


def _ref(name: str) -> _Json:
    return {"$ref": f"#/components/schemas/{name}"}
