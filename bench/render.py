"""Renderings of a 3 KB mail with ten placeholders per CPU-second, against python-liquid on the same text in this run.

Every rendering is checked against python-liquid's before the clock starts. The second figure is a text of the same
length with assignments and loops, the third a whole letter: subject, HTML page and plain text, with its links.
"""

from collections.abc import Callable
from time import process_time
from typing import Any

from liquid import Environment

from ninefold.adapt import ownwords, placeholders, wording
from ninefold.adapt.filling import Register, Sheet, in_html
from ninefold.adapt.formfactors import form_factor
from ninefold.adapt.letter import compile_letter
from ninefold.adapt.letterpage import Letterhead, no_image
from ninefold.adapt.modes import modes
from ninefold.adapt.ownwords import Lexicons
from ninefold.adapt.placeholders import Literal, Values
from ninefold.content.types import Block, BlockKind, Priority, Term, VariantContent
from ninefold.context.saidwords import OwnWord

PEOPLE = 2_000
SECONDS = 1.5
PARAGRAPH = (
    "Dear {{ person.first_name | default: 'friend' }}, twelve records were chosen this year by people in "
    "{{ person.city | default: 'your city' }} who answered each other's questions & told us why they keep them. "
    "Each has one line on why, and one track to try before you decide whether it is for you. "
)
ROUNDS = (
    "{% assign name = person.first_name | default: 'friend' %}{{ name }}, you liked {% for one in person.liked %}"
    "{% if forloop.first %}{{ one | upcase }}{% else %}, {{ one }}{% endif %}{% else %}nothing yet{% endfor %}. "
)
PLAIN = "Each record has one line on why, and one track to try before you decide whether it is for you at all. "
LOOPED = (ROUNDS + PARAGRAPH + PLAIN * 11 + ROUNDS + PLAIN * 20)[:3000].rsplit(". ", 1)[0] + "."
SOURCE = (PARAGRAPH * 12)[:3000].rsplit(". ", 1)[0] + "."


def run() -> list[dict[str, Any]]:
    """The rows of this benchmark."""
    people = [_person(number) for number in range(PEOPLE)]
    reference = Environment(autoescape=True).from_string(SOURCE)
    quick = _compiled(SOURCE)
    for person in people[:200]:
        assert quick(Values(person)) == reference.render(**person)
    looped, loops = _whole(LOOPED), Environment().from_string(LOOPED)
    for person in people[:200]:
        assert looped(person) == loops.render(**person)
    ours = _per_second(lambda person: quick(Values(person)), people)
    theirs = _per_second(lambda person: reference.render(**person), people)
    letters = _letters_per_second(people)
    chosen = _per_second(_own_words(), people)
    with_loops = _per_second(looped, people)
    by_liquid = _per_second(lambda person: loops.render(**person), people)
    return [
        _row("render 3 KB", ours, "python-liquid", theirs, target=2.5),
        _row("render 3 KB with loops and assignments", with_loops, "python-liquid", by_liquid, target=1.0),
        _row(
            "render a whole letter: subject, HTML, text, 7 links", letters, "python-liquid on 3 KB", theirs, target=1.0
        ),
        _row("choose a reader's own words for a letter, of 300 terms", chosen, "rendering it", letters, target=2.0),
    ]


def _person(number: int) -> dict[str, Any]:
    first = ("Ada", "Björn", "สมชาย", "O'Neill", "")[number % 5]
    liked = ["jazz", "ska", "folk"][: number % 4]
    known = {"first_name": first, "city": ("Oslo", "")[number % 2], "liked": liked}
    return {"person": known, "company": {"name": "Ninefold"}}


def _whole(source: str) -> Callable[[dict[str, Any]], str]:
    """A text in whole Liquid, without the checks of its names."""
    parts = placeholders.parse_freely(source)
    return lambda person: placeholders.produce(parts, Values(person))


def _compiled(source: str) -> Callable[[Values], str]:
    """The source as senders compile it: fixed HTML with holes."""
    mode = modes(form_factor("mail"))[0]
    register = Register()
    pieces = [part.text if isinstance(part, Literal) else register.hole(part, mode) for part in wording.read(source)]
    sheet, sayers = Sheet(pieces, len(register.sayers)), tuple(register.sayers)
    return lambda values: sheet.fill([in_html(say(values)) for say in sayers])


def _letters_per_second(people: list[dict[str, Any]]) -> float:
    text = Block("t", BlockKind.TEXT, Priority.ESSENTIAL, SOURCE)
    poll = Block("p", BlockKind.POLL, Priority.DETAIL, "What do you listen on?", options=("CD", "Vinyl", "Both"))
    call = Block("c", BlockKind.CALL_TO_ACTION, Priority.ESSENTIAL, "Hear them", url="https://shop.example/box")
    variant = VariantContent(
        "en", "", "{{ person.first_name | default: 'Hello' }}, twelve", "Chosen", (text, poll, call)
    )
    letter = compile_letter(variant, form_factor("mail"), Letterhead("Ninefold Records", no_image))
    links = ["http://127.0.0.1:8901/c/" + "a" * 56 for _ in letter.links]
    return _per_second(lambda person: letter.render(Values(person), links), people)


def _per_second(render: Callable[[dict[str, Any]], object], people: list[dict[str, Any]]) -> float:
    """Renderings per second of processor time of this process, the best of three."""
    rates = []
    for _ in range(3):
        done, start = 0, process_time()
        while process_time() - start < SECONDS / 3:
            for person in people:
                render(person)
            done += len(people)
        rates.append(done / (process_time() - start))
    return max(rates)


def _row(name: str, value: float, reference: str, reference_value: float, *, target: float) -> dict[str, Any]:
    ratio = value / reference_value
    return {
        "name": name,
        "value": value,
        "unit": "1/CPU-s",
        "reference": reference,
        "reference_value": reference_value,
        "ratio": ratio,
        "target": f">= {target}",
        "met": ratio >= target,
    }


def _own_words() -> Callable[[dict[str, Any]], object]:
    """How a letter's own words are chosen for a reader who has said ten terms, two of which stand in it."""
    terms = [Term("vinyl", f"platter{number}", f"disc{number}") for number in range(298)]
    terms += [Term("vinyl", "waxing", "records"), Term("vinyl", "listenings", "track")]
    known = Lexicons(tuple(terms), {"vinyl": "en"}, "Ninefold")
    said = [OwnWord("vinyl", one.term, 3, 0) for one in terms[-10:]]
    letter = VariantContent("en", "", "New records", "", (Block("b", BlockKind.TEXT, Priority.ESSENTIAL, SOURCE),))
    assert len(ownwords.choices(letter, said, known)) == 2
    return lambda _: ownwords.choices(letter, said, known)
