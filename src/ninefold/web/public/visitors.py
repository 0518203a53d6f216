"""Whether the public site can tell its visitors apart: behind a proxy that is not named, all come from one address."""

from dataclasses import dataclass

from django.conf import settings as django
from django.http import HttpRequest

from ninefold.kernel import clock, settings, visitors

ASKS_TO_SAY = 20  # so many in a row from one address, each of which may have come by a proxy
_HERE = {"127.0.0.1", "localhost", "::1"}


@dataclass(slots=True)
class _Seen:
    """The address that asked last, and how often in a row; nothing of it is written down."""

    address: str = ""
    asks: int = 0


_seen = _Seen()


def note(request: HttpRequest, asking: str, *, is_told_apart: bool) -> None:
    """Note that this address asked; from so many in a row on `ninefold doctor` says that all seem one visitor.

    `is_told_apart` is whether the address could be one visitor's.
    """
    install = settings.current()
    if install.public_host in _HERE:
        return
    is_unnamed = not django.SECURE_PROXY_SSL_HEADER and "X-Forwarded-For" in request.headers
    is_by_proxy = is_unnamed or not is_told_apart
    if asking != _seen.address or not is_by_proxy:
        if _seen.asks:
            visitors.forget(install)
        _seen.address, _seen.asks = asking, 0
    _seen.asks += 1
    if is_by_proxy and _seen.asks == ASKS_TO_SAY:
        visitors.write(install, clock.now_us())
