"""One holder at a time; a dead holder loses the lease when it expires."""

import time

import pytest

from ninefold.kernel.database import leases


@pytest.mark.django_db
def test_a_lease_has_one_holder_until_it_expires() -> None:
    assert leases.acquire("lake", seconds=0.05, holder="a")
    assert not leases.acquire("lake", seconds=1, holder="b")
    assert leases.acquire("lake", seconds=0.05, holder="a")
    time.sleep(0.06)
    assert leases.acquire("lake", seconds=1, holder="b")
    leases.release("lake", holder="a")
    assert not leases.acquire("lake", seconds=1, holder="a")
    leases.release("lake", holder="b")
    assert leases.acquire("lake", seconds=1, holder="a")


@pytest.mark.django_db
def test_leases_that_ended_long_ago_are_forgotten() -> None:
    assert leases.acquire("form:1", seconds=-60, holder="a")
    assert leases.acquire("lake", seconds=60, holder="a")
    assert leases.forget(expired_seconds=90) == 0
    assert leases.forget(expired_seconds=30) == 1
    assert not leases.acquire("lake", seconds=60, holder="b")
