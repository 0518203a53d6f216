"""Lines are as wide as a common sans face makes them, and inboxes cut them there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.adapt import inboxes, units


@pytest.mark.parametrize(
    ("text", "pixels"),
    [
        ("", 0),
        ("i", 4),
        ("W", 16),
        ("iiiiiiiiii", 36),
        ("WWWWWWWWWW", 152),
        ("e\u0301", 9),  # a mark takes no room
        ("日本", 32),
        ("👨‍👩‍👧‍👦", 20),
        ("🇩🇪", 20),
    ],
)
def test_a_line_is_as_wide_as_its_characters(text: str, pixels: int) -> None:
    assert inboxes.width(text) == pixels


def test_narrow_letters_go_where_wide_ones_do_not() -> None:
    assert inboxes.cuts("i" * 60, "") == []
    cut = inboxes.cuts("W" * 30, "")
    assert [(one.inbox.name, one.line) for one in cut] == [
        ("Gmail on Android", "subject"),
        ("Outlook on a desktop", "subject"),
    ]


def test_a_preheader_is_cut_only_where_its_room_is_known() -> None:
    assert {one.inbox.name for one in inboxes.cuts("Short", "Twelve records " * 9)} == {
        "Apple Mail on an iPhone",
        "Outlook on a desktop",
    }


@given(text=st.text(alphabet="aWi é日👍🏽\u200d\u0301กำ", max_size=90))
def test_what_is_left_of_a_line_has_its_room_and_is_how_it_begins(text: str) -> None:
    for cut in inboxes.cuts(text, ""):
        assert inboxes.width(cut.shown) <= cut.inbox.subject
        assert text.startswith(cut.shown.removesuffix("…"))
        assert units.graphemes(cut.shown.removesuffix("…")) < units.graphemes(text)
