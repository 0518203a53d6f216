"""A text in a person's own words: where they say a community's term, or its plain words, they are told so.

A person's own history goes before what the text says. What is changed is told; facts, names, links and placeholders
stay (content.lexicon.drafting). Which words touch a variant at all is worked out once a variant and lexicon.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from ninefold.content import queries as content
from ninefold.content.lexicon.drafting import Change, Phrasing
from ninefold.content.lexicon.uses import Uses
from ninefold.content.types import Term, VariantContent
from ninefold.context.saidwords import OwnWord
from ninefold.culture import queries as culture
from ninefold.culture.tags import language

Choice = tuple[str, str, bool]  # a community, a term, and whether it is told by the term
Choices = frozenset[Choice]
NONE: Choices = frozenset()
CHOICES_MAX = 4  # of one variant, so that few of them are compiled


@dataclass(frozen=True, slots=True, eq=False)
class Lexicons:
    """What a choice rests on: all terms, the language of each community, and the company's name, which stays.

    As long as these are the same it is the same object, so that what was worked out by it need not be compared.
    """

    terms: tuple[Term, ...]
    tongues: Mapping[str, str]
    company: str

    def is_of(self, other: "Lexicons") -> bool:
        """Whether both say the same."""
        return (self.terms, self.tongues, self.company) == (other.terms, other.tongues, other.company)


def choices(variant: VariantContent, words: Iterable[OwnWord], known: Lexicons | None = None) -> Choices:
    """What of a person's own words changes a variant; NONE for who has none, without asking anyone.

    `known` are the lexicons, where they have been asked for already.
    """
    told = [(one.community, one.term, one.says_term) for one in words if one.says_term is not None]
    if not told:
        return NONE
    may_change = _may_change(variant, known or lexicons())
    return frozenset([one for one in told if one in may_change][:CHOICES_MAX])


def said(variant: VariantContent, chosen: Choices) -> tuple[VariantContent, tuple[Change, ...]]:
    """The variant in the words that are chosen, with what was changed in the order in which it stands."""
    return _said(variant, chosen, lexicons()) if chosen else (variant, ())


def lexicons() -> Lexicons:
    """The lexicons as they stand."""
    tongues = {one.key: language(one.tag) for one in culture.communities()}
    found = Lexicons(tuple(content.every_term()), tongues, culture.company().name)
    kept = _newest()
    if not kept or not kept[0].is_of(found):
        kept[:] = [found]
    return kept[0]


@lru_cache(maxsize=1)
def _newest() -> list[Lexicons]:
    """The lexicons as they stood last."""
    return []


@lru_cache(maxsize=500)
def _may_change(variant: VariantContent, known: Lexicons) -> Choices:
    """The choices that would change something in a variant."""
    own = language(variant.tag)
    usable = [one for one in known.terms if known.tongues.get(one.community) == own]
    uses = Uses(usable).count(_whole(variant))
    found = [(key, term, not is_ours) for key, term, is_ours in uses]
    return frozenset(one for one in found if _said(variant, frozenset([one]), known)[1])


def _whole(variant: VariantContent) -> str:
    texts = [variant.subject, variant.preheader]
    for block in variant.blocks:
        texts += [block.text, block.short, *block.options, block.call, block.alternate]
    return "\n".join(texts)


@lru_cache(maxsize=500)
def _said(variant: VariantContent, chosen: Choices, known: Lexicons) -> tuple[VariantContent, tuple[Change, ...]]:
    changes: list[Change] = []
    for is_plain in (True, False):
        wanted = {(key, term) for key, term, says_term in chosen if says_term is not is_plain}
        used = [one for one in known.terms if (one.community, one.term) in wanted]
        phrasing = Phrasing(used, language=variant.tag or "en", is_plain=is_plain)
        variant, told = phrasing.content(variant, variant.tag, (known.company,))
        changes += [change for _, drafted in told for change in drafted.changes]
    return variant, tuple(changes)
