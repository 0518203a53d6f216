"""Text and numbers that JSON allows and databases do not: NUL, lone surrogates, numbers beyond 64 bits."""

import re
from typing import Any

from ninefold.collect.errors import Faulty

NUMBER_MAX = 2**63 - 1
DEPTH_MAX = 64  # readers further on have less of their stack left than the edge has
_ESCAPES = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F]..|\\.")
_NUL = b"\\u0000"
_SUSPECT_NUMBER = re.compile(rb"[:,\[]\s*-?(?:[0-9]{19}|[0-9][0-9.]*[eE]\+?[0-9]{2})")
_FLAT = bytes.maketrans(b"123456789E", b"000000000e")
_LONG, _POWER, _PLUS_POWER = b"0" * 19, b"0e00", b"0e+00"
_REPLACEMENT = rb"\ufffd"


def mend_surrogates(body: bytes) -> bytes:
    """Replace each lone surrogate escape by U+FFFD: JavaScript that cuts an emoji in two sends such.

    Pairs and all other escapes stay as they are.
    """

    def mended(found: re.Match[bytes]) -> bytes:
        escape = found.group()
        return _REPLACEMENT if len(escape) == 6 else escape

    return _ESCAPES.sub(mended, body)


def is_suspect(raw: bytes) -> bool:
    """Whether JSON may hold what databases do not: quick, and right when it says no."""
    if _NUL in raw:
        return True
    flat = raw.translate(_FLAT)  # a look for pieces costs a tenth of the expression, which then decides
    if _LONG in flat or _POWER in flat or _PLUS_POWER in flat:
        return _SUSPECT_NUMBER.search(raw) is not None
    return False


def check_depth(value: Any) -> None:
    """Raise Faulty if a decoded value is nested deeper than DEPTH_MAX."""
    waiting = [(value, 1)]
    while waiting:
        item, depth = waiting.pop()
        if depth > DEPTH_MAX:
            raise Faulty("json_too_deep", f"The event is nested deeper than {DEPTH_MAX} levels.")
        if isinstance(item, dict | list):
            waiting.extend((inner, depth + 1) for inner in (item.values() if isinstance(item, dict) else item))


def may_be_deep(raw: bytes) -> bool:
    """Whether JSON may be nested deeper than DEPTH_MAX: quick, and right when it says no."""
    return raw.count(b"{") + raw.count(b"[") > DEPTH_MAX


def check_storable(value: Any) -> None:
    """Raise Faulty if a decoded value holds what no database of ours can hold as it is."""
    if _holds(value, _has_nul):
        raise Faulty("nul_character", "A text of this event holds a NUL character, which databases cannot store.")
    if _holds(value, _is_too_large):
        raise Faulty("number_too_large", "A number of this event is beyond 64 bits.")


def without_nul(value: Any) -> Any:
    """The same value with U+FFFD for each NUL and lone surrogate."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {without_nul(key): without_nul(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [without_nul(item) for item in value]
    return value


def _has_nul(value: Any) -> bool:
    return isinstance(value, str) and "\0" in value


def _is_too_large(value: Any) -> bool:
    return isinstance(value, int | float) and abs(value) > NUMBER_MAX


def _holds(value: Any, test: Any) -> bool:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting.extend(item.keys())
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
        elif test(item):
            return True
    return False
