"""Signs mail as its domain's own (DKIM, RFC 6376), so that the far side can tell it from forged.

On `cryptography` alone, for speed. Both header and body are made relaxed, which survives relays that fold lines
anew. RSA only: few verify Ed25519 yet. What is signed is read back by another implementation in the tests.
"""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from ninefold.kernel.errors import Unavailable
from ninefold.kernel.settings import Settings

# From stands twice, so that nobody can add another one (RFC 6376, 8.15).
SIGNED = ("From", "From", "To", "Subject", "Date", "Message-ID", "Reply-To", "List-Unsubscribe",
          "List-Unsubscribe-Post", "List-Id", "MIME-Version", "Content-Type")  # fmt: skip
RSA_BITS_MIN = 2048
_SPACES = re.compile(rb"[ \t]+")
_FOLDED = re.compile(rb"\r\n(?=[ \t])")
_LINE_CHARACTERS = 70


class Signer:
    """Signs for one domain with one key. Raises Unavailable where the key cannot be read or used."""

    def __init__(self, *, domain: str, selector: str, key_file: Path) -> None:
        self.domain = domain
        self.selector = selector
        self._key = _read(key_file)

    def sign(self, content: bytes) -> bytes:
        """The mail with its signature on top; `content` as `mail.assemble` made it, with stuffed dots."""
        head, _, body = content.replace(b"\r\n..", b"\r\n.").partition(b"\r\n\r\n")
        names, signed = _signed_headers(head)
        field = (
            f"v=1; a=rsa-sha256; c=relaxed/relaxed; d={self.domain}; s={self.selector};\r\n"
            f" h={':'.join(names)};\r\n bh={_base64(sha256(_relaxed_body(body)).digest())};\r\n b="
        )
        whole = b"".join((*signed, _relaxed(b"DKIM-Signature", field.encode("ascii"))[:-2]))
        signature = _base64(self._key.sign(whole, padding.PKCS1v15(), hashes.SHA256()))
        return f"DKIM-Signature: {field}{_folded(signature)}\r\n".encode("ascii") + content

    @property
    def record_name(self) -> str:
        """Where the public key is published, as a TXT record."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def record(self) -> str:
        """What that record says."""
        raw = self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return f"v=DKIM1; k=rsa; p={_base64(raw)}"


def signer_of(install: Settings, domain: str) -> Signer | None:
    """The signer of an install for the sender's domain, None where no key is set. Raises Unavailable."""
    if not install.dkim_key_file:
        return None
    return Signer(domain=domain, selector=install.dkim_selector, key_file=Path(install.dkim_key_file))


def _read(path: Path) -> rsa.RSAPrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no PEM key without a password"
        raise Unavailable("dkim_key", f"The DKIM key {path} cannot be read: {reason}.") from error
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < RSA_BITS_MIN:
        raise Unavailable("dkim_key", f"The DKIM key {path} must be an RSA key of at least {RSA_BITS_MIN} bits.")
    return key


def _signed_headers(head: bytes) -> tuple[list[str], list[bytes]]:
    """The names of the headers to sign, and each of them once in the relaxed form."""
    found = {
        name.lower(): (name, value)
        for name, _, value in (line.partition(b":") for line in _FOLDED.sub(b"", head).split(b"\r\n"))
    }
    names = [name.lower() for name in SIGNED if name.lower().encode() in found]
    return names, [_relaxed(*found[name.encode()]) for name in dict.fromkeys(names)]


def _relaxed(name: bytes, value: bytes) -> bytes:
    """A header field in the relaxed form (RFC 6376, 3.4.2)."""
    return name.lower().strip() + b":" + _SPACES.sub(b" ", _FOLDED.sub(b"", value)).strip() + b"\r\n"


def _relaxed_body(body: bytes) -> bytes:
    """A body in the relaxed form (RFC 6376, 3.4.4): no spaces at the end of lines, no empty lines at its own."""
    tidy = _SPACES.sub(b" ", body).replace(b" \r\n", b"\r\n").rstrip(b"\r\n ")
    return tidy + b"\r\n" if tidy else b""


def _base64(raw: bytes) -> str:
    return b64encode(raw).decode("ascii")


def _folded(text: str) -> str:
    pieces = [text[at : at + _LINE_CHARACTERS] for at in range(0, len(text), _LINE_CHARACTERS)]
    return "\r\n ".join(pieces)
