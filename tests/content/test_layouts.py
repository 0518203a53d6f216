"""A pasted layout is locked and safe; what authors fill in stands in its slots; every letter says how to leave."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from ninefold.adapt import fit
from ninefold.adapt import queries as adapt
from ninefold.adapt.formfactors import form_factor
from ninefold.adapt.personas import PERSONAS
from ninefold.adapt.types import Rendition
from ninefold.content import actions as content
from ninefold.content import queries
from ninefold.content.errors import LayoutRefused, PublishRefused
from ninefold.content.layouts import actions, cleaning, places, reading
from ninefold.content.layouts import queries as layouts
from ninefold.content.types import Block, BlockKind, Filled, Layout, Priority, SlotKind, VariantContent
from ninefold.culture import actions as culture
from ninefold.culture import queries as house
from ninefold.kernel import actors
from tests.content import gallery
from tests.content.scene import installed

TEAM = actors.system("test")
MJML = """<mjml><mj-head><mj-style>.x { color: red }</mj-style></mj-head><mj-body>
<mj-section><mj-column><mj-image css-class="slot-hero" src="https://a.example/hero.png" alt="A door" />
<mj-text css-class="slot-headline"><h1>As it stood</h1></mj-text></mj-column></mj-section>
<mj-section css-class="slot-body"><mj-column><mj-text>Here</mj-text></mj-column></mj-section>
<mj-section><mj-column><mj-button css-class="slot-call" href="https://a.example/go">Go</mj-button>
<mj-text>Locked words.</mj-text></mj-column></mj-section></mj-body></mjml>"""
HTML = """<!doctype html><html><head><style>@import url(https://evil.example/x.css);
@media (prefers-color-scheme: dark) { .d { color: #fff } }</style></head>
<body style="background:#fafafa" bgcolor="#fafafa" onload="steal()">
<script>alert(1)</script><!-- a secret --><!--[if mso]><table width="560"><tr><td><![endif]-->
<table width="560"><tr><td><h1 class="slot-headline">Hello</h1></td></tr>
<tr><td class="slot-body">here</td></tr>
<tr><td onclick="x()"><form action="https://evil.example"><input name="a"></form><a href="javascript:x()">odd</a>
<a href="*|UNSUB|*">Leave us</a></td></tr></table><!--[if mso]></td></tr></table><![endif]--></body></html>"""


@pytest.fixture(autouse=True)
def _fit_port(db: None) -> Iterator[None]:
    with installed(fit.report):
        yield


def words(worn: Layout | None, *filled: Filled) -> VariantContent:
    blocks = (
        Block("t", BlockKind.TEXT, Priority.ESSENTIAL, "Dear {{ person.first_name | default: 'friend' }}, it is here."),
        Block("l", BlockKind.LEGAL, Priority.ESSENTIAL, "You said yes to news."),
    )
    return VariantContent("en", "", "Hello", "", blocks, worn, filled)


def layout(source: str) -> Layout:
    return actions.save(actor=TEAM, name=f"Layout {len(layouts.layouts())}", source=source).layout


def letter(content: VariantContent) -> Rendition:
    found = adapt.preview(content, PERSONAS[0], "mail", links=lambda url, _: url)
    assert isinstance(found, Rendition), found
    return found


def test_slots_of_mjml_are_found_with_what_stands_in_them() -> None:
    found = places.slots(reading.read(MJML).body)
    assert [(slot.name, slot.kind, slot.words or slot.url) for slot in found] == [
        ("hero", SlotKind.PICTURE, "https://a.example/hero.png"),
        ("headline", SlotKind.TEXT, "As it stood"),
        ("call", SlotKind.LINK, "Go"),
    ]


def test_a_letter_fills_the_slots_and_keeps_all_else() -> None:
    worn = layout(MJML)
    as_it_stands = letter(words(worn)).html
    for said in ("As it stood", "Locked words.", "https://a.example/hero.png", "Dear Elena, it is here."):
        assert said in as_it_stands, said
    filled = letter(words(
        worn, Filled("headline", "For {{ person.first_name | default: 'you' }} & <b>all</b>"),
        Filled("call", "See it", "https://a.example/new"),
    ))  # fmt: skip
    assert "For Elena &amp; &lt;b&gt;all&lt;/b&gt;" in filled.html
    assert "As it stood" not in filled.html
    assert "See it" in filled.html
    assert 'href="https://a.example/new"' in filled.html
    assert filled.text.startswith("Dear Elena, it is here.")


def test_every_layout_says_who_writes_and_how_to_leave() -> None:
    culture.save_charter(actor=TEAM, charter=replace(house.charter(), postal_address="1 Lane"))
    for source in (MJML, HTML):
        made = letter(words(layout(source)))
        for target in ("unsubscribe", "preferences"):
            assert made.html.count(f'href="ninefold:{target}"') == 1, source
            assert f"ninefold:{target}" in made.text
        assert "1 Lane" in made.html
        assert "You said yes to news." in made.html
        assert 'src="ninefold:open"' in made.html


def test_a_link_for_leaving_of_another_tool_becomes_ours() -> None:
    html = letter(words(layout(HTML))).html
    assert "UNSUB" not in html
    assert "unsubscribe.invalid" not in html
    assert '<a href="ninefold:unsubscribe">Leave us</a>' in html
    assert html.count("Unsubscribe") == 0  # it is not said twice


def test_nothing_that_runs_or_is_fetched_in_secret_is_kept_and_it_is_told_by_line() -> None:
    found = reading.read(HTML)
    kept = (found.head + found.body + found.style).lower()
    for word in ("script", "onload", "onclick", "javascript", "<form", "<input", "@import", "evil", "secret"):
        assert word not in kept, word
    assert "<!--[if mso]><table" in found.body
    assert "prefers-color-scheme" in found.head
    assert (found.has_dark, found.width, found.ground) == (True, 560, "#fafafa")
    assert found.notes[0] == "Line 1: an import of styles from elsewhere was taken out."
    assert "Line 4: a program was taken out." in found.notes
    assert any("an address that runs (href) was taken out." in note for note in found.notes)


@pytest.mark.parametrize(
    "nasty",
    [
        "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", '<a href="java\tscript:alert(1)">x</a>',
        "<style><!--</style><script>alert(1)</script>", "<math><mtext><script>alert(1)</script></mtext></math>",
        "<!--[if mso]><script>alert(1)</script><![endif]-->", '<td style="background:url(javascript:alert(1))">',
        '<td style="width:expression(alert(1))">', "<noscript><p title='</noscript><script>alert(1)</script>'>",
        '<base href="https://evil.example">', '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    ],
)  # fmt: skip
def test_nasty_markup_comes_to_nothing(nasty: str) -> None:
    found = reading.read(f'<body><table><tr><td class="slot-body">x</td><td>{nasty}</td></tr></table></body>')
    kept = re.sub(r'title="[^"]*"', "", (found.head + found.body)).lower()
    for word in ("<script", "onerror", "onload", "javascript:", "script:alert", "expression(", "<base", "<meta"):
        assert word not in kept, (word, kept)


def test_styles_cannot_end_their_element() -> None:
    assert "<" not in cleaning.css("a{} </style><script>alert(1)</script>")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("", "Paste the whole"),
        ("<mjml><mj-body>\n<mj-section>\n</mj-body></mjml>", "Line "),
        ("<p>\n{{ name }}</p>", "Line 2: {{ name }} is a mark that another tool fills in"),
        ('<p class="slot-a">\n<b class="slot-b">x</b></p>', "Line 2: the slot 'b' stands inside of another"),
        ('<p class="slot-a">x</p>\n<p class="slot-a">y</p>', "two slots 'a'"),
        ("x" * 300_001, "longer than 300 KB"),
    ],
)
def test_what_cannot_be_a_layout_is_told_with_its_line(source: str, said: str) -> None:
    with pytest.raises(LayoutRefused) as refused:
        reading.read(source)
    assert said in refused.value.message


def test_slots_are_picked_without_touching_the_source() -> None:
    plain = """<table width="600"><tr><td><img src="https://a.example/l.png" alt="Logo"></td></tr>
<tr><td><h1>Head</h1><p>First</p></td></tr><tr><td><p>Last <b>words</b></p></td></tr></table>"""
    worn = layout(plain)
    assert not layouts.layout(worn.id).is_ready
    by_words = {one.excerpt: one.number for one in places.candidates(worn.body)}
    names = {by_words["Logo"]: "logo", by_words["Last words"]: "closing"}
    kept = actions.pick(actor=TEAM, layout_id=worn.id, names=names, body_number=by_words["First"])
    assert kept.is_ready
    assert [slot.name for slot in kept.slots] == ["logo", "closing"]
    html = letter(words(kept.layout, Filled("closing", "Bye"))).html
    assert "Bye" in html
    assert "Head" not in html  # its cell took the blocks


def test_a_layout_without_a_place_for_blocks_cannot_be_worn_by_what_is_published() -> None:
    item = content.create_item(actor=TEAM, title="A")
    number = content.create_variant(actor=TEAM, item_id=item.id, content=words(layout("<p>Only this</p>")))
    with pytest.raises(PublishRefused, match="no place for the blocks"):
        content.publish(actor=TEAM, variant_id=number)


def test_what_is_worn_does_not_change_behind_its_readers() -> None:
    worn = layout(MJML)
    item = content.create_item(actor=TEAM, title="A")
    number = content.create_variant(actor=TEAM, item_id=item.id, content=words(worn, Filled("headline", "Mine")))
    content.publish(actor=TEAM, variant_id=number)
    published = queries.item(item.id).variants[0]
    assert (published.content.layout, published.content.filled) == (worn, (Filled("headline", "Mine"),))
    for change in (
        lambda: actions.save(actor=TEAM, name="A", source=HTML, layout_id=worn.id),
        lambda: actions.delete(actor=TEAM, layout_id=worn.id),
        lambda: actions.pick(actor=TEAM, layout_id=worn.id, names={}, body_number=None),
    ):
        with pytest.raises(LayoutRefused, match="wears this layout"):
            change()


def test_new_versions_begin_with_the_layout_that_is_chosen() -> None:
    worn = layout(MJML)
    actions.choose_default(actor=TEAM, layout_id=worn.id)
    item = content.create_item(actor=TEAM, title="A")
    number = content.create_variant(actor=TEAM, item_id=item.id, content=words(None))
    assert queries.draft(number).layout == worn
    actions.choose_default(actor=TEAM, layout_id=0)
    assert layouts.default_id() is None


def test_slots_are_held_to_the_rules_of_all_texts() -> None:
    worn = layout(MJML)
    wrong = words(worn, Filled("headline", "{{ person.shoe_size }}"), Filled("call", "Go", "ftp://a.example"))
    said = " ".join(problem.message for problem in fit.report(wrong).problems)
    assert "The slot “headline”" in said
    assert "The slot “call” needs a link" in said


def test_a_letter_in_a_layout_that_would_be_clipped_is_refused() -> None:
    heavy = HTML.replace("Hello</h1>", "Hello</h1><p>" + "words " * 17_000 + "</p>")
    problems = fit.report(words(layout(heavy))).problems
    assert any("too long for Mail" in problem.message for problem in problems)
    assert form_factor("mail").limit == 104_448


def test_a_layouts_own_dark_mode_stays_and_one_without_stays_light() -> None:
    own = letter(words(layout(HTML))).html
    assert 'name="color-scheme" content="light dark"' in own
    assert ".n9-foot td { background: #14161b !important" in own  # what is appended goes with it
    plain = letter(words(layout(MJML))).html
    assert 'name="color-scheme" content="light"' in plain
    assert "prefers-color-scheme" not in plain


def test_a_picture_of_the_library_stands_in_a_slot_once_it_is_cut() -> None:
    number = gallery.image(gallery.photo(), description="An open door").pk
    item = content.create_item(actor=TEAM, title="A")
    wanted = words(layout(MJML), Filled("hero", image_id=number))
    variant = content.create_variant(actor=TEAM, item_id=item.id, content=wanted)
    with pytest.raises(PublishRefused, match="The picture of the slot “hero” is being made ready"):
        content.publish(actor=TEAM, variant_id=variant)
    gallery.make_ready()
    content.publish(actor=TEAM, variant_id=variant)
    html = letter(queries.item(item.id).variants[0].content).html
    assert 'alt="An open door"' in html
    assert "hero.png" not in html
