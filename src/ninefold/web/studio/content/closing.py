"""The buttons at the foot of the editor: publish or send to review first, then save; what undoes comes last.

Who may publish and is alone has nobody to send anything to, and is told so in the place of that button.
"""

from typing import Any

from django.http import HttpRequest
from wagtail.snippets.action_menu import ActionMenuItem

from ninefold.kernel.users.models import User

ENDS = ("approve", "action-publish", "action-submit")


class NobodyToAsk(ActionMenuItem):  # type: ignore[misc]  # Wagtail ships no types
    """Why nothing can be sent to review, and who is to be invited for that."""

    name = "nobody-to-ask"
    template_name = "studio/content/nobody_to_ask.html"


def in_order(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Put what ends the work in front; the rest stays in its order."""
    names = {item.name for item in menu_items}
    if names >= {"action-publish", "action-submit"} and is_alone():
        menu_items[:] = [item for item in menu_items if item.name != "action-submit"] + [NobodyToAsk()]
    menu_items.sort(key=lambda item: ENDS.index(item.name) if item.name in ENDS else len(ENDS))


def is_alone() -> bool:
    """Whether the team has one account, so that nobody else can review anything."""
    return not User.objects.filter(is_active=True)[1:2]
