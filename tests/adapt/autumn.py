"""Content that the tests of this room fit, and a reader who finds all of a text again."""

from ninefold.adapt.personview import values
from ninefold.adapt.placeholders import Values
from ninefold.content import events
from ninefold.content.types import Block, BlockKind, Priority, VariantContent
from ninefold.context.types import Person

HEADING = Block("h", BlockKind.HEADING, Priority.ESSENTIAL, "The autumn box is here")
STORY = Block(
    "t", BlockKind.TEXT, Priority.ESSENTIAL,
    "Dear {{ person.first_name | default: 'friend' }}, twelve records, chosen by the people who answered your "
    "questions this year. 19.90 € until 30 November.",
    short="12 records chosen by your fellow listeners. 19.90 € until 30 November",
)  # fmt: skip
IMAGE = Block("i", BlockKind.IMAGE, Priority.DETAIL, "", alt="Twelve sleeves")
LIST = Block("l", BlockKind.LIST, Priority.SUPPORTING, "In it:", options=("Blue & Green", "So <What>", "Naima"))
QUOTE = Block("q", BlockKind.QUOTE, Priority.DETAIL, "The best box yet.")
CALL = Block(
    "c", BlockKind.CALL_TO_ACTION, Priority.ESSENTIAL, "See what is in it", url="https://shop.example/box?a=1&b=2"
)
POLL = Block("p", BlockKind.POLL, Priority.DETAIL, "What do you listen on?", options=("CD", "Vinyl"))
LEGAL = Block("x", BlockKind.LEGAL, Priority.ESSENTIAL, "Ninefold Records (demo), 9 Square Lane.", short="Records Ltd")
BLOCKS = (HEADING, STORY, IMAGE, LIST, QUOTE, CALL, POLL, LEGAL)
EVENING = events.told(
    Block(
        "e", BlockKind.EVENT, Priority.ESSENTIAL, "Listening evening for {{ person.first_name | default: 'all' }}",
        short="Listening", url="https://shop.example/evening",
        starts="2026-11-30T19:30", ends="2026-11-30T22:00", zone="Europe/Berlin", place="Square Hall",
    ),
    "en",
)  # fmt: skip
VIDEO = Block(
    "v", BlockKind.VIDEO, Priority.SUPPORTING, "How a record is pressed", short="Pressed", url="https://tube.example/v1"
)


def nobody() -> Values:
    """Nobody of whom anything is known."""
    return values(Person(0, (), "", {}, (), "en", "", 0, False), "Ninefold")


def box(*blocks: Block, tag: str = "en", subject: str = "The autumn box", form_factor: str = "") -> VariantContent:
    """The autumn box, or a variant of the blocks given."""
    return VariantContent(tag, form_factor, subject, "Twelve records", blocks or BLOCKS)
