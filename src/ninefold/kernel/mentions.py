"""Finds a person's identifiers in what was written of others, and masks them there. Pure.

An address is found in any case and as it stands in a link, a phone number however its digits are set apart, with or
without the code of its country. Other ids are looked for within texts where they are long enough not to be met by
chance; shorter ones only as the whole of a value whose name says that it is somebody, such as `friend_id`.
"""

import re
from collections.abc import Collection
from functools import cached_property
from hashlib import blake2b
from typing import Any

import msgspec

MASK = "erased"
ID_CHARACTERS_MIN = 12  # of an id without digits; a word may be as long
ID_WITH_DIGITS_MIN = 8
PHONE_DIGITS_MIN = 7
_COUNTRY_DIGITS_MAX = 3
_NATIONAL_DIGITS_MIN = 9  # fewer of the last digits may be another's
_BETWEEN = r"(?:\(0\)|[\s()./-]){0,4}"  # two digits of a phone number as people type it
_NEAR_BETWEEN = r"[^0-9A-Za-z]{0,4}"
_EMAIL, _PHONE = "email", "phone"
_NAME_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_IDENTIFYING = {"id", "ids", "key", "no", "nr", "number", "ref", "uuid"}  # what a name may end with besides
_SOMEBODY = (
    "user", "customer", "member", "person", "people", "friend", "contact", "client", "subscriber", "guest", "visitor",
    "account", "profile", "referrer", "referral", "inviter", "invitee", "author", "owner", "sender", "recipient",
    "follower", "buyer", "payer", "patient", "student", "employee", "by",
)  # fmt: skip


class Mentions:
    """Knows the identifiers of one person, given as kind and normal value, again in texts."""

    def __init__(self, identities: Collection[tuple[str, str]], *, key: bytes) -> None:
        self._identities = sorted(identities)
        self._own = {value.casefold() for _, value in identities}
        self._key = key

    @property
    def ids(self) -> tuple[str, ...]:
        """All the identifiers, for columns that hold one alone."""
        return tuple(sorted({value for _, value in self._identities}))

    @cached_property
    def near(self) -> str:
        """A pattern, for any engine and without regard to case, that every JSON text with a mention of them fits."""
        whole = [_near_whole(value) for kind, value in self._identities if not _is_sure(kind, value)]
        named = [f"(?:{'|'.join(_SOMEBODY)}).*(?:{'|'.join(whole)})"] if whole else []
        return "|".join([*(_near(kind, value) for kind, value in self._identities if _is_sure(kind, value)), *named])

    @cached_property
    def _precise(self) -> re.Pattern[str]:
        parts = [_pattern(kind, value) for kind, value in self._identities if _is_sure(kind, value)]
        return re.compile("|".join(parts) or r"(?!)", re.IGNORECASE)

    @cached_property
    def _plain(self) -> tuple[str, ...]:
        """What stands in every text with a mention of them but for a phone number, without regard to case."""
        sure = [(kind, value) for kind, value in self._identities if kind != _PHONE and _is_sure(kind, value)]
        return tuple(text.casefold() for kind, value in sure for text in _writings(kind, value))

    @cached_property
    def _numbers(self) -> re.Pattern[str]:
        """The same for their phone numbers."""
        sure = [value for kind, value in self._identities if kind == _PHONE and _is_sure(kind, value)]
        return re.compile("|".join(_BETWEEN.join(_digits(value)) for value in sure) or r"(?!)")

    def is_in(self, text: str) -> bool:
        """Whether a text mentions them. Most do not, which is told at a tenth of the price."""
        folded = text.casefold()
        if not any(plain in folded for plain in self._plain) and not self._numbers.search(text):
            return False
        return self._precise.search(text) is not None

    def masked(self, text: str) -> str:
        """The text without the mentions."""
        return self._precise.sub(MASK, text)

    def masked_id(self, value: str) -> str:
        """An id of somebody, without them."""
        return MASK if value.casefold() in self._own or self.is_in(value) else value

    def masked_key(self, value: str) -> str:
        """An id of something else that may name them; it gets another one that tells it apart as before."""
        if not self.is_in(value):
            return value
        return f"{MASK}-{blake2b(value.encode('utf-8', 'surrogatepass'), digest_size=8, key=self._key).hexdigest()}"

    def masked_json(self, text: str, name: str = "") -> str:
        """A JSON text without the mentions: in words, numbers and names. `name` is what the value is called."""
        value = msgspec.json.decode(text)
        masked = self._masked(value, is_somebody=_is_somebody(name, within=False))
        return text if masked == value else msgspec.json.encode(masked).decode()

    def _masked(self, value: Any, *, is_somebody: bool) -> Any:
        """`is_somebody` says whether the value's name does: then a whole id of theirs is them, however short it is."""
        if isinstance(value, dict):
            return {
                self.masked(name): self._masked(one, is_somebody=_is_somebody(name, within=is_somebody))
                for name, one in value.items()
            }
        if isinstance(value, list):
            return [self._masked(one, is_somebody=is_somebody) for one in value]
        if isinstance(value, bool) or not isinstance(value, str | int):
            return value
        if is_somebody and str(value).strip().casefold() in self._own:
            return MASK
        if isinstance(value, str):
            return self.masked(value)
        return MASK if self._precise.fullmatch(str(value)) else value


