"""A small staff at UiT, and a run of November 2026 for them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from samverk.finance import api as finance
from samverk.payroll import api as payroll
from samverk.payroll.tests.advance import asked, books, jonas
from samverk.payroll.tests.people import Staff, confirm_all, hours, party_of
from samverk.payroll.tests.people import date as day

__all__ = ["asked", "books", "jonas"]  # fixtures of the advance, for all tests of payroll
NOVEMBER = datetime(2026, 11, 4, 12, 30, tzinfo=ZoneInfo("Europe/Oslo"))


@pytest.fixture
def november() -> datetime:
    return NOVEMBER


@pytest.fixture
def staff(act_as):
    """Torgeir on a fixed salary of 636 000, Jonas with 20 hours at 210,50; both with account."""
    with act_as("uit", "lonn", NOVEMBER) as actor:
        made = Staff(actor)
        made.torgeir = made.hire(
            party_of(actor, "Torgeir Nesvik"),
            annual=636_000,
            account="12345678911",
            foedselsdato=day(1963, 1, 8),
        )
        made.jonas = made.hire(
            party_of(actor, "Jonas Lyngmo"),
            account="12345678903",
            claims=(hours("t1", 2000, 21_050, day(2026, 10, 1), day(2026, 11, 1)),),
            foedselsdato=day(2000, 2, 17),
        )
    return made


@pytest.fixture
def calculated(act_as, staff):
    """The November run, calculated and controlled by the payroll officer."""
    with act_as("uit", "lonn", NOVEMBER) as actor:
        run = payroll.open_loennskjoering(
            actor=actor, art="ordinaer", aar=2026, maaned=11, now=NOVEMBER
        )
        payroll.calculate_loennskjoering(
            actor=actor, kjoering_id=run, now=NOVEMBER, kilde=staff.source
        )
        payroll.control_loennskjoering(actor=actor, kjoering_id=run, now=NOVEMBER)
    return run


@pytest.fixture
def approved(act_as, calculated):
    """The November run approved by the head of payroll, with the books of 2026 open."""
    confirm_all(act_as, "uit", calculated, NOVEMBER)
    with act_as("uit", "lonnsleder", NOVEMBER) as actor:
        payroll.approve_loennskjoering(actor=actor, kjoering_id=calculated, now=NOVEMBER)
    with act_as("uit", "okonomi", NOVEMBER) as actor:
        finance.install_chart(actor=actor, fra=day(2026, 1, 1), now=NOVEMBER)
        finance.open_year(actor=actor, year=2026, now=NOVEMBER)
        payroll.set_utbetalingskonto(
            actor=actor, kontonummer="12345678911", begrunnelse="Kontoen fra banken", now=NOVEMBER
        )
    return calculated


@pytest.fixture
def paid(act_as, approved):
    """Released by the accountant and the director."""
    for user in ("okonomi", "direktor"):
        with act_as("uit", user, NOVEMBER) as actor:
            payroll.pay_loennskjoering(actor=actor, kjoering_id=approved, now=NOVEMBER)
    return approved
