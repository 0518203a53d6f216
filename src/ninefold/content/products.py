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
_PRICE = regex.compile(r"\d{1,12}(?:[.]\d{1,3})?")
_NO = {"no", "false", "0", "n"}


def read(text: str) -> list[Product]:
    """The products of a pasted list: CSV with comma, semicolon or tab, whose first line names the columns.

    Prices are in whole units with a point before their decimals; `is_available` is yes where it is empty. Raise
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
    """A typed price in the smallest unit of its currency. Raise BadInput."""
    digits = get_currency_precision(currency)
    try:
        price = Decimal(typed.strip()).scaleb(digits) if _PRICE.fullmatch(typed.strip()) else Decimal("NaN")
    except InvalidOperation:
        price = Decimal("NaN")
    if not price.is_finite() or price != price.to_integral_value():
        like = "19.90" if digits == 2 else "1990"
        raise BadInput(
            "product_price", f"“{typed[:40]}” is no price in {currency or 'any currency'}. Write it: {like}."
        )
    return int(price)


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
