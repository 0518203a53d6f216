"""A mail's HTML, made ready for the sandboxed frame that it is shown in. Pure.

It is someone else's markup: the frame runs no script, shares no origin, loads nothing but pictures from this install,
and those only when asked for, because a picture tells the sender of an open. Links leave the frame in a new tab.
"""

import re

SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
_HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)
_PICTURE = re.compile(r"(<img\b[^>]*?\s)src(\s*=)", re.IGNORECASE)
_BASE = '<base target="_blank"><meta name="referrer" content="no-referrer">'


def policy(*, picture_origins: tuple[str, ...]) -> str:
    """The content policy of the frame; no origins mean no pictures from the network."""
    pictures = " ".join(("data:", *picture_origins))
    return (
        f"sandbox {SANDBOX}; default-src 'none'; img-src {pictures}; style-src 'unsafe-inline'; "
        "form-action 'none'; frame-ancestors 'self'; base-uri 'none'"
    )


def page(html: str, *, with_pictures: bool) -> str:
    """The HTML with links that open in a new tab; without pictures their addresses are set aside."""
    if not with_pictures:
        html = _PICTURE.sub(r"\1data-held-src\2", html)
    framed, found = _HEAD.subn(lambda match: match.group(0) + _BASE, html, count=1)
    return framed if found else _BASE + html