def _is_somebody(name: str, *, within: bool) -> bool:
    """Whether a name says that its value is somebody: `friend_id`, `invitedBy`; `id` where what is around it does."""
    words = [word.lower() for word in _NAME_WORD.findall(name)]
    while words and words[-1] in _IDENTIFYING:
        words.pop()
    if not words:
        return within
    return words[-1] in _SOMEBODY or words[-1].removesuffix("s") in _SOMEBODY


def _is_sure(kind: str, value: str) -> bool:
    if kind == _PHONE:
        return len(_digits(value)) >= PHONE_DIGITS_MIN
    has_digit = any(character.isdigit() for character in value)
    return kind == _EMAIL or len(value) >= (ID_WITH_DIGITS_MIN if has_digit else ID_CHARACTERS_MIN)


def _digits(phone: str) -> str:
    """The digits that a number has however it is dialled."""
    digits = "".join(character for character in phone if character.isdigit())
    if phone.startswith("+"):
        return digits[-max(_NATIONAL_DIGITS_MIN, len(digits) - _COUNTRY_DIGITS_MAX) :]
    return digits.lstrip("0")


def _pattern(kind: str, value: str) -> str:
    if kind == _PHONE:
        digits = _digits(value)
        before = rf"(?:\+|\()?(?:\d{_BETWEEN}){{0,6}}" if len(digits) >= _NATIONAL_DIGITS_MIN else r"0?"
        return rf"(?<!\d){before}{_BETWEEN.join(digits)}(?!\d)"
    if kind == _EMAIL:
        local, _, domain = value.rpartition("@")
        return rf"(?<![\w.+-]){re.escape(local)}(?:@|%40){re.escape(domain)}(?![\w-]|\.\w)"
    return rf"(?<!\w){re.escape(value)}(?!\w)"


def _writings(kind: str, value: str) -> tuple[str, ...]:
    if kind != _EMAIL:
        return (value,)
    local, _, domain = value.rpartition("@")
    return value, f"{local}%40{domain}"


def _near_whole(value: str) -> str:
    """A pattern that every JSON text fits in which this is the whole of a value."""
    quoted = rf'"\s*{_near("", value)}\s*"'
    return rf"{quoted}|[:,\[]\s*{value}\s*[,\]}}]" if value.isdecimal() else quoted


def _near(kind: str, value: str) -> str:
    if kind == _PHONE:
        return _NEAR_BETWEEN.join(_digits(value))
    if kind == _EMAIL:
        local, _, domain = value.rpartition("@")
        return rf"{_near('', local)}(?:@|%40){_near('', domain)}"
    return re.escape(msgspec.json.encode(value).decode()[1:-1])
