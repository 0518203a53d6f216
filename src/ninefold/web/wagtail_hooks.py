"""Where Wagtail's admin takes on the studio's look. Its pages use our menu by templates/wagtailadmin/base.html."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from ninefold.web.studio.content import closing
from ninefold.web.studio.content.viewsets import ItemViewSet, VariantViewSet
from ninefold.web.templatetags.studio import asset


def look() -> SafeString:
    """Our tokens, menu and Wagtail's colours by them, after Wagtail's own style sheet."""
    sheets = ("tokens.css", "shell.css", "wagtail.css")
    return format_html_join("", '<link rel="stylesheet" href="{}">', ((asset(sheet),) for sheet in sheets))


def script() -> SafeString:
    """What our menu and the lists of things do in the browser."""
    return format_html_join(
        "", '<script src="{}" defer></script>', ((asset(name),) for name in ("shell.js", "choosers.js"))
    )


def editor_script() -> SafeString:
    """What the editor does in the browser beside Wagtail's own."""
    return format_html('<script src="{}" defer></script>', asset("editor.js"))


def avatar(user: object, size: int) -> str:
    """No picture is fetched from anywhere: everyone has the mark."""
    return asset("mark.svg")


hooks.register("insert_global_admin_css", look)
hooks.register("insert_global_admin_js", script)
hooks.register("insert_editor_js", editor_script)
hooks.register("get_avatar_url", avatar)
hooks.register("construct_snippet_action_menu", closing.in_order)
hooks.register("construct_page_action_menu", closing.in_order)
register_snippet(ItemViewSet)
register_snippet(VariantViewSet)
