"""Reads what is not the tracking API's own ("mail") with a parser that the caller hands in."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
import structlog

from ninefold.collect.drafts import Draft
from ninefold.collect.errors import Faulty
from ninefold.collect.schema import bodies, messages, text
from ninefold.kernel.errors import BadInput

log = structlog.get_logger()
# Reads a row of a kind that is not the tracking API's ("mail"): its raw body and the facts beside it ("recipient") to
# bodies of track calls, which may carry a `profileId`. The same at each reading; raises BadInput for what is no event.
Parser = Callable[[bytes, Mapping[str, str]], Sequence[Mapping[str, Any]]]


def read(
    raw: bytes, facts: Mapping[str, str], *, parser: Parser, origin: messages.Origin, fallback_id: str
) -> list[Draft]:
    """The events of a raw body, checked as if the edge had written them. Raises BadInput: all of them count or none."""
    origin = msgspec.structs.replace(origin, path="link")
    try:
        return [
            messages.read(
                msgspec.json.encode(text.without_nul(body)),
                shell=bodies.Shell(),
                origin=origin,
                fallback_id=f"{fallback_id}:{index}",
            )
            for index, body in enumerate(parser(raw, facts))
        ]
    except BadInput:
        raise
    except Exception as error:
        # One hostile mail that its parser trips over must not stop the log: it is set aside, and the fault is told.
        log.exception("a parser failed")
        raise Faulty("parser_failed", f"Reading it failed: {type(error).__name__}.") from error
