"""A bank file that is stopped or rejected: nothing is released, and no pay is docked for it."""

from datetime import date, datetime

import pytest
from django.db import Error, connection, transaction

from samverk.finance import api as finance
from samverk.hr.models import Forskudd
from samverk.payroll import api as payroll
from samverk.payroll.models import Artefakt, Loennskjoering
from samverk.payroll.tests.advance import (
    ASKED,
    OSLO,
    approve,
    ask,
    calculate,
    deliver,
    pay,
    stored,
)
from samverk.payroll.tests.people import hours
from samverk.payroll.tests.test_calculate_loennskjoering import lines

NOVEMBER = datetime(2026, 11, 4, 12, 30, tzinfo=OSLO)
DECEMBER = datetime(2026, 12, 3, 12, 30, tzinfo=OSLO)


@pytest.fixture
def approved_advance(act_as, asked, books):
    staff, _forskudd, run = asked
    calculate(act_as, staff, run.id)
    approve(act_as, run.id)
    return staff, run.id


def files(actor, run):
    return [one for one in finance.payment_batches(actor) if one.source_id.startswith(str(run))]


def tell(act_as, run, act, why, at=ASKED, *, told=True):
    """Finance stops the run's newest file, or notes that the bank rejected it."""
    with act_as("uit", "okonomi", at) as actor:
        newest = max(files(actor, run), key=lambda one: len(one.source_id))
        act(actor=actor, batch_id=newest.id, merknad=why, now=at)
    if told:
        deliver(at)


def where(act_as, run):
    """State and first payer of the run, status and reason in HR, the states of its files."""
    with act_as("uit", "lonn", ASKED) as actor:
        found = payroll.kjoering(actor, run)
        (advance,) = Forskudd.objects.values_list("status", "svar")
        made = Artefakt.objects.filter(kjoering_id=run, type="pain001").order_by("noekkel")
        return (
            found.tilstand, found.betalt_av is None, advance,
            list(made.values_list("noekkel", "status")),
        )  # fmt: skip


def main_run(act_as, staff, month, at):
    with act_as("uit", "lonn", at) as actor:
        run = payroll.open_loennskjoering(
            actor=actor, art="ordinaer", aar=2026, maaned=month, now=at
        )
    calculate(act_as, staff, run, at)
    with act_as("uit", "lonn", at):
        return run, [oere for code, oere in lines(staff.jonas.party_id, run) if code == "2510"]


def left(act_as, staff):
    with act_as("uit", "lonn", DECEMBER) as actor:
        return payroll.forskudd_left(actor, staff.jonas.party_id)


def test_a_rejected_advance_is_not_paid_and_not_taken_back(act_as, approved_advance):
    staff, run = approved_advance
    pay(act_as, run)
    tell(act_as, run, finance.reject_payment_batch, "AC04 Kontoen er avsluttet")
    assert where(act_as, run) == (
        "avlyst", False, ("stanset", "AC04 Kontoen er avsluttet"), [("", "avvist")],
    )  # fmt: skip
    assert left(act_as, staff) == 0
    assert main_run(act_as, staff, 11, NOVEMBER)[1] == []
    ask(act_as, staff, 100_000)  # and the way is open for a new one
    assert sorted(one.tilstand for one in deliver()) == ["aapen", "avlyst"]


def test_what_was_taken_back_of_money_that_never_came_is_given_back(act_as, approved_advance):
    staff, run = approved_advance
    pay(act_as, run)
    november, taken = main_run(act_as, staff, 11, NOVEMBER)
    assert taken == [-2_000_00]
    approve(act_as, november, NOVEMBER)
    tell(act_as, run, finance.reject_payment_batch, "Feil i filen", NOVEMBER)
    assert left(act_as, staff) == 0
    staff.change(
        staff.jonas, claims=(hours("t2", 2000, 21_050, date(2026, 11, 1), date(2026, 12, 1)),)
    )
    december, given = main_run(act_as, staff, 12, DECEMBER)
    assert given == [2_000_00]
    approve(act_as, december, DECEMBER)
    assert left(act_as, staff) == 0


def test_a_posted_advance_stays_posted_and_is_not_taken_back(act_as, approved_advance):
    staff, run = approved_advance
    pay(act_as, run)
    with act_as("uit", "okonomi", ASKED) as actor:
        payroll.post_loennskjoering(actor=actor, kjoering_id=run, now=ASKED)
    tell(act_as, run, finance.reject_payment_batch, "Feil i filen")
    assert where(act_as, run) == ("bokfoert", False, ("stanset", "Feil i filen"), [("", "avvist")])
    assert main_run(act_as, staff, 11, NOVEMBER)[1] == []
    assert left(act_as, staff) == 0


def test_stopped_after_two_releases_it_is_not_paid(act_as, approved_advance):
    _staff, run = approved_advance
    pay(act_as, run)
    tell(act_as, run, finance.stop_payment_batch, "Feil beløp")
    assert where(act_as, run) == ("avlyst", False, ("stanset", "Feil beløp"), [("", "stanset")])


