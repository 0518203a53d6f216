"""The slots of a layout. One convention, in HTML as in MJML: an element of the class `slot-NAME` is a slot.

`slot-body` takes the blocks. Another is a picture where its element is or holds an image and no text, a link where all
its text is a link's, else a text. `slot-unsubscribe`, `slot-preferences` and `slot-imprint` are filled by Ninefold.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString

from ninefold.content.errors import LayoutRefused
from ninefold.content.types import LayoutSlot, SlotKind

BODY = "body"
FILLED_BY_US = frozenset({"unsubscribe", "preferences", "imprint"})
SLOTS_MAX = 40
EXCERPT = 60
_CLASS = re.compile(r"slot-([a-z][a-z0-9-]{0,30})")
_MARK = re.compile("\ue000([a-z0-9-]+):([a-z]+)\ue001")
_LEAVING = "https://unsubscribe.invalid"
_BLOCKS = ("table", "td", "th", "div", "p", "h1", "h2", "h3", "h4", "ul", "ol", "li", "center", "section", "tr")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is filled in: the slot and its part: `words`, `url`, `picture`, `alt` or `blocks`."""

    slot: str
    part: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """An element that could be a slot: its number in the layout, its kind and how it begins."""

    number: int
    kind: SlotKind
    excerpt: str
    name: str


@lru_cache(maxsize=256)
def pieces(body: str) -> tuple[str | Place, ...]:
    """A layout's body as what is locked and what is filled in, in order."""
    tree = _tree(body)
    for element in _marked(tree):
        _mark(element, _name(element))
    for link in tree.find_all("a", href=_LEAVING):
        link["href"] = _sign("unsubscribe", "url")
    parts = _MARK.split(tree.decode(formatter="minimal"))
    found: list[str | Place] = []
    for index in range(0, len(parts), 3):
        found.append(parts[index])
        if index + 2 < len(parts):
            found.append(Place(parts[index + 1], parts[index + 2]))
    return tuple(found)


@lru_cache(maxsize=256)
def slots(body: str) -> tuple[LayoutSlot, ...]:
    """The slots that authors may fill, in order, each with what stands in it before."""
    found = []
    for element in _marked(_tree(body)):
        name = _name(element)
        if name != BODY and name not in FILLED_BY_US:
            found.append(_slot(element, name))
    return tuple(found)


def check(body: str, source: str) -> None:
    """Raise LayoutRefused where slots stand twice, inside of one another, or are too many."""
    seen: set[str] = set()
    for element in _marked(_tree(body)):
        name = _name(element)
        line = _line(source, f"slot-{name}")
        if name in seen:
            raise LayoutRefused(
                "layout_slot_twice", f"Line {line}: there are two slots {name!r}. Give one another name."
            )
        if any(_name(parent) for parent in element.parents if isinstance(parent, Tag)):
            raise LayoutRefused(
                "layout_slot_inside", f"Line {line}: the slot {name!r} stands inside of another. Take one of them out."
            )
        seen.add(name)
    if len(seen) > SLOTS_MAX:
        raise LayoutRefused("layout_slots_many", f"There are {len(seen)} slots; at most {SLOTS_MAX} can be filled in.")


def has_body(body: str) -> bool:
    """Whether there is a place for the blocks."""
    return any(_name(element) == BODY for element in _marked(_tree(body)))


def width_of_body(body: str) -> int:
    """The nearest width in pixels that is said around the place for the blocks; 0 where none is."""
    for element in _marked(_tree(body)):
        if _name(element) == BODY:
            for one in (element, *element.parents):
                if isinstance(one, Tag) and (width := _width(one)):
                    return width
    return 0


def candidates(body: str) -> tuple[Candidate, ...]:
    """What could be a slot, in order: texts, links and pictures that stand in none yet, and those that do."""
    found = []
    for number, element in enumerate(_elements(_tree(body))):
        inside = next((one for one in (element, *element.parents) if isinstance(one, Tag) and _name(one)), None)
        if inside is not None and inside is not element:
            continue
        slot = _slot(element, _name(element))
        if slot.url == _LEAVING:
            continue
        if slot.words.strip() or slot.kind is SlotKind.PICTURE:
            shown = " ".join((slot.alt or slot.url if slot.kind is SlotKind.PICTURE else slot.words).split())
            found.append(Candidate(number, slot.kind, shown[:EXCERPT], _name(element)))
    return tuple(found)


