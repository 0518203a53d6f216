"""What makes an empty install a company's: its name, its owner's login, and the way in for who asked for it."""

from dataclasses import replace
from pathlib import Path

from django.conf import settings as django
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.auth.hashers import check_password
from django.contrib.sessions.backends.db import SessionStore
from django.utils.crypto import constant_time_compare

from ninefold.cli import accounts
from ninefold.collect import queries as collect
from ninefold.culture import actions as culture
from ninefold.culture import defaults, queries
from ninefold.culture.types import Company
from ninefold.kernel import actors
from ninefold.kernel.errors import BadInput
from ninefold.pipeline.switching import Owner, Wish


def require_new(wish: Wish) -> None:
    """Raise BadInput where this install is somebody's already, and not that company's."""
    present = queries.written_company()
    if not wish.company or present.name == wish.company:
        return
    if replace(present, country="") != defaults.COMPANY:
        raise BadInput("company_other", f"This install is {present.name}'s. Its name is changed in the studio: House.")
    if collect.event_count():
        raise BadInput(
            "company_not_empty", "This install already has data. Set NINEFOLD_DATA to an empty folder for your company."
        )


def name(company: str) -> None:
    """Write the company's name; its sender is for the company to say."""
    present = queries.written_company()
    if company and present.name != company:
        new = Company(company, defaults.COMPANY.sender_address)
        culture.save_company(actor=actors.system("setup"), company=new)


def make_owner(data: Path, owner: Owner, beside: Path) -> None:
    """Make the owner's account; where their login is the first one of the install in `beside`, keep it here too."""
    account = get_user_model()(username=owner.name, email=owner.address, is_superuser=True, is_staff=True)
    account.password = owner.password
    account.save()
    first = accounts.first_login(beside)
    if first and first.name == owner.name and check_password(first.password, owner.password):
        accounts.keep(data, first)


def admit(wish: Wish) -> None:
    """Let the browser of who asked in, under its session's key, where the same login with the same password holds."""
    if not wish.session or wish.owner is None:
        return
    account = get_user_model().objects.filter(username=wish.owner.name, is_active=True).first()
    if account is None or not constant_time_compare(account.password, wish.owner.password):
        return
    store = SessionStore()
    said = {
        SESSION_KEY: str(account.pk),
        BACKEND_SESSION_KEY: django.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: account.get_session_auth_hash(),
    }
    store.model.objects.update_or_create(
        session_key=wish.session,
        defaults={"session_data": store.encode(said), "expire_date": store.get_expiry_date()},
    )
