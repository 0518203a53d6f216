"""Merge tags of other tools as Liquid. What has no counterpart stays as a gap, which nothing is published with. Pure.

A tag that leads out of a list (unsubscribe, view in the browser) goes: every letter of ours has these by itself.
"""

import re
from collections.abc import Callable

_PERSON = {
    "fname": "first_name", "firstname": "first_name", "first_name": "first_name", "lname": "last_name",
    "lastname": "last_name", "last_name": "last_name", "name": "name", "fullname": "name", "city": "city",
    "home_city": "city", "country": "country", "language": "language",
}  # fmt: skip
_COMPANY = {"company", "list:company", "list_company"}
_OUT = re.compile(
    r"unsub|webview|view_?in_?browser|archive|messageurl|optinurl|trackview|manage|preferences|update_profile|forward",
    re.IGNORECASE,
)
_FALLBACKS = {"first_name": "friend", "name": "friend"}
GAP = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)


def _person(name: str, fallback: str = "") -> str:
    """A personal placeholder with a fallback, which ours must have."""
    key = name.strip().lower()
    if key in _COMPANY:
        return "{{ company.name }}"
    path = f"person.{_PERSON[key]}" if key in _PERSON else f"person.traits.{re.sub(r'[^a-z0-9_]', '_', key)}"
    said = (fallback or _FALLBACKS.get(_PERSON.get(key, ""), "")).replace("'", "’")
    return f"{{{{ {path} | default: '{said}' }}}}"


def _gap(tag: str) -> str:
    inner = " ".join(tag.split()).replace("[[", "").replace("]]", "").replace("{", "(").replace("}", ")")
    return f"[[{inner[:120]}]]"


def _known(name: str, tag: str, fallback: str = "", *, is_trait: bool = False) -> str:
    if _OUT.search(name):
        return ""
    if is_trait or name.strip().lower() in _PERSON or name.strip().lower() in _COMPANY:
        return _person(name, fallback)
    return _gap(tag)


def _mailchimp(found: re.Match[str]) -> str:
    return _known(found[1].strip(), found[0])


def _mautic(found: re.Match[str]) -> str:
    kind, name, fallback = found[1], found[3] or "", found[5] or ""
    if kind in ("contactfield", "leadfield"):
        return _person(name, fallback)
    return "" if _OUT.search(kind) else _gap(found[0])


def _liquid(found: re.Match[str]) -> str:
    """Liquid of Customer.io or Braze: a plain placeholder with or without a default; all else is a gap."""
    inner = found[0]
    if _OUT.search(inner):
        return ""
    plain = _PLAIN.fullmatch(inner)
    if plain is None:
        return _gap(inner)
    return _person(plain["name"], plain["fallback"] or "")


def _listmonk(found: re.Match[str]) -> str:
    inner = found[1].strip()
    if link := re.fullmatch(r'TrackLink\s+"([^"]+)".*', inner):
        return link[1]
    if _OUT.search(inner) or inner.startswith("template "):
        return ""
    field = re.fullmatch(r"\.Subscriber\.(?:Attribs\.)?(\w+)", inner)
    return _known(field[1], found[0], is_trait=".Attribs." in inner) if field else _gap(found[0])


_PLAIN = re.compile(
    r"\{\{\s*(?:customer\.|custom_attribute\.)?(?:\$\{)?(?P<name>\w+)\}?"
    r"(?:\s*\|\s*default:\s*(?P<q>['\"])(?P<fallback>[^'\"]*)(?P=q))?\s*\}\}"
)
_LIQUID = re.compile(r"\{%.*?%\}|\{\{.*?\}\}+", re.DOTALL)
_TAGS: dict[str, tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = {
    "mailchimp": (re.compile(r"\*\|([^|]{1,200}?)\|\*"), _mailchimp),
    "mautic": (re.compile(r"\{(\w+)(=([\w-]+)(\|([^}]*))?)?\}"), _mautic),
    "customerio": (_LIQUID, _liquid),
    "braze": (_LIQUID, _liquid),
    "listmonk": (re.compile(r"\{\{-?(.*?)-?\}\}", re.DOTALL), _listmonk),
}


def as_liquid(tool: str, text: str) -> str:
    """A text with the tool's merge tags as Liquid, or as gaps."""
    pattern, said = _TAGS[tool]
    return pattern.sub(said, text)


def gaps(text: str) -> list[str]:
    """What stands in gaps of a text."""
    return [found.strip() for found in GAP.findall(text)]
