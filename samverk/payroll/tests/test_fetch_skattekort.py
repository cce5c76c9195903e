"""Somebody new has a tax card at once in the demo, and only there."""

import pytest

from samverk.payroll import api as payroll
from samverk.payroll.tests.people import party_of

pytestmark = pytest.mark.django_db


def test_a_missing_card_is_fetched_once_in_the_demo(settings, act_as, now):
    settings.SAMVERK_MODE = "demo"
    with act_as("uit", "lonn", now) as actor:
        person = party_of(actor, "Jonas Lyngmo")
        asked = {"actor": actor, "party_id": person, "year": 2026, "now": now}
        assert payroll.fetch_missing_skattekort(**asked) == 1
        assert payroll.fetch_missing_skattekort(**asked) == 0


def test_outside_the_demo_no_card_is_invented(settings, act_as, now):
    settings.SAMVERK_MODE = "production"
    with act_as("uit", "lonn", now) as actor:
        person = party_of(actor, "Jonas Lyngmo")
        assert (
            payroll.fetch_missing_skattekort(actor=actor, party_id=person, year=2026, now=now) == 0
        )
