"""The form factors: those of formfactors.toml, and an install's own from the file of that name in its data folder."""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from ninefold.adapt import slots
from ninefold.adapt.errors import FormFactorUnknown, FormFactorWrong
from ninefold.adapt.types import FormFactor, Layout
from ninefold.adapt.units import UNITS
from ninefold.content.imaging.types import Slot
from ninefold.culture.types import Channel
from ninefold.kernel import settings

FILE = "formfactors.toml"
FORM_FACTORS_MAX = 50
_FILE_BYTES_MAX = 100_000
_KEY = re.compile(r"[a-z][a-z0-9_]{0,19}")
_KEPT_LAYOUTS = {"mail": Layout.LETTER, "web_card": Layout.TITLED}
_LENGTHS = (
    "title_limit",
    "preheader_limit",
    "bytes_max",
    "payload_bytes",
    "link_characters",
    "link_weight",
)
_LENGTH_MAX = 1_000_000
_NAME_CHARACTERS_MAX = 40
_LINK_CHARACTERS_MIN = 20
FRAMES = {"mail": "mail", "sms": "sms", "social": "post", "push": "push", "web": "card"}  # by channel
_FRAMES = ("", *FRAMES.values(), "chat", "hero")


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Any]:
    return tomllib.loads(files("ninefold.adapt").joinpath(FILE).read_text(encoding="utf-8"))


def _built_in(table: str = "form_factor") -> dict[str, dict[str, Any]]:
    return {one["key"]: one for one in _shipped()[table]}


BUILT_IN: dict[str, FormFactor] = {key: msgspec.convert(one, FormFactor) for key, one in _built_in().items()}
BUILT_IN_PAGES: tuple[Slot, ...] = slots.read(list(_built_in("page_image").values()))


class _Known(NamedTuple):
    """What a file says: form factors by key, and the places for pictures on public pages."""

    form_factors: dict[str, FormFactor]
    page_images: tuple[Slot, ...]


def form_factors() -> dict[str, FormFactor]:
    """All form factors of this install by key, its own after Ninefold's; raise FormFactorWrong.

    The file is read once in a process: what is changed there holds after a restart.
    """
    return _of_folder(settings.current().data).form_factors


def page_images() -> tuple[Slot, ...]:
    """The places for pictures on public pages, read with the form factors; raise FormFactorWrong."""
    return _of_folder(settings.current().data).page_images


def form_factor(key: str) -> FormFactor:
    """The form factor of a key; raise FormFactorUnknown."""
    known = form_factors()
    if key not in known:
        raise FormFactorUnknown("form_factor_unknown", f"“{key}” is no form factor. There are: {', '.join(known)}.")
    return known[key]


def frame_of(one: FormFactor) -> str:
    """How previews draw a form factor: mail, sms, post, chat, push, card or hero."""
    return one.frame or FRAMES[one.channel.value]


@lru_cache(maxsize=8)
def _of_folder(folder: Path) -> _Known:
    path = folder / FILE
    try:
        with path.open("rb") as file:
            own = file.read(_FILE_BYTES_MAX + 1)
    except FileNotFoundError:
        return _Known(BUILT_IN, BUILT_IN_PAGES)
    if len(own) > _FILE_BYTES_MAX:
        raise _wrong(f"is larger than {_FILE_BYTES_MAX} bytes", path)
    return read(own, path)


