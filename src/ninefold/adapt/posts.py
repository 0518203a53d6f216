"""How a network counts a post in which each link has one weight and a mention may count by its name alone.

Mastodon counts so (StatusLengthValidator): graphemes, links as 23, `@name@host` as `@name`. What only may be a link
or a mention counts as the more of both, so that no text counts less here than there.
"""

from collections.abc import Callable
from dataclasses import dataclass

import regex

from ninefold.adapt.types import FormFactor

_LINK = regex.compile(r"https?://[!-~]*[A-Za-z0-9/=&_#~-]", regex.IGNORECASE)
_GLUED = regex.compile(r"[\p{L}\p{N}#@$_]")
_NAMED = r"(?<![\w\p{M}/=@])(@[a-z0-9_]+)@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?"
_MENTION = regex.compile(_NAMED, regex.IGNORECASE)
_LATER_MENTION = regex.compile(rf"(?<!\A){_NAMED}", regex.IGNORECASE)


def is_one(form_factor: FormFactor) -> bool:
    """Whether a form factor counts links or mentions in a way of its own."""
    return bool(form_factor.link_weight or form_factor.mentions_by_name)


@dataclass(frozen=True)
class Counting:
    """One way to count a post: `plain` for all that is neither link nor mention."""

    plain: Callable[[str], int]
    link_weight: int
    mentions_by_name: bool

    def count(self, text: str) -> int:
        """The length of a text that begins here."""
        return self._count(text, _MENTION)

    def inside(self, text: str) -> int:
        """The length of a text that stands right after another, of which no one knows how it ends."""
        return self._count(text, _LATER_MENTION)

    def strictly(self, text: str) -> int:
        """The most that a text can count, whatever stands around it."""
        return self._count(text, None)

    def _count(self, text: str, mention: regex.Pattern[str] | None) -> int:
        total, end, pattern = 0, 0, mention if self.mentions_by_name else None
        for match in _LINK.finditer(text) if self.link_weight and "://" in text else ():
            is_apart = not _GLUED.match(text[match.start() - 1 : match.start()])
            own = 0 if is_apart else self.plain(match.group())
            total += self._words(text[end : match.start()], pattern) + own + self.link_weight
            end, pattern = match.end(), _LATER_MENTION if pattern else None
        return total + self._words(text[end:], pattern)

    def _words(self, text: str, mention: regex.Pattern[str] | None) -> int:
        return self.plain(mention.sub(r"\1", text) if mention and "@" in text else text)
