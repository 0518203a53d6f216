"""What the edge answers: status, headers and body, ready to be sent."""

from dataclasses import dataclass

import msgspec

from ninefold.kernel.errors import BadInput, NinefoldError

Headers = list[tuple[str, str]]
RETRY_SECONDS = 1
RETRY = ("retry-after", str(RETRY_SECONDS))


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer."""

    status: int
    headers: Headers
    body: bytes = b""


_ANY_ORIGIN = ("access-control-allow-origin", "*")
_READABLE = ("access-control-expose-headers", "retry-after, x-ratelimit-reset")  # else a page cannot wait as asked
_JSON: Headers = [("content-type", "application/json"), _ANY_ORIGIN]
_PAGE: Headers = [
    ("content-type", "text/html; charset=utf-8"),
    ("cache-control", "no-store"),
    ("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
]
_PIXEL = bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b")

SUCCESS = Answer(200, _JSON, b'{"success":true}')
HEALTHY = Answer(200, _JSON, b'{"status":"ok"}')
PREFLIGHT = Answer(
    204,
    [
        _ANY_ORIGIN,
        ("access-control-allow-methods", "POST, GET, OPTIONS"),
        (
            "access-control-allow-headers",
            "authorization, content-type, content-encoding, x-retry-count, x-ninefold-token",
        ),
        ("access-control-max-age", "86400"),
    ],
)
PIXEL = Answer(200, [("content-type", "image/gif"), ("cache-control", "no-store, private")], _PIXEL)


def refusal(status: int, error: NinefoldError, *more: tuple[str, str]) -> Answer:
    """An error as SDKs read it: `code` and `message` are both always there, or some of them retry for ever."""
    body = msgspec.json.encode({"success": False, "code": error.code, "message": error.message})
    return Answer(status, [*_JSON, _READABLE, *more], body)


def overloaded(error: NinefoldError, wait_seconds: int, *, now_seconds: float) -> Answer:
    """429: come back after so many seconds. The reset is an instant, in seconds since 1970."""
    reset = ("x-ratelimit-reset", str(int(now_seconds) + wait_seconds))
    return refusal(429, error, ("retry-after", str(wait_seconds)), reset)


def welcome_to_send(origin: str) -> Answer:
    """To a sender of CloudEvents that asks before it delivers; any pace, since the edge says 429 where it must."""
    allowed = ("webhook-allowed-origin", origin if origin.isprintable() else "*")
    return Answer(200, [allowed, ("webhook-allowed-rate", "*"), ("allow", "POST")])


def shared(content_type: str, body: bytes, seconds: int) -> Answer:
    """What any page may fetch and any cache may keep for so long."""
    kept = ("cache-control", f"public, max-age={seconds}")
    return Answer(200, [("content-type", content_type), _ANY_ORIGIN, kept, ("x-content-type-options", "nosniff")], body)


def method_not_allowed(*methods: str) -> Answer:
    """405, naming what is allowed."""
    error = BadInput("method_not_allowed", f"Use {' or '.join(methods)} here.")
    return refusal(405, error, ("allow", ", ".join(methods)))


def redirect(status: int, url: str) -> Answer:
    """To a stored URL, or a page of ours; never to anything that a request named."""
    assert "\r" not in url
    assert "\n" not in url
    return Answer(status, [("location", url), ("cache-control", "no-store"), ("referrer-policy", "no-referrer")])


def page(status: int, title: str, sentence: str, *more: tuple[str, str]) -> Answer:
    """A plain page for people. The words are ours, never a request's."""
    html = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>body{{font:1.1rem system-ui;max-width:34rem;margin:4rem auto;padding:1rem}}"
        f"</style><h1>{title}</h1><p>{sentence}</p>"
    )
    return Answer(status, [*_PAGE, *more], html.encode())
