"""Which kind of file of a tool this is."""

import re
from collections.abc import Collection

from ninefold.collect.moving.tools import braze, customerio, listmonk, mailchimp, mautic
from ninefold.collect.moving.types import Reader, Tool

READERS: dict[Tool, tuple[Reader, ...]] = {
    Tool.MAILCHIMP: mailchimp.READERS,
    Tool.MAUTIC: mautic.READERS,
    Tool.CUSTOMER_IO: customerio.READERS,
    Tool.BRAZE: braze.READERS,
    Tool.LISTMONK: listmonk.READERS,
}


def reader_of(tool: Tool, name: str, columns: Collection[str]) -> Reader | None:
    """How to read a file of this name with these columns (folded); None where it is none that is known."""
    has = frozenset(columns)
    return next((one for one in READERS[tool] if one.needs <= has and re.search(one.named, name, re.IGNORECASE)), None)
