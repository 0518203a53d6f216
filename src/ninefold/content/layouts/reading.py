"""A pasted layout read: MJML made HTML, cleaned, with its styles, its body and what was taken out of it by line."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

import mrml

from ninefold.content.errors import LayoutRefused
from ninefold.content.layouts import cleaning, places

SOURCE_CHARACTERS_MAX = 300_000
WIDTH = 600
_NO_FONTS_FROM_ELSEWHERE = mrml.RenderOptions(fonts={})
_MJML = re.compile(r"\s*(?:<\?xml[^>]*\?>|<!--.*?-->|\s)*<mjml\b", re.DOTALL | re.I)
_AT = re.compile(r" in root template at position (\d+):\d+")
_BODY = re.compile(r"<body\b([^>]*)>(.*?)(?:</body\s*>|\Z)", re.DOTALL | re.I)
_HEAD = re.compile(r"<head\b[^>]*>(.*?)</head\s*>", re.DOTALL | re.I)
_STYLE = re.compile(r"<style\b([^>]*)>(.*?)</style\s*>", re.DOTALL | re.I)
_NIGHT = re.compile(r"prefers-color-scheme\s*:\s*dark", re.I)
_OTHERS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\*\|[\w:]+\|\*|%%[\w ]+%%|\[\[.*?\]\]", re.DOTALL)
_LEAVING = re.compile(r"unsub|opt-?out", re.I)


@dataclass(frozen=True, slots=True)
class Read:
    """A layout as it is kept: `head` are its styles, `body` what stands in the body, `style` and `ground` the body's
    own style and background; `notes` say what was taken out."""

    head: str
    body: str
    style: str
    ground: str
    width: int
    has_dark: bool
    notes: tuple[str, ...]


def read(source: str) -> Read:
    """Read HTML or MJML. Raise LayoutRefused naming line and way out."""
    source = source.strip().lstrip("\ufeff")
    if not source:
        raise LayoutRefused("layout_empty", "Paste the whole HTML or MJML of a mail, or choose its file.")
    if len(source) > SOURCE_CHARACTERS_MAX:
        most = f"{SOURCE_CHARACTERS_MAX // 1000} KB"
        raise LayoutRefused(
            "layout_long", f"It is longer than {most}; a mail is clipped at 102 KB. Take something out."
        )
    html = _of_mjml(source) if _MJML.match(source) else source
    found = _BODY.search(html)
    attributes, inner = (found[1], found[2]) if found else ("", html)
    body, left = _own_links(cleaning.body(_without_head(inner)))
    _check(left, source)
    places.check(body, source)
    styles = "".join(_styles(html))
    own = _attributes(attributes)
    return Read(
        styles, body, cleaning.css(own.get("style") or ""), own.get("bgcolor") or "",
        _width(body), bool(_NIGHT.search(styles)), cleaning.told(source),
    )  # fmt: skip


def _of_mjml(source: str) -> str:
    try:
        return str(mrml.to_html(source, render_options=_NO_FONTS_FROM_ELSEWHERE).content)
    except (ValueError, OSError) as error:
        said = str(error)
        at = _AT.search(said)
        line = source.encode()[: int(at[1])].count(b"\n") + 1 if at else source.count("\n") + 1
        what = _AT.sub("", said)
        if "include" in what:
            what = "mj-include names another file; put what stands there in its place"
        raise LayoutRefused(
            "layout_mjml",
            f"Line {line}: {what}. Every element needs its end, written as it began; mend it, paste it again.",
        ) from error


def _without_head(inner: str) -> str:
    return _STYLE.sub("", _HEAD.sub("", inner))


def _styles(html: str) -> list[str]:
    """The styles of a page and its conditional comments, in order; only what CSS may say."""
    found = []
    for match in re.finditer(
        r"<!--\[if.*?<!\[endif\]-->|<style\b([^>]*)>(.*?)</style\s*>", html.partition("</head>")[0], re.DOTALL | re.I
    ):
        if match[2] is None:
            found.append(cleaning.conditional(match[0]))
        else:
            found.append(f'<style type="text/css">{cleaning.css(match[2])}</style>\n')
    found += [
        f'<style type="text/css">{cleaning.css(one[2])}</style>\n'
        for one in _STYLE.finditer(html.partition("</head>")[2])
    ]
    return found


def _attributes(text: str) -> dict[str, str | None]:
    class Body(HTMLParser):
        own: dict[str, str | None] = {}

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.own = dict(attrs)

    parser = Body()
    parser.feed(f"<body{text}>")
    return parser.own


def _own_links(body: str) -> tuple[str, str]:
    """Links for leaving, as other tools mark them, become ours; and what other marks are left."""

    def ours(match: re.Match[str]) -> str:
        is_leaving = _OTHERS.search(match[2]) and _LEAVING.search(match[2])
        return f"{match[1]}https://unsubscribe.invalid{match[3]}" if is_leaving else match[0]

    body = re.sub(r'(<a\b[^>]*?href=")([^"]*)(")', ours, body, flags=re.I)
    return body, body


def _check(body: str, source: str) -> None:
    """Raise LayoutRefused where a mark of another tool would reach readers as it stands."""
    mark = _OTHERS.search(body)
    if mark:
        line = source.count("\n", 0, max(0, source.find(mark[0]))) + 1
        raise LayoutRefused(
            "layout_marks",
            f"Line {line}: {mark[0][:60]} is a mark that another tool fills in, and would reach readers as it stands."
            " Write what it stood for, or make a slot of its place and take it out.",
        )


def _width(body: str) -> int:
    """How wide the place for the blocks is, in pixels: the nearest width that is said around it."""
    return places.width_of_body(body) or WIDTH
