"""Approve a run: two persons, confirmed figures, no stoppers; then it is frozen for everyone."""

import pytest
from django.db import Error, connection, transaction

from samverk.core.access.api import DutiesNotSeparated
from samverk.payroll import api as payroll
from samverk.payroll.tests.people import confirm_all, party_of


def state(actor, run):
    return payroll.kjoering(actor, run).tilstand


def test_the_head_of_payroll_approves_what_the_officer_calculated(act_as, calculated, november):
    confirm_all(act_as, "uit", calculated, november)
    with act_as("uit", "lonnsleder", november) as actor:
        payroll.approve_loennskjoering(actor=actor, kjoering_id=calculated, now=november)
        run = payroll.kjoering(actor, calculated)
        assert (run.tilstand, run.godkjent_av) == ("godkjent", actor.bruker_id)


def test_the_one_who_calculated_cannot_approve(act_as, staff, calculated, november):
    confirm_all(act_as, "uit", calculated, november)
    with act_as("uit", "lonnsleder", november) as leader:
        # A head of payroll who also calculates has used up the other duty.
        both = frozenset({*leader.kapabiliteter, "lonn.kjoring.klargjor"})
        assert "lonn.kjoring.klargjor" not in leader.kapabiliteter
    with act_as("uit", "lonn", november) as officer:
        from dataclasses import replace

        double = replace(officer, kapabiliteter=both)
        with pytest.raises(DutiesNotSeparated), transaction.atomic():
            payroll.approve_loennskjoering(actor=double, kjoering_id=calculated, now=november)
        assert state(officer, calculated) == "kontrollert"


def test_raw_sql_cannot_approve_for_the_one_who_calculated(act_as, calculated, november):
    confirm_all(act_as, "uit", calculated, november)
    with act_as("uit", "lonnsleder", november) as actor, connection.cursor() as cursor:
        with pytest.raises(Error, match="to_personer"), transaction.atomic():
            cursor.execute(
                "UPDATE payroll_loennskjoering SET tilstand = 'godkjent', godkjent_av = %(meg)s,"
                " beregnet_av = %(meg)s WHERE id = %(id)s",
                {"meg": actor.bruker_id, "id": calculated},
            )
        assert state(actor, calculated) == "kontrollert"


def test_an_unconfirmed_figure_stops_the_approval(act_as, calculated, november):
    with act_as("uit", "lonnsleder", november) as actor:
        refused = pytest.raises(payroll.SatsNotConfirmed, match="avrunding_grunnlag")
        with refused, transaction.atomic():
            payroll.approve_loennskjoering(actor=actor, kjoering_id=calculated, now=november)
        assert state(actor, calculated) == "kontrollert"


def test_a_person_without_account_stops_the_approval(act_as, staff, calculated, november):
    with act_as("uit", "lonn", november) as actor:
        staff.hire(party_of(actor, "Synnøve Bakkejord"), annual=700_000)
        payroll.calculate_loennskjoering(
            actor=actor, kjoering_id=calculated, now=november, kilde=staff.source
        )
        assert (
            payroll.control_loennskjoering(actor=actor, kjoering_id=calculated, now=november) == 1
        )
        first = payroll.findings(actor, calculated)[0]
        assert (first.kontroll, first.alvor, first.antall) == ("konto_mangler", "stopp", 1)
        with pytest.raises(payroll.LoennskjoeringRefused, match="rettes"), transaction.atomic():
            payroll.explain_kontrollfunn(
                actor=actor,
                kjoering_id=calculated,
                kontroll="konto_mangler",
                forklaring="Vi tar det siden",
                now=november,
            )
    confirm_all(act_as, "uit", calculated, november)
    with act_as("uit", "lonnsleder", november) as actor:
        with pytest.raises(payroll.LoennskjoeringStopped), transaction.atomic():
            payroll.approve_loennskjoering(actor=actor, kjoering_id=calculated, now=november)
        assert state(actor, calculated) == "kontrollert"


def test_half_tax_without_a_card_is_confirmed_with_a_reason(act_as, staff, calculated, november):
    with act_as("uit", "lonn", november) as actor:
        staff.hire(
            party_of(actor, "Marte Heimdal"), annual=900_000, card=None, account="12345678938"
        )
        payroll.calculate_loennskjoering(
            actor=actor, kjoering_id=calculated, now=november, kilde=staff.source
        )
        assert (
            payroll.control_loennskjoering(actor=actor, kjoering_id=calculated, now=november) == 1
        )
        payroll.explain_kontrollfunn(
            actor=actor,
            kjoering_id=calculated,
            kontroll="skattekort_mangler",
            forklaring="Bestilt, ikke kommet: trekker 50 prosent",
            now=november,
        )
        # The explanation survives a new control round.
        assert (
            payroll.control_loennskjoering(actor=actor, kjoering_id=calculated, now=november) == 0
        )


