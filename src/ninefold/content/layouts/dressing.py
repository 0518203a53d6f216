"""What a layout takes of the company when it is shown or sent: a mark such as @ink@ or @company@ stands for what the
brand says by then, so that a layout never keeps colours of before."""

import re
from collections.abc import Mapping
from dataclasses import replace

from ninefold.content.types import Layout

_MARK = re.compile(r"@([a-z_]+)@")


def dressed(layout: Layout, values: Mapping[str, str]) -> Layout:
    """The layout with its marks set to `values` (HTML, by name). What names none of them stays as it stands."""

    def put(text: str) -> str:
        return _MARK.sub(lambda mark: values.get(mark[1], mark[0]), text)

    return replace(
        layout, head=put(layout.head), body=put(layout.body), style=put(layout.style), ground=put(layout.ground)
    )
