"""Request bodies: what is around the messages. The edge refuses here, the worker reads again."""

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec

from ninefold.collect.errors import BodyRefused
from ninefold.collect.schema import text
from ninefold.collect.types import EventKind

BATCH = "batch"
BODY_BYTES_MAX = 500 * 1024
EVENT_BYTES_MAX = 32 * 1024
CONTEXT_BYTES_MAX = 8 * 1024  # of a whole batch: it is repeated in each event
BATCH_EVENTS_MAX = 2_500
Raw = bytes | msgspec.Raw
T = TypeVar("T")
SINGLE_PATHS = frozenset(kind.value for kind in EventKind)


class Shell(msgspec.Struct):
    """What a body says beside its messages. Types are checked where they are used."""

    writeKey: Any = None  # noqa: N815  # the API's own spelling
    sentAt: Any = None  # noqa: N815
    context: Any = None
    integrations: Any = None


class BatchShell(Shell):
    """A batch; each message stays raw, so that one bad message spoils no other."""

    batch: list[msgspec.Raw] | None = None


class Named(msgspec.Struct):
    """What of a message tells which event it is."""

    type: Any = None
    event: Any = None


_ASCII_ESCAPE = re.compile(rb"\\u00[2-7]")
_batch_decoder = msgspec.json.Decoder(BatchShell)
_single_decoder = msgspec.json.Decoder(Shell)
_named_decoder = msgspec.json.Decoder(Named)


def open_body(path: str, body: bytes) -> tuple[Shell, Sequence[Raw]]:
    """The shell of a body and its messages, raw. `path` is "batch" or a kind of event. Raises BodyRefused."""
    if len(body) > (BODY_BYTES_MAX if path == BATCH else EVENT_BYTES_MAX):
        raise BodyRefused("body_too_large", f"The body is too large: {_limits(path)}.")
    return _read(body, lambda whole: _opened(path, whole))


def decoded(body: bytes) -> Any:
    """What a body of any shape says. Raises BodyRefused."""
    return _read(body, msgspec.json.decode)


def names_event(path: str, body: bytes, raws: Sequence[Raw], name: str) -> bool:
    """Whether a message of an opened body is the track call of this event, however its name is escaped.

    Nearly all bodies hold neither the name (ASCII) as it is nor an escape that could spell it: they are not read.
    """
    if name.encode() not in body and not _may_escape_ascii(body):
        return False
    return any(_is_named(path, raw, name) for raw in raws)


def _may_escape_ascii(body: bytes) -> bool:
    # One byte is found thirty times faster than two: most bodies hold no backslash.
    return b"\\" in body and _ASCII_ESCAPE.search(body) is not None


def _is_named(path: str, raw: Raw, name: str) -> bool:
    try:
        message = _named_decoder.decode(raw)
    except (msgspec.DecodeError, RecursionError):  # no event: the worker puts it into quarantine
        return False
    kind = message.type if path == BATCH else path
    return bool(kind == EventKind.TRACK and message.event == name)


def _limits(path: str) -> str:
    if path == BATCH:
        return f"at most {BODY_BYTES_MAX // 1024} KB for a batch"
    return f"at most {EVENT_BYTES_MAX // 1024} KB for one event"


def _read(body: bytes, reader: Callable[[bytes], T]) -> T:
    """What a reader of JSON finds in a body, whose lone surrogates are mended where it cannot be read else."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BodyRefused("body_not_utf8", f"The body is not UTF-8: byte {error.start}.") from error
    try:
        try:
            return reader(body)
        except msgspec.DecodeError:
            return reader(text.mend_surrogates(body))
    except msgspec.ValidationError as error:
        raise BodyRefused("body_shape", f"The body is not as the API has it: {error}.") from error
    except msgspec.DecodeError as error:
        raise BodyRefused("json_broken", f"The body is not JSON: {error}.") from error
    except RecursionError as error:
        raise BodyRefused("json_too_deep", "The body is nested too deep.") from error


def _opened(path: str, body: bytes) -> tuple[Shell, Sequence[Raw]]:
    if path != BATCH:
        return _single_decoder.decode(body), (body,)
    shell = _batch_decoder.decode(body)
    if shell.batch is None:
        raise BodyRefused("batch_missing", 'The body holds no "batch", a list of events.')
    if len(shell.batch) > BATCH_EVENTS_MAX:
        raise BodyRefused("batch_too_long", f"A batch holds at most {BATCH_EVENTS_MAX} events, not {len(shell.batch)}.")
    if shell.context or shell.integrations:
        size = len(msgspec.json.encode((shell.context, shell.integrations)))
        if size > CONTEXT_BYTES_MAX:
            limit = f"at most {CONTEXT_BYTES_MAX // 1024} KB"
            raise BodyRefused("context_too_large", f"The batch's context is too large: {limit}; it goes to each event.")
    return shell, shell.batch
