"""What a letter promises whatever is in it: made once, never clipped, a text that reads well, its line in the inbox."""

from dataclasses import replace
from unittest.mock import patch

import mrml
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ninefold.adapt import fit, queries
from ninefold.adapt.fit import Fitted
from ninefold.adapt.formfactors import BUILT_IN
from ninefold.adapt.letter import compile_letter
from ninefold.adapt.letterpage import Letterhead, no_image
from ninefold.adapt.personas import PERSONAS
from ninefold.adapt.personview import values
from ninefold.channel import mail
from ninefold.content import actions, events
from ninefold.content import queries as content
from ninefold.content.types import Block, BlockKind, ImageFile, Priority, VariantContent
from ninefold.context.types import Person
from tests.adapt import autumn
from tests.content.scene import EDITOR, installed

MAIL = BUILT_IN["mail"]
HEAD = Letterhead(
    "Records & Sons", no_image, "Records & Sons, 9 Square Lane", None, (("privacy", "https://r.example/p"),)
)
PICTURE = ImageFile("https://media.example/" + "a" * 370, 1036, 900, "x" * 250)
KINDS = tuple(kind for kind in BlockKind if kind in {
    BlockKind.HEADING, BlockKind.TEXT, BlockKind.LIST, BlockKind.QUOTE, BlockKind.IMAGE, BlockKind.VIDEO,
    BlockKind.CALL_TO_ACTION, BlockKind.POLL, BlockKind.LEGAL,
})  # fmt: skip
HOLE = "{{ person.name | default: 'friend' }} & <b> "
WORST = Person(1, (1,), "\U0001f9d1\u200d\U0001f680" * 60, {"name": "\"'<&>" * 60}, (), "en", "", 0, True)


def made(variant: VariantContent, head: Letterhead = HEAD, *, link: int = 40) -> tuple[str, str, str]:
    letter = compile_letter(variant, MAIL, head)
    links = [f"https://n9.example/{number}".ljust(link, "a") for number in range(len(letter.links))]
    return letter.render(values(PERSONAS[0].person, "Ninefold"), links)


@st.composite
def variants(draw: st.DrawFn) -> VariantContent:
    """Letters of any length around the limit, many of them with pictures."""
    count = draw(st.integers(1, 40))
    blocks = []
    for number in range(count):
        kind = draw(st.sampled_from(KINDS))
        text = draw(st.sampled_from(("สวัสดี ", "mañana & <más> ", "word ", HOLE))) * draw(st.integers(1, 90))
        options = (text[:200], HOLE) if kind in (BlockKind.LIST, BlockKind.POLL) else ()
        blocks.append(Block(f"b{number}", kind, Priority.DETAIL, text, options=options, url="https://shop.example/a",
                            image_id=1, alt="x" * 250, call="Watch"))  # fmt: skip
    return autumn.box(*blocks, subject=HOLE)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(variants())
def test_what_was_proved_to_fit_is_never_clipped(variant: VariantContent) -> None:
    if not isinstance(fit.fit(variant, MAIL), Fitted):
        return
    head = Letterhead("R" * 60, lambda _: PICTURE, "&" * 300, PICTURE, (("privacy", "https://r.example/" + "a" * 900),))
    letter = compile_letter(variant, MAIL, head)
    links = ["https://n9.example/" + "a" * (MAIL.link_characters - 19) for _ in letter.links]
    _, html, _ = letter.render(values(WORST, "N" * 60), links)
    assert len(html.encode()) <= MAIL.limit


def test_a_letter_of_pictures_counts_their_markup_before_it_is_published() -> None:
    pictures = [replace(autumn.IMAGE, id=f"i{n}", image_id=1, alt="x" * 250) for n in range(15)]
    texts = [Block(f"t{n}", BlockKind.TEXT, Priority.ESSENTIAL, "word " * 380) for n in range(1, 30)]
    shown = next(
        count for count in range(29, 0, -1) if isinstance(fit.fit(autumn.box(*pictures, *texts[:count]), MAIL), Fitted)
    )
    letter = compile_letter(autumn.box(*pictures, *texts[:shown]), MAIL, Letterhead("R", lambda _: PICTURE))
    assert letter.worst_bytes <= MAIL.limit