def picked(body: str, names: dict[int, str], body_number: int | None) -> str:
    """The same with these elements as slots and the cell of one as the place for the blocks; others are locked."""
    tree = _tree(body)
    elements = _elements(tree)
    for element in _marked(tree) if body_number is not None else []:
        if _name(element) == BODY:
            _rename(element, "")
    for number, element in enumerate(elements):
        _rename(element, names.get(number, "")) if _name(element) != BODY else None
    if body_number is not None and 0 <= body_number < len(elements):
        around = elements[body_number].find_parent(["td", "div", "section"]) or elements[body_number]
        for inner in around.find_all(True):
            _rename(inner, "")
        _rename(around, BODY)
    return tree.decode(formatter="minimal")


def _tree(body: str) -> BeautifulSoup:
    return BeautifulSoup(body, "html.parser")


def _marked(tree: BeautifulSoup) -> list[Tag]:
    return [element for element in tree.find_all(True) if isinstance(element, Tag) and _name(element)]


def _name(element: Tag) -> str:
    return next((match[1] for one in _classes(element) if (match := _CLASS.fullmatch(one))), "")


def _rename(element: Tag, name: str) -> None:
    classes = [one for one in _classes(element) if not _CLASS.fullmatch(one)]
    if name:
        classes.append(f"slot-{name}")
    if classes:
        element["class"] = " ".join(classes)
    elif element.has_attr("class"):
        del element["class"]


def _classes(element: Tag) -> list[str]:
    found = element.get("class")
    if found is None:
        return []
    return found.split() if isinstance(found, str) else [str(one) for one in found]


def _elements(tree: BeautifulSoup) -> list[Tag]:
    """Images, and what holds text itself: the innermost block around it, or a link that stands alone."""
    found = []
    for element in tree.find_all(True):
        if not isinstance(element, Tag):
            continue
        if element.name == "img" or (element.name == "a" and _text(element)):
            found.append(element)
        elif element.name in _BLOCKS and element.name not in ("table", "tr", "ul", "ol"):
            own = any(type(child) is NavigableString and child.strip() for child in element.children)
            inner = any(
                child.name in ("b", "strong", "em", "i", "span", "font", "u")
                for child in element.find_all(True, recursive=False)
            )
            if (own or inner) and not element.find(list(_BLOCKS)):
                found.append(element)
    return found


def _slot(element: Tag, name: str) -> LayoutSlot:
    image, link, text = _image(element), _link(element), _text(element)
    if image is not None and not text:
        return LayoutSlot(name, SlotKind.PICTURE, "", str(image.get("src") or ""), str(image.get("alt") or ""))
    if link is not None and _text(link) == text:
        return LayoutSlot(name, SlotKind.LINK, text, str(link.get("href") or ""), "")
    return LayoutSlot(name, SlotKind.TEXT, text, "", "")


def _mark(element: Tag, name: str) -> None:
    """Put signs where the parts of a slot go."""
    if name == BODY:
        element.clear()
        element.append(_sign(name, "blocks"))
        return
    slot, image, link = _slot(element, name), _image(element), _link(element)
    if slot.kind is SlotKind.PICTURE and image is not None:
        image["src"], image["alt"] = _sign(name, "picture"), _sign(name, "alt")
        for fixed in ("height", "srcset"):
            if image.has_attr(fixed):
                del image[fixed]
        return
    if (slot.kind is SlotKind.LINK or name in FILLED_BY_US) and link is not None:
        link["href"] = _sign(name, "url")
    inner = link if slot.kind is SlotKind.LINK and link is not None else _innermost(element)
    inner.clear()
    inner.append(_sign(name, "words"))


def _innermost(element: Tag) -> Tag:
    """Down through elements that hold one other and nothing else."""
    while True:
        inner = [one for one in element.children if not (type(one) is NavigableString and not one.strip())]
        if len(inner) != 1 or not isinstance(inner[0], Tag) or inner[0].name in ("a", "img", "br"):
            return element
        element = inner[0]


def _image(element: Tag) -> Tag | None:
    found = element if element.name == "img" else element.find("img")
    return found if isinstance(found, Tag) else None


def _link(element: Tag) -> Tag | None:
    found = element if element.name == "a" else element.find("a")
    return found if isinstance(found, Tag) else None


def _text(element: Tag) -> str:
    found = (
        str(one) for one in element.descendants if isinstance(one, NavigableString) and not isinstance(one, Comment)
    )
    return " ".join(" ".join(found).split())


def _sign(name: str, part: str) -> str:
    return f"\ue000{name}:{part}\ue001"


def _width(element: Tag) -> int:
    said = str(element.get("width") or "")
    if said.isdigit():
        return int(said) if 200 <= int(said) <= 900 else 0
    match = re.search(r"(?:max-)?width:\s*(\d{3})px", str(element.get("style") or ""))
    return int(match[1]) if match and 200 <= int(match[1]) <= 900 else 0


def _line(source: str, words: str) -> int:
    return source.count("\n", 0, max(0, source.find(words))) + 1
