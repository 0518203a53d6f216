"""Why a variant cannot take a form factor, in words that name the block and the way out."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from ninefold.adapt import placeholders, wording
from ninefold.adapt.errors import PlaceholderRefused
from ninefold.adapt.material import Material
from ninefold.adapt.modes import GRAPHEMES, Mode, modes
from ninefold.adapt.types import FormFactor
from ninefold.adapt.wording import Wording
from ninefold.content import facts, living
from ninefold.content.layouts import places
from ninefold.content.types import Block, BlockKind, FitProblem, Priority, VariantContent

UNLIMITED = 1 << 60
_NAMED_MAX = 4
_NAMED_THINGS = {BlockKind.PRODUCT, BlockKind.BALANCE, BlockKind.OFFER}
_SHORT_FORM_LEAST = 10  # with less room than this nothing can be said
_MAY_BE_BARE = {BlockKind.LIST, BlockKind.IMAGE, *living.SHAPES}  # introduction and caption may be left out


def of_authoring(variant: VariantContent) -> tuple[FitProblem, ...]:
    """What is wrong whatever the form factor: placeholders, marks of facts that do not stand, missing parts."""
    found = []
    for field, text in (("subject", variant.subject), ("preheader", variant.preheader)):
        message = _placeholder_problem(text)
        if message:
            found.append(FitProblem("", "", f"The {field}: {message}", field))
    for number, block in enumerate(variant.blocks, 1):
        found += [FitProblem("", block.id, f"Block {number}: {message}") for message in _block_problems(block)]
    for block in living.blocks_of(variant)[living.LIVING_MAX :]:
        most = f"A text shows at most {living.LIVING_MAX} things of other rooms. Take this block out."
        found.append(FitProblem("", block.id, most))
    found += [FitProblem("", "", message, "filled") for message in _slot_problems(variant)]
    if not variant.blocks:
        found.append(FitProblem("", "", "There is no block yet. Write at least one."))
    return tuple(found)


def _slot_problems(variant: VariantContent) -> list[str]:
    """What is wrong with the layout, and with what stands in its slots."""
    if variant.layout is None:
        return []
    found = []
    if not places.has_body(variant.layout.body):
        found.append(f"The layout “{variant.layout.name}” has no place for the blocks yet. Say where they stand in it.")
    for one in variant.filled:
        if message := _placeholder_problem(one.words):
            found.append(f"The slot “{one.slot}”: {message}")
        if one.url and not facts.opens(one.url):
            found.append(f"The slot “{one.slot}” needs a link that begins with https://.")
    return found


def _block_problems(block: Block) -> list[str]:
    texts = (block.text, block.short, block.plain, block.alternate, *block.options)
    found = [message for message in map(_placeholder_problem, texts) if message]
    said = facts.source(block)
    absent = [fact for fact in block.must_keep if not facts.stands_in(said, fact)]
    found += [f"“{fact}” must be kept but does not stand in it. Write it as it stands." for fact in absent]
    if not found:
        found += [
            f"“{fact}” must be kept, but stands inside of a loop or condition that may say nothing. Put it outside, or "
            "make the block a detail."
            for text in (block.text, *block.options)
            for passage in placeholders.passages(wording.read(text))
            for fact in facts.of_block(block)
            if facts.stands_in(text, fact) and not facts.stands_in(passage.always, fact)
        ]
    if block.kind not in _MAY_BE_BARE and not block.text.strip():
        found.append("It says nothing yet. Write it, or take the block out.")
    if block.kind is BlockKind.LIST and not any(option.strip() for option in block.options):
        found.append("The list has no line yet. Write one, or take the block out.")
    if block.kind is BlockKind.CALL_TO_ACTION and not facts.opens(block.url):
        found.append("A call to action needs a link that begins with https://.")
    if block.plain.strip():
        found += [
            f"Its plain form does not say “{fact}”, which must be kept. Write it there, too."
            for fact in facts.of_block(block)
            if not facts.stands_in(block.plain, fact)
        ]
    if block.kind is BlockKind.VIDEO and not facts.opens(block.url):
        found.append("A video needs a link to where it plays that begins with https://.")
    if block.kind is BlockKind.EVENT:
        found += _event_problems(block)
    if block.kind is BlockKind.IMAGE and not block.alt.strip():
        found.append("The image needs words that say what it shows.")
    if block.kind is BlockKind.POLL and sum(bool(option.strip()) for option in block.options) < 2:
        found.append("A poll needs two answers at least.")
    return [*found, *_living_problems(block)] if living.is_living(block) else found


def _event_problems(block: Block) -> list[str]:
    found = []
    if not block.when:
        found.append("An event needs a day and an hour at which it begins. Write them.")
    if not block.place.strip():
        found.append("An event needs a place. Write it, or say that it is online.")
    if any(mark in block.place for mark in ("{{", "{%", "http://", "https://")):
        found.append("The place of an event is plain words: no placeholder, no address.")
    if block.url and not facts.opens(block.url):
        found.append("The link of an event begins with https://.")
    return found


def _living_problems(block: Block) -> list[str]:
    found, word = [], living.SHAPES[block.kind].word
    if not block.thing and block.kind in _NAMED_THINGS:
        found.append(f"No {word} is chosen yet. Choose one.")
    if block.kind is BlockKind.BEST_ANSWER and not block.thing and not block.days:
        found.append("Choose a question, or say in how many days the best answer was given.")
    if block.priority is Priority.ESSENTIAL and not block.alternate.strip():
        found.append(f"It must stay, and the {word} may be gone when it is sent. Write what is said then.")
    if any(mark in block.call for mark in ("{{", "{%", "http://", "https://")):
        found.append("The words of its link are plain words: no placeholder, no address.")
    return found


def _placeholder_problem(text: str) -> str:
    try:
        wording.read(text)
    except PlaceholderRefused as error:
        return error.message
    return ""


def when_gone(problem: FitProblem, variant: VariantContent, gone: Collection[str]) -> FitProblem:
    """A problem that is there only when the things of these blocks are gone, saying so."""
    named = [f"block {number}" for number, block in enumerate(variant.blocks, 1) if block.id in gone]
    return replace(problem, message=f"When what {_listed(named)} shows is gone: {problem.message}")


def when_plain(problem: FitProblem) -> FitProblem:
    """A problem that is there only for readers of the plain forms, saying so."""
    return replace(problem, message=f"In its plain forms: {problem.message}")


def of_title(heading: Material | None, subject: Wording, form_factor: FormFactor) -> FitProblem:
    """No title fits: say how long it is and what to shorten."""
    words = heading.lines[0].words if heading else subject
    if not words:
        return FitProblem(form_factor.key, "", f"{form_factor.name} needs a title. Write a heading or a subject.")
    taken = wording.cost(words, GRAPHEMES, form_factor.link_characters)
    named = f"the heading (block {heading.number}) or give it a short form" if heading else "the subject"
    message = (
        f"The title is {_characters(taken - form_factor.title_limit)} too long for {form_factor.name}: "
        f"it can take {taken}, and {form_factor.title_limit} fit. Shorten {named}."
    )
    return FitProblem(form_factor.key, heading.block.id if heading else "", message)


def size_left(blocks: list[Material], title: Wording, form_factor: FormFactor) -> int:
    """The bytes that the text may take beside title and links."""
    if not form_factor.bytes_max:
        return UNLIMITED
    attached = sum(len(one.attached) for one in blocks) * form_factor.link_characters
    beside = form_factor.payload_bytes + attached + wording.size(title, GRAPHEMES, form_factor.link_characters)
    return form_factor.bytes_max - beside


def of_silence(every: Sequence[Material], said: Sequence[Material], form_factor: FormFactor) -> tuple[FitProblem, ...]:
    """A fact that stands only in what is said to nobody but who gets a message, and this form factor is for all."""
    spoken = "\n".join(text for one in said for text in (facts.source(one.block), one.block.short, one.block.plain))
    found = [
        (one, [fact for fact in one.facts if not facts.stands_in(spoken, fact)]) for one in every if one not in said
    ]
    return tuple(
        FitProblem(
            form_factor.key,
            one.block.id,
            f"Block {one.number} goes only to who gets a message, and {_listed(lost)} stands nowhere else, so "
            f"{form_factor.name} would lose it. Let the block stand where all can read it, or say it in another.",
        )
        for one, lost in found
        if lost
    )


def of_room(blocks: list[Material], title: Wording, form_factor: FormFactor) -> tuple[FitProblem, ...]:
    """Nothing fits: name what cannot be shown at all, else the block that asks for the most room."""
    unshown = [one for one in blocks if not (one.lines or one.ways) and (one.must_appear or one.facts)]
    if unshown:
        return tuple(_unshown(one, form_factor) for one in unshown)
    mode = _mode_for(blocks, form_factor)
    least = [(one, _least(one, form_factor, mode)) for one in blocks if one.must_appear or one.facts]
    if not least:
        return (FitProblem(form_factor.key, "", f"Nothing of it can be shown in {form_factor.name}. Write a text."),)
    return (_too_long(least, form_factor, mode),)


def _unshown(one: Material, form_factor: FormFactor) -> FitProblem:
    kind = one.block.kind.value.replace("_", " ")
    message = (
        f"{form_factor.name} cannot show block {one.number} ({kind}), and it must stay. "
        f"Make it a detail, or write a version for {form_factor.name}."
    )
    return FitProblem(form_factor.key, one.block.id, message)


def _mode_for(blocks: list[Material], form_factor: FormFactor) -> Mode:
    """The mode to explain in: the first in which all that must stay can be sent."""
    asked = [one for one in blocks if one.must_appear or one.facts]
    for mode in modes(form_factor):
        if all(wording.admitted(line.words, mode) for one in asked for line in one.lines):
            return mode
    return modes(form_factor)[-1]


def _least(one: Material, form_factor: FormFactor, mode: Mode) -> int:
    """The least room in which a block can be said without losing its facts."""
    limit = form_factor.link_characters
    ways = [
        wording.cost(way.words, mode, limit)
        for way in one.ways
        if all(facts.stands_in(way.source, fact) for fact in one.facts)
    ]
    if one.lines:
        lines = [
            wording.cost(line.words, mode, limit) + 1
            for index, line in enumerate(one.lines)
            if not one.divisible or index < one.fixed or any(facts.stands_in(line.source, fact) for fact in one.facts)
        ]
        shortest = min(wording.cost(line.words, mode, limit) for line in one.lines)
        ways.append(sum(lines) - 1 if lines else shortest)
    return min(ways, default=0)


def _too_long(least: list[tuple[Material, int]], form_factor: FormFactor, mode: Mode) -> FitProblem:
    culprit, needs = max(least, key=lambda pair: (_can_be_shortened(pair[0].block), pair[1]))
    beside = [(one, room) for one, room in least if one is not culprit]
    left = max(0, mode.limit - sum(room for _, room in beside) - len(beside))
    kept = _listed(culprit.facts)
    named, shortest = f"Block {culprit.number} ({culprit.name})", f", with {kept} kept," if kept else ""
    message = (
        f"{named} is {_characters(needs - left)} too long for {form_factor.name}. Even at its shortest{shortest} "
        f"it takes {needs}; {_room(beside, left, mode.limit)}. {_way_out(culprit, kept, left, form_factor)}"
    )
    if left >= needs:
        message = (
            f"{form_factor.name} holds {mode.limit}, and no choice of blocks keeps every fact within it. "
            f"{_way_out(culprit, kept, left, form_factor)}"
        )
        if form_factor.bytes_max and not culprit.facts:
            message = (
                f"{named} takes more bytes than {form_factor.name} may have, which are {form_factor.bytes_max:,} in "
                "all: emoji made of several, and letters with many marks, take many each. Say it with fewer of them, "
                f"or write a version for {form_factor.name} alone."
            )
    unbounded = next(placeholders.passages(part for line in culprit.lines for part in line.words), None)
    if unbounded:
        message += (
            f" (It says “{unbounded.why}”, and how long that becomes nobody knows: it counts as {unbounded.bound}. "
            "A short form without it would do.)"
        )
    if len(modes(form_factor)) > 1 and mode is not modes(form_factor)[0]:
        message += f" (Counted in {mode.name}, because a character is outside the small alphabet.)"
    return FitProblem(form_factor.key, culprit.block.id, message)


def _can_be_shortened(block: Block) -> int:
    """Whose words may be asked to give way: prose before the legal line, a link never."""
    return {BlockKind.CALL_TO_ACTION: 0, BlockKind.LEGAL: 1}.get(block.kind, 2)


def _listed(kept: Sequence[str]) -> str:
    """Facts, or what else, in words; the first few of them."""
    if len(kept) > _NAMED_MAX:
        return f"{', '.join(kept[:_NAMED_MAX])} and {len(kept) - _NAMED_MAX} more"
    return " and ".join(filter(None, (", ".join(kept[:-1]), *kept[-1:])))


def _room(beside: Sequence[tuple[Material, int]], left: int, limit: int) -> str:
    """What takes the room, block by block, and what is left of it."""
    others = [f"{_named(one)} takes {room}" for one, room in beside if room]
    if not others:
        return f"{left} fit"
    return f"of {limit} in all, {_listed(others)}, so {left or 'none'} are left"


def _named(one: Material) -> str:
    if one.block.kind is BlockKind.LEGAL:
        return "the legal line"
    why = f" (for {_listed(one.facts)})" if one.facts and not one.must_appear else ""
    return f"block {one.number}{why}"


def _way_out(one: Material, kept: str, left: int, form_factor: FormFactor) -> str:
    number, alone = one.number, f"or write a version for {form_factor.name} alone"
    if one.block.kind is BlockKind.POLL:
        return f"Make block {number} a detail, shorten its answers, {alone}."
    if left < max(_SHORT_FORM_LEAST, len(kept)):
        return f"Give block {number} and the others short forms, make some of them details, {alone}."
    form = "another short form" if one.block.short else "a short form"
    saying = f" that says {kept}" if kept else ""
    return f"Give block {number} {form} of at most {_characters(left)}{saying}, {alone}."


def _characters(count: int) -> str:
    return f"{count} character{'' if count == 1 else 's'}"
