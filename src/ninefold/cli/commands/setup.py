"""Makes or migrates the database, the first account and the built-in goals. Running it again changes nothing."""

import argparse
import secrets

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from rich.console import Console

from ninefold.cli import accounts
from ninefold.culture import actions as culture
from ninefold.culture import queries
from ninefold.kernel import actors, settings

FIRST_NAME = "owner"


def run(arguments: argparse.Namespace) -> int:
    """Bring the database up to date; make the first account and the built-in goals where there are none."""
    install = settings.current()
    console = Console(highlight=False)
    install.data.mkdir(parents=True, exist_ok=True)
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        with console.status("Making the database ready …"):
            call_command("migrate", verbosity=0, interactive=False)
    _make_first_account(install, arguments)
    culture.define_built_in_goals(actor=actors.system("setup"))
    return 0


def _make_first_account(install: settings.Settings, arguments: argparse.Namespace) -> None:
    accounts_of_team = get_user_model().objects
    if accounts_of_team.exists():
        return
    login = accounts.Login(FIRST_NAME, secrets.token_urlsafe(9))
    address = arguments.email or f"{FIRST_NAME}@{queries.company().domain}"
    accounts_of_team.create_superuser(login.name, address, login.password)
    accounts.keep(install.data, login)
