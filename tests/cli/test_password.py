"""Accounts: the role is the one truth of what someone may do; a lost password is replaced."""

import re
from argparse import Namespace

import pytest

from ninefold.cli.commands import password
from ninefold.kernel.actors import Role
from ninefold.kernel.errors import NotFound
from ninefold.kernel.users.models import User

pytestmark = pytest.mark.django_db


def test_a_lost_password_is_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    User.objects.create_superuser("ada", "ada@example.org", "lost")
    assert password.run(Namespace(name="ada")) == 0
    said = re.fullmatch(r"ada signs in with: (\S+)\n", capsys.readouterr().out)
    assert said
    assert User.objects.get(username="ada").check_password(said[1])


def test_a_name_that_nobody_has_is_told_with_those_that_are() -> None:
    User.objects.create_user("ada", "ada@example.org", "kept")
    with pytest.raises(NotFound, match=r"There are: ada\."):
        password.run(Namespace(name="eva"))
    assert User.objects.get(username="ada").check_password("kept")


def test_owners_and_they_alone_are_superusers() -> None:
    owner = User.objects.create_superuser("ada", "ada@example.org", "x")
    assert owner.role == Role.OWNER
    owner.role = Role.ANALYST.value
    owner.save()
    assert not User.objects.get(username="ada").is_superuser
    owner.role = Role.OWNER.value
    owner.save()
    assert User.objects.get(username="ada").is_superuser
