"""What a contact costs of a person's attention, by channel, in millionths; and which channels come uninvited.

A mail is the measure: 1.0. A text message interrupts more, 1.5; a push is glanced at, 0.4; a card on a page that the
person opened, or a post in a feed, asks least, 0.2. Stated, not measured; the same for every
install.
"""

from dataclasses import dataclass

from ninefold.culture.types import Channel

MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """`micro` is the price; quiet hours and a person's own pace hold for channels that are `uninvited`."""

    micro: int
    uninvited: bool


PRICES = {
    Channel.MAIL: Price(1_000_000, uninvited=True),
    Channel.SMS: Price(1_500_000, uninvited=True),
    Channel.PUSH: Price(400_000, uninvited=True),
    Channel.WEB: Price(200_000, uninvited=False),
    Channel.SOCIAL: Price(200_000, uninvited=False),
}
assert set(PRICES) == set(Channel)