FROZEN = (
    "SELECT (SELECT sum(hashtextextended(l::text, 0)) FROM payroll_loennslinje l),"
    " (SELECT sum(hashtextextended(r::text, 0)) FROM payroll_resultat r),"
    " (SELECT sum(hashtextextended(i::text, 0)) FROM payroll_inndata i),"
    " (SELECT sum(hashtextextended(m::text, 0)) FROM payroll_medlem m),"
    " (SELECT sum(hashtextextended(k::text, 0)) FROM payroll_loennskjoering k)"
)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE payroll_loennslinje SET beloep_oere = 1 WHERE kjoering_id = %s", "42501"),
        ("DELETE FROM payroll_loennslinje WHERE kjoering_id = %s", "SV001"),
        ("DELETE FROM payroll_resultat WHERE kjoering_id = %s", "SV001"),
        ("DELETE FROM payroll_inndata WHERE kjoering_id = %s", "SV001"),
        ("UPDATE payroll_loennskjoering SET netto_oere = 1 WHERE id = %s", "SV001"),
        ("UPDATE payroll_loennskjoering SET tilstand = 'aapen' WHERE id = %s", "SV301"),
        ("UPDATE payroll_medlem SET status = 'tatt_ut' WHERE kjoering_id = %s", "SV001"),
        (
            "INSERT INTO payroll_loennslinje (id, tenant_id, kjoering_id, party_id, nr, loennsart,"
            " beloep_oere, kilde, kontering, spor) SELECT uuidv7(), tenant_id, kjoering_id,"
            " party_id, 99, '1000', 1, '', '', '[]' FROM payroll_resultat WHERE kjoering_id = %s"
            " LIMIT 1",
            "SV001",
        ),
    ],
)
def test_an_approved_run_is_frozen_also_for_raw_sql(act_as, calculated, november, statement, code):
    confirm_all(act_as, "uit", calculated, november)
    with act_as("uit", "lonnsleder", november) as actor:
        payroll.approve_loennskjoering(actor=actor, kjoering_id=calculated, now=november)
    with act_as("uit", "lonn", november) as actor:
        with connection.cursor() as cursor:
            cursor.execute(FROZEN)
            before = cursor.fetchone()
            with pytest.raises(Error) as refused, transaction.atomic():
                cursor.execute(statement, [calculated])
            assert refused.value.__cause__.sqlstate == code
            cursor.execute(FROZEN)
            assert cursor.fetchone() == before
        run = payroll.kjoering(actor, calculated)
        assert (run.tilstand, run.netto_oere) == ("godkjent", 41_354_80)


def test_an_approved_run_is_not_calculated_again(act_as, staff, calculated, november):
    confirm_all(act_as, "uit", calculated, november)
    with act_as("uit", "lonnsleder", november) as actor:
        payroll.approve_loennskjoering(actor=actor, kjoering_id=calculated, now=november)
    with (
        act_as("uit", "lonn", november) as actor,
        pytest.raises(payroll.LoennskjoeringRefused, match="godkjent"),
    ):
        payroll.calculate_loennskjoering(
            actor=actor, kjoering_id=calculated, now=november, kilde=staff.source
        )


def test_a_person_sees_the_own_slip_only_and_only_when_approved(
    act_as, staff, calculated, november
):
    with act_as("uit", "jonas", november) as actor:
        assert payroll.my_slips(actor) == []
    confirm_all(act_as, "uit", calculated, november)
    with act_as("uit", "lonnsleder", november) as actor:
        payroll.approve_loennskjoering(actor=actor, kjoering_id=calculated, now=november)
    with act_as("uit", "jonas", november) as actor:
        (head,) = payroll.my_slips(actor)
        assert head.netto_oere == 4_125_80
        own = payroll.slipp(actor, head.id)
        assert [line.loennsart for line in own.linjer][:3] == ["1010", "2000", "2100"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(DISTINCT party_id) FROM payroll_loennslinje")
            assert cursor.fetchone() == (1,)
    with act_as("uit", "amalie", november) as actor:
        assert payroll.slipp(actor, head.id) is None
