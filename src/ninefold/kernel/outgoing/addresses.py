"""Which addresses may be asked. A typed address must not reach what only this machine or its network can reach.

Names are resolved here and the connection goes to the address that was checked, so that a name that changes its answer
in between (DNS rebinding) gains nothing. Every spelling of an address, decimal or octal, ends in what it resolves to.
"""

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from ninefold.kernel.outgoing.errors import AddressRefused, FetchFailed

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
URL_CHARACTERS_MAX = 2_000
_DEFAULT_PORTS = {"http": 80, "https": 443}
_PRIVILEGED = 1024  # below it stand mail, remote shells and the like; of these only the web's own two are asked


def networks(listed: str) -> tuple[Network, ...]:
    """The networks of a list with commas: `10.1.0.0/16, fd00::/8`. Raise ValueError."""
    return tuple(ipaddress.ip_network(one.strip()) for one in listed.split(",") if one.strip())


# What some versions of Python count as public and is not, and an address that answers only to the machines of a cloud.
_PRIVATE = networks("192.0.0.0/24, 64:ff9b:1::/48, 3fff::/20, 5f00::/16, 168.63.129.16/32")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_SAFE = "%/:=&?~#+!$,;'@()*[]"


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart: the host as it is asked for (ASCII), and what the request line says."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def url(self) -> str:
        """The same as one address."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"


def target(url: str) -> Target:
    """The parts of an address. Raise AddressRefused for what is no plain http(s) address."""
    text = url.strip()
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    shown = text[:80]
    if parts.scheme not in _DEFAULT_PORTS or not host or len(text) > URL_CHARACTERS_MAX or not text.isprintable():
        raise AddressRefused("address_refused", f"“{shown}” is no address that begins with https:// or http://.")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("address_names", f"“{parts.hostname}”: names and passwords are not sent in an address.")
    port = _DEFAULT_PORTS[parts.scheme] if port is None else port
    if port < _PRIVILEGED and port not in _DEFAULT_PORTS.values():
        raise AddressRefused("address_port", f"“{shown}” asks port {port}, which is not the web's.")
    path = urlunsplit(("", "", quote(parts.path or "/", safe=_SAFE), quote(parts.query, safe=_SAFE), ""))
    return Target(parts.scheme, _ascii(host), port, path)


def _ascii(host: str) -> str:
    try:
        return host if ":" in host else host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise AddressRefused("address_refused", f"“{host[:80]}” is no name of a host.") from error


def follow(present: Target, location: str) -> Target:
    """Where a redirect leads. Raise AddressRefused; one that leaves TLS is refused too."""
    led = target(urljoin(present.url, location))
    if present.scheme == "https" and led.scheme == "http":
        raise AddressRefused("address_downgrade", f"{present.host} leads from https:// to http://, which is not safe.")
    return led


def resolve(host: str, port: int, allowed: Sequence[Network] = ()) -> list[str]:
    """The addresses of a host, all of which may be asked. Raise AddressRefused, or FetchFailed where it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchFailed("host_unknown", f"{host} cannot be found. Look at the spelling of the address.") from error
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    for address in addresses:
        if not may_ask(ipaddress.ip_address(address.partition("%")[0]), allowed):
            raise AddressRefused(
                "address_private",
                f"{host} is inside a private network ({address}), which is not asked. Who runs this install can allow"
                " it with NINEFOLD_FETCH_NETWORKS.",
            )
    return addresses


def may_ask(address: Address, allowed: Sequence[Network] = ()) -> bool:
    """Whether an address is public, also where another one is written in it, or is of an allowed network."""
    if any(address.version == network.version and address in network for network in allowed):
        return True
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return may_ask(inner, allowed)
        if address.is_site_local:
            return False
    is_special = address.is_multicast or address.is_reserved or any(address in one for one in _PRIVATE)
    return address.is_global and not is_special