def read(own: bytes, path: Path) -> _Known:
    """What Ninefold brings with an install's own; `path` is where it was read, for the message."""
    try:
        told = tomllib.loads(own.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _wrong(f"cannot be read as TOML: {error}", path) from error
    listed, pages = told.pop("form_factor", []), told.pop("page_image", [])
    if told or not all(
        isinstance(each, list) and all(isinstance(one, dict) for one in each) for each in (listed, pages)
    ):
        raise _wrong("may hold [[form_factor]] and [[page_image]] tables and nothing else", path)
    return _Known(_form_factors(listed, path), _pages(pages, path))


def _pages(listed: list[dict[str, Any]], path: Path) -> tuple[Slot, ...]:
    known = _built_in("page_image")
    known |= {str(one.get("key")): {**known.get(str(one.get("key")), {}), **one} for one in listed}
    try:
        found = slots.read(list(known.values()))
        fault = slots.fault(found)
    except ValueError as error:
        fault = str(error)
    if fault:
        raise _wrong(f"says of pages what cannot be: {fault}", path)
    return found


def _form_factors(listed: list[dict[str, Any]], path: Path) -> dict[str, FormFactor]:
    known, found = _built_in(), dict(BUILT_IN)
    for one in listed:
        key = one.get("key")
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            raise _wrong("names a form factor whose key is not of small letters, digits and _ (at most 20)", path)
        if sum(other.get("key") == key for other in listed) > 1:
            raise _wrong(f"names “{key}” twice", path)
        found[key] = _one({**known.get(key, {}), **one}, path)
    if len(found) > FORM_FACTORS_MAX:
        raise _wrong(f"brings the form factors to {len(found)}; {FORM_FACTORS_MAX} are the most", path)
    return found


def _one(told: dict[str, Any], path: Path) -> FormFactor:
    place = f"“{told['key']}”"
    strange = [name for name in told if name not in FormFactor.__dataclass_fields__]
    if strange:
        known = ", ".join(FormFactor.__dataclass_fields__)
        raise _wrong(f"sets “{strange[0]}” for {place}; what can be set is {known}", path)
    try:
        made = msgspec.convert({**told, "image": slots.read(told.get("image", []))}, FormFactor)
    except (msgspec.ValidationError, ValueError) as error:
        raise _wrong(f"says of {place} what cannot be: {error}", path) from error
    if fault := _fault(made):
        raise _wrong(f"says of {place} what cannot be: {fault}", path)
    return made


def _fault(one: FormFactor) -> str:
    """What is wrong with a form factor whose fields are of the right kinds; "" for nothing."""
    is_letter, is_titled = one.layout is Layout.LETTER, one.layout is Layout.TITLED
    kept = _KEPT_LAYOUTS.get(one.key, one.layout)
    lengths = [name for name in _LENGTHS if not 0 <= getattr(one, name) <= _LENGTH_MAX]
    faults = {
        f"its layout stays “{kept.value}”, because Ninefold itself shows it so": one.layout is not kept,
        f"its name has 1 to {_NAME_CHARACTERS_MAX} characters": not 0 < len(one.name.strip()) <= _NAME_CHARACTERS_MAX,
        f"its unit is one of {', '.join(UNITS)}": one.unit not in UNITS,
        "a letter is of the channel mail and counts in bytes": is_letter
        != (one.channel is Channel.MAIL and one.unit == "bytes"),
        f"its limit is from 1 to {_LENGTH_MAX}": not 1 <= one.limit <= _LENGTH_MAX,
        f"its {' and '.join(lengths)} are from 0 to {_LENGTH_MAX}": bool(lengths),
        "with the layout “titled” it needs a title_limit": is_titled and not one.title_limit,
        f"its link_characters are {_LINK_CHARACTERS_MIN} at least": one.link_characters < _LINK_CHARACTERS_MIN,
        f"its frame is one of {', '.join(filter(None, _FRAMES))}": one.frame not in _FRAMES,
        "a letter is said to a person": is_letter and one.is_for_all,
        "only a letter has the frame mail": (frame_of(one) == "mail") != is_letter,
        "link_weight and mentions_by_name are for graphemes and characters": bool(
            one.link_weight or one.mentions_by_name
        )
        and one.unit not in ("graphemes", "characters"),
        "its payload_bytes leave nothing of its bytes_max": bool(one.bytes_max) and one.payload_bytes >= one.bytes_max,
    }
    return next((fault for fault, is_so in faults.items() if is_so), "") or slots.fault(one.image)


def _wrong(what: str, path: Path) -> FormFactorWrong:
    return FormFactorWrong("form_factor_wrong", f"{path} {what}. Mend the file, then start again.")