@pytest.mark.django_db
def test_a_variant_goes_through_mjml_once_however_many_read_it() -> None:
    queries._kept().clear()
    with installed(fit.report):
        item = actions.create_item(actor=EDITOR, title="Autumn box", form_factors=("mail",))
        variant_id = actions.create_variant(actor=EDITOR, item_id=item.id, content=autumn.box())
        actions.publish(actor=EDITOR, variant_id=variant_id)
    found = content.item(item.id)
    with patch("ninefold.adapt.letterpage.mrml") as library:
        library.to_html.side_effect = mrml.to_html
        for number, persona in enumerate(PERSONAS * 5):
            queries.render(found, replace(persona.person, id=number + 1), "mail", links=lambda url, label: url)
    assert library.to_html.call_count == 1


def test_the_text_part_holds_no_markup_and_every_address_stands_by_itself() -> None:
    evening = replace(events.told(autumn.EVENING, "en"), call="See the event")
    ask = Block("w", BlockKind.CALL_TO_ACTION, Priority.ESSENTIAL, "Want it?", url="https://shop.example/x")
    _, _, text = made(autumn.box(*autumn.BLOCKS, evening, autumn.VIDEO, ask))
    lines = text.splitlines()
    assert "So <What>" in text, "what an author wrote stays as it is"
    assert not any(mark in text for mark in ("&amp;", "&lt;", "<a ", "<br", "{{", "}}", "\u200c", "@@n"))
    assert all(line.partition("https://")[0].strip() == "" or line.count(": https://") == 1
               for line in lines if "https://" in line)  # fmt: skip
    assert lines[:2] == ["The autumn box is here", "======================"]
    for part in ("In it:\n- Blue & Green\n- So <What>\n- Naima", "> The best box yet.", "- CD: https://",
                 "Want it?\nhttps", "See what is in it:\nhttps", "2026", "Square Hall", "\n-- \n"):  # fmt: skip
        assert part in text, part


@pytest.mark.parametrize(
    ("tag", "lines"),
    [("fr", ("Se désabonner\u00a0: https://", "Confidentialité\u00a0: https://", "See what is in it\u00a0:\n")),
     ("de", ("Abmelden: https://", "Datenschutz: https://", "See what is in it:\n")),
     ("ar", ("إلغاء الاشتراك: https://", "الخصوصية: https://", "See what is in it:\n"))],
)  # fmt: skip
def test_the_text_part_is_set_as_its_language_is(tag: str, lines: tuple[str, ...]) -> None:
    _, _, text = made(autumn.box(tag=tag))
    assert [line for line in lines if line not in text] == []


@pytest.mark.parametrize("tag", ["fr", "de", "ar"])
def test_no_line_on_the_wire_is_longer_than_mail_programs_take(tag: str) -> None:
    subject, html, text = made(
        autumn.box(*autumn.BLOCKS, replace(autumn.STORY, id="t2", text="Wörter ولد " * 200), tag=tag)
    )
    sent = mail.assemble(mail.Letter("R", "r@r.example", "A", "a@a.example", "", subject, text, html, "m@r.example", 1))
    assert max(map(len, sent.split(b"\r\n"))) <= mail.LINE_BYTES_MAX
    part = sent.split(b"--=_ninefold")[1]
    assert max(map(len, part.split(b"\r\n"))) <= 78


def test_after_the_preheader_an_inbox_shows_blanks_and_not_the_letter() -> None:
    _, html, _ = made(autumn.box())
    hidden = html.partition("max-height:0")[2].partition(">")[2].partition("</div>")[0]
    assert hidden.startswith("Twelve records")
    assert len(hidden) >= 150
    assert not hidden.removeprefix("Twelve records").strip("\u200c\u00a0")
    _, html, _ = made(replace(autumn.box(), preheader=""))
    assert "\u200c" not in html, "without one, the letter's own first words stand there"
