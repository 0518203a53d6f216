"""What an event says it was worth: an exact amount in the smallest unit of its own currency, never of two. Pure."""

from collections.abc import Mapping
from decimal import Decimal, DecimalException

from ninefold.collect.types import Event
from ninefold.kernel.errors import BadInput, raise_together

UNNAMED = ""  # the currency of an event that names none
MINOR_MAX = 10**15
_POWER_MAX = 18  # of ten: no amount beyond 64 bits is made an integer, which takes time without end

# ISO 4217: currencies whose smallest unit is not a hundredth.
_EXPONENTS = {
    **dict.fromkeys(
        ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF",
         "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}  # fmt: skip


def revenue(event: Event) -> tuple[str, int] | None:
    """The currency of `properties.revenue` (a code, or UNNAMED) and its amount in the smallest unit; None without one.

    Raises BadInput for what is no amount of 0 or more, or no currency.
    """
    given = event.properties.get("revenue")
    if given is None:
        return None
    faults: list[BadInput] = []
    try:
        currency = _currency(event.properties.get("currency"))
    except BadInput as fault:
        faults, currency = [fault], UNNAMED
    minor = _minor(given, _exponent(currency))
    if minor is None or not 0 <= minor <= MINOR_MAX:
        words = f"`revenue` must be a decimal amount of 0 or more, such as 19.90, not {_said(given)}."
        faults.append(BadInput("revenue_unreadable", words))
    raise_together(faults)
    assert minor is not None
    return currency, minor


def check(event: Event) -> None:
    """Raise BadInput, in words for who sent it, when what an order was worth cannot be counted."""
    revenue(event)


def in_words(money: Mapping[str, int]) -> str:
    """Amounts by currency, such as "1,234.50 USD and 900 JPY"; "" for nothing."""
    shown = [
        f"{Decimal(minor).scaleb(-_exponent(currency)):,} {currency}".rstrip()
        for currency, minor in sorted(money.items())
        if minor
    ]
    return " and ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:])))


def major(minor: int, currency: str) -> float:
    """An amount in the currency's own unit."""
    return float(Decimal(minor).scaleb(-_exponent(currency)))


def _exponent(currency: str) -> int:
    return _EXPONENTS.get(currency, 2)


def _currency(given: object) -> str:
    if given is None or given == "":
        return UNNAMED
    code = given.strip().upper() if isinstance(given, str) else ""
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        raise BadInput(
            "currency_unreadable", f"`currency` must be a code of ISO 4217, such as EUR, not {_said(given)}."
        )
    return code


def _minor(given: object, exponent: int) -> int | None:
    if isinstance(given, bool) or not isinstance(given, int | float | str | Decimal):
        return None
    try:
        amount = Decimal(str(given))
        if not amount.is_finite() or amount.adjusted() > _POWER_MAX:
            return None
        return int(amount.scaleb(exponent).to_integral_value())
    except (DecimalException, ValueError):
        return None


def _said(given: object) -> str:
    text = str(given) if isinstance(given, str | int | float) else "this"
    return f"“{text[:40]}”" if text else "an empty text"
