"""A feed of products: CSV, JSON, or the XML that Google Merchant Center takes. Prices become whole smallest units."""

import io
import json
import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import ParseError  # the error of what defusedxml reads

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from ninefold.content import products
from ninefold.content.feeds.reading import plain
from ninefold.content.feeds.reading.syndication import Unreadable
from ninefold.content.feeds.reading.table import rows
from ninefold.content.feeds.types import Refused
from ninefold.content.types import Product
from ninefold.kernel.errors import BadInput

PRODUCTS_MAX = 200_000
_ALSO = {
    "id": "key", "sku": "key", "title": "name", "link": "url", "image_link": "image_url", "image": "image_url",
    "availability": "is_available", "available": "is_available", "in_stock": "is_available",
}  # fmt: skip
_OUT = {"no", "false", "0", "n", "outofstock", "discontinued", "soldout", "none"}
_MARKS = re.compile(r"[^a-z0-9]")
_PRICE = re.compile(r"(?:([A-Za-z]{3})\s*)?(\d(?:[\d.,'’\s]*\d)?)(?:\s*([A-Za-z]{3}))?")
Row = Mapping[str, str]


def read(raw: bytes, *, now: int) -> Iterator[Product | Refused]:
    """Its products, as they hold at `now` (us). What it is is told by how it begins. Raise Unreadable."""
    start = raw[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    found = _xml(raw) if start.startswith(b"<") else _json(raw) if start[:1] in (b"[", b"{") else _csv(raw)
    count = 0
    for count, (place, row) in enumerate(found, 1):
        if count > PRODUCTS_MAX:
            raise Unreadable(f"The feed has more than {PRODUCTS_MAX:,} products.")
        if isinstance(row, Refused):
            yield row
        else:
            yield from _product(place, row, now)
    if not count:
        raise Unreadable("There is no product in it: no line of CSV, no object of JSON, no item of XML.")


def _csv(raw: bytes) -> Iterator[tuple[str, Row | Refused]]:
    for number, row in rows(raw):
        yield f"line {number}", row


def _json(raw: bytes) -> Iterator[tuple[str, Row]]:
    """Objects in a list, which may stand in an object; figures as they are written."""
    try:
        found = json.loads(raw, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"The feed is no sound JSON: {str(error)[:100]}.") from error
    if isinstance(found, dict):
        found = next((one for one in found.values() if isinstance(one, list) and one), [])
    for number, one in enumerate(found if isinstance(found, list) else [], 1):
        if isinstance(one, dict):
            yield (
                f"product {number}",
                {str(name).lower(): "" if value is None else str(value) for name, value in one.items()},
            )


def _xml(raw: bytes) -> Iterator[tuple[str, Row]]:
    number = 0
    try:
        for _, element in iterparse(io.BytesIO(raw), events=("end",), forbid_dtd=True):
            if element.tag.rpartition("}")[2] in ("item", "entry"):
                number += 1
                yield (
                    f"item {number}",
                    {
                        child.tag.rpartition("}")[2].lower(): (child.text or child.get("href") or "").strip()
                        for child in element
                    },
                )
                element.clear()
    except (ParseError, DefusedXmlException) as error:
        raise Unreadable(f"The feed is no sound XML ({error}).") from error


def _product(place: str, row: Row, now: int) -> Iterator[Product | Refused]:
    """The product of a row, and what of its price is left out; or why there is none."""
    said: dict[str, str] = {}
    for name, value in row.items():
        plainly = name.strip().replace(" ", "_")
        said.setdefault(_ALSO.get(plainly, plainly), value.strip())
    key = said.get("key", "")
    try:
        price, currency, until, left = _price(said, now)
        yield products.checked(
            Product(
                key=key, name=plain.cut(plain.words(said.get("name", "")), 200), price=price,
                currency=currency, url=said.get("url", ""), image_url=_picture(said),
                is_available=_is_available(said.get("is_available", "")), valid_until=until,
            )
        )  # fmt: skip
    except BadInput as error:
        yield Refused(key[:200] or place, f"{place.capitalize()}: {error.message}")
    else:
        if left:
            yield Refused(f"{key} (sale price)", f"{place.capitalize()}: {left}")


def _is_available(said: str) -> bool:
    """Also as schema.org has it: `https://schema.org/OutOfStock`."""
    return _MARKS.sub("", said.lower().rpartition("/")[2]) not in _OUT


def _picture(said: Row) -> str:
    url = said.get("image_url", "")
    return url if url.startswith("https://") else ""


def _price(said: Row, now: int) -> tuple[int, str, int, str]:
    """The price that holds now, its currency, until when (us), 0 for open, and what is wrong with its sale.

    A sale's price holds as long as the sale lasts; one of nothing or above the price is none.
    """
    price, currency = _sum(said.get("price", ""), said.get("currency", ""))
    if not said.get("sale_price"):
        return price, currency, 0, ""
    begins, ends = _span(said.get("sale_price_effective_date", ""))
    if begins > now:
        return price, currency, begins, ""
    if ends and ends <= now:
        return price, currency, 0, ""
    sale, named = _sum(said["sale_price"], currency)
    if named == currency and 0 < sale <= price:
        return sale, currency, ends, ""
    why = "is in another currency than the price" if named != currency else "is above the price" if sale else "is 0"
    return price, currency, 0, f"its sale price “{said['sale_price'][:40]}” {why}, so it is left out. The price holds."


def _sum(typed: str, currency: str) -> tuple[int, str]:
    found = _PRICE.fullmatch(typed.strip())
    if found is None:
        return products.minor(typed, currency.upper()), currency.upper()
    named = (found[1] or found[3] or currency).upper()
    return products.minor(found[2], named), named


def _span(said: str) -> tuple[int, int]:
    """When a sale begins and ends (us), 0 and 0 for one that is open. Raise BadInput: nobody knows what holds now."""
    begins, _, ends = said.partition("/")
    found = plain.instant(begins), plain.instant(ends)
    if said and 0 in found:
        words = (
            f"“{said[:60]}” are no two days. Write when the sale begins and ends: 2026-11-27T00:00Z/2026-11-30T23:59Z."
        )
        raise BadInput("product_sale", words)
    return found
