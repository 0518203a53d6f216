"""The tokens of mailed links and addresses: what each one carries, written and read in one place.

Without Django, so that the edge can read them. Each purpose has its own signature: a click token opens no
preferences. Every `read_…` raises `kernel.tokens.TokenRefused` for what is forged, damaged or for something else.
"""

from base64 import b32decode, b32encode, urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base32Error
from dataclasses import dataclass

from ninefold.culture.types import Channel, Purpose
from ninefold.kernel import tokens
from ninefold.kernel.tokens import TokenRefused

# Numbers in place of words keep the tokens short. They are in sent mail, so they never change: add at the end.
_PURPOSES = (Purpose.NEWS, Purpose.OFFERS, Purpose.COMMUNITY, Purpose.SERVICE)
_CHANNELS = (Channel.MAIL, Channel.SMS, Channel.PUSH, Channel.WEB, Channel.SOCIAL)
SERVICE = "service"  # the word of the address that a service message comes back to
EXPERT = "expert"  # the word of the address that an expert replies to
TOKEN_IN_ADDRESS_MAX = 64 - len("bounce+")  # RFC 5321, 4.5.3.1.1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an open says: which delivery, to whom."""

    delivery_id: int
    profile_id: int


@dataclass(frozen=True, slots=True)
class Click:
    delivery_id: int
    profile_id: int
    link_id: int


@dataclass(frozen=True, slots=True)
class Leave:
    """What an unsubscription, a reply or a bounce says: which delivery, to whom, for what, over which channel."""

    delivery_id: int
    profile_id: int
    purpose: Purpose
    channel: Channel


@dataclass(frozen=True, slots=True)
class Poll:
    """One option of a poll block as it stood in one variant. Options count from 0."""

    delivery_id: int
    profile_id: int
    variant_id: int
    block_id: str
    option: int


def open_token(delivery_id: int, profile_id: int) -> str:
    return tokens.sign("open", delivery_id, profile_id)


def read_open(token: str) -> Outcome:
    return Outcome(*tokens.verify("open", token))


def click_token(delivery_id: int, profile_id: int, link_id: int) -> str:
    return tokens.sign("click", delivery_id, profile_id, link_id)


def read_click(token: str) -> Click:
    return Click(*tokens.verify("click", token))


def unsubscribe_token(delivery_id: int, profile_id: int, purpose: Purpose, channel: Channel) -> str:
    return tokens.sign("unsubscribe", delivery_id, profile_id, _PURPOSES.index(purpose), _CHANNELS.index(channel))


def read_unsubscribe(token: str) -> Leave:
    delivery_id, profile_id, purpose, channel = tokens.verify("unsubscribe", token)
    return Leave(delivery_id, profile_id, _PURPOSES[purpose], _CHANNELS[channel])


def service_token(service_id: int, profile_id: int) -> str:
    """What the return address of a service message carries; `profile_id` 0 where nobody knows whose address it is."""
    return tokens.sign("service", service_id, profile_id)


def read_service(token: str) -> tuple[int, int]:
    """The service message and the profile, 0 for none."""
    service_id, profile_id = tokens.verify("service", token)
    return service_id, profile_id


def strangers_id() -> str:
    """Stands for all whom nobody knows, where an event must be somebody's. No browser can name it."""
    return f"strangers-{tokens.sign('strangers')[:22]}"


def preferences_token(delivery_id: int, profile_id: int) -> str:
    return tokens.sign("preferences", delivery_id, profile_id)


def read_preferences(token: str) -> Outcome:
    return Outcome(*tokens.verify("preferences", token))


def answers_token(profile_id: int) -> str:
    """Ends, and begins again, the mails to a member about answers to their questions."""
    return tokens.sign("answers", profile_id)


def read_answers(token: str) -> int:
    [profile_id] = tokens.verify("answers", token)
    return int(profile_id)


def expert_token(request_id: int, expires_us: int) -> str:
    """The key of the page on which an expert answers one request, until an instant."""
    return tokens.sign("expert", request_id, expires_us=expires_us)


def read_expert(token: str) -> int:
    [request_id] = tokens.verify("expert", token)
    return int(request_id)


def poll_token(delivery_id: int, profile_id: int, variant_id: int, block_id: str, option: int) -> str:
    return tokens.sign("poll", delivery_id, profile_id, variant_id, block_id, option)


def read_poll(token: str) -> Poll:
    return Poll(*tokens.verify("poll", token))


def mailbox_token() -> str:
    """What the mailbox process shows when it hands inbound mail to the edge; the same for the whole install."""
    return tokens.sign("mailbox")


def check_mailbox(token: str) -> None:
    """Raise TokenRefused unless `token` is the mailbox's."""
    tokens.verify("mailbox", token)


def address(word: str, token: str, domain: str) -> str:
    """The mail address `word+token@domain`. In base32, because relays may change the case of an address."""
    return f"{word}+{_in_base32(token)}@{domain}"


def addresses(token: str, domain: str) -> tuple[str, str, str]:
    """Where one delivery is answered, where it bounces to (VERP) and where it is unsubscribed by mail.

    All three carry its unsubscribe token: they stand in the same mail, so one signature serves.
    """
    encoded = _in_base32(token)
    return f"reply+{encoded}@{domain}", f"bounce+{encoded}@{domain}", f"leave+{encoded}@{domain}"


def _in_base32(token: str) -> str:
    raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    encoded = b32encode(raw).decode("ascii").rstrip("=").lower()
    assert len(encoded) <= TOKEN_IN_ADDRESS_MAX, "ids of 2^32 and above do not fit an address"
    return encoded


def profile_in(mail_address: str) -> int:
    """The profile of whom a mail went to that came from, or goes to, this address of ours; 0 where it does not tell."""
    try:
        word, token = from_address(mail_address)
        return read_service(token)[1] if word in (SERVICE, EXPERT) else read_unsubscribe(token).profile_id
    except TokenRefused:
        return 0


def from_address(mail_address: str) -> tuple[str, str]:
    """The word and the token of an address that `address` made; raise TokenRefused for any other."""
    word, plus, encoded = mail_address.partition("@")[0].partition("+")
    if not plus or len(encoded) > TOKEN_IN_ADDRESS_MAX:
        raise TokenRefused("address_refused", "This is no address that Ninefold gave out.")
    try:
        raw = b32decode(encoded.upper() + "=" * (-len(encoded) % 8))
    except (ValueError, Base32Error) as error:
        raise TokenRefused("address_refused", "This address is damaged.") from error
    return word.lower(), urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
