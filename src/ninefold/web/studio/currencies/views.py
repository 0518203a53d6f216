"""The currencies' overview, and the forms of a currency and of a rule."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from ninefold.collect import queries as collect
from ninefold.collect.types import EventName
from ninefold.context import queries as context
from ninefold.currency import actions, queries
from ninefold.currency.types import Currency, Liability, Rule, Totals
from ninefold.kernel import clock, settings
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput
from ninefold.web.studio.campaigns.forms import typed_instant
from ninefold.web.studio.currencies import flow
from ninefold.web.studio.currencies.flow import Flow
from ninefold.web.studio.currencies.forms import CurrencyForm, RuleForm, initial_of_currency, initial_of_rule
from ninefold.web.studio.shell.acting import actor_of
from ninefold.web.studio.shell.rights import takes

GIFTS_SHOWN = 8
CODES_FEW = 10
MONEY_CHARACTERS = 3
ORDER = EventName.ORDER_COMPLETED.value


@dataclass(frozen=True, slots=True)
class Standing:
    """One currency as it stands: in sum, what is owed, and its weeks as bars."""

    currency: Currency
    totals: Totals
    liability: Liability
    flow: Flow


@require_GET
@takes(Permission.RESULT_READ)
def index(request: HttpRequest) -> HttpResponse:
    """Every currency, what earns it, what it buys, and what was given by hand."""
    actor, now = actor_of(request), clock.now_us()
    rewards = queries.rewards()
    stocks = queries.stocks(rewards)
    gifts = queries.gifts(limit=GIFTS_SHOWN) if actor.may(Permission.PERSON_READ) else []
    people = context.persons([gift.profile_id for gift in gifts])
    shown = {
        "standings": [_standing(one, now) for one in queries.currencies()],
        "names": {one.key: one.name for one in queries.currencies()},
        "rules": queries.rules(),
        "uncounted": _uncounted(),
        "rewards": [(one, stocks[one.key]) for one in rewards],
        "codes_few": CODES_FEW,
        "offers": queries.offers(),
        "gifts": [(gift, people.get(gift.profile_id)) for gift in gifts],
        **rights(actor),
    }
    return render(request, "studio/currencies/index.html", shown)


def _uncounted() -> list[str]:
    """The moneys that orders came in and that no rule counts, where some rule counts money: they earn nothing."""
    counted = {rule.money for rule in queries.rules() if rule.is_on and rule.event_name == ORDER and rule.property}
    return [money for money in context.moneys(ORDER) if money not in counted] if counted else []


def rights(actor: Actor) -> dict[str, bool]:
    """What the pages of currencies offer to do."""
    return {
        "may_edit": actor.may(Permission.CURRENCY_EDIT),
        "may_reward": actor.may(Permission.REWARD_EDIT),
        "may_give": actor.may(Permission.CURRENCY_GIVE),
        "may_read_people": actor.may(Permission.PERSON_READ),
    }


def _standing(one: Currency, now: int) -> Standing:
    weeks = flow.flow(queries.weeks(one.key, now=now))
    return Standing(one, queries.totals(one.key), queries.liability(one.key), weeks)


def saved(form: django_forms.Form, save: Callable[[], object], field: str | None = None) -> bool:
    """Whether a valid form's thing was saved; what stands against it is told at `field`, or above the form."""
    try:
        save()
    except BadInput as error:
        form.add_error(field, error.message)
        return False
    return True


@require_http_methods(["GET", "POST"])
@takes(Permission.CURRENCY_EDIT)
def create(request: HttpRequest) -> HttpResponse:
    """The form of a new currency."""
    return _currency_form(request, None)


@require_http_methods(["GET", "POST"])
@takes(Permission.CURRENCY_EDIT)
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """The form of a currency that stands; its key and its floor stay."""
    return _currency_form(request, queries.currency(key))


def _currency_form(request: HttpRequest, present: Currency | None) -> HttpResponse:
    form = CurrencyForm(request.POST or None, initial=initial_of_currency(present) if present else None)
    if form.is_valid():
        made = form.currency(present.key, present.floor) if present else form.currency()
        if present is None and any(made.key == one.key for one in queries.currencies()):
            form.add_error("name", "There is a currency of this name already. Change that one, or choose another name.")
        elif saved(form, lambda: actions.define_currency(actor=actor_of(request), currency=made)):
            messages.success(request, f"“{made.name}” is saved.")
            return redirect("currencies:index")
    shown = {"form": form, "title": present.name if present else "New currency", "lead": "What people can earn."}
    return render(request, "studio/currencies/form.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@takes(Permission.CURRENCY_EDIT)
def create_rule(request: HttpRequest) -> HttpResponse:
    """The form of a new rule."""
    return _rule_form(request, None)


@require_http_methods(["GET", "POST"])
@takes(Permission.CURRENCY_EDIT)
def edit_rule(request: HttpRequest, key: str) -> HttpResponse:
    """The form of a rule that stands. What it gave stays given."""
    return _rule_form(request, queries.rule(key))


def _begun(money: str, now: int) -> dict[str, object]:
    """A new rule, from now on; on orders in a money, as the one that stands for another money begins it."""
    zone = settings.current().time_zone
    models = [rule for rule in queries.rules() if rule.event_name == ORDER and rule.money and rule.is_on]
    if len(money) != MONEY_CHARACTERS or not models:
        return {"valid_from": typed_instant(now, zone)}
    reason = f"{models[0].reason} in {money.upper()}"
    return initial_of_rule(replace(models[0], money=money.upper(), reason=reason, valid_from=now), zone)


def _rule_form(request: HttpRequest, present: Rule | None) -> HttpResponse:
    currencies = [(one.key, one.name) for one in queries.currencies()]
    zone = settings.current().time_zone
    initial = initial_of_rule(present, zone) if present else _begun(request.GET.get("money", ""), clock.now_us())
    form = RuleForm(request.POST or None, currencies=currencies, initial=initial)
    if form.is_valid():
        made = form.rule(zone, present.key if present else "")
        if present is None and any(made.key == one.key for one in queries.rules()):
            form.add_error("reason", "There is a rule with this reason already. Change that one, or word it otherwise.")
        elif saved(form, lambda: actions.save_rule(actor=actor_of(request), rule=made)):
            messages.success(request, "The rule is saved. It holds for events that come in from now on.")
            return redirect("currencies:index")
    shown = {
        "form": form,
        "title": "Rule" if present else "New rule",
        "lead": "What an event earns. Each event earns once by a rule; an answer, too, however often it is judged.",
        "event_names": collect.event_names(),
    }
    return render(request, "studio/currencies/form.html", shown, status=422 if form.errors else 200)
