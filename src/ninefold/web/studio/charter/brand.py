"""The brand: logo, colours, fonts, foot; each change drawn on a letter, a page and a card before it is saved."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST

from ninefold.adapt import pictures
from ninefold.content import actions as content
from ninefold.culture import actions, fonts, palette, queries
from ninefold.culture.actions import ADDRESS_CHARACTERS_MAX, FOOTER_CHARACTERS_MAX
from ninefold.culture.types import Brand, Company, Corners
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput
from ninefold.web.studio.charter import sample
from ninefold.web.studio.content.pictures import PictureField
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes

_COLOURS = ("ink", "paper", "accent")
_CORNERS = ((Corners.SHIPPED, "Soft"), (Corners.SQUARE, "Square"), (Corners.ROUND, "Round"))


class BrandForm(forms.Form):
    """How the company looks. What is left empty is as Ninefold comes."""

    logo = PictureField(required=False, label="Logo", help_text="PNG, JPEG, GIF or WebP; shown 44 pixels high.")
    drop_logo = forms.BooleanField(required=False, label="Without a logo")
    dark_logo = PictureField(
        required=False, label="Logo on dark ground", help_text="In dark mode; without it the first one stands there."
    )
    drop_dark_logo = forms.BooleanField(required=False, label="Without one for dark ground")
    ink = forms.CharField(required=False, max_length=7, label="Text", help_text="Headings and running text.")
    paper = forms.CharField(required=False, max_length=7, label="Background", help_text="What all of it stands on.")
    accent = forms.CharField(
        required=False, max_length=7, label="Accent", help_text="Buttons, links, lines. Text on it is chosen for you."
    )
    heading_font = forms.ChoiceField(required=False, label="Headings", widget=forms.RadioSelect)
    body_font = forms.ChoiceField(required=False, label="Text", widget=forms.RadioSelect)
    corners = forms.ChoiceField(
        required=False, label="Corners", widget=forms.RadioSelect,
        choices=[(corner.value, name) for corner, name in _CORNERS],
    )  # fmt: skip
    footer = forms.CharField(
        required=False, max_length=FOOTER_CHARACTERS_MAX, label="Footer",
        help_text="One line below every letter and page, such as who you are or when you answer.",
    )  # fmt: skip
    postal_address = forms.CharField(
        required=False, max_length=ADDRESS_CHARACTERS_MAX, label="Postal address",
        help_text="Street, place, country, in one line. No campaign by mail starts without it.",
    )  # fmt: skip
    social = forms.CharField(
        required=False, label="Your pages elsewhere", widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Whole addresses, one a line: https://www.instagram.com/you",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, shipped in (("heading_font", fonts.HEADING), ("body_font", fonts.BODY)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _faced(shipped, " (as it comes)")), *((key, _faced(key)) for key in fonts.FONTS)]
        for name in _COLOURS:
            shown = getattr(palette.LIGHT, name)
            self.fields[name].widget.attrs |= {"placeholder": shown, "data-colour": shown, "autocomplete": "off"}

    def brand(self, dark_logo_id: int) -> Brand:
        """What was typed, to be checked by culture."""
        data = self.cleaned_data
        colours = {name: _colour(data[name]) for name in _COLOURS}
        return Brand(
            **colours, heading_font=data["heading_font"], body_font=data["body_font"],
            corners=Corners(data["corners"]), footer=" ".join(data["footer"].split()),
            social=tuple(line.strip() for line in data["social"].splitlines() if line.strip()),
            dark_logo_id=dark_logo_id,
        )  # fmt: skip


def _faced(key: str, more: str = "") -> str:
    """A font's name in itself. Nothing in it comes from anybody's input."""
    font = fonts.FONTS[key]
    return mark_safe(f'<span style="font-family:{font.quoted_once}">{font.name}{more}</span>')  # noqa: S308  # ours


def _colour(text: str) -> str:
    """A colour as people type it, as CSS has it: "1D2330" is "#1d2330"."""
    text = text.strip().lower()
    return f"#{text.removeprefix('#')}" if text else ""


@require_http_methods(["GET", "POST"])
@takes(Permission.CHARTER_EDIT)
def edit(request: HttpRequest) -> HttpResponse:
    """Change how the company looks; `use_ink` takes the ink that is offered, without saving yet."""
    before = queries.written_company()
    posted = request.POST.copy() if request.method == "POST" else None
    if posted is not None and posted.get("use_ink"):
        posted["ink"] = str(posted["use_ink"])
    form = BrandForm(posted, request.FILES or None, initial=_initial(before.brand))
    drawn, is_saving = _shown(form, before), posted is not None and "save" in posted
    if is_saving and form.is_valid() and _is_saved(actor_of(request), form, before):
        messages.success(request, "Saved. The next letter and page look so.")
        return redirect("charter:brand")
    context = {
        "form": form, **drawn,
        "logo": _picture(before.logo_id), "dark_logo": _picture(before.brand.dark_logo_id),
    }  # fmt: skip
    return render(request, "studio/charter/brand.html", context, status=422 if is_saving else 200)


@require_POST
@takes(Permission.CHARTER_EDIT)
def shown(request: HttpRequest) -> HttpResponse:
    """How what is typed would look."""
    found = _shown(BrandForm(request.POST), queries.written_company())
    return render(request, "studio/charter/brand_shown.html", found)


def _shown(form: BrandForm, before: Company) -> dict[str, Any]:
    """Letter, page and card in what is typed; what is wrong with it instead, where it cannot be drawn."""
    address = queries.charter().postal_address
    brand, problem, better = before.brand, "", ""
    if form.is_bound and form.is_valid():
        brand, address = form.brand(before.brand.dark_logo_id), form.cleaned_data["postal_address"]
        try:
            actions.check_brand(brand)
        except BadInput as error:
            problem = error.message
            better = palette.wrong(brand)[1] if error.code == "brand_ink" and _are_colours(brand) else ""
            brand = replace(brand, ink=better) if better else before.brand
    company = replace(queries.company(), brand=brand)
    return {
        "problem": problem,
        "better": better,
        "notes": palette.notes(brand),
        "samples": sample.drawn(company, address),
    }


def _are_colours(brand: Brand) -> bool:
    return all(palette.is_colour(one) for one in (brand.ink, brand.paper, brand.accent) if one)


def _initial(brand: Brand) -> dict[str, Any]:
    return {
        **{name: getattr(brand, name) for name in (*_COLOURS, "heading_font", "body_font", "footer")},
        "corners": brand.corners.value, "social": "\n".join(brand.social),
        "postal_address": queries.charter().postal_address,
    }  # fmt: skip


def _is_saved(actor: Actor, form: BrandForm, before: Company) -> bool:
    """Save it; False with the reason in the form."""
    data, was = form.cleaned_data, (before.logo_id, before.brand.dark_logo_id)
    try:
        actions.check_brand(form.brand(0))
        logo_id, dark_id = (
            content.add_image(actor=actor, title=f"{title} of {before.name}", file=data[name])
            if data[name] else 0 if data[f"drop_{name}"] else kept
            for name, title, kept in (("logo", "Logo", was[0]), ("dark_logo", "Logo on dark ground", was[1]))
        )  # fmt: skip
        actions.save_brand(actor=actor, brand=form.brand(dark_id), logo_id=logo_id)
        address = " ".join(data["postal_address"].split())
        actions.save_charter(actor=actor, charter=replace(queries.charter(), postal_address=address))
    except BadInput as error:
        field = error.code.removeprefix("brand_")
        form.add_error(field if field in form.fields else None, error.message)
        return False
    return True


def _picture(image_id: int) -> Any:
    return pictures.logo(image_id)
