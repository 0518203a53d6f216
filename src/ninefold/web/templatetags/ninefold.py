"""For pages of one's own in Wagtail or Django: `{% load ninefold %}{% ninefold_item uuid form="web_hero" %}`."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from ninefold.web.public.tree.embedding import embedded

register = template.Library()


@register.simple_tag(takes_context=True)
def ninefold_item(context: dict[str, Any], uuid: str, form: str = "") -> SafeString:
    """A public item in the reader's language and words, whole or in a form factor; "" where it cannot be shown."""
    return embedded(context["request"], uuid, form)
