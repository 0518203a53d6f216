"""Short forms made ready: a fitted text compiled into sheets, filled for each person, counted once more."""

from ninefold.adapt import lettertext, living, units
from ninefold.adapt.errors import DoesNotFit
from ninefold.adapt.filling import Register, Sheet
from ninefold.adapt.fit import Fitted
from ninefold.adapt.modes import GRAPHEMES
from ninefold.adapt.placeholders import Values
from ninefold.adapt.types import Layout


class CompiledText:
    """One variant in a short form, ready to be filled. `links` are targets, in the order values are handed in."""

    __slots__ = ("_sayers", "_text", "_title", "fitted", "links", "saying")

    def __init__(self, fitted: Fitted, tag: str = "en") -> None:
        """`tag` is the language in which sums of money are written."""
        register = Register()
        title = lettertext.said(fitted.title, register, GRAPHEMES)
        text = lettertext.said(fitted.text, register, fitted.mode)
        for link in fitted.attached:
            register.link(link)
        self.fitted = fitted
        self.links = tuple(register.links)
        self.saying = living.Saying(living.holes(register.parts), fitted.mode, tag)
        self._sayers = tuple(register.sayers)
        self._title = Sheet(title, len(self._sayers))
        self._text = Sheet(text, len(self._sayers))

    def render(self, values: Values, links: list[str]) -> tuple[str, str, str]:
        """Title (or ""), no HTML, text. DoesNotFit if a link is longer than was promised when it was proved to fit."""
        self._check_links(links)
        said = [*(say(values) for say in self._sayers), *links]
        title, text = self._title.fill(said), self._text.fill(said)
        mode = self.fitted.mode
        if not mode.admits(text) or mode.count(text) > mode.limit:
            raise DoesNotFit(f"{self.fitted.form_factor.name} would take {mode.count(text)} of {mode.limit}.")
        return title, "", text

    def note(self, title: str, text: str) -> str:
        """What the text takes, in words."""
        form_factor, mode = self.fitted.form_factor, self.fitted.mode
        if form_factor.unit == "sms":
            alphabet, parts, used = units.sms_parts(text)
            return f"{alphabet} · {parts} part{'' if parts == 1 else 's'} · {used}/{mode.limit}"
        note = f"{mode.count(text)}/{mode.limit}"
        if form_factor.layout is Layout.TITLED:
            note += f" · title {units.graphemes(title)}/{form_factor.title_limit}"
        return note

    def _check_links(self, links: list[str]) -> None:
        mode, promised = self.fitted.mode, self.fitted.form_factor.link_characters
        for link in links:
            if len(link) > promised or mode.count(link) > mode.link_cost(promised):
                raise DoesNotFit(
                    f"A tracked link has {len(link)} characters; {self.fitted.form_factor.name} allows {promised}."
                )
