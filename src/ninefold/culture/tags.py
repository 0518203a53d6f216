"""Language tags by BCP 47 (RFC 5646), private-use registers included (`fr-CA-x-techie`)."""

import re
from functools import lru_cache

TAG_CHARACTERS_MAX = 100

# RFC 5646, section 2.1: langtag or a wholly private tag; the grandfathered list is left out on purpose.
_PRIVATE = r"x(?:-[a-z0-9]{1,8})+"
_LANGTAG = re.compile(
    r"(?:(?P<language>[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})"
    r"(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?P<variants>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)"
    r"(?P<extensions>(?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*)"
    rf"(?:-(?P<private>{_PRIVATE}))?)|(?P<all_private>{_PRIVATE})"
)


@lru_cache(maxsize=4096)
def canonical(tag: str) -> str:
    """The tag in the case RFC 5646 section 2.1.1 recommends (`fr-CA-x-techie`), or "" when it is no tag."""
    text = tag.strip().replace("_", "-").lower()
    found = _LANGTAG.fullmatch(text) if len(text) <= TAG_CHARACTERS_MAX else None
    if found is None:
        return ""
    if found["all_private"]:
        return text
    parts = [found["language"]]
    if found["script"]:
        parts.append(found["script"].title())
    if found["region"]:
        parts.append(found["region"].upper())
    rest = found["variants"] + found["extensions"]
    return "-".join(parts) + rest + (f"-{found['private']}" if found["private"] else "")


def register(tag: str) -> str:
    """The private-use register of a tag, without its `x-`: `vinyl` of `en-x-vinyl`, "" when it has none."""
    head, mark, tail = f"-{tag}".partition("-x-")
    assert head or mark
    return tail


def language(tag: str) -> str:
    """The primary language of a tag: `fr` of `fr-CA-x-techie`, "" of a wholly private tag."""
    first = tag.partition("-")[0]
    return "" if first == "x" else first


def wished(language_tag: str, community_tag: str) -> str:
    """The tag a person reads, from their own language and their community's way of speaking.

    The community's tag stands as it is where both are the same language, since a lookup from `en-US-x-vinyl`
    by RFC 4647 never comes past `en-x-vinyl`; otherwise its register is put behind the person's language.
    """
    if not community_tag or not language_tag:
        return community_tag or language_tag
    if language(community_tag) in ("", language(language_tag)):
        return community_tag
    spoken = register(community_tag)
    return f"{language_tag}-x-{spoken}" if spoken and not register(language_tag) else language_tag
