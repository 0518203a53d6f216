"""A person's identifiers are found as people write them, and not where they are a part of another's."""

import re

import pytest

from ninefold.kernel.mentions import Mentions

OF = Mentions(
    [("email", "mina@example.org"), ("phone", "+4915112345678"), ("account", "u1"), ("claimed", "cust-4711")], key=b"k"
)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Write to Mina@Example.org.", "Write to erased."),
        ("?by=mina%40example.org&x=1", "?by=erased&x=1"),
        ("+49 151 123 456 78", "erased"),
        ("0049 (0)151/12345678!", "erased!"),
        ("tel:015112345678", "tel:erased"),
        ("for cust-4711, today", "for erased, today"),
        ("amina@example.org", None),
        ("mina@example.org.uk", None),
        ("49151123456789", None),
        ("cust-47110", None),
        ("u1", None),
    ],
)
def test_what_is_theirs_is_masked_and_what_only_holds_it_is_not(text: str, masked: str | None) -> None:
    assert OF.masked(text) == (masked or text)
    assert masked is None or re.search(OF.near, text, re.IGNORECASE), "what is masked is found by the wider pattern"


def test_ids_are_masked_as_a_whole_and_keys_stay_apart() -> None:
    assert (OF.masked_id("u1"), OF.masked_id("u12"), OF.masked_key("u1")) == ("erased", "u12", "u1")
    homes = {OF.masked_key("home:mina@example.org"), OF.masked_key("club:mina@example.org")}
    assert len(homes) == 2
    assert all("mina" not in home for home in homes)


def test_json_keeps_all_the_rest() -> None:
    told = '{"a":[4915112345678,1.50,true,{"mina@example.org":"u1"}]}'
    assert OF.masked_json(told) == '{"a":["erased",1.5,true,{"erased":"u1"}]}'
    assert OF.masked_json('{"size":1.50}') == '{"size":1.50}'


@pytest.mark.parametrize(
    ("told", "masked"),
    [
        ('{"friend_id":"u1"}', '{"friend_id":"erased"}'),
        ('{"invitedBy":"U1","by":" u1 "}', '{"invitedBy":"erased","by":"erased"}'),
        ('{"customer_number":42,"members":["u1","u2"]}', '{"customer_number":"erased","members":["erased","u2"]}'),
        ('{"friend":{"id":"u1","size":"u1"}}', '{"friend":{"id":"erased","size":"u1"}}'),
        ('{"quantity":42,"user_count":42,"order_id":"42","standby":"u1"}', None),
        ('{"friend_note":"u1 is here","size":"u1","id":"u1"}', None),
    ],
)
def test_short_ids_are_masked_where_a_name_says_that_it_is_somebody(told: str, masked: str | None) -> None:
    short = Mentions([("account", "u1"), ("anonymous", "42")], key=b"k")
    assert short.masked_json(told) == (masked or told)
    assert masked is None or re.search(short.near, told, re.IGNORECASE)


def test_a_short_id_alone_is_masked_under_the_name_it_has() -> None:
    assert [OF.masked_json('"u1"', name) for name in ("brought_by", "size")] == ['"erased"', '"u1"']
