"""The builder's rows and the condition they stand for are the same thing, both ways."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ninefold.kernel.errors import BadInput
from ninefold.web.studio.segments import builder, drafts, rereading
from ninefold.web.studio.segments.builder import Row

names = st.text(min_size=1, max_size=20).map(str.strip).filter(bool)
days = st.integers(1, 400).map(str)
values = st.one_of(names, st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.booleans())
rows = st.one_of(
    st.builds(Row, name=names, operator=st.just("never")),
    st.builds(Row, name=names, operator=st.just("not_within"), days=days),
    st.builds(Row, name=names, operator=st.just("at_least"), value=days, days=st.one_of(st.just(""), days)),
    st.builds(Row, name=names, operator=st.just("at_most"), value=days, days=st.one_of(st.just(""), days)),
    st.builds(Row, name=names, operator=st.just("first"), days=days),
    st.builds(Row, name=names, operator=st.just("last"), value=days, days=st.one_of(st.just(""), days)),
    st.builds(Row, name=names, operator=st.just("sum"), value=days, of=names, days=st.one_of(st.just(""), days)),
    st.builds(Row, kind=st.just("sequence"), name=names, operator=st.sampled_from(["then", "then_not"]), then=names,
              days=st.one_of(st.just(""), days)),
    st.builds(Row, kind=st.just("segment"), name=names, operator=st.sampled_from(["in", "not_in"])),
    st.builds(Row, kind=st.just("sample"), name=names, operator=st.just("in"), value=st.sampled_from(["5", "2.5"])),
    st.builds(Row, kind=st.just("trait"), name=names, operator=st.sampled_from(["is", "is_not", "gte", "gt", "lt"]),
              value=values.map(builder.text_of)),
    st.builds(Row, kind=st.just("trait"), name=names, operator=st.sampled_from(["exists", "missing"])),
    st.builds(Row, kind=st.just("group"), operator=st.sampled_from(["member", "no_member"]),
              of=st.sampled_from(["", "home"])),
    st.builds(Row, kind=st.just("group"), name=names, operator=st.sampled_from(["is", "in", "gte", "lt"]), of=names,
              value=values.map(builder.text_of)),
    st.builds(Row, kind=st.just("group"), name=names, operator=st.sampled_from(["exists", "missing"]), of=names),
    st.builds(Row, kind=st.just("community"), name=names,
              operator=st.sampled_from(["in", "not_in", "seems", "seems_not"])),
    st.builds(Row, kind=st.just("consent"), operator=st.sampled_from(["granted", "withdrawn", "none"])),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(rows, min_size=1, max_size=6), st.sampled_from(["all", "any"]))
def test_rows_come_back_from_their_condition(typed: list[Row], match: str) -> None:
    condition = builder.condition_of(typed, match)
    found = rereading.rows_of(condition)
    assert found is not None
    assert builder.condition_of(*found) == condition


@given(values)
def test_a_value_is_read_back_as_it_was(value: object) -> None:
    assert builder.value_of(builder.text_of(value)) == value


@pytest.mark.parametrize("kind", list(builder.OPERATORS))
def test_a_row_whose_kind_was_changed_keeps_nothing_of_the_old_one(kind: str) -> None:
    was = "trait" if kind == "event" else "event"
    typed = {"row-0-kind": kind, "row-0-was": was, "row-0-name": "plan", "row-0-operator": "is", "row-0-value": "pro"}
    (row,) = builder.rows_of_form(typed)
    assert (row.kind, row.name, row.value) == (kind, "", "1" if kind == "event" else "")
    (kept,) = builder.rows_of_form(typed | {"row-0-was": kind})
    assert (kept.name, kept.value) == ("plan", "pro")


def test_a_nested_condition_has_no_rows_and_stays_json() -> None:
    nested = {"all": [{"any": [{"trait": "plan", "is": "pro"}]}, {"event": "Order Completed", "never": True}]}
    assert rereading.rows_of(nested) is None


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Row(name=""), "name the event"),
        (Row(name="Order Completed", value="none"), "number of times"),
        (Row(name="Order Completed", operator="not_within", days="0"), "number of days"),
        (Row(kind="trait", name="plan", operator="is"), "compared with"),
        (Row(kind="community", operator="in"), "choose a community"),
        (Row(kind="group", operator="is", value="pro"), "told of the group"),
        (Row(kind="segment", operator="in"), "choose a segment"),
        (Row(kind="sample", operator="in", value="some"), "percent as a number"),
        (Row(kind="sequence", name="Cart Filled", operator="then"), "what comes next"),
    ],
)
def test_what_is_missing_is_named_with_its_row(row: Row, said: str) -> None:
    with pytest.raises(BadInput, match=f"Row 2: .*{said}"):
        builder.condition_of([Row(name="Order Completed", value="1"), row], "all")


def test_broken_json_says_where() -> None:
    with pytest.raises(BadInput, match="Line 2, column"):
        builder.condition_of_json('{"all":\n]}')
    with pytest.raises(BadInput, match="JSON object"):
        builder.condition_of_json("[]")


def test_a_press_of_json_and_back_loses_nothing() -> None:
    form = {"row-0-kind": "event", "row-0-name": "Order Completed", "row-0-value": "2", "name": "Twice"}
    as_json = drafts.of_form(form | {"do": "json"})
    assert as_json.is_json
    back = drafts.of_form({"name": "Twice", "view": "json", "text": as_json.text, "do": "rows"})
    assert back.condition() == drafts.of_form(form).condition()


def test_rows_that_are_not_ready_stay_rows_when_json_is_asked_for() -> None:
    half = drafts.of_form({"row-0-kind": "event", "row-0-name": "Order Completed", "row-1-name": "", "do": "json"})
    assert not half.is_json
    assert len(half.rows) == 2


def test_rows_are_added_and_removed() -> None:
    form = {f"row-{n}-name": name for n, name in enumerate("abc")}
    assert [row.name for row in drafts.of_form(form | {"do": "remove-1"}).rows] == ["a", "c"]
    assert len(drafts.of_form(form | {"do": "add"}).rows) == 4
