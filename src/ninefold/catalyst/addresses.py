"""Which identifier a channel reaches a person by."""

from ninefold.context.types import Person
from ninefold.culture.types import Channel

# The web needs none: whoever comes is there. Social posts go to an account that the person linked.
KINDS: dict[Channel, str] = {
    Channel.MAIL: "email",
    Channel.SMS: "phone",
    Channel.PUSH: "push",
    Channel.SOCIAL: "social",
}


def is_reachable(person: Person, channel: Channel) -> bool:
    """Whether an address for this channel is known."""
    return channel not in KINDS or bool(person.address(KINDS[channel]))
