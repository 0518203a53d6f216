"""The forms of a currency, a rule, a reward, an offer and a gift, as typed."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from decimal import Decimal

from django import forms

from ninefold.currency.types import (
    Beneficiary,
    Currency,
    Offer,
    Reward,
    RewardKind,
    RewardState,
    Rule,
)
from ninefold.web.studio.campaigns.forms import INSTANT_FORMAT, InstantInput, typed_instant
from ninefold.web.studio.shell import instants
from ninefold.web.studio.slugs import key_of

AMOUNT_MAX = 10**12
CODES_FILE_BYTES_MAX = 5_000_000
KINDS = ((RewardKind.CODE.value, "A code that works once"), (RewardKind.ACCESS.value, "Early access to something"))
STATES = (
    (RewardState.OPEN.value, "Open: people can redeem it"),
    (RewardState.DRAFT.value, "Draft: only the team sees it"),
    (RewardState.CLOSED.value, "Closed: nobody can redeem it; what was given stays"),
)
BENEFICIARIES = (
    (Beneficiary.ACTOR.value, "Who does it"),
    (Beneficiary.AUTHOR.value, "Who wrote the answer that the event names"),
)
Choices = Sequence[tuple[str, str]]


def _instant(label: str, help_text: str) -> forms.DateTimeField:
    widget = InstantInput(format=INSTANT_FORMAT)
    return forms.DateTimeField(
        required=False, label=label, help_text=help_text, input_formats=[INSTANT_FORMAT], widget=widget
    )


def _amount(label: str, help_text: str = "", *, least: int = 0, initial: int | None = None) -> forms.IntegerField:
    return forms.IntegerField(min_value=least, max_value=AMOUNT_MAX, label=label, help_text=help_text, initial=initial)


class CurrencyForm(forms.Form):
    """A currency; what 1,000 units are worth in whole money with up to two decimals."""

    name = forms.CharField(max_length=100, label="Name", help_text="As people read it: Points, Recognition.")
    is_money_like = forms.TypedChoiceField(
        choices=(("1", "Money-like: paid for rewards"), ("0", "Recognition: held, never spent")),
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        label="Nature",
        initial="1",
    )
    purpose = forms.CharField(
        max_length=300, required=False, label="What it is good for", help_text="Members read it in their wallet."
    )
    worth = forms.DecimalField(
        min_value=0, max_value=10**9, decimal_places=2, required=False, label="What 1,000 of it are worth",
        help_text="Stated by you: what the company owes is counted with it, and shown as stated.",
    )  # fmt: skip
    worth_money = forms.RegexField(
        r"^[A-Za-z]{3}$", required=False, label="in", help_text="A currency code: EUR.",
        error_messages={"invalid": "Three letters, such as EUR."},
    )  # fmt: skip

    def currency(self, key: str = "", floor: int = 0) -> Currency:
        """The currency of a valid form; its key is made from the name where none is given."""
        data = self.cleaned_data
        return Currency(
            key=key or key_of(data["name"]), name=data["name"], is_money_like=data["is_money_like"], floor=floor,
            purpose=data["purpose"], worth_minor=int((data["worth"] or Decimal(0)) * 100),
            worth_money=data["worth_money"].upper(),
        )  # fmt: skip


def initial_of_currency(one: Currency) -> dict[str, object]:
    return {
        "name": one.name, "is_money_like": "1" if one.is_money_like else "0", "purpose": one.purpose,
        "worth": Decimal(one.worth_minor) / 100 if one.worth_minor else None, "worth_money": one.worth_money,
    }  # fmt: skip


class RuleForm(forms.Form):
    """A rule on events. Choices are what the ledger holds now."""

    event_name = forms.CharField(
        max_length=200, label="When this happens", help_text="An event: Order Completed, Answer Accepted.",
        widget=forms.TextInput(attrs={"list": "event-names"}),
    )  # fmt: skip
    beneficiary = forms.ChoiceField(choices=BENEFICIARIES, label="earns", widget=forms.RadioSelect, initial="actor")
    per_unit = _amount("So much", least=1)
    currency = forms.ChoiceField(label="of")
    property = forms.CharField(
        max_length=200, required=False, label="for each", help_text="A number of the event: revenue. Empty: once."
    )
    step = _amount("in whole steps of", "10: once for each ten.", least=1, initial=1)
    money = forms.RegexField(
        r"^[A-Za-z]{3}$", required=False, label="of this money",
        help_text="A rule on revenue counts one: EUR. Orders in another earn nothing by it.",
        error_messages={"invalid": "Three letters, such as EUR."},
    )  # fmt: skip
    per_day_max = _amount("At most a day", "For one person by this rule; 0: no bound.", initial=0)
    reason = forms.CharField(
        max_length=200, label="Why, as people read it", help_text="In their wallet: Your purchase."
    )
    taken_back_by = forms.CharField(
        max_length=300, required=False, label="Taken back when this happens",
        help_text="Events of the same order or answer, with commas between: Order Refunded, Order Cancelled; Answer "
        "Hidden. No more is taken than the wallet holds. Empty: it stays.",
    )  # fmt: skip
    valid_from = _instant(
        "From", "What happened before earns nothing. Empty: however long ago, orders of an imported history too."
    )
    is_on = forms.BooleanField(required=False, initial=True, label="Switched on")

    def __init__(
        self, data: Mapping[str, object] | None = None, *, currencies: Choices, initial: dict[str, object] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["currency"].choices = currencies  # type: ignore[attr-defined]  # the field was made above

    def rule(self, zone: tzinfo, key: str = "") -> Rule:
        """The rule of a valid form, its instant read in `zone`; its key is made from its reason where none is given."""
        data = self.cleaned_data
        return Rule(
            key=key or key_of(data["reason"]), event_name=data["event_name"].strip(), currency=data["currency"],
            property=data["property"].strip(), per_unit=data["per_unit"],
            beneficiary=Beneficiary(data["beneficiary"]), money=data["money"].upper(), step=data["step"],
            per_day_max=data["per_day_max"], reason=data["reason"], is_on=data["is_on"],
            taken_back_by=tuple(dict.fromkeys(one.strip() for one in data["taken_back_by"].split(",") if one.strip())),
            valid_from=instants.us_of(data["valid_from"], zone),
        )  # fmt: skip


def initial_of_rule(rule: Rule, zone: tzinfo) -> dict[str, object]:
    return {
        "event_name": rule.event_name, "beneficiary": rule.beneficiary.value, "per_unit": rule.per_unit,
        "currency": rule.currency, "property": rule.property, "step": rule.step, "money": rule.money,
        "per_day_max": rule.per_day_max, "reason": rule.reason, "is_on": rule.is_on,
        "taken_back_by": ", ".join(rule.taken_back_by), "valid_from": typed_instant(rule.valid_from, zone),
    }  # fmt: skip


class RewardForm(forms.Form):
    """A reward. Choices are what currency and content hold now."""

    name = forms.CharField(max_length=120, label="Name", help_text="As people read it: Ten dollars off.")
    text = forms.CharField(
        max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 3}), label="What it is"
    )
    kind = forms.ChoiceField(choices=KINDS, widget=forms.RadioSelect, label="What it gives", initial="code")
    price = _amount("Price", "Of a money-like currency it is paid; of recognition it has to be held.")
    currency = forms.ChoiceField(label="of")
    per_person_max = _amount("How many for one person", "Over all their profiles; 0: no bound.", initial=1)
    stock_max = _amount("How many in all", "0: no bound. Codes bound themselves.", initial=0)
    valid_from = _instant("From", "Empty: at once.")
    valid_until = _instant("Until", "Empty: for ever.")
    item = forms.ChoiceField(required=False, label="What early access shows", help_text="A content item…")
    early_text = forms.CharField(
        max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 4}), label="or this text"
    )
    state = forms.ChoiceField(choices=STATES, widget=forms.RadioSelect, label="State", initial="draft")

    def __init__(
        self, data: Mapping[str, object] | None = None, *, currencies: Choices, items: Choices,
        initial: dict[str, object] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data, initial=initial)
        self.fields["currency"].choices = currencies  # type: ignore[attr-defined]  # the field was made above
        self.fields["item"].choices = [("", "none"), *items]  # type: ignore[attr-defined]  # as above

    def reward(self, zone: tzinfo, key: str = "") -> Reward:
        """The reward of a valid form, its instants read in `zone`."""
        data = self.cleaned_data
        return Reward(
            key=key or key_of(data["name"]), name=data["name"], text=data["text"], kind=RewardKind(data["kind"]),
            currency=data["currency"], price=data["price"], state=RewardState(data["state"]),
            stock_max=data["stock_max"], per_person_max=data["per_person_max"],
            valid_from=instants.us_of(data["valid_from"], zone), valid_until=instants.us_of(data["valid_until"], zone),
            item_id=int(data["item"] or 0), early_text=data["early_text"],
        )  # fmt: skip


class OfferForm(forms.Form):
    """An offer: a reward at a price of its own."""

    name = forms.CharField(max_length=60, label="Name", help_text="It becomes part of the link: autumn letter.")
    price = _amount("Price in this offer", "0: free.", initial=0)
    valid_from = _instant("From", "Empty: at once.")
    valid_until = _instant("Until", "Empty: for ever.")
    campaign = forms.ChoiceField(
        required=False, label="Who may use it", help_text="Once a person, over all their profiles."
    )
    is_on = forms.BooleanField(required=False, initial=True, label="Switched on")

    def __init__(
        self, data: Mapping[str, object] | None = None, *, campaigns: Choices, initial: dict[str, object] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        everyone = ("", "Everyone with the link")
        self.fields["campaign"].choices = [everyone, *campaigns]  # type: ignore[attr-defined]  # the field was made above

    def offer(self, zone: tzinfo, reward: str, key: str = "") -> Offer:
        """The offer of a valid form, its instants read in `zone`."""
        data = self.cleaned_data
        return Offer(
            key=key or key_of(data["name"]), reward=reward, price=data["price"],
            valid_from=instants.us_of(data["valid_from"], zone), valid_until=instants.us_of(data["valid_until"], zone),
            campaign_id=int(data["campaign"] or 0), is_on=data["is_on"],
        )  # fmt: skip


class CodesForm(forms.Form):
    """Codes to put on the shelf: pasted, from a file with one in the first column of each line, or made."""

    codes = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 4}), label="Paste codes", help_text="One a line."
    )
    file = forms.FileField(required=False, label="or a CSV file", help_text="The first column of each line.")
    count = forms.IntegerField(required=False, min_value=1, max_value=50_000, label="or make so many")


class GiftForm(forms.Form):
    """A gift by hand."""

    currency = forms.ChoiceField(label="Of")
    amount = _amount("How much", least=1)
    reason = forms.CharField(max_length=300, label="Why", help_text="The person reads it in their wallet.")

    def __init__(self, data: Mapping[str, object] | None = None, *, currencies: Choices) -> None:
        super().__init__(data)
        self.fields["currency"].choices = currencies  # type: ignore[attr-defined]  # the field was made above
