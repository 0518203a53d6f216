"""The forms of an account: Wagtail's, with the role that says what its owner may do."""

from django import forms
from wagtail.users.forms import UserCreationForm, UserEditForm

from ninefold.kernel.actors import Role

MEANINGS = {
    Role.OWNER: "Owner: everything",
    Role.MARKETER: "Marketer: content, segments, campaigns, sending, results",
    Role.EDITOR: "Editor: writes content, reviews it and publishes it; reads people and results",
    Role.AUTHOR: "Author: writes drafts and sends them to review; publishes nothing",
    Role.EXPERT: "Expert: writes drafts as an author does, and answers customers' questions",
    Role.ANALYST: "Analyst: reads people and results; writes nothing",
}
CHOICES = [(role.value, MEANINGS[role]) for role in Role]
HELP = "What this person may do in the studio."


class TeamCreationForm(UserCreationForm):  # type: ignore[misc]  # Wagtail has no types
    """A new account."""

    role = forms.ChoiceField(choices=CHOICES, initial=Role.EDITOR.value, help_text=HELP)

    class Meta(UserCreationForm.Meta):  # type: ignore[misc]  # Wagtail has no types
        """Wagtail's fields, with the role in the place of its one great right."""

        fields = UserCreationForm.Meta.fields - {"is_superuser"} | {"role"}


class TeamEditForm(UserEditForm):  # type: ignore[misc]  # Wagtail has no types
    """An account as it stands. Nobody changes their own role."""

    role = forms.ChoiceField(choices=CHOICES, help_text=HELP)

    class Meta(UserEditForm.Meta):  # type: ignore[misc]  # Wagtail has no types
        """Wagtail's fields, with the role in the place of its one great right."""

        fields = UserEditForm.Meta.fields | {"role"}

    def __init__(self, *args: object, editing_self: bool = False, **given: object) -> None:
        super().__init__(*args, editing_self=editing_self, **given)
        self.fields.pop("is_superuser", None)  # the role says it
        if editing_self:
            del self.fields["role"]
