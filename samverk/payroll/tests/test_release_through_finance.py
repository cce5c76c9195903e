"""The other door to a release, finance's page: who has a part in the run is kept out there too."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import Error, connection, transaction

from samverk.core import clock
from samverk.core.access import api as access
from samverk.core.access.models import SakHandling
from samverk.core.organisation import api as organisation
from samverk.core.tenancy.api import tenant_by_slug
from samverk.finance import api as finance
from samverk.finance.models import PaymentStep
from samverk.payroll import api as payroll
from samverk.payroll.tests.advance import ASKED, approve, ask, calculate, deliver, hired, pay
from samverk.payroll.tests.advance import stored as stored_run
from samverk.payroll.tests.people import confirm_all, hours

OWN = "Du får selv penger i denne filen. To andre må frigi den."
RELEASE = (
    "INSERT INTO finance_paymentstep (id, tenant_id, batch_id, steg, bruker_id, merknad,"
    " skjedde_at) VALUES (uuidv7(), samverk.tenant(), %s, 'frigitt', samverk.subject(), '', now())"
)


def on_its_way(act_as, receiver="direktor"):
    """An advance that one person has released; its file waits for a second."""
    staff = hired(act_as, receiver)
    ask(act_as, staff, who="ingrid")
    (run,) = deliver()
    calculate(act_as, staff, run.id)
    approve(act_as, run.id)
    pay(act_as, run.id, users=("okonomi",))
    return run.id, file_of(act_as, run.id)


def file_of(act_as, run, at=ASKED):
    with act_as("uit", "okonomi", at) as actor:
        return finance.payment_batch_for_source(actor, "payroll.loennskjoering", str(run)).id


def stored(act_as, at=ASKED):
    """The run, its advance, the releases and the duties, which a refusal leaves as they were."""
    with access.acting(access.service_actor(tenant_by_slug("uit")), now=at):
        return (
            stored_run(act_as),
            list(PaymentStep.objects.order_by("id").values()),
            list(SakHandling.objects.order_by("id").values()),
        )


def may_release(name, at=ASKED):
    """Let one of payroll release payments as well."""
    uit = tenant_by_slug("uit")
    with access.acting(access.service_actor(uit), now=at) as machine:
        [top] = [u for u in organisation.enheter(uit.id, on=at.date()) if not u.overordnet_id]
        one = access.Bruker.objects.get(tenant_id=uit.id, brukernavn=name)
        access.grant_rolle(
            actor=machine, bruker_id=one.id, rolle="direktoer", omfang="subtre", fra=at.date(),
            now=at, details={"kilde": "oppsett", "enhet_id": top.id},
        )  # fmt: skip


def test_who_gets_an_advance_does_not_release_it(act_as, books):
    _run, file = on_its_way(act_as)
    before = stored(act_as)
    with act_as("uit", "direktor", ASKED) as actor:
        with pytest.raises(finance.TwoPersonsNeeded) as refused:
            finance.release_payment_batch(actor=actor, batch_id=file, now=ASKED)
        assert (str(refused.value), refused.value.code) == (OWN, "mottaker")
    assert stored(act_as) == before


@pytest.mark.parametrize("stands", ["as oneself", "as deputy"])
def test_nor_by_sql(act_as, books, stands):
    receiver, releaser, detail = {
        "as oneself": ("direktor", "direktor", "mottaker"),
        "as deputy": ("jonas", "direktor", "mottaker_for"),
    }[stands]
    _run, file = on_its_way(act_as, receiver)
    before = stored(act_as)
    with act_as("uit", receiver, ASKED) as gets:
        pass
    with act_as("uit", releaser, ASKED) as actor:
        pass
    if stands == "as deputy":
        actor = replace(actor, on_behalf_of=gets.bruker_id, on_behalf_of_party=gets.party_id)
    with access.acting(actor, now=ASKED), connection.cursor() as cursor:
        with pytest.raises(Error) as refused, transaction.atomic():
            cursor.execute(RELEASE, [file])
        cause = refused.value.__cause__
        assert (cause.sqlstate, cause.diag.message_detail) == ("SV003", detail)
        with pytest.raises(finance.TwoPersonsNeeded) as said:
            finance.release_payment_batch(actor=actor, batch_id=file, now=ASKED)
        assert said.value.code == detail
    assert stored(act_as) == before


def test_nor_on_the_page(act_as, books, sign_in, monkeypatch):
    run, file = on_its_way(act_as)
    before = stored(act_as)
    monkeypatch.setattr(clock, "now", lambda: ASKED)
    here = f"/regnskap/betalinger/{file}/"
    answer = sign_in("uit", "direktor").post(here, {"handling": "frigi"})
    assert answer.status_code == 422
    assert OWN in answer.content.decode()
    assert stored(act_as) == before
    with act_as("uit", "lonn", ASKED) as actor:
        assert payroll.kjoering(actor, run).tilstand == "godkjent"


@pytest.mark.parametrize(
    ("who", "does", "says"),
    [("lonn", "bestiller", "allerede bestilt"), ("lonnsleder", "godkjenner", "allerede godkjent")],
)
def test_who_calculated_or_approved_does_not_release(act_as, books, who, does, says):
    _run, file = on_its_way(act_as, "jonas")
    may_release(who)
    before = stored(act_as)
    with act_as("uit", who, ASKED) as actor:
        assert actor.can("okonomi.betaling.frigi")
        with pytest.raises(access.DutiesNotSeparated, match=says):
            finance.release_payment_batch(actor=actor, batch_id=file, now=ASKED)
        with pytest.raises(Error) as refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(RELEASE, [file])
        cause = refused.value.__cause__
        assert (cause.sqlstate, cause.diag.message_detail) == ("SV002", does)
    assert stored(act_as) == before


def test_nor_on_the_page_either(act_as, books, sign_in, monkeypatch):
    _run, file = on_its_way(act_as, "jonas")
    may_release("lonnsleder")
    before = stored(act_as)
    monkeypatch.setattr(clock, "now", lambda: ASKED)
    answer = sign_in("uit", "lonnsleder").post(
        f"/regnskap/betalinger/{file}/", {"handling": "frigi"}
    )
    assert answer.status_code == 422
    assert "Du har allerede godkjent denne saken." in answer.content.decode()
    assert stored(act_as) == before


def test_a_release_through_finance_is_a_duty_in_the_run(act_as, books):
    run, file = on_its_way(act_as, "jonas")
    with act_as("uit", "direktor", ASKED) as director:
        assert finance.release_payment_batch(actor=director, batch_id=file, now=ASKED) == 2
    deliver()
    with access.acting(access.service_actor(tenant_by_slug("uit")), now=ASKED) as machine:
        assert payroll.kjoering(machine, run).tilstand == "betalt"
        duties = SakHandling.objects.filter(sak_type="payroll.loennskjoering", sak_id=run)
        assert sorted(duties.values_list("handling", flat=True)) == [
            "bestiller", "godkjenner", "utbetaler", "utbetaler",
        ]  # fmt: skip
        assert duties.filter(handling="utbetaler", party_id=director.party_id).count() == 1


@pytest.fixture
def among_others(act_as, staff, calculated, november):
    """The November run with the director among those who are paid."""
    with act_as("uit", "direktor", november) as director:
        pass
    with act_as("uit", "lonn", november) as actor:
        staff.hire(director.party_id, annual=900_000, account="86011117947")
        payroll.calculate_loennskjoering(
            actor=actor, kjoering_id=calculated, now=november, kilde=staff.source
        )
        payroll.control_loennskjoering(actor=actor, kjoering_id=calculated, now=november)
    confirm_all(act_as, "uit", calculated, november)
    with act_as("uit", "lonnsleder", november) as actor:
        payroll.approve_loennskjoering(actor=actor, kjoering_id=calculated, now=november)
    with act_as("uit", "okonomi", november) as actor:
        payroll.set_utbetalingskonto(
            actor=actor, kontonummer="12345678911", begrunnelse="Kontoen fra banken", now=november
        )
    return calculated


@pytest.mark.parametrize("door", ["payroll", "finance"])
def test_who_is_paid_among_others_releases(act_as, among_others, november, door):
    pay(act_as, among_others, november, users=("okonomi",))
    file = file_of(act_as, among_others, november)
    with act_as("uit", "direktor", november) as actor:
        assert payroll.is_own(actor, among_others)
        if door == "payroll":
            payroll.pay_loennskjoering(actor=actor, kjoering_id=among_others, now=november)
        else:
            finance.release_payment_batch(actor=actor, batch_id=file, now=november)
    deliver(november)
    with act_as("uit", "okonomi", november) as actor:
        assert payroll.kjoering(actor, among_others).tilstand == "betalt"
        assert finance.payment_batch(actor, file).antall == 3


@pytest.fixture
def extra(act_as, books):
    """An extra payout to the director alone, approved."""
    staff = hired(act_as, "direktor")
    staff.change(
        staff.jonas, claims=(hours("t9", 1000, 21_050, date(2026, 10, 1), date(2026, 11, 1)),)
    )
    with act_as("uit", "lonn", ASKED) as actor:
        run = payroll.open_loennskjoering(
            actor=actor, art="utenom", aar=2026, maaned=10, utbetalingsdato=date(2026, 10, 16),
            medlemmer=[(staff.jonas.party_id, 0)], begrunnelse="Kunne ikke vente", now=ASKED,
        )  # fmt: skip
    calculate(act_as, staff, run)
    approve(act_as, run)
    return run


def test_an_extra_payout_to_oneself_alone_is_for_two_others(act_as, extra, sign_in, monkeypatch):
    pay(act_as, extra, users=("okonomi",))
    before = stored(act_as)
    with act_as("uit", "direktor", ASKED) as actor:
        for release in (
            lambda: payroll.pay_loennskjoering(actor=actor, kjoering_id=extra, now=ASKED),
            lambda: finance.release_payment_batch(
                actor=actor, batch_id=file_of(act_as, extra), now=ASKED
            ),
        ):
            with pytest.raises(finance.TwoPersonsNeeded) as refused, transaction.atomic():
                release()
            assert str(refused.value) == OWN
        from samverk.core.ui.registry import tasks

        assert f"loennskjoering-{extra}" not in {one.id for one in tasks(actor, ASKED)}
    assert stored(act_as) == before
    monkeypatch.setattr(clock, "now", lambda: ASKED)
    page = sign_in("uit", "direktor").get(f"/lonn/kjoringer/{extra}/").content.decode()
    assert "Lønna er din egen. To andre må frigi betalingen." in page
    assert "Frigi som nummer to" not in page
