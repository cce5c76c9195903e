"""Pay whose file was stopped or rejected after two released it: a new file, and nothing twice."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from django.db import Error, connection, transaction

from samverk.core import clock
from samverk.core.access import api as access
from samverk.core.access.models import SakHandling
from samverk.core.audit.models import Spor
from samverk.core.outbox.api import Event
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.ui.registry import tasks as tasks_of
from samverk.finance import api as finance
from samverk.finance.models import PaymentStep, Voucher
from samverk.payroll import api as payroll
from samverk.payroll.models import Artefakt, Loennskjoering
from samverk.payroll.tests.advance import ASKED, OSLO, approve, calculate, deliver, pay
from samverk.payroll.tests.test_stopped_payment import files, tell
from samverk.payroll.web import tasks

LATE = datetime(2026, 11, 14, 12, 0, tzinfo=OSLO)  # a Saturday; the pay day was Thursday the 12th
MONDAY = date(2026, 11, 16)
TOLD = ("payroll.loennskjoering.betalt.v1", "payroll.loenn.utbetalt.v1")
STOPPED = (
    "Pengene er ikke på vei: betalingsfilen er stanset, avvist eller ikke frigitt av to."
    " Frigi betalingen på nytt før dere bokfører."
)


@pytest.fixture(params=["stanset", "avvist"])
def stopped(request, act_as, paid, november):
    """The November run, released by two; then its file was stopped, or the bank rejected it."""
    act = {"stanset": finance.stop_payment_batch, "avvist": finance.reject_payment_batch}
    tell(act_as, paid, act[request.param], "Feil i filen", november)
    return paid


def stored(now):
    """What a refusal leaves as it was."""
    with access.acting(access.service_actor(tenant_by_slug("uit")), now=now):
        return (
            list(Loennskjoering.objects.order_by("id").values()),
            list(Artefakt.objects.order_by("id").values("id", "status")),
            list(PaymentStep.objects.order_by("id").values()),
            list(SakHandling.objects.order_by("id").values()),
            Voucher.objects.count(), Event.objects.count(), Spor.objects.count(),
        )  # fmt: skip


def where(run, now):
    """State and moment of payment, how often people were told, keys and states of the files."""
    with access.acting(access.service_actor(tenant_by_slug("uit")), now=now):
        row = Loennskjoering.objects.get(id=run)
        made = Artefakt.objects.filter(kjoering_id=run, type="pain001").order_by("noekkel")
        return (
            row.tilstand, row.betalt_at,
            [Event.objects.filter(type=kind).count() for kind in TOLD],
            list(made.values_list("noekkel", "status")),
        )  # fmt: skip


def test_it_is_paid_with_a_new_file_and_nothing_follows_twice(act_as, stopped, november, request):
    dead = request.node.callspec.params["stopped"]
    assert where(stopped, november) == ("betalt", november, [1, 2], [("", dead)])
    pay(act_as, stopped, LATE, users=("okonomi",))
    assert where(stopped, november) == ("betalt", november, [1, 2], [("", dead), ("2", "laget")])
    pay(act_as, stopped, LATE, users=("direktor",))
    deliver(LATE)
    assert where(stopped, november) == ("betalt", november, [1, 2], [("", dead), ("2", "sendt")])
    with act_as("uit", "okonomi", LATE) as actor:
        made = sorted((one.state, one.sum_oere, one.forfall) for one in files(actor, stopped))
        assert made == sorted(
            [(dead, 41_354_80, date(2026, 11, 12)), ("frigitt", 41_354_80, MONDAY)]
        )
        with pytest.raises(payroll.LoennskjoeringRefused, match="alt betalt"):
            payroll.pay_loennskjoering(actor=actor, kjoering_id=stopped, now=LATE)


def test_before_the_pay_day_the_new_file_keeps_it(act_as, stopped, november):
    pay(act_as, stopped, november)
    with act_as("uit", "okonomi", november) as actor:
        assert {one.forfall for one in files(actor, stopped)} == {date(2026, 11, 12)}


def test_it_is_not_posted_before_two_have_released_the_new_file(act_as, stopped, november):
    def post():
        with act_as("uit", "okonomi", LATE) as actor:
            return payroll.post_loennskjoering(actor=actor, kjoering_id=stopped, now=LATE)

    def refused():
        before = stored(LATE)
        with pytest.raises(payroll.LoennskjoeringRefused) as told, transaction.atomic():
            post()
        assert (str(told.value), told.value.code) == (STOPPED, "ikke_betalt")
        assert stored(LATE) == before

    refused()
    pay(act_as, stopped, LATE, users=("okonomi",))
    refused()
    pay(act_as, stopped, LATE, users=("direktor",))
    assert post() == 2
    with act_as("uit", "okonomi", LATE):
        days = Voucher.objects.order_by("serie").values_list("serie", "voucher_date")
        assert list(days) == [("3", MONDAY), ("5", date(2026, 11, 12))]


def test_nor_by_sql(act_as, stopped):
    before = stored(LATE)
    with act_as("uit", "okonomi", LATE), connection.cursor() as cursor:
        with pytest.raises(Error) as refused, transaction.atomic():
            cursor.execute(
                "UPDATE payroll_loennskjoering SET tilstand = 'bokfoert', bokfoert_at = now()"
                " WHERE id = %s",
                [stopped],
            )
        assert refused.value.__cause__.sqlstate == "SV309"
    assert stored(LATE) == before


def test_each_file_needs_two_and_the_second_may_come_from_finance(act_as, stopped, november):
    pay(act_as, stopped, november, users=("okonomi",))
    before = stored(november)
    with act_as("uit", "okonomi", november) as actor:
        with pytest.raises(finance.TwoPersonsNeeded), transaction.atomic():
            payroll.pay_loennskjoering(actor=actor, kjoering_id=stopped, now=november)
        newest = max(files(actor, stopped), key=lambda one: len(one.source_id))
    assert stored(november) == before
    with act_as("uit", "direktor", november) as actor:
        finance.release_payment_batch(actor=actor, batch_id=newest.id, now=november)
    deliver(november)
    state, paid_at, told, made = where(stopped, november)
    assert (state, paid_at, told, made[-1]) == ("betalt", november, [1, 2], ("2", "sendt"))


@pytest.mark.parametrize("told", [True, False])
def test_a_new_file_that_is_stopped_in_its_turn_gives_a_third(act_as, paid, november, told):
    tell(act_as, paid, finance.stop_payment_batch, "Feil konto", november, told=told)
    pay(act_as, paid, november, users=("okonomi",))
    tell(act_as, paid, finance.stop_payment_batch, "Feil igjen", november, told=told)
    pay(act_as, paid, november)
    deliver(november)
    assert where(paid, november) == (
        "betalt", november, [1, 2], [("", "stanset"), ("2", "stanset"), ("3", "sendt")],
    )  # fmt: skip


def test_what_is_posted_already_stays_posted_and_is_paid(act_as, paid, november):
    with act_as("uit", "okonomi", november) as actor:
        payroll.post_loennskjoering(actor=actor, kjoering_id=paid, now=november)
    tell(act_as, paid, finance.reject_payment_batch, "Feil i filen", november)
    pay(act_as, paid, LATE)
    assert where(paid, november) == (
        "bokfoert", november, [1, 2], [("", "avvist"), ("2", "sendt")],
    )  # fmt: skip


def test_an_approved_run_is_paid_after_its_pay_day_and_the_true_day_is_told(act_as, approved):
    pay(act_as, approved, LATE)
    with act_as("uit", "lonn", LATE):
        told = Event.objects.filter(type=TOLD[1]).values_list("data__utbetalt", flat=True)
        assert list(told) == [MONDAY.isoformat()] * 2


def test_an_advance_that_was_stopped_is_not_paid_anew(act_as, asked, books):
    staff, _forskudd, run = asked
    calculate(act_as, staff, run.id)
    approve(act_as, run.id)
    pay(act_as, run.id)
    tell(act_as, run.id, finance.stop_payment_batch, "Feil beløp", told=False)
    before = stored(ASKED)
    with act_as("uit", "okonomi", ASKED) as actor:
        with pytest.raises(payroll.LoennskjoeringRefused) as refused, transaction.atomic():
            payroll.pay_loennskjoering(actor=actor, kjoering_id=run.id, now=ASKED)
        assert str(refused.value) == "Forskuddet ble ikke betalt. Det kan bes om et nytt."
    assert stored(ASKED) == before


def plain(answer):
    return answer.content.decode().replace("\u00a0", " ")


def text_of(client, address):
    return plain(client.get(address))


def test_the_page_says_what_to_do_until_it_is_done(sign_in, stopped, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: LATE)
    here = f"/lonn/kjoringer/{stopped}/"
    accountant = sign_in("uit", "okonomi")
    page = text_of(accountant, here)
    assert "To må frigi betalingen på nytt, så lages en ny fil." in page
    assert "Betalingsdagen er passert, så pengene kommer første bankdag." in page
    assert "Nå: Økonomi frigir betalingen." in page
    assert "Frigitt, men filen er stanset" in page
    assert "Frigi betalingen</button>" in page
    assert "Bokfør</button>" not in page
    assert "Ikke betalt" in text_of(accountant, "/lonn/kjoringer/")
    said = plain(accountant.post(f"{here}betal/", follow=True))
    assert "Du er den første av to. Betalingen venter på en til." in said
    assert "Du har frigitt betalingen. En annen må frigi den som nummer to." in said
    assert "Penger på konto mandag 16. november" in said
    mine = text_of(sign_in("uit", "jonas"), "/lonn/")
    assert "Ikke betalt ennå, skulle vært på konto 12." in mine
    director = sign_in("uit", "direktor")
    assert "Frigi som nummer to</button>" in text_of(director, here)
    done = plain(director.post(f"{here}betal/", follow=True))
    assert "Betalingen er frigitt. Filen til banken kan hentes." in done
    assert "Pengene kom ikke fram" not in done
    assert "Nå: Økonomi bokfører." in done
    accountant = sign_in("uit", "okonomi")
    assert "Ikke betalt" not in text_of(accountant, "/lonn/kjoringer/")
    assert "Bokfør</button>" in text_of(accountant, here)
    assert "Utbetales 16." in text_of(sign_in("uit", "jonas"), "/lonn/")


def test_a_refused_posting_on_the_page_says_why(sign_in, stopped, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: LATE)
    client = sign_in("uit", "okonomi")
    before = stored(LATE)
    address = f"/lonn/kjoringer/{stopped}/bokfoer/"
    assert STOPPED in client.post(address, follow=True).content.decode()
    assert stored(LATE) == before


def test_the_inbox_asks_for_the_release_and_not_for_the_posting(act_as, stopped, monkeypatch):
    def asked(who):
        with act_as("uit", who, LATE) as actor:
            mine = f"loennskjoering-{stopped}"
            return [(t.title, t.action_label) for t in tasks_of(actor, LATE) if t.id == mine]

    def task():
        with act_as("uit", "okonomi", LATE) as actor:
            (found,) = [t for t in tasks_of(actor, LATE) if t.id == f"loennskjoering-{stopped}"]
        return found

    real = tasks.waiting_kjoeringer
    release = [("Frigi betalingen av Hovedlønn november 2026", "Se og frigi")]
    assert asked("okonomi") == release
    for state in ("bokfoert", "meldt", "lukket"):  # however far it has come, it is as urgent
        monkeypatch.setattr(
            tasks, "waiting_kjoeringer",
            lambda *asked, state=state, **since: [
                replace(run, tilstand=state) for run in real(*asked, **since)
            ],
        )  # fmt: skip
        assert asked("okonomi") == release
        assert task().due_at == datetime(2026, 11, 12, 15, 0, tzinfo=OSLO)
        assert "har ikke fått pengene" in task().text
    monkeypatch.setattr(tasks, "waiting_kjoeringer", real)
    pay(act_as, stopped, LATE, users=("okonomi",))
    assert (asked("okonomi"), asked("direktor")) == ([], release)
    pay(act_as, stopped, LATE, users=("direktor",))
    assert asked("okonomi") == [("Bokfør Hovedlønn november 2026", "Bokfør")]
