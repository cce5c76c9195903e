"""Every act on a run is kept from the one who gets the advance; a new act is held to it at once."""

import inspect
from dataclasses import replace

import pytest
from django.db import Error, connection, transaction

from samverk.core.access import api as access
from samverk.core.tenancy.api import tenant_by_slug
from samverk.payroll import api as payroll
from samverk.payroll.models import Kontrollfunn
from samverk.payroll.tests.advance import ASKED, calculate, stored

# What an act takes besides who, which run and when; a new name must be given a value here.
VALUES = {"grunn": "Mitt eget", "forklaring": "Mitt eget", "kontroll": "konto_ny",
          "beloep_oere": 100_000}  # fmt: skip


def acts():
    """Every act of payroll on one run: what takes an actor, a run and a time."""
    found = {
        name: inspect.signature(fn).parameters
        for name, fn in vars(payroll).items()
        if name in payroll.__all__ and inspect.isfunction(fn)
    }
    return {
        name: [one for one in taken if taken[one].default is inspect.Parameter.empty]
        for name, taken in found.items()
        if {"actor", "kjoering_id", "now"} <= set(taken)
        and taken["actor"].kind is inspect.Parameter.KEYWORD_ONLY
    }


def test_the_acts_are_found():
    assert set(acts()) == {
        "approve_loennskjoering", "calculate_loennskjoering", "cancel_forskudd",
        "close_loennskjoering", "control_loennskjoering", "explain_kontrollfunn", "grant_forskudd",
        "pay_loennskjoering", "post_loennskjoering", "report_loennskjoering", "set_aside_medlem",
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(acts()))
@pytest.mark.parametrize("stands", ["as oneself", "as deputy"])
def test_no_act_is_taken_in_ones_own_advance(act_as, asked, name, stands):
    staff, _forskudd, run = asked
    calculate(act_as, staff, run.id)
    before = stored(act_as), findings()
    person = staff.jonas.party_id
    own = {"party_id": person} if stands == "as oneself" else {"on_behalf_of_party": person}
    with act_as("uit", "lonn", ASKED) as actor:
        everything = replace(actor, kapabiliteter=frozenset({"*"}), **own)
        values = {"party_id": person, **VALUES}
        values |= {"actor": everything, "kjoering_id": run.id, "now": ASKED}
        with pytest.raises(payroll.LoennskjoeringRefused, match="ditt eget") as refused:
            getattr(payroll, name)(**{one: values[one] for one in acts()[name]})
    assert refused.value.code == "eget_forskudd"
    assert (stored(act_as), findings()) == before


def findings():
    with access.acting(access.service_actor(tenant_by_slug("uit")), now=ASKED):
        return list(Kontrollfunn.objects.order_by("id").values())


ROWS = {
    "a finding explained": "UPDATE payroll_kontrollfunn SET forklart_at = now(),"
    " forklart_av = samverk.subject(), forklaring = 'Mitt eget' WHERE kjoering_id = %s",
    "a finding removed": "DELETE FROM payroll_kontrollfunn WHERE kjoering_id = %s",
    "a finding made": "INSERT INTO payroll_kontrollfunn (tenant_id, kjoering_id, kontroll, alvor,"
    " fakta, funnet_at, forklaring) SELECT tenant_id, id, 'konto_ny', 'varsel', '{}', now(), ''"
    " FROM payroll_loennskjoering WHERE id = %s",
    "a member removed": "DELETE FROM payroll_medlem WHERE kjoering_id = %s",
    "a member changed": "UPDATE payroll_medlem SET grunn = 'Mitt eget' WHERE kjoering_id = %s",
    "controlled": "UPDATE payroll_loennskjoering SET kontrollert_at = now(),"
    " kontrollert_av = samverk.subject() WHERE id = %s",
}


