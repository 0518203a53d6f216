"""The forms of the start: whose install it is to be, and how a file of people is read."""

from typing import Any

from django import forms
from django.contrib.auth.hashers import make_password
from django.contrib.auth.validators import UnicodeUsernameValidator

from ninefold.culture.actions import NAME_CHARACTERS_MAX
from ninefold.pipeline.switching import Owner

PASSWORD_CHARACTERS_MIN = 8


class CompanyStartForm(forms.Form):
    """The company's name and its owner's login, at first the one of who asks."""

    company = forms.CharField(max_length=NAME_CHARACTERS_MAX, label="Your company's name")
    name = forms.CharField(max_length=150, label="Your login", validators=[UnicodeUsernameValidator()])
    address = forms.EmailField(label="Your mail address", help_text="Tests of letters go there.")
    password = forms.CharField(
        required=False,
        min_length=PASSWORD_CHARACTERS_MIN,
        max_length=128,
        label="Another password",
        help_text="Leave it empty to keep the one you signed in with.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data: Any, *, account: Any) -> None:
        super().__init__(data, initial={"name": account.get_username(), "address": account.email})
        self._account = account

    def owner(self) -> Owner:
        """The owner of a valid form."""
        found = self.cleaned_data
        password = make_password(found["password"]) if found["password"] else self._account.password
        return Owner(found["name"], found["address"], password)
