"""Turns the URLs of a rendition into tracked links of one delivery, and keeps where they lead.

A link is kept once per campaign, variant, URL and label. What is not http(s) (mailto:, tel:) stays as it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from django.db import connection

from ninefold.adapt.types import Link
from ninefold.channel import links, tokens
from ninefold.channel.leasing import Leased
from ninefold.kernel.database.bulk import insert
from ninefold.kernel.errors import BadInput
from ninefold.kernel.settings import Settings

LINKS_PER_VARIANT_MAX = 1_000
KNOWN_MAX = 50_000
URL_CHARACTERS_MAX = 2_000
LABEL_CHARACTERS_MAX = 200
_UNTRACKED = frozenset({"mailto", "tel", "sms"})


class LinkRefused(BadInput):
    """A link of the content cannot be sent."""


@dataclass(frozen=True, slots=True)
class Ways:
    """The addresses of one delivery that are not of its content; "" where none leads back to this install."""

    unsubscribe_url: str
    unsubscribe_address: str
    reply_address: str
    bounce_address: str


Address = Callable[[Leased, Ways], str]


def ways(leased: Leased, install: Settings, sender: str) -> Ways:
    """Where to leave, to answer, and where a bounce goes: to the sender, where no mail comes back to this install."""
    token = tokens.unsubscribe_token(leased.id, leased.profile_id, leased.purpose, leased.channel)
    if not install.reply_domain:
        return Ways(f"{install.edge_url}/u/{token}", "", "", sender)
    reply, bounce, leave = tokens.addresses(token, install.reply_domain)
    return Ways(f"{install.edge_url}/u/{token}", leave, reply, bounce)


def tracked(link: Link, *, campaign_id: int, variant_id: int, install: Settings) -> Address:
    """What turns a link of a variant into the address that one delivery carries. Raise LinkRefused."""
    if link.url.startswith("ninefold:"):
        return _reserved(link, campaign_id, variant_id, install)
    if urlsplit(link.url).scheme.lower() in _UNTRACKED:
        return lambda leased, ways: link.url
    link_id = _link_id(campaign_id, variant_id, link.url, link.label[:LABEL_CHARACTERS_MAX])
    start = f"{install.edge_url}/c/"
    return lambda leased, ways: start + tokens.click_token(leased.id, leased.profile_id, link_id)


def _reserved(link: Link, campaign_id: int, variant_id: int, install: Settings) -> Address:
    """The same for what Ninefold itself serves."""
    name, label = link.url.removeprefix("ninefold:"), link.label[:LABEL_CHARACTERS_MAX]
    if name == "unsubscribe":
        return lambda leased, ways: ways.unsubscribe_url
    if name == "question":  # one stored link for all of a variant: the edge asks the delivery which question it is
        link_id = _link_id(campaign_id, variant_id, links.QUESTION, label)
        return lambda leased, ways: f"{install.edge_url}/c/{tokens.click_token(leased.id, leased.profile_id, link_id)}"
    if name == "preferences":
        preferences = f"{install.public_url}/preferences/"
        return lambda leased, ways: preferences + tokens.preferences_token(leased.id, leased.profile_id)
    if name == "open":
        opened = f"{install.edge_url}/o/"
        return lambda leased, ways: opened + tokens.open_token(leased.id, leased.profile_id)
    if name.startswith("form/"):
        form = f"{install.public_url}/forms/{name.removeprefix('form/')}/"
        return lambda leased, ways: form + tokens.preferences_token(leased.id, leased.profile_id)
    word, block_id, option = [*name.split("/"), "", ""][:3]
    if word != "poll" or not block_id or not option.isdigit():
        raise LinkRefused("link_unknown", f"There is no reserved link “{name}”.")
    poll, number = f"{install.public_url}/poll/", int(option)
    return lambda leased, ways: poll + tokens.poll_token(leased.id, leased.profile_id, variant_id, block_id, number)


@lru_cache(maxsize=KNOWN_MAX)
def _known(campaign_id: int, variant_id: int, url: str, label: str, database: str) -> int:
    """The id of a link, kept now if it is new. Kept at once, before the mail that carries it goes out."""
    _check(url)
    key = [campaign_id, variant_id]
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM channel_link WHERE campaign_id = %s AND variant_id = %s", key)
        if cursor.fetchone()[0] >= LINKS_PER_VARIANT_MAX:
            raise LinkRefused(
                "links_many",
                f"One text carries more than {LINKS_PER_VARIANT_MAX} different links. Do not personalise URLs.",
            )
        insert(
            "channel_link",
            {"campaign_id": "int", "variant_id": "int", "url": "text", "label": "text"},
            [(campaign_id, variant_id, url, label)],
            on_conflict="(campaign_id, variant_id, url, label) DO NOTHING",
        )
        cursor.execute(
            "SELECT id FROM channel_link WHERE campaign_id = %s AND variant_id = %s AND url = %s AND label = %s",
            [*key, url, label],
        )
        return int(cursor.fetchone()[0])


def _link_id(campaign_id: int, variant_id: int, url: str, label: str) -> int:
    return _known(campaign_id, variant_id, url, label, str(connection.settings_dict["NAME"]))


def forget() -> None:
    """Forget the links known to this process, after its database was put back to an earlier state."""
    _known.cache_clear()


def _check(url: str) -> None:
    parts = urlsplit(url)
    if url == links.QUESTION:
        return
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise LinkRefused("link_scheme", "A link must begin with https:// or http:// and name a host.")
    if len(url) > URL_CHARACTERS_MAX or any(character.isspace() or ord(character) < 32 for character in url):
        raise LinkRefused("link_long", f"A link has at most {URL_CHARACTERS_MAX} characters and no spaces.")
