"""Tokens of mailed links: nobody can forge one, none opens what another is for, all fit where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.channel import tokens
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel.tokens import TokenRefused

ids = st.integers(min_value=1, max_value=2**32 - 1)


def test_each_token_gives_back_what_it_carries() -> None:
    assert tokens.read_open(tokens.open_token(7, 9)) == tokens.Outcome(7, 9)
    assert tokens.read_click(tokens.click_token(7, 9, 3)) == tokens.Click(7, 9, 3)
    assert tokens.read_poll(tokens.poll_token(7, 9, 3, "b1", 2)) == tokens.Poll(7, 9, 3, "b1", 2)
    for purpose in Purpose:
        for channel in Channel:
            token = tokens.unsubscribe_token(7, 9, purpose, channel)
            assert tokens.read_unsubscribe(token) == tokens.Leave(7, 9, purpose, channel)


def test_a_token_opens_only_what_it_is_for() -> None:
    with pytest.raises(TokenRefused):
        tokens.read_preferences(tokens.open_token(7, 9))
    with pytest.raises(TokenRefused):
        tokens.check_mailbox(tokens.open_token(7, 9))
    tokens.check_mailbox(tokens.mailbox_token())


@given(ids, ids, st.integers(min_value=0, max_value=2000))
def test_a_changed_token_is_refused(delivery_id: int, profile_id: int, place: int) -> None:
    token = tokens.click_token(delivery_id, profile_id, 1)
    place %= len(token) - 1  # the last character holds spare bits that carry nothing
    other = "A" if token[place] != "A" else "B"
    with pytest.raises(TokenRefused):
        tokens.read_click(token[:place] + other + token[place + 1 :])


@given(ids, ids)
def test_an_address_carries_its_token_whatever_relays_do_to_its_case(delivery_id: int, profile_id: int) -> None:
    token = tokens.unsubscribe_token(delivery_id, profile_id, Purpose.COMMUNITY, Channel.MAIL)
    for word, address in zip(("reply", "bounce", "leave"), tokens.addresses(token, "reply.example"), strict=True):
        assert len(address.partition("@")[0]) <= 64
        assert tokens.from_address(address.upper()) == (word, token)
        assert tokens.address(word, token, "reply.example") == address


@pytest.mark.parametrize("address", ["", "x", "reply+", "reply+!!!@a", "a@b", "reply+" + "a" * 100 + "@b"])
def test_an_address_that_is_none_of_ours_is_refused(address: str) -> None:
    with pytest.raises(TokenRefused):
        tokens.read_unsubscribe(tokens.from_address(address)[1])
