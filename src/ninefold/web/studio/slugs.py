"""Keys made from names, so that nobody has to invent one."""

from django.utils.text import slugify

KEY_CHARACTERS_MAX = 60


def key_of(name: str) -> str:
    """A short ASCII key for a name; "unnamed" where the name has no letter that survives."""
    return slugify(name)[:KEY_CHARACTERS_MAX].strip("-") or "unnamed"
