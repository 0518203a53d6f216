"""The pages of products: the list, one product, and a list of them pasted."""

from typing import Any

from babel.numbers import get_currency_precision
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from ninefold.adapt.living import in_words
from ninefold.adapt.types import Money
from ninefold.content import actions, products
from ninefold.content import queries as content
from ninefold.content.feeds import queries as feeds
from ninefold.content.imaging.types import SMALL
from ninefold.content.types import Product
from ninefold.kernel import clock, settings
from ninefold.kernel.actors import Permission
from ninefold.kernel.errors import BadInput
from ninefold.web.studio.shell import instants
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import EVERYONE, takes

SHOWN_MAX = 200
EXAMPLE = """key,name,price,currency,url,image_url,is_available
kind-of-blue,Kind of Blue,24.90,EUR,https://shop.example/kind-of-blue,,yes"""


class ProductForm(forms.Form):
    """One product as typed: the price in whole units."""

    key = forms.CharField(max_length=100, label="Key", help_text="As your shop calls it. Letters show it by this key.")
    name = forms.CharField(max_length=200, label="Name")
    price = forms.CharField(max_length=20, label="Price", help_text="19.90 or 19,90")
    currency = forms.CharField(max_length=3, min_length=3, label="Currency", initial="EUR")
    url = forms.CharField(max_length=1000, label="Where it is sold", widget=forms.URLInput)
    image_url = forms.CharField(
        max_length=1000, required=False, label="Picture", widget=forms.URLInput,
        help_text="An address that begins with https:// and that everyone can open.",
    )  # fmt: skip
    is_available = forms.BooleanField(required=False, initial=True, label="Can be had")
    valid_until = forms.DateTimeField(
        required=False, label="Until", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text="Letters that go out after that say their alternate.",
    )  # fmt: skip

    def product(self) -> Product:
        """The product of a valid form. Raises BadInput."""
        data = self.cleaned_data
        currency = data["currency"].upper()
        return Product(
            key=data["key"], name=data["name"], price=products.minor(data["price"], currency), currency=currency,
            url=data["url"], image_url=data["image_url"], is_available=data["is_available"],
            valid_until=instants.us_of(data["valid_until"], settings.current().time_zone),
        )  # fmt: skip


class PasteForm(forms.Form):
    """Many products at once."""

    text = forms.CharField(
        max_length=products.PASTED_CHARACTERS_MAX, label="The list", strip=True,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "placeholder": EXAMPLE}),
        help_text="From a table or a file: comma, semicolon or tab between the columns, their names in the first line.",
    )  # fmt: skip


@require_GET
@takes(EVERYONE)
def index(request: HttpRequest) -> HttpResponse:
    """All products by name, or those that a search finds."""
    search = request.GET.get("q", "").strip().replace("\x00", "")[:100]
    found, now = content.products(search=search, limit=SHOWN_MAX), clock.now_us()
    rows = [(each, in_words(Money(each.price, each.currency), "en"), _standing(each, now)) for each in found]
    context = {
        "rows": rows,
        "shown": content.fetched([each.image_url for each in found], SMALL),
        "unfetched": content.problems_of_fetched([each.image_url for each in found if each.image_url]),
        "keepers": feeds.keepers([each.key for each in found]),
        "search": search,
        "is_full": len(found) == SHOWN_MAX,
        "may_edit": actor_of(request).may(Permission.CONTENT_EDIT),
    }
    return render(request, "studio/products/index.html", context)


def _standing(product: Product, now: int) -> str:
    if not product.is_available:
        return "not for sale"
    return "over" if product.valid_until and product.valid_until <= now else "for sale"


@require_http_methods(["GET", "POST"])
@takes(Permission.CONTENT_EDIT)
def create(request: HttpRequest) -> HttpResponse:
    """A new product."""
    return _form(request, None)


@require_http_methods(["GET", "POST"])
@takes(Permission.CONTENT_EDIT)
def edit(request: HttpRequest) -> HttpResponse:
    """The product of `?key=`; its key stays."""
    return _form(request, content.product(request.GET.get("key", "")[:100]))


def _form(request: HttpRequest, present: Product | None) -> HttpResponse:
    form = ProductForm(request.POST if request.method == "POST" else None, initial=_typed(present) if present else None)
    if present is not None:
        form.fields["key"].disabled = True
    if request.method == "POST" and (saved := _saved(request, form, present)):
        messages.success(request, f"“{saved.name}” is kept. Letters that show it show it so from now on.")
        return redirect("products:index")
    context = {"form": form, "product": present}
    return render(request, "studio/products/form.html", context, status=422 if form.is_bound else 200)


def _saved(request: HttpRequest, form: ProductForm, present: Product | None) -> Product | None:
    """The stored product, or None with the reason in the form."""
    if not form.is_valid():
        return None
    try:
        product = form.product()
        if present is None and any(each.key == product.key for each in content.products(search=product.key)):
            form.add_error("key", "There is a product of this key already. Change that one, or choose another key.")
            return None
        actions.save_products(actor=actor_of(request), given=[product])
    except BadInput as error:
        form.add_error(None, error.message)
        return None
    return product


def _typed(product: Product) -> dict[str, Any]:
    """A product as the form shows it."""
    digits = get_currency_precision(product.currency)
    until = clock.from_us(product.valid_until).astimezone(settings.current().time_zone) if product.valid_until else None
    return {
        "key": product.key, "name": product.name, "price": f"{product.price / 10**digits:.{digits}f}",
        "currency": product.currency, "url": product.url, "image_url": product.image_url,
        "is_available": product.is_available, "valid_until": until.strftime("%Y-%m-%dT%H:%M") if until else None,
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
@takes(Permission.CONTENT_EDIT)
def paste(request: HttpRequest) -> HttpResponse:
    """Many products at once: all of them or, with the line that is wrong, none."""
    form = PasteForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            count = actions.save_products(actor=actor_of(request), given=products.read(form.cleaned_data["text"]))
        except BadInput as error:
            form.add_error("text", error.message)
        else:
            messages.success(request, f"{count} product{'' if count == 1 else 's'} kept.")
            return redirect("products:index")
    context = {"form": form, "columns": products.COLUMNS}
    return render(request, "studio/products/paste.html", context, status=422 if form.is_bound else 200)
