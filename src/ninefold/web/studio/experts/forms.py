"""The forms of experts: an entry of the list, and how an answer becomes an item."""

from typing import Any

from django import forms

from ninefold.content.experts.settling import TITLE_CHARACTERS_MAX
from ninefold.content.experttables import ADDRESS_CHARACTERS_MAX, BYLINE_CHARACTERS_MAX, NAME_CHARACTERS_MAX
from ninefold.content.tags import TAG_CHARACTERS_MAX
from ninefold.content.types import Expert

TOPICS_CHARACTERS_MAX = 1_000


class ExpertForm(forms.Form):
    """An expert as typed."""

    name = forms.CharField(max_length=NAME_CHARACTERS_MAX, label="Name")
    address = forms.EmailField(
        max_length=ADDRESS_CHARACTERS_MAX,
        label="Mail address",
        widget=forms.TextInput(attrs={"inputmode": "email"}),
        help_text="Where they are asked. No reader sees it.",
    )
    byline = forms.CharField(
        max_length=BYLINE_CHARACTERS_MAX, label="Byline",
        help_text="How they are named in print, such as: Ada Byron, cutting engineer",
    )  # fmt: skip
    topics = forms.CharField(
        max_length=TOPICS_CHARACTERS_MAX, label="Topics", help_text="With commas between, as on items and questions.",
    )  # fmt: skip
    wants_mail = forms.BooleanField(required=False, initial=True, label="They agreed to be asked by mail")

    def value(self, expert_id: int) -> Expert:
        """The expert of a valid form."""
        data = self.cleaned_data
        topics = tuple(one.strip() for one in data["topics"].split(",") if one.strip())
        return Expert(data["name"], data["address"], data["byline"], topics, data["wants_mail"], id=expert_id)


def typed(expert: Expert) -> dict[str, Any]:
    """An expert as the form shows them."""
    return {
        "name": expert.name, "address": expert.address, "byline": expert.byline, "topics": ", ".join(expert.topics),
        "wants_mail": expert.wants_mail,
    }  # fmt: skip


class ItemForm(forms.Form):
    """How an answer becomes an item."""

    title = forms.CharField(max_length=TITLE_CHARACTERS_MAX, label="Title")
    tag = forms.CharField(max_length=TAG_CHARACTERS_MAX, initial="en", label="Language", help_text="Such as en or de.")
    is_checked = forms.BooleanField(required=False, label="I have checked what it claims")
