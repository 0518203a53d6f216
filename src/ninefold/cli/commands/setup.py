"""Makes or migrates the database, the first account and the built-in goals. Running it again changes nothing."""

import argparse
import secrets

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from rich.console import Console

from ninefold.cli import accounts, founding
from ninefold.culture import actions as culture
from ninefold.culture import queries
from ninefold.currency import actions as currency
from ninefold.kernel import actors, clock, settings
from ninefold.kernel.database import template
from ninefold.pipeline import switching
from ninefold.pipeline.switching import Wish

FIRST_NAME = "owner"


def run(arguments: argparse.Namespace) -> int:
    """Bring the database up to date; make the first account and the built-in goals where there are none.

    The rules of earning hold from the first start on: a history that is imported later earns nothing unasked. With a
    wish, name the company and let its owner in.
    """
    install = settings.current()
    console = Console(highlight=False)
    install.data.mkdir(parents=True, exist_ok=True)
    _migrate(install, console)
    wish = switching.read(arguments.wish) if getattr(arguments, "wish", None) else None
    if wish:
        founding.require_new(wish)
        founding.name(wish.company)
    _begin(install, arguments, wish)
    culture.define_built_in_goals(actor=actors.system("setup"))
    if wish:
        founding.admit(wish)
    return 0


def _migrate(install: settings.Settings, console: Console) -> None:
    """Run what migrations there are; a database that was empty before is kept for another install to begin with."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    is_new = not executor.loader.applied_migrations
    if not console.is_terminal:
        console.print("Making the database ready …")
    with console.status("Making the database ready …"):
        call_command("migrate", verbosity=0, interactive=False)
    if is_new and install.home:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(template.kept(install.data))])


def _begin(install: settings.Settings, arguments: argparse.Namespace, wish: Wish | None) -> None:
    """At the first start, before anybody of the team has an account: begin the rules of earning, make the account."""
    accounts_of_team = get_user_model().objects
    if accounts_of_team.exists():
        return
    currency.begin_rules(actor=actors.system("setup"), now=clock.now_us())
    if wish and wish.owner:
        founding.make_owner(install.data, wish.owner, arguments.wish.parent)
        return
    login = accounts.Login(FIRST_NAME, secrets.token_urlsafe(9))
    address = arguments.email or f"{FIRST_NAME}@{queries.company().domain}"
    accounts_of_team.create_superuser(login.name, address, login.password)
    accounts.keep(install.data, login)
