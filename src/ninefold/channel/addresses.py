"""Which addresses mail may be sent to. Pure.

ASCII dot-atoms before the @ (RFC 5321; no quoted local parts, no SMTPUTF8), a host name after it, whose
other-than-ASCII labels are written in IDNA. Nothing that passes can add a command or a header.
"""

import re

from ninefold.kernel.errors import BadInput

ADDRESS_CHARACTERS_MAX = 254  # RFC 5321, 4.5.3.1.3, without the angle brackets
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?P<local>{_ATOM}(?:\.{_ATOM})*)@(?:{_LABEL}\.)+{_LABEL}")


class AddressRefused(BadInput):
    """Mail cannot be sent to this address."""


def checked(address: str) -> str:
    """The address as it is put on the wire, or AddressRefused with the reason."""
    if not address:
        raise AddressRefused("address_missing", "No mail address is known.")
    local, _, domain = address.rpartition("@")
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise AddressRefused("address_invalid", "The domain of the mail address is not valid.") from error
    wire = f"{local}@{domain}"
    if not local.isascii():
        raise AddressRefused("address_not_ascii", "The mail address needs SMTPUTF8, which is not supported.")
    match = _ADDRESS.fullmatch(wire)
    if match is None or len(wire) > ADDRESS_CHARACTERS_MAX or len(match["local"]) > 64:
        raise AddressRefused("address_invalid", "The mail address is not valid.")
    return wire
