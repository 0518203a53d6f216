"""Fits a variant into a form factor: the best choice of blocks, sentences and short forms that keeps every fact.

Pure. The proof holds for everybody: placeholders count with the most they can take, links with their bound.
"""

from collections.abc import Collection, Sequence
from copy import copy
from dataclasses import dataclass, replace

from ninefold.adapt import choose, listeners, material, problems, wording
from ninefold.adapt import living as living_wording
from ninefold.adapt.choose import Option, State
from ninefold.adapt.formfactors import form_factors
from ninefold.adapt.letter import letter_problems
from ninefold.adapt.material import Material, Way
from ninefold.adapt.modes import GRAPHEMES, Mode, modes
from ninefold.adapt.types import FormFactor, Layout, Link
from ninefold.adapt.wording import Wording
from ninefold.content import facts, living, plain
from ninefold.content.types import Block, BlockKind, FitProblem, FitReport, Priority, VariantContent

_PARTLY = 60
_SCALE = 10_000
_WORK_IN_BLOCK_MAX = 20_000
_CUTS_OF_BLOCK_MAX = 400  # more than any limit has units: only many facts in one block make more


@dataclass(frozen=True, slots=True)
class Fitted:
    """A variant in one form factor, the same words for everybody. `worst` is the most units its text can take."""

    form_factor: FormFactor
    mode: Mode
    title: Wording
    text: Wording
    attached: tuple[Link, ...]
    worst: int
    shortened: tuple[str, ...]
    dropped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said of one block: its words, and whether that is all of it."""

    words: Wording
    is_whole: bool


@dataclass(frozen=True, slots=True)
class _Title:
    """What stands as title, and the heading it is of, if any."""

    words: Wording
    source: str
    heading: Material | None
    is_whole: bool

    @property
    def shortened(self) -> tuple[str, ...]:
        return (self.heading.block.id,) if self.heading and not self.is_whole else ()


_NO_TITLE = _Title((), "", None, True)


def report(variant: VariantContent) -> FitReport:
    """Which form factors a variant fits, and for each other one why not; what the fit port answers.

    What is wrong whatever the form factor comes once, with an empty key. A variant written for one form factor is
    asked for that one only.
    """
    wrong = problems.of_authoring(variant)
    if wrong:
        return FitReport((), wrong)
    known = form_factors()
    asked = [f for f in known.values() if variant.form_factor in ("", f.key)]
    found = {form_factor.key: prove(variant, form_factor) for form_factor in asked}
    fits = tuple(key for key, result in found.items() if isinstance(result, Fitted))
    channels = tuple(dict.fromkeys(known[key].channel for key in fits))
    refused = [problem for result in found.values() if not isinstance(result, Fitted) for problem in result]
    return FitReport(fits, tuple(refused), channels)


def prove(variant: VariantContent, form_factor: FormFactor) -> Fitted | tuple[FitProblem, ...]:
    """The variant in this form factor with all its things there, once it fits whichever of them may be gone.

    Where it has plain forms, it must fit with those in place, too.
    """
    found = fit(variant, form_factor)
    if not isinstance(found, Fitted):
        return found
    for gone in living.losses(variant):
        left = fit(variant, form_factor, gone) if gone else found
        if not isinstance(left, Fitted):
            return tuple(problems.when_gone(problem, variant, gone) for problem in left)
    if plain.has_any(variant):
        left = prove(plain.said(variant), form_factor)
        if not isinstance(left, Fitted):
            return tuple(problems.when_plain(problem) for problem in left)
    return found


def fit(
    variant: VariantContent, form_factor: FormFactor, gone: Collection[str] = ()
) -> Fitted | tuple[FitProblem, ...]:
    """The variant in this form factor, or every reason why it cannot be. Of the blocks in `gone` the alternate is said.

    Whether it fits whatever is gone, `prove` says. What it says to all, `listeners` does.
    """
    gone = listeners.gone(variant, form_factor, gone)
    if wrong := wrong_in(variant, form_factor, gone):
        return wrong
    variant = living_wording.spoken(variant, gone)
    if form_factor.layout is Layout.LETTER:
        found = letter_problems(variant, form_factor)
        return found or Fitted(form_factor, modes(form_factor)[0], (), (), (), 0, (), ())
    every = [material.of_block(block, number, form_factor) for number, block in enumerate(variant.blocks, 1)]
    blocks = [one for one in every if listeners.hears(form_factor, one.block)]
    kept = tuple(fact for one in every if one not in blocks for fact in one.facts)
    if lost := problems.of_silence(every, blocks, form_factor):
        return lost
    title = _title(variant, blocks, form_factor)
    if isinstance(title, FitProblem):
        return (title,)
    blocks = [one for one in blocks if one is not title.heading]
    attempts = [_attempt(blocks, title, kept, form_factor, mode) for mode in modes(form_factor)]
    fitted = [attempt for attempt in attempts if attempt is not None]
    if not fitted:
        return problems.of_room(blocks, title.words, form_factor)
    return max(fitted, key=lambda one: one[0])[1]


def wrong_in(variant: VariantContent, form_factor: FormFactor, gone: Collection[str] = ()) -> tuple[FitProblem, ...]:
    """What is wrong with a variant whatever the form factor, told of this one."""
    wrong = problems.of_authoring(variant) or problems.of_authoring(living.without(variant, gone))
    return tuple(replace(problem, form_factor=form_factor.key) for problem in wrong)


def _title(variant: VariantContent, blocks: list[Material], form_factor: FormFactor) -> _Title | FitProblem:
    """The title of a titled form factor: the first heading, its short form, or the subject."""
    if form_factor.layout is not Layout.TITLED:
        return _NO_TITLE
    heading = next((m for m in blocks if m.block.kind is BlockKind.HEADING), None)
    ways = [*heading.lines, *heading.ways] if heading else []
    for way in ways:
        if way.words and _title_cost(way.words, form_factor) <= form_factor.title_limit:
            return _Title(way.words, way.source, heading, way.worth == material.WHOLE)
    subject = listeners.words(wording.read(variant.subject), form_factor)
    if subject and _title_cost(subject, form_factor) <= form_factor.title_limit:
        return _Title(subject, variant.subject, None, True)
    return problems.of_title(heading, subject, form_factor)


def _title_cost(words: Wording, form_factor: FormFactor) -> int:
    return wording.cost(words, GRAPHEMES, form_factor.link_characters)


def _attempt(
    blocks: list[Material], title: _Title, kept: Sequence[str], form_factor: FormFactor, mode: Mode
) -> tuple[int, Fitted] | None:
    """The best choice in one mode with its value, None where there is none. `kept` are facts of what is not said here,
    which stand elsewhere and stay."""
    table = _FactTable(blocks, title, kept)
    room = (mode.limit + 1, problems.size_left(blocks, title.words, form_factor) + 1)
    try:
        offers = [_options(one, table, table.only_in(n), form_factor, mode) for n, one in enumerate(blocks)]
        state = choose.best([options for options, _ in offers], *room, table.needed)
    except choose.TooMany:
        offers = [_coarse(_options(one, table.of(n), table.of(n).needed, form_factor, mode))
                  for n, one in enumerate(blocks)]  # fmt: skip
        state = choose.best([options for options, _ in offers], *room, 0)
    if state is None:
        return None
    pairs = [(one, words[pick]) for one, (_, words), pick in zip(blocks, offers, state.picks, strict=True)]
    text = wording.join([said.words for _, said in pairs if said and said.words], "\n")
    if not text and not title.words:
        return None
    fitted = Fitted(
        form_factor=form_factor,
        mode=mode,
        title=title.words,
        text=text,
        attached=tuple(link for one, said in pairs if said for link in one.attached),
        worst=max(0, state.cost - 1),
        shortened=(*title.shortened, *(one.block.id for one, said in pairs if said and not said.is_whole)),
        dropped=tuple(one.block.id for one, said in pairs if said is None),
    )
    return state.value, fitted


def _coarse(offer: tuple[list[Option], list[_Said | None]]) -> tuple[list[Option], list[_Said | None]]:
    """For contents of a size nobody reads in a short form: of a block's many cuts only the least and the fullest."""
    options, said = offer
    cuts = sorted((one for one in options if (words := said[one.pick]) and not words.is_whole), key=lambda o: o.cost)
    kept = [one for one in options if one not in cuts] + cuts[:1] + cuts[1:][-1:]
    return [replace(one, facts=0) for one in kept], said