@pytest.mark.parametrize("told", [True, False])
def test_stopped_after_the_first_release_it_can_be_refused(act_as, approved_advance, told):
    _staff, run = approved_advance
    pay(act_as, run, users=("okonomi",))
    tell(act_as, run, finance.stop_payment_batch, "Feil beløp", told=told)
    with act_as("uit", "lonn", ASKED) as actor:
        payroll.cancel_forskudd(
            actor=actor, kjoering_id=run, grunn="Lønna rekker likevel", now=ASKED
        )
    deliver()
    assert where(act_as, run) == (
        "avlyst", True, ("avslaatt", "Lønna rekker likevel"), [("", "stanset")],
    )  # fmt: skip


@pytest.mark.parametrize("told", [True, False])
def test_stopped_after_the_first_release_it_can_be_paid_with_a_new_file(
    act_as, approved_advance, told
):
    staff, run = approved_advance
    pay(act_as, run, users=("okonomi",))
    tell(act_as, run, finance.stop_payment_batch, "Feil konto", told=told)
    pay(act_as, run)
    deliver()  # what is told of the stopped file by now is of the past
    assert where(act_as, run) == (
        "betalt", False, ("utbetalt", ""), [("", "stanset"), ("2", "sendt")],
    )  # fmt: skip
    with act_as("uit", "okonomi", ASKED) as actor:
        made = files(actor, run)
    assert sorted((one.state, one.sum_oere) for one in made) == [
        ("frigitt", 2_000_00), ("stanset", 2_000_00),
    ]  # fmt: skip
    assert left(act_as, staff) == 2_000_00


def test_an_ordinary_run_whose_file_was_stopped_is_paid_with_a_new_one(act_as, approved, november):
    pay(act_as, approved, november, users=("okonomi",))
    tell(act_as, approved, finance.stop_payment_batch, "Feil konto", november)
    with act_as("uit", "lonn", november) as actor:
        assert payroll.kjoering(actor, approved).betalt_av is None
    pay(act_as, approved, november)
    with act_as("uit", "okonomi", november) as actor:
        assert payroll.kjoering(actor, approved).tilstand == "betalt"
        assert sorted(one.state for one in files(actor, approved)) == ["frigitt", "stanset"]


RAW = {
    "release": "UPDATE payroll_loennskjoering SET betalt_av = NULL WHERE id = %s",
    "call_off": "UPDATE payroll_loennskjoering SET tilstand = 'avlyst', avlyst_at = now(),"
    " avlyst_av = samverk.subject(), avlyst_grunn = 'Angrer' WHERE id = %s",
}


@pytest.mark.parametrize(
    ("users", "raw", "code"),
    [
        (("okonomi",), "release", "SV001"), (("okonomi",), "call_off", "SV301"),
        (("okonomi", "direktor"), "release", "SV001"),
        (("okonomi", "direktor"), "call_off", "SV301"),
    ],
)  # fmt: skip
def test_a_release_that_stands_is_not_undone_by_sql(act_as, approved_advance, users, raw, code):
    _staff, run = approved_advance
    pay(act_as, run, users=users)
    before = stored(act_as)
    with act_as("uit", "lonn", ASKED), connection.cursor() as cursor:
        with pytest.raises(Error) as refused, transaction.atomic():
            cursor.execute(RAW[raw], [run])
        assert refused.value.__cause__.sqlstate == code
    assert stored(act_as) == before


def test_the_pages_say_that_the_money_never_came(sign_in, act_as, approved_advance):
    _staff, run = approved_advance
    pay(act_as, run)
    tell(act_as, run, finance.reject_payment_batch, "AC04 Kontoen er avsluttet")
    page = sign_in("uit", "lonn").get(f"/lonn/kjoringer/{run}/").content.decode()
    assert "Pengene kom ikke fram" in page
    assert "Forskuddet ble ikke betalt. Det kan bes om et nytt." in page
    assert "Ikke betalt" in sign_in("uit", "lonn").get("/lonn/kjoringer/").content.decode()
    mine = sign_in("uit", "jonas").get("/lonn/").content.decode()
    assert "Ikke betalt: AC04 Kontoen er avsluttet" in mine
    notice = "ble ikke betalt: AC04 Kontoen er avsluttet"
    for who in ("ingrid", "jonas"):
        assert notice in sign_in("uit", who).get("/varsler/").content.decode()


def test_a_file_is_not_rejected_without_a_reason(act_as, approved_advance):
    _staff, run = approved_advance
    pay(act_as, run)
    with pytest.raises(finance.PaymentBatchRefused, match="Skriv hvorfor banken avviste"):
        tell(act_as, run, finance.reject_payment_batch, " ")
    with act_as("uit", "lonn", ASKED):
        assert Loennskjoering.objects.get(id=run).tilstand == "betalt"
