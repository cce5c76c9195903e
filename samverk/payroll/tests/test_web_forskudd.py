"""The pages of an advance: decided on its run, seen by the person, and where pay is charged."""

import pytest

from samverk.payroll import api as payroll
from samverk.payroll.models import Utbetalingskonto
from samverk.payroll.tests.advance import ASKED


def state(act_as, run):
    with act_as("uit", "lonn", ASKED) as actor:
        return payroll.kjoering(actor, run.id).tilstand


def test_it_waits_in_payrolls_inbox_and_is_explained_on_the_run(sign_in, asked):
    client = sign_in("uit", "lonn")
    assert "Avgjør Forskudd på lønn" in client.get("/").content.decode()
    page = client.get(f"/lonn/kjoringer/{asked[2].id}/").content.decode()
    for text in ("Innvilg og beregn", "Avslå forskuddet", "Jonas Lyngmo", "Kontrakten kom sent"):
        assert text in page


@pytest.mark.parametrize("who", ["lonn", "okonomi", "direktor"])
def test_nobody_is_shown_the_deadlines_of_an_ordinary_run(sign_in, asked, who):
    """Who pays sees nothing of the advance itself, and still no deadline that is not its own."""
    page = sign_in("uit", who).get(f"/lonn/kjoringer/{asked[2].id}/").content.decode()
    assert "Penger på konto" in page
    for text in ("må være godkjent", "Timer og endringer godkjent", "A-meldingen er levert"):
        assert text not in page


def test_payroll_says_no_and_the_person_reads_why(sign_in, act_as, asked):
    here = f"/lonn/kjoringer/{asked[2].id}/"
    client = sign_in("uit", "lonn")
    client.post(f"{here}avslaa/", {"grunn": ""})
    assert state(act_as, asked[2]) == "aapen"
    assert "Lønn ser på saken" in sign_in("uit", "jonas").get("/lonn/").content.decode()
    client = sign_in("uit", "lonn")
    answer = client.post(f"{here}avslaa/", {"grunn": "Lønna rekker likevel"}, follow=True)
    assert "Avslått" in answer.content.decode()
    assert state(act_as, asked[2]) == "avlyst"
    mine = sign_in("uit", "jonas").get("/lonn/").content.decode()
    assert "Avslått: Lønna rekker likevel" in mine


@pytest.mark.parametrize(
    ("slug", "who", "status"),
    [("uit", "jonas", 404), ("uit", "ingrid", 404), ("uio", "lonn", 404), ("uit", "okonomi", 302)],
)
def test_others_do_not_refuse_it(sign_in, act_as, asked, slug, who, status):
    answer = sign_in(slug, who).post(
        f"/lonn/kjoringer/{asked[2].id}/avslaa/", {"grunn": "Lønna rekker likevel"}
    )
    assert answer.status_code == status
    assert state(act_as, asked[2]) == "aapen"


def test_finance_chooses_the_account_pay_is_charged_to(sign_in, act_as):
    client, here = sign_in("uit", "okonomi"), "/lonn/kontoer/"
    assert "Ingen konto er valgt" in client.get(here).content.decode()
    data = {
        "hva": "bank", "bank-kontonummer": "1234 56 78911", "bank-gjelder_fra": "2026-12-01",
        "bank-begrunnelse": "Ny konto fra banken",
    }  # fmt: skip
    for wrong in (
        {"bank-kontonummer": "12345678912"}, {"bank-gjelder_fra": "2026-01-01"},
        {"bank-begrunnelse": ""},
    ):  # fmt: skip
        assert client.post(here, data | wrong).status_code == 422
    assert client.post(here, data).status_code == 302
    with act_as("uit", "okonomi"):
        rows = Utbetalingskonto.objects.values_list("kontonummer", "gjelder_fra")
        assert [(nr, day.isoformat()) for nr, day in rows] == [("12345678911", "2026-12-01")]


def test_a_missing_ledger_account_is_named_and_chosen(sign_in, act_as, books):
    client, here = sign_in("uit", "okonomi"), "/lonn/kontoer/"
    assert "Konto mangler i kontoplanen" not in client.get(here).content.decode()
    data = {
        "hva": "regnskap", "regnskap-rolle": "loenn_forskudd", "regnskap-konto": "1545",
        "regnskap-fra": "2026-12-01",
    }  # fmt: skip
    answer = client.post(here, data | {"regnskap-konto": "1001"})
    assert answer.status_code == 422
    assert "finnes ikke" in answer.content.decode()
    assert client.post(here, data | {"regnskap-konto": "1500"}).status_code == 302
    from datetime import date

    with act_as("uit", "okonomi") as actor:
        found = payroll.ledger_accounts(actor, on=date(2026, 11, 30))["loenn_forskudd"]
        later = payroll.ledger_accounts(actor, on=date(2026, 12, 1))["loenn_forskudd"]
    assert (found, later) == (1540, 1500)


@pytest.mark.parametrize(("slug", "who"), [("uit", "ingrid"), ("uit", "lonn")])
def test_others_do_not_change_accounts(sign_in, act_as, slug, who):
    data = {
        "hva": "bank", "bank-kontonummer": "12345678911", "bank-gjelder_fra": "2026-12-01",
        "bank-begrunnelse": "Ny konto fra banken",
    }  # fmt: skip
    assert sign_in(slug, who).post("/lonn/kontoer/", data).status_code == 403
    with act_as("uit", "okonomi"):
        assert Utbetalingskonto.objects.count() == 0
