"""The buttons at the foot of the editor: publish or send to review first, then save; what undoes comes last.

Who may publish and is alone has nobody to send anything to.
"""

from typing import Any

from django.http import HttpRequest

from ninefold.kernel.users.models import User

ENDS = ("approve", "action-publish", "action-submit")


def in_order(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Put what ends the work in front; the rest stays in its order."""
    if any(item.name == "action-publish" for item in menu_items) and _is_alone():
        menu_items[:] = [item for item in menu_items if item.name != "action-submit"]
    menu_items.sort(key=lambda item: ENDS.index(item.name) if item.name in ENDS else len(ENDS))


def _is_alone() -> bool:
    return not User.objects.filter(is_active=True)[1:2]
