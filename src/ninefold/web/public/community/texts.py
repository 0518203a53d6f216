"""What people wrote, as HTML: paragraphs and links to the web, nothing else of theirs. Pure."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

_URL = re.compile(r"https?://[^\s<>\"'`\\^{}|\x00-\x20]+", re.IGNORECASE)
_TRAILING = ".,;:!?"
SHOWN_CHARACTERS_MAX = 60


def as_html(text: str) -> SafeString:
    """Paragraphs (an empty line between), line breaks, and web addresses as links that lend no weight."""
    paragraphs = [part for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]
    return format_html_join("\n", "<p>{}</p>", ((_lines(part),) for part in paragraphs))


def _lines(paragraph: str) -> SafeString:
    return mark_safe("<br>".join(_linked(line) for line in paragraph.split("\n")))  # noqa: S308  # each is escaped


def _linked(line: str) -> SafeString:
    parts: list[SafeString] = []
    start = 0
    for found in _URL.finditer(line):
        url = _trimmed(found[0])
        parts += [format_html("{}", line[start : found.start()]), _link(url)]
        start = found.start() + len(url)
    parts.append(format_html("{}", line[start:]))
    return mark_safe("".join(parts))  # noqa: S308  # each is escaped


def _trimmed(url: str) -> str:
    """Without the marks that end a sentence, and without a bracket that was opened before it."""
    url = url.rstrip(_TRAILING)
    while url.endswith(")") and url.count(")") > url.count("("):
        url = url[:-1].rstrip(_TRAILING)
    return url


def _link(url: str) -> SafeString:
    shown = url if len(url) <= SHOWN_CHARACTERS_MAX else url[: SHOWN_CHARACTERS_MAX - 1] + "…"
    return format_html('<a href="{}" rel="nofollow ugc noopener">{}</a>', url, shown)


def excerpt(text: str, characters: int = 200) -> str:
    """The beginning of a text in one line, cut between words."""
    line = " ".join(text.split())
    return line if len(line) <= characters else line[:characters].rpartition(" ")[0] + " …"
