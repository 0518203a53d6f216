"""What a product is, checked; and a list of them as it is pasted. Pure."""

import csv
import io
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

import regex
from babel.numbers import get_currency_precision, list_currencies

from ninefold.content.types import Product
from ninefold.kernel.errors import BadInput

PASTED_ROWS_MAX = 2_000
PASTED_CHARACTERS_MAX = 1_000_000
PRICE_MAX = 10**15
COLUMNS = ("key", "name", "price", "currency", "url", "image_url", "is_available")
_KEY = regex.compile(r"[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*")
_PLAIN = regex.compile(r"(\d{1,12})(?:([.,])(\d{1,3}))?")
_GROUPED = regex.compile(r"([1-9]\d{0,2}(?:([.,'’ \u00a0\u202f])\d{3})(?:\2\d{3}){0,3})(?:(?!\2)[.,](\d{1,3}))?")
_NO = {"no", "false", "0", "n"}


def read(text: str) -> list[Product]:
    """The products of a pasted list: CSV with comma, semicolon or tab, whose first line names the columns.

    Prices are in whole units (see minor); `is_available` is yes where it is empty. Raise
    BadInput naming the line and what to change.
    """
    if len(text) > PASTED_CHARACTERS_MAX:
        raise BadInput("products_many", f"A list has at most {PASTED_CHARACTERS_MAX:,} characters. Paste it in parts.")
    first = text.strip().partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = list(csv.DictReader(io.StringIO(text.strip()), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise BadInput("products_unreadable", f"The list cannot be read: {error}.") from error
    if not rows or not set(COLUMNS[:5]) <= set(rows[0]):
        raise BadInput("products_columns", f"The first line names the columns: {', '.join(COLUMNS)}.")
    if len(rows) > PASTED_ROWS_MAX:
        raise BadInput("products_many", f"At most {PASTED_ROWS_MAX} products at once; this list has {len(rows)}.")
    return [_line(row, number) for number, row in enumerate(rows, 2)]


def _line(row: dict[str, str | None], number: int) -> Product:
    said = {name: (row.get(name) or "").strip() for name in COLUMNS}
    try:
        return checked(
            Product(
                key=said["key"],
                name=said["name"],
                price=minor(said["price"], said["currency"].upper()),
                currency=said["currency"].upper(),
                url=said["url"],
                image_url=said["image_url"],
                is_available=said["is_available"].lower() not in _NO,
            )
        )
    except BadInput as error:
        raise BadInput(error.code, f"Line {number}: {error.message}") from error


def minor(typed: str, currency: str) -> int:
    """A typed price in the smallest unit of its currency: 12.90, 12,90, 1,299.00, 1.299,00, 1 299, 1’299.

    Raise BadInput, also where a mark may stand before decimals or between thousands (1.299).
    """
    digits = get_currency_precision(currency)
    try:
        price = Decimal(_figure(typed.strip(), currency, digits)).scaleb(digits)
    except InvalidOperation:
        price = Decimal("NaN")
    if not price.is_finite() or price != price.to_integral_value():
        like = "19.90" if digits == 2 else "1990"
        raise BadInput(
            "product_price", f"“{typed[:40]}” is no price in {currency or 'any currency'}. Write it: {like}."
        )
    return int(price)


def _figure(typed: str, currency: str, digits: int) -> str:
    """The figure with a point before its decimals and nothing between its thousands; "" for what is none.

    One mark with three digits behind it tells nothing, but for a point where a currency has three decimals (point is
    what feeds of products are asked for), and a comma where it has none.
    """
    plain, grouped = _PLAIN.fullmatch(typed), _GROUPED.fullmatch(typed)
    if plain and grouped and (plain[2], digits) not in ((".", 3), (",", 0)):
        whole = f"{plain[1]}{plain[3]}"
        instead = f"{whole}.{'0' * digits} or {plain[1]}.{plain[3][:digits]}" if digits else whole
        raise BadInput(
            "product_price",
            f"“{typed}” in {currency or 'any currency'} does not tell whether its mark stands before decimals or "
            f"between thousands. Write all decimals, and nothing between thousands: {instead}.",
        )
    if grouped and not (plain and plain[2] == "."):
        return f"{grouped[1].replace(grouped[2], '')}.{grouped[3] or 0}"
    return f"{plain[1]}.{plain[3] or 0}" if plain else ""


def checked(product: Product) -> Product:
    """The same product, if it can be one. Raise BadInput saying what to change."""
    if len(product.key) > 100 or not _KEY.fullmatch(product.key):
        raise BadInput("product_key", "A product needs a key of letters, digits, “-”, “_” and “.”, at most 100.")
    if not 0 < len(product.name.strip()) <= 200 or not product.name.isprintable():
        raise BadInput("product_name", "A product needs a name of 1 to 200 characters on one line.")
    if not 0 <= product.price <= PRICE_MAX:
        raise BadInput("product_price", "A price is not negative.")
    if product.currency not in list_currencies():
        raise BadInput("product_currency", f"“{product.currency}” is no currency. Write its three letters: EUR.")
    _check_url(product.url, "a link that begins with https:// or http://", ("http", "https"))
    if product.image_url:
        _check_url(product.image_url, "a picture's address that begins with https://", ("https",))
    return product


def _check_url(url: str, wanted: str, schemes: tuple[str, ...]) -> None:
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    is_plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= 1000
    if not is_plain or parts.scheme.lower() not in schemes or not parts.hostname:
        raise BadInput("product_url", f"“{url[:60]}” cannot be opened. Write {wanted}.")
