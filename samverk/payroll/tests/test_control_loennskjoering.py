"""The control of net pay: half tax is a cause, a cut in pay is not."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from samverk.core.money import Ppm
from samverk.payroll import api as payroll
from samverk.payroll.engine.snapshot import FixedPay
from samverk.payroll.tests.people import date as day
from samverk.payroll.tests.people import party_of
from samverk.payroll.web.words import finding_note

DECEMBER = datetime(2026, 11, 25, 12, 30, tzinfo=ZoneInfo("Europe/Oslo"))


@pytest.fixture
def findings(act_as, staff, november):
    """Run November and December as they are, and give December's findings of changed net pay."""

    def run(change=None):
        found = None
        for month, now in ((11, november), (12, DECEMBER)):
            with act_as("uit", "lonn", now) as actor:
                if month == 12 and change is not None:
                    change()
                found = payroll.open_loennskjoering(
                    actor=actor, art="ordinaer", aar=2026, maaned=month, now=now
                )
                payroll.calculate_loennskjoering(
                    actor=actor, kjoering_id=found, now=now, kilde=staff.source
                )
                payroll.control_loennskjoering(actor=actor, kjoering_id=found, now=now)
        with act_as("uit", "lonn", DECEMBER) as actor:
            return [
                (one.party_id, one.fakta)
                for one in payroll.findings_of(actor, found, "netto_endret")
            ]

    return run


@pytest.fixture
def rector(act_as, staff, november):
    """Someone whose net pay rises 31 % by half tax alone: from 60 514 kr to 79 257 kr."""
    with act_as("uit", "lonn", november) as actor:
        return staff.hire(
            party_of(actor, "Ingrid Solbakken"), annual=1_200_000, foedselsdato=day(1970, 1, 1)
        )


def test_half_tax_alone_is_no_finding(findings, rector):
    assert findings() == []


def test_the_page_says_that_half_tax_is_left_out():
    fakta = {"foer": 60_514_00, "naa": 46_424_00, "halv": True}
    assert finding_note("netto_endret", fakta).replace("\xa0", " ").replace("\u202f", " ") == (
        "fra 60 514,00 til 46 424,00 kr når halv skatt er regnet bort"
    )
    assert "halv" not in finding_note("netto_endret", fakta | {"halv": False})


def test_a_cut_in_pay_is_found_also_behind_half_tax(findings, staff, rector):
    """From 1 200 000 to 840 000: half tax leaves 57 512 kr, 5 % less than in November."""

    def cut():
        pay = FixedPay("1000", 84_000_000, Ppm(1_000_000), day(2020, 1, 1))
        staff.change(rector, fixed=(pay,))

    (only,) = findings(cut)
    assert only[0] == rector.party_id
    assert only[1] == {"foer": 60_514_00, "naa": 46_424_00, "halv": True}
