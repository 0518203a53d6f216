"""Gives an account of the team a new password: for an owner who has lost the only one."""

import argparse
import secrets

from django.contrib.auth import get_user_model

from ninefold.cli import accounts
from ninefold.kernel import settings
from ninefold.kernel.errors import NotFound


def run(arguments: argparse.Namespace) -> int:
    """Print the new password, once. Raises NotFound when nobody signs in with this name."""
    account = get_user_model().objects.filter(username=arguments.name).first()
    if account is None:
        names = ", ".join(sorted(get_user_model().objects.values_list("username", flat=True)))
        raise NotFound("account_unknown", f"No account has the name {arguments.name}. There are: {names or 'none'}.")
    password = secrets.token_urlsafe(9)
    account.set_password(password)
    account.save()
    first = accounts.first_login(settings.current().data)
    if first and first.name == arguments.name:
        accounts.keep(settings.current().data, accounts.Login(arguments.name, password))
    print(f"{arguments.name} signs in with: {password}")
    return 0
