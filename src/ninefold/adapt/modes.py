"""The ways a form factor can be counted: a unit with its limit, what it admits, what a person's value may take.

SMS has two: GSM-7 with 160 and UCS-2 with 70. A text is fitted in each, and the better one wins.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from unicodedata import combining, normalize

import regex

from ninefold.adapt import posts, units, weighing
from ninefold.adapt.types import FormFactor

_GRAPHEME = regex.compile(r"\X")
_UNSEEN = regex.compile(r"[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Bidi_Control}\u2028\u2029\uFEFF]+")
_EDGES = "\u200b\u200c\u200d\ufe0e\ufe0f"
HTML_BYTES_PER_CHARACTER_MAX = 6  # &quot; and &#x27;


@dataclass(frozen=True)
class Mode:
    """One way to count. `count` measures author's text, `measure` a person's value against its bound.

    `bound_cost` is what a value of a bound can take at most, `admits` tells whether a text may be sent at all.
    """

    name: str
    limit: int
    count: Callable[[str], int]
    measure: Callable[[str], int]
    bound_cost: Callable[[int], int]
    admits: Callable[[str], bool]
    link_cost: Callable[[int], int]
    count_inside: Callable[[str], int] | None = None

    def inside(self, text: str) -> int:
        """The same for what stands right after something else, which may make one word of both."""
        return self.count_inside(text) if self.count_inside else self.count(text)

    def clean(self, value: str, bound: int, fallback: str) -> str:
        """A person's value as it may stand here: one line, cut at a grapheme within `bound`; else the fallback."""
        is_plain = value.isascii() and value.isprintable() and value[:1] != " " and value[-1:] != " "
        if is_plain and len(value) * 2 <= bound and self.admits(value):
            return value
        value = _one_line(value)
        if not self.admits(value):
            value = _without_marks(value)
            if not self.admits(value):
                return fallback
        return value if self.measure(value) <= bound else self._cut(value, bound)

    def _cut(self, value: str, bound: int) -> str:
        kept = ""
        for cluster in _GRAPHEME.findall(value):
            if self.measure(kept + cluster) > bound:
                break
            kept += cluster
        return kept.rstrip()


def _one_line(value: str) -> str:
    value = " ".join(_UNSEEN.sub(" ", value).split()).strip(_EDGES)
    while value and combining(value[0]):
        value = value[1:].lstrip(_EDGES + " ")
    return value


def _without_marks(value: str) -> str:
    return _one_line("".join(c for c in normalize("NFKD", value) if not combining(c)))


def _everything(_: str) -> bool:
    return True


def _same(cost: int) -> int:
    return cost


def _weighted_bound(bound: int) -> int:
    """A name may look like a link (`al.example`), and then weighs as one."""
    return max(bound, weighing.LINK_WEIGHT)


def _html_bound(bound: int) -> int:
    return bound * HTML_BYTES_PER_CHARACTER_MAX


def _simple(name: str, limit: int, count: Callable[[str], int]) -> Mode:
    return Mode(name, limit, count, count, _same, _everything, _same)


BYTES_PER_UNIT_MAX = 4


def _screen_measure(value: str) -> int:
    """Graphemes, or what the bytes stand for at four each: one grapheme may pile up marks without end."""
    return max(units.graphemes(value), -(-units.utf8_bytes(value) // BYTES_PER_UNIT_MAX))


GRAPHEMES = Mode("graphemes", 0, units.graphemes, _screen_measure, _same, _everything, _same)


def _sms_limits(limit: int) -> tuple[int, int]:
    """The most of GSM-7 and of UCS-2 in as many parts as `limit` septets are.

    In several parts each cut may waste one unit, because neither an escape nor a surrogate pair is cut.
    """
    if limit <= units.GSM_ONE:
        return limit, limit * units.UCS2_ONE // units.GSM_ONE
    parts = limit // units.GSM_PART
    return units.GSM_PART * parts - (parts - 1), units.UCS2_PART * parts - (parts - 1)


def _post(form_factor: FormFactor) -> Mode:
    """Where links count as one weight or mentions by their name; a person's value never counts as less than it is."""
    plain, screen = (units.graphemes, _screen_measure) if form_factor.unit == "graphemes" else (units.characters,) * 2
    counted = posts.Counting(plain, form_factor.link_weight, form_factor.mentions_by_name)
    weight = form_factor.link_weight
    return Mode(
        form_factor.unit, form_factor.limit, counted.count, lambda value: max(screen(value), counted.strictly(value)),
        lambda bound: max(bound, weight), _everything, lambda cost: weight or cost, counted.inside,
    )  # fmt: skip


@lru_cache(maxsize=64)
def modes(form_factor: FormFactor) -> tuple[Mode, ...]:
    """The ways to count a form factor, by its unit."""
    limit = form_factor.limit
    match form_factor.unit:
        case "sms":
            gsm, ucs2 = _sms_limits(limit)
            return (
                Mode("GSM-7", gsm, units.septets, units.septets, _same, units.is_gsm, _same),
                _simple("UCS-2", ucs2, units.utf16_units),
            )
        case "characters" if not posts.is_one(form_factor):
            return (_simple("characters", limit, units.characters),)
        case "weighted":
            return (
                Mode("weighted", limit, weighing.weighted, weighing.weighted, _weighted_bound, _everything,
                     lambda _: weighing.LINK_WEIGHT),
            )  # fmt: skip
        case "graphemes" if not posts.is_one(form_factor):
            return (replace(GRAPHEMES, limit=limit),)
        case "graphemes" | "characters":
            return (_post(form_factor),)
        case "bytes":
            return (Mode("bytes", limit, units.html_bytes, len, _html_bound, _everything, _same),)
    raise ValueError(f"formfactors.toml: {form_factor.key} counts in {form_factor.unit}, which is no unit")
