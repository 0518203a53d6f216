"""The buttons at the foot of the editor: publish or send to review first, then save; what undoes comes last."""

from typing import Any

from django.http import HttpRequest

ENDS = ("approve", "action-publish", "action-submit")


def in_order(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Put what ends the work in front; the rest stays in its order."""
    menu_items.sort(key=lambda item: ENDS.index(item.name) if item.name in ENDS else len(ENDS))
