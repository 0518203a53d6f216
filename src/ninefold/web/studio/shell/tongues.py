"""What a tag is called where people read it: everyone, a community, a language."""

from collections.abc import Sequence

from django.utils.translation import get_language_info

from ninefold.culture.types import Community


def name_of(tag: str, default_tag: str, communities: Sequence[Community]) -> str:
    """Whom a variant of this tag is written for; the tag itself where nobody has given it a name."""
    named = {community.tag.lower(): community.name for community in reversed(communities)}
    if tag.lower() in named:
        return named[tag.lower()]
    return "Everyone" if tag.lower() == default_tag.lower() else _language(tag)


def _language(tag: str) -> str:
    language, mark, rest = tag.partition("-")
    try:
        name = get_language_info(language)["name"]
    except KeyError:
        return tag
    return f"{name} ({rest})" if mark else str(name)
