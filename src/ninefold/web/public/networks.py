"""How often one network may ask for something, so that nobody can use up what is everyone's.

The network is kept as a keyed hash that is another one every hour, in memory, and gone an hour later.
"""

import hmac
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings as django
from django.core.cache import caches
from django.http import HttpRequest

from ninefold.kernel import clock, settings
from ninefold.kernel.errors import BadInput

HOUR_SECONDS = 3_600
IPV6_PREFIX = 64  # what one household or office is given
CACHE = "networks"


class TooManyFromHere(BadInput):
    """So many came from this network within the hour that another has to wait."""


def count(request: HttpRequest, what: str, *, an_hour_max: int) -> None:
    """Count one of `what`. Raises TooManyFromHere with when to come again.

    An address that tells nobody apart is not counted: one of a network of our own, which is also that of a proxy that
    does not say for whom it asks.
    """
    network = network_of(request)
    if not network:
        return
    hour, into = divmod(clock.now_us() // 1_000_000, HOUR_SECONDS)
    said = f"{what}:{hour}:{network}".encode()
    key = hmac.digest(settings.current().secret_key.encode(), said, "sha256").hex()
    cache = caches[CACHE]
    cache.add(key, 0, HOUR_SECONDS)
    if cache.incr(key) > an_hour_max:
        minutes = (HOUR_SECONDS - into) // 60 + 1
        words = f"Very many asked for this from your network. Come again in {minutes} minute{'s' * (minutes > 1)}."
        raise TooManyFromHere("network_many", words)


def network_of(request: HttpRequest) -> str:
    """The network that asks, "" where its address tells nobody apart."""
    asking = request.META.get("REMOTE_ADDR", "")
    if django.SECURE_PROXY_SSL_HEADER:  # only then a proxy is known to stand before us; it writes the last one
        asking = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        address = ip_address(asking)
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    if not address.is_global:
        return ""
    return str(ip_network((address, IPV6_PREFIX), strict=False)) if address.version == 6 else str(address)
