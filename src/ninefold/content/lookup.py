"""Which variant speaks to someone: RFC 4647 lookup over tags, private-use registers included.

`fr-CA-x-techie` is looked for, then `fr-CA`, then `fr`, then the item's default.
"""

from collections.abc import Sequence

from ninefold.content.types import Item, Variant


def chain(tag: str) -> list[str]:
    """The tags to look for, most specific first, in lower case (RFC 4647, section 3.4).

    A subtag of one letter goes together with what followed it: it means nothing at the end.
    """
    subtags = tag.lower().split("-") if tag else []
    found = []
    while subtags:
        found.append("-".join(subtags))
        subtags.pop()
        while subtags and len(subtags[-1]) == 1:
            subtags.pop()
    return found


def best_tag(wanted: str, offered: Sequence[str], default: str = "") -> str:
    """The offered tag that serves `wanted` best, else one that serves `default`, else the first; "" for none."""
    by_lower = {tag.lower(): tag for tag in reversed(offered)}
    for tag in [*chain(wanted), *chain(default)]:
        if tag in by_lower:
            return by_lower[tag]
    return offered[0] if offered else ""


def best_variant(item: Item, wanted: str, form_factor: str) -> Variant | None:
    """The variant that serves a reader of `wanted` in this form factor; None where the item has none that can.

    The reader's tongue comes first; within it, a variant written for the form factor before one for all.
    """
    usable = [v for v in item.variants if v.content.form_factor in ("", form_factor) and form_factor in v.fits]
    tag = best_tag(wanted, [v.content.tag for v in usable], item.default_tag)
    speaking = [v for v in usable if v.content.tag == tag]
    return max(speaking, key=lambda v: (v.content.form_factor == form_factor, -v.id), default=None)
