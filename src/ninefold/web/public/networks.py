"""How often one network may ask for something, so that nobody can use up what is everyone's.

Each asks in the name of three networks: a house, the firm or the street around it, and the provider's block. Each
width has its own most an hour, so that who owns many addresses is held, too. A network is kept as a keyed hash that is
another one every hour, in memory, and gone an hour later.
"""

import hmac
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings as django
from django.core.cache import caches
from django.http import HttpRequest

from ninefold.kernel import clock, settings
from ninefold.kernel.errors import BadInput
from ninefold.web.public import visitors

HOUR_SECONDS = 3_600
# By version: prefix lengths, and how many times what one house may ask comes from all of so wide a network at most.
# A provider gives a house or an office a /64, a firm a /48, and has a /32 itself.
WIDTHS = {4: ((32, 1), (24, 5), (16, 20)), 6: ((64, 1), (48, 5), (32, 20))}
CACHE = "networks"


class TooManyFromHere(BadInput):
    """So many came from this network within the hour that another has to wait."""


def count(request: HttpRequest, what: str, *, an_hour_max: int) -> bool:
    """Count one of `what`; whether few came from around there, so that they may have what is kept in reserve.

    Raises TooManyFromHere with when to come again. An address that tells nobody apart is not counted, and has no
    reserve: one of a network of our own, which is also that of a proxy that does not say for whom it asks.
    """
    asking = asking_of(request)
    networks = networks_of(asking)
    visitors.note(request, asking, is_told_apart=bool(networks))
    hour, into = divmod(clock.now_us() // 1_000_000, HOUR_SECONDS)
    mosts = {_key(f"{what}:{hour}:{network}"): an_hour_max * times for network, times in networks}
    cache = caches[CACHE]
    before = cache.get_many(mosts)
    if any(before.get(key, 0) >= most for key, most in mosts.items()):
        minutes = (HOUR_SECONDS - into) // 60 + 1
        words = f"Very many asked for this from your network. Come again in {minutes} minute{'s' * (minutes > 1)}."
        raise TooManyFromHere("network_many", words)
    for key in mosts:
        cache.add(key, 0, HOUR_SECONDS)
        cache.incr(key)
    return bool(networks) and all(before.get(key, 0) < an_hour_max for key in mosts)


def _key(said: str) -> str:
    return hmac.digest(settings.current().secret_key.encode(), said.encode(), "sha256").hex()


def asking_of(request: HttpRequest) -> str:
    """The address that asks, as far as it is told: by a proxy that is known to stand before us, or by the line."""
    if django.SECURE_PROXY_SSL_HEADER:  # a proxy writes the last one
        return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def networks_of(asking: str) -> list[tuple[str, int]]:
    """The networks that an address is of, narrow first, with how wide each is; none where it tells nobody apart."""
    try:
        address = ip_address(asking)
    except ValueError:
        return []
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    if not address.is_global:
        return []
    return [(str(ip_network((address, prefix), strict=False)), times) for prefix, times in WIDTHS[address.version]]
