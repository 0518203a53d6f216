"""The house's pages: charter and settings."""

from django.test import Client

from ninefold.culture import queries
from ninefold.kernel import settings
from ninefold.kernel.actors import Role
from ninefold.kernel.users.models import User

TYPED = {
    "values": "We listen first.\n\nWe answer.",
    "voice": "Plain.",
    "promises": "At most once a week.",
    "attention_per_week": "1",
    "attention_max": "2",
    "quiet_from": "20:00",
    "quiet_until": "09:00",
    "postal_address": "1 Main Street, Springfield",
}


def test_the_charter_changes_by_its_form_and_shows_what_was_saved(studio: Client) -> None:
    answer = studio.post("/charter/edit/", TYPED, follow=True)
    assert "We listen first." in answer.content.decode()
    assert queries.charter().values == ("We listen first.", "We answer.")
    assert queries.charter().attention_per_week == 1.0


def test_what_the_charter_cannot_hold_is_said_in_the_form(studio: Client) -> None:
    before = queries.charter()
    answer = studio.post("/charter/edit/", TYPED | {"attention_per_week": "5000"})
    assert answer.status_code == 200
    assert "Attention per week" in answer.content.decode()
    assert queries.charter() == before


def test_who_lacks_the_right_is_told_whom_to_ask(studio: Client, member: User) -> None:
    User.objects.filter(pk=member.pk).update(role=Role.ANALYST.value)
    member.refresh_from_db()
    answer = studio.post("/charter/edit/", TYPED)
    assert answer.status_code == 403
    assert "Ask an owner" in answer.content.decode()
    assert queries.charter().values != ("We listen first.", "We answer.")


def test_settings_show_every_setting_and_no_secret(studio: Client) -> None:
    html = studio.get("/settings/").content.decode()
    assert all(settings.PREFIX + setting.name in html for setting in settings.REGISTRY)
    assert settings.current().secret_key not in html


def test_currencies_say_what_is_missing_or_what_is_held(studio: Client) -> None:
    html = studio.get("/currencies/").content.decode()
    assert "No currency yet" in html or "wallets" in html


def test_an_account_is_made_with_its_role_and_may_do_what_that_allows(studio: Client) -> None:
    typed = {
        "username": "ada", "email": "ada@x.example", "first_name": "Ada", "last_name": "Analyst",
        "password1": "a long pass phrase", "password2": "a long pass phrase", "role": Role.ANALYST.value,
    }  # fmt: skip
    assert "Analyst: reads people and results; writes nothing" in studio.get("/users/new/").content.decode()
    assert studio.post("/users/new/", typed).status_code == 302
    made = User.objects.get(username="ada")
    assert made.role == Role.ANALYST.value
    hers = Client(SERVER_NAME="localhost")
    hers.force_login(made)
    assert hers.get("/people/").status_code == 200
    assert hers.get("/charter/").status_code == 200
    refused = hers.get("/charter/edit/")
    assert refused.status_code == 403
    assert "culture.edit" in refused.content.decode()
    assert studio.post(f"/users/edit/{made.pk}/", typed | {"role": "king", "is_active": "on"}).status_code == 200


def test_nobody_changes_their_own_role(studio: Client, member: User) -> None:
    assert 'name="role"' not in studio.get(f"/users/edit/{member.pk}/").content.decode()
