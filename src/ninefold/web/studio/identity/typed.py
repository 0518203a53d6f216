"""The rules of identity as typed in the studio, and back."""

import re
from dataclasses import replace
from typing import Any

from django import forms
from django.forms import BaseFormSet
from django.http import QueryDict

from ninefold.context.rulebook.writing import OWN_MAX, own_kind
from ninefold.context.rules import EXTERNAL, Rule, Rules

JOINS = [("yes", "Joins people"), ("no", "Only recognises them")]
TOLD_BY = [("trait", "A trait"), ("external", "An id of another system (context.externalIds)")]
_MOST = "Stops joining once it is shared by more than"
_SHARED = "Counted in devices and accounts. What more of them have does not tell who somebody is."
_UNSEEN = "Counts as given to somebody else after so many days"
_HANDED_ON = "In which nobody was seen with it. Empty: never."


class LimitsForm(forms.Form):
    """What may be changed of the kinds that are always there; for accounts nothing."""

    devices = forms.IntegerField(min_value=1, label="Devices of one person, at most")
    email_joins = forms.ChoiceField(choices=JOINS, label="An email address")
    email_most = forms.IntegerField(min_value=2, label=_MOST, help_text=_SHARED)
    email_days = forms.IntegerField(min_value=1, required=False, label=_UNSEEN, help_text=_HANDED_ON)
    phone_joins = forms.ChoiceField(choices=JOINS, label="A phone number")
    phone_most = forms.IntegerField(min_value=2, label=_MOST, help_text=_SHARED)
    phone_days = forms.IntegerField(min_value=1, required=False, label=_UNSEEN, help_text=_HANDED_ON)
    roles = forms.CharField(
        required=False,
        label="Mailboxes that a team reads",
        help_text="What stands before the @, such as info, separated by commas. They join nobody.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    reason = forms.CharField(
        max_length=500,
        label="Why the rules change",
        help_text="It is kept with the change, and stands on the page of everybody whom it joins or splits.",
    )


class OwnForm(forms.Form):
    """A kind of the company's own; a row without a name is none."""

    kind = forms.CharField(required=False, widget=forms.HiddenInput)
    label = forms.CharField(max_length=60, required=False, label="Called", help_text="Such as Loyalty card.")
    told_by = forms.ChoiceField(choices=TOLD_BY, label="Told by")
    trait = forms.CharField(max_length=80, required=False, label="Under the name", help_text="Such as loyalty_card.")
    joins = forms.ChoiceField(choices=JOINS, label="What it does")
    most = forms.IntegerField(min_value=2, initial=10, label=_MOST, help_text=_SHARED)


OwnForms = forms.formset_factory(OwnForm, extra=1, max_num=OWN_MAX, validate_max=True)


class Typed:
    """The parts of the page, as posted or as the rules stand."""

    def __init__(self, data: QueryDict | None, rules: Rules) -> None:
        self.before = rules
        self.limits = LimitsForm(data, initial=_initial(rules))
        self.own: BaseFormSet[OwnForm] = OwnForms(data, initial=[_own(one) for one in rules.own], prefix="own")

    def is_valid(self) -> bool:
        return all([self.limits.is_valid(), self.own.is_valid()])

    def rules(self) -> Rules:
        """What valid parts say."""
        said = self.limits.cleaned_data
        kinds = []
        for rule in (one for one in self.before.kinds if not one.trait):
            if rule.kind == "anonymous":
                kinds.append(replace(rule, per_person_max=said["devices"]))
            elif rule.kind in ("email", "phone"):
                joins, most, days = (said[f"{rule.kind}_{name}"] for name in ("joins", "most", "days"))
                kinds.append(replace(rule, joins=joins == "yes", profiles_max=most, apart_days_max=days))
            else:
                kinds.append(rule)
        own = [_rule(one.cleaned_data) for one in self.own.forms if one.cleaned_data.get("label")]
        roles = frozenset(re.split(r"[\s,;]+", said["roles"].strip().lower())) - {""}
        return Rules((*kinds[:3], *own, *kinds[3:]), roles)


def _rule(said: dict[str, Any]) -> Rule:
    key = said["kind"] or re.sub(r"[^a-z0-9]+", "_", said["label"].lower()).strip("_")[:30]
    trait = (EXTERNAL if said["told_by"] == "external" else "") + said["trait"].strip()
    joins, most = said["joins"] == "yes", int(said["most"])
    return own_kind(key, said["label"].strip(), trait, joins=joins, profiles_max=most)


def _own(rule: Rule) -> dict[str, object]:
    is_external = rule.trait.startswith(EXTERNAL)
    return {
        "kind": rule.kind,
        "label": rule.label,
        "told_by": "external" if is_external else "trait",
        "trait": rule.trait.removeprefix(EXTERNAL),
        "joins": "yes" if rule.joins else "no",
        "most": rule.profiles_max,
    }


def _initial(rules: Rules) -> dict[str, object]:
    found: dict[str, object] = {"devices": rules.devices_max, "roles": ", ".join(sorted(rules.roles))}
    for kind in ("email", "phone"):
        rule = rules.of[kind]
        found |= {
            f"{kind}_joins": "yes" if rule.joins else "no",
            f"{kind}_most": rule.profiles_max,
            f"{kind}_days": rule.apart_days_max,
        }
    return found