class _FactTable:
    """The must-keep facts of a variant as bits, and which block alone could keep one."""

    def __init__(self, blocks: list[Material], title: _Title, kept: Sequence[str]) -> None:
        self.is_coarse = False
        said = [*blocks, *([title.heading] if title.heading else [])]
        every = dict.fromkeys([*(fact for one in said for fact in one.facts), *kept])
        self.facts = [fact for fact in every if not facts.stands_in(title.source, fact)]
        self.needed = (1 << len(self.facts)) - 1
        self._by_block = [self.kept("\n".join((facts.source(one.block), one.block.short, one.block.plain)))
                          for one in blocks]  # fmt: skip

    def kept(self, source: str) -> int:
        """The facts that stand in a source, as bits."""
        return sum(1 << bit for bit, fact in enumerate(self.facts) if facts.stands_in(source, fact))

    def of(self, index: int) -> "_FactTable":
        """The same for one block, which has to keep each fact that no block before it could."""
        before = 0
        for bits in self._by_block[:index]:
            before |= bits
        mine = self.needed & self._by_block[index] & ~before
        owned = copy(self)
        owned.is_coarse = True
        owned.facts = [fact for bit, fact in enumerate(self.facts) if mine >> bit & 1]
        owned.needed = (1 << len(owned.facts)) - 1
        return owned

    def only_in(self, index: int) -> int:
        """The facts that no other block could keep, as bits."""
        elsewhere = 0
        for other, bits in enumerate(self._by_block):
            elsewhere |= 0 if other == index else bits
        return self.needed & ~elsewhere


