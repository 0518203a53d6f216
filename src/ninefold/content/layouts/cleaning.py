"""What may stand in a layout of mail: tables, styles, media queries and conditional comments; nothing that runs, asks
for anything, or is fetched in secret.

nh3 parses as browsers do and keeps what is listed here. What it takes out is told by line.
"""

import re
from html.parser import HTMLParser

import nh3

_TAGS = {
    *("a", "abbr", "address", "b", "blockquote", "br", "caption", "center", "code", "col", "colgroup", "dd", "div"),
    *("dl", "dt", "em", "figcaption", "figure", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "li"),
    *("ol", "p", "pre", "s", "section", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot"),
    *("th", "thead", "tr", "u", "ul", "header", "footer", "main", "article"),
}
_SILENT = {"script", "style", "title", "template", "noscript", "svg", "math", "iframe", "object", "form"}
_ANYWHERE = {
    *("style", "class", "id", "align", "valign", "width", "height", "bgcolor", "background", "border", "cellpadding"),
    *("cellspacing", "role", "dir", "lang", "title", "color", "face", "size", "hspace", "vspace"),
}
_OWN = {"a": {"href", "target", "name"}, "img": {"src", "alt", "srcset", "sizes"}, "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan", "scope"}}  # fmt: skip
_SCHEMES = {"http", "https", "mailto", "tel"}
_REFUSED = {
    "script": "a program", "iframe": "a frame", "object": "an object", "embed": "an object", "form": "a form",
    "input": "a field", "select": "a field", "textarea": "a field", "button": "a field", "video": "a video",
    "audio": "a sound", "svg": "a drawing (SVG)", "base": "a base address", "link": "a style sheet from elsewhere",
}  # fmt: skip
_RUNS = re.compile(r"<\s*(?:script|iframe|object|embed|form|link|meta|base)\b|\bon\w+\s*=|javascript:|vbscript:", re.I)
_CONDITION = re.compile(r"\s*(?:\[if [^\]]*\]|<!\[endif\])", re.I)
_CSS_OUT = (
    (re.compile(r"@import\b[^;{}]*(?:;|$)", re.I), "an import of styles from elsewhere"),
    (re.compile(r"@font-face\s*\{[^}]*\}", re.I), "a font from elsewhere, whose host would learn who reads"),
    (re.compile(r"expression\s*\([^)]*\)|behavior\s*:[^;}]*|-moz-binding\s*:[^;}]*", re.I), "a style that runs"),
    (re.compile(r"url\(\s*['\"]?\s*(?!https?:|data:image/(?:png|gif|jpeg|webp))[^)]*\)", re.I), "an odd address"),
)
_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)


def css(text: str) -> str:
    """Styles without what is fetched from elsewhere or runs; no `<` that could end them."""
    for pattern, _ in _CSS_OUT:
        text = pattern.sub("", text)
    return re.sub(r"<!--|-->|<[^>]*>?", "", text)


def body(html: str) -> str:
    """A body that is safe to show and to send."""
    kept = nh3.clean(
        html, tags=_TAGS, clean_content_tags=_SILENT, attributes={"*": _ANYWHERE, **_OWN},
        generic_attribute_prefixes={"aria-"}, url_schemes=_SCHEMES, link_rel=None, strip_comments=False,
        attribute_filter=_attribute,
    )  # fmt: skip
    return conditional(kept).replace("@@", "@\u2060@")  # two of them mark what is filled in


def _attribute(_: str, name: str, value: str) -> str | None:
    if name == "style":
        return css(value)
    if name in {"background", "srcset"} and not re.match(r"\s*https?://", value, re.I):
        return None
    return value


def conditional(html: str) -> str:
    """The same without comments but conditional ones (for Outlook), and of those none that holds what could run."""
    return _COMMENT.sub(lambda one: one[0] if _CONDITION.match(one[1]) and not _RUNS.search(one[1]) else "", html)


def told(source: str) -> tuple[str, ...]:
    """What is taken out of a source, with its lines, in words."""
    watch = _Watch()
    watch.feed(source)
    for pattern, what in _CSS_OUT:
        for match in pattern.finditer(source):
            watch.found.append((source.count("\n", 0, match.start()) + 1, what))
    lines = dict.fromkeys(f"Line {line}: {what} was taken out." for line, what in sorted(watch.found))
    return tuple(lines)[:40]


class _Watch(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        if tag in _REFUSED:
            self.found.append((line, _REFUSED[tag]))
        for name, value in attrs:
            said = re.sub(r"[\s\x00-\x1f]", "", value or "").lower()
            if name.startswith("on"):
                self.found.append((line, f"a program ({name})"))
            elif said.startswith(("javascript:", "vbscript:", "data:text")):
                self.found.append((line, f"an address that runs ({name})"))
