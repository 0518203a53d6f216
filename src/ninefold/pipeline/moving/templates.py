"""Templates of the tool that is left, as locked drafts; and what of each did not parse."""

from collections.abc import Iterable
from typing import Any

import msgspec

from ninefold.collect.moving.types import Template, Tool
from ninefold.content.foreign.taking import take_template
from ninefold.kernel import actors


def take(tool: Tool, found: Iterable[Template]) -> list[dict[str, Any]]:
    """Take each in; twice is as once. What came of each, as the report shows it."""
    actor = actors.system("moving")
    return [
        msgspec.to_builtins(
            take_template(actor=actor, tool=tool.value, name=one.name, subject=one.subject, html=one.html)
        )
        for one in found
    ]