def _options(
    one: Material, table: _FactTable, alone: int, form_factor: FormFactor, mode: Mode
) -> tuple[list[Option], list[_Said | None]]:
    """Every way to say a block that keeps the facts only it has: in one piece, in part, or not at all."""
    weight = _weights(one.block)
    has_short = any(way.worth < material.WHOLE for way in one.ways)
    options: list[Option] = []
    said: list[_Said | None] = []

    def offer(words: _Said | None, cost: int, size: int, bits: int, worth: int, *, cut: bool = False) -> None:
        value = weight[0] + weight[1] * worth - (_CUT if cut else 0) if words else 0
        options.append(Option(cost, size, bits, value, len(said)))
        said.append(words)

    for state, lines in _in_lines(one, table, alone, form_factor, mode):
        whole = len(lines) == len(one.lines)
        words = wording.join([line.words for line in lines if line.words], one.separator)
        worth = material.WHOLE * _SCALE if whole else state.value
        offer(_Said(words, whole), state.cost, state.size, state.facts, worth, cut=has_short and not whole)
    for way in one.ways:
        if wording.admitted(way.words, mode) and not alone & ~table.kept(way.source):
            cost, size = _cost(way, form_factor, mode)
            bits = table.kept(way.source)
            offer(_Said(way.words, way.worth == material.WHOLE), cost, size, bits, way.worth * _SCALE)
    if not one.must_appear and not alone:
        offer(None, 0, 0, 0, 0)
    return options, said


def _cost(way: Way, form_factor: FormFactor, mode: Mode) -> tuple[int, int]:
    """What a way takes in units and bytes, with the mark that parts it from what stands before."""
    if not way.words:
        return 0, 0
    cost = wording.cost(way.words, mode, form_factor.link_characters) + 1
    return cost, wording.size(way.words, mode, form_factor.link_characters) + 1 if form_factor.bytes_max else 0


def _in_lines(
    one: Material, table: _FactTable, alone: int, form_factor: FormFactor, mode: Mode
) -> list[tuple[State, list[Way]]]:
    """The choices among a block's lines or sentences that no other beats: all of them, and parts of it."""
    if not one.lines or not all(wording.admitted(line.words, mode) for line in one.lines):
        return []
    worths = _shares(one.lines)
    groups = []
    for index, line in enumerate(one.lines):
        cost, size = _cost(line, form_factor, mode)
        take = Option(cost, size, table.kept(line.source), worths[index], index)
        may_go = one.divisible and index >= one.fixed
        groups.append([take, Option(0, 0, 0, 0, -1)] if may_go else [take])
    limit = mode.limit + 1
    if one.only_its_end:
        return [(state, list(one.lines[: len(state.picks)])) for state in _beginnings([group[0] for group in groups])]
    try:
        states = choose.frontier(groups, limit, problems.UNLIMITED, alone, work_max=_WORK_IN_BLOCK_MAX)
        if len(states) > _CUTS_OF_BLOCK_MAX:
            raise choose.TooMany
    except choose.TooMany:
        if not table.is_coarse:
            raise
        states = choose.frontier([[group[0]] for group in groups], limit, problems.UNLIMITED, alone)
    picked = [(state, [one.lines[index] for index in state.picks if index >= 0]) for state in states]
    return [(state, lines) for state, lines in picked if lines]


def _beginnings(lines: list[Option]) -> list[State]:
    """Saying the first line, the first two, and so on."""
    states = [State(0, 0, 0, 0, ())]
    for line in lines:
        last = states[-1]
        states.append(
            State(
                last.cost + line.cost,
                last.size + line.size,
                last.facts | line.facts,
                last.value + line.value,
                (*last.picks, line.pick),
            )
        )
    return states[1:]


def _shares(lines: tuple[Way, ...]) -> list[int]:
    """What each line is worth when not all are said: by its length, the first one double; less than a short form."""
    lengths = [len(line.source) * (2 if index == 0 else 1) for index, line in enumerate(lines)]
    return [_PARTLY * _SCALE * length // sum(lengths) for length in lengths]


_STEP = 100 * _SCALE * 41  # more than 40 blocks can bring together
_CUT = _STEP**5  # an author's short form goes before any cut of ours, whatever that makes room for


def _weights(block: Block) -> tuple[int, int]:
    """What saying a block at all, and each hundredth of it, is worth. Ranks never add up to the next.

    First that supporting blocks appear, then how fully essential ones are said, then supporting ones, then whether
    details appear, then how fully.
    """
    match block.priority:
        case Priority.ESSENTIAL:
            return 0, _STEP**3
        case Priority.SUPPORTING:
            return _STEP**4, _STEP**2
        case Priority.DETAIL:
            return _STEP, 1
