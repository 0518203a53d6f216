"""Language tags by BCP 47 (RFC 5646), private-use registers included (`fr-CA-x-techie`)."""

import re
from collections.abc import Iterable
from functools import lru_cache

from babel import Locale

TAG_CHARACTERS_MAX = 100

# Tags from before the syntax, and what IANA's registry says to write instead: a closed list (RFC 5646, section 2.2.8).
_GRANDFATHERED = {
    "art-lojban": "jbo", "en-gb-oed": "en-gb-oxendict", "i-ami": "ami", "i-bnn": "bnn", "i-hak": "hak",
    "i-klingon": "tlh", "i-lux": "lb", "i-navajo": "nv", "i-pwn": "pwn", "i-tao": "tao", "i-tay": "tay", "i-tsu": "tsu",
    "no-bok": "nb", "no-nyn": "nn", "sgn-be-fr": "sfb", "sgn-be-nl": "vgt", "sgn-ch-de": "sgg", "zh-guoyu": "cmn",
    "zh-hakka": "hak", "zh-min-nan": "nan", "zh-xiang": "hsn",
}  # fmt: skip
# RFC 5646, section 2.1: langtag or a wholly private tag.
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
    """The tag in the case RFC 5646 section 2.1.1 recommends (`fr-CA-x-techie`), or "" when it is no tag.

    A grandfathered one that has a successor becomes that: `i-klingon` is `tlh`.
    """
    spoken, mark, own = tag.strip().replace("_", "-").lower().partition("-x-")
    text = f"{_GRANDFATHERED.get(spoken, spoken)}{mark}{own}"
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


@lru_cache(maxsize=1024)
def is_known(tag: str) -> bool:
    """Whether a canonical tag's language, script and region are ones that the Unicode locale data (CLDR) has, all of
    which are registered (RFC 5646, section 2.2). Registers are a company's own.
    """
    found = _LANGTAG.fullmatch(tag.lower())
    if found is None or found["all_private"]:
        return found is not None
    names = _names()
    return (
        all(part in names.languages for part in found["language"].split("-"))
        and (not found["script"] or found["script"].title() in names.scripts)
        and (not found["region"] or found["region"].upper() in names.territories)
    )


def called(name: str) -> str:
    """The tag of a language that is called so in English; "" where none is."""
    wanted = name.strip().casefold()
    return next((tag.replace("_", "-") for tag, own in _names().languages.items() if own.casefold() == wanted), "")


def _names() -> Locale:
    return Locale("en")


def unknown(tags: Iterable[str]) -> str:
    """What to say of the first of these that is no tag of a language that is known; "" where all are."""
    wrong = next((tag for tag in tags if not canonical(tag) or not is_known(canonical(tag))), "")
    if not wrong:
        return ""
    found = called(wrong)
    hint = f"its short name is {found}" if found else "write its short name, such as en, de or pt-BR"
    return f"“{wrong}” is the short name of no language that is known here: {hint}."


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