@pytest.fixture
def deputy(act_as, asked):
    """The payroll officer, standing in for the one who gets the advance."""
    staff, _forskudd, run = asked
    calculate(act_as, staff, run.id)
    with act_as("uit", "jonas", ASKED) as jonas:
        pass
    with act_as("uit", "lonn", ASKED) as actor:
        Kontrollfunn.objects.create(
            tenant_id=actor.tenant_id, kjoering_id=run.id, kontroll="konto_ny", alvor="varsel",
            party_id=staff.jonas.party_id, fakta={}, funnet_at=ASKED,
        )  # fmt: skip
    return run, replace(
        actor, on_behalf_of=jonas.bruker_id, on_behalf_of_party=staff.jonas.party_id
    )


@pytest.mark.parametrize("what", sorted(ROWS))
def test_nor_by_sql(act_as, deputy, what):
    run, actor = deputy
    before = stored(act_as), findings()
    with access.acting(actor, now=ASKED), connection.cursor() as cursor:
        with pytest.raises(Error) as refused, transaction.atomic():
            cursor.execute(ROWS[what], [run.id])
        assert refused.value.__cause__.sqlstate == "SV304"
    assert (stored(act_as), findings()) == before


def test_the_one_person_is_not_set_aside(act_as, asked):
    staff, _forskudd, run = asked
    calculate(act_as, staff, run.id)
    before = stored(act_as)
    with act_as("uit", "lonn", ASKED) as actor:
        with pytest.raises(payroll.LoennskjoeringRefused, match="Avslå forskuddet i stedet"):
            payroll.set_aside_medlem(
                actor=actor, kjoering_id=run.id, party_id=staff.jonas.party_id,
                grunn="Kontonummer mangler", now=ASKED,
            )  # fmt: skip
        with (
            pytest.raises(Error) as refused,
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "UPDATE payroll_medlem SET status = 'tatt_ut' WHERE kjoering_id = %s", [run.id]
            )
        assert refused.value.__cause__.sqlstate == "SV308"
    assert stored(act_as) == before


def test_a_finding_of_an_advance_offers_no_setting_aside(sign_in, act_as, asked):
    staff, _forskudd, run = asked
    calculate(act_as, staff, run.id)
    with act_as("uit", "lonn", ASKED) as actor:
        Kontrollfunn.objects.create(
            tenant_id=actor.tenant_id, kjoering_id=run.id, kontroll="konto_mangler", alvor="stopp",
            party_id=staff.jonas.party_id, fakta={}, funnet_at=ASKED,
        )  # fmt: skip
    page = sign_in("uit", "lonn").get(f"/lonn/kjoringer/{run.id}/funn/konto_mangler/")
    assert "Jonas Lyngmo" in page.content.decode()
    assert "Ta ut av kjøringen" not in page.content.decode()


def test_a_run_that_pays_nobody_is_not_approved(act_as, calculated, staff, november):
    from samverk.payroll.tests.people import confirm_all

    confirm_all(act_as, "uit", calculated, november)
    with act_as("uit", "lonn", november) as actor:
        for one in (staff.torgeir, staff.jonas):
            payroll.set_aside_medlem(
                actor=actor, kjoering_id=calculated, party_id=one.party_id,
                grunn="Venter på avklaring", now=november,
            )  # fmt: skip
        payroll.control_loennskjoering(actor=actor, kjoering_id=calculated, now=november)
    with act_as("uit", "lonnsleder", november) as actor:
        with pytest.raises(payroll.LoennskjoeringRefused, match="Ingen får penger"):
            payroll.approve_loennskjoering(actor=actor, kjoering_id=calculated, now=november)
        with (
            pytest.raises(Error) as refused,
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "UPDATE payroll_loennskjoering SET tilstand = 'godkjent', godkjent_at = now(),"
                " godkjent_av = samverk.subject(), antall = 1 WHERE id = %s",
                [calculated],
            )
        assert refused.value.__cause__.sqlstate == "SV307"
        assert payroll.kjoering(actor, calculated).tilstand == "kontrollert"
