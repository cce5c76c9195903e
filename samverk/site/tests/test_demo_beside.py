"""Tenants side by side: every one is done, what they tell arrives, and a fault is not lost."""

import os

import pytest

from samverk.site.demo import beside

pytestmark = pytest.mark.django_db


def tells_twice(slug):
    beside.tell(f"{slug} {os.getpid()}")
    beside.tell(f"{slug} ferdig")


def refuses_oslo(slug):
    if slug == "uio":
        raise ValueError(slug)
    beside.tell(slug)


def tells_database(slug):
    from django.db import connection

    beside.tell(str(connection.settings_dict["NAME"]))


def test_every_tenant_is_done_outside_this_process():
    told = list(beside.each(tells_twice, ["uib", "uio", "uit"]))
    assert sorted(text for text in told if text.endswith("ferdig")) == [
        "uib ferdig", "uio ferdig", "uit ferdig",
    ]  # fmt: skip
    assert len(told) == 6
    assert not any(text.endswith(f" {os.getpid()}") for text in told)


def test_the_others_work_in_the_database_of_this_process():
    from django.db import connection

    assert list(beside.each(tells_database, ["uib"])) == [connection.settings_dict["NAME"]]


def test_what_a_tenant_raises_is_raised_here():
    told = []
    with pytest.raises(ValueError, match="uio"):
        told.extend(beside.each(refuses_oslo, ["uib", "uio"]))
