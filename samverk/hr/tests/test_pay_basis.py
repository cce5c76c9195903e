"""What payroll reads of a month."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from psycopg.types.range import DateRange

from samverk.core.periods import Period
from samverk.hr.models import Kontrakt
from samverk.hr.queries.loenn import (
    KonteringAndel,
    LoennPeriode,
    arbeidsforhold_facts,
    loennsgrunnlag,
)
from samverk.hr.services import arbeidsforhold as work
from samverk.hr.services import timer as hours
from samverk.hr.services.endring import Objekt, register_change
from samverk.hr.tests.conftest import ISV, unit_of

SEPTEMBER = Period.month(2026, 9)
NOVEMBER = Period.month(2026, 11)


def test_a_month_gives_percent_pay_and_coding_by_days(employ, machine, now):
    who = employ()
    lines = [
        {"koststed": "12401000", "andel": "60.00"},
        {"koststed": "12401000", "delprosjekt": "262401010", "andel": "40.00"},
    ]
    with machine() as actor:
        for objekt, felter in (
            (Objekt("besettelse", who.besettelse_id), {"prosent": Decimal("80.00")}),
            (Objekt("kontering", who.besettelse_id), {"linjer": lines}),
        ):
            register_change(
                actor=actor,
                objekt=objekt,
                gjelder_fra=date(2026, 11, 16),
                felter=felter,
                grunnlag="",
                now=now,
            )
        (row,) = loennsgrunnlag(actor, NOVEMBER)
    assert (row.party_id, row.besettelse_type, row.stillingskode, row.aga_sone) == (
        who.party_id,
        "HOVED",
        "1013",
        "4a",
    )
    first, mid, end = date(2026, 11, 1), date(2026, 11, 16), date(2026, 12, 1)
    assert row.loenn == (
        LoennPeriode(first, mid, Decimal("100.00"), "maaned", 80_000_000, None, ""),
        LoennPeriode(mid, end, Decimal("80.00"), "maaned", 80_000_000, None, ""),
    )
    assert row.kontering == (
        KonteringAndel(first, mid, "12401000", "", Decimal("100.00")),
        KonteringAndel(mid, end, "12401000", "", Decimal("60.00")),
        KonteringAndel(mid, end, "12401000", "262401010", Decimal("40.00")),
    )
    assert row.timer == ()


def test_a_month_can_be_read_as_it_was_known_at_the_cut_off(employ, machine, now):
    who = employ(at=now)
    later = now + timedelta(days=2)
    with machine(at=later) as actor:
        register_change(
            actor=actor,
            objekt=Objekt("loennsavtale", who.besettelse_id),
            gjelder_fra=date(2026, 11, 1),
            felter={"aarsloenn_oere": 90_000_000},
            grunnlag="",
            now=later,
        )
        before = loennsgrunnlag(actor, NOVEMBER, known_at=now + timedelta(days=1))
        after = loennsgrunnlag(actor, NOVEMBER)
    assert [r.loenn[0].aarsloenn_oere for r in before + after] == [80_000_000, 90_000_000]


@pytest.fixture
def ended(machine, party_of, now):
    """Jonas' signed contract for September, long over: (contract, employment)."""
    party = party_of("uit", "jonas")
    with machine() as actor:
        unit = unit_of("uit", ISV)
        stilling = work.find_or_register_stilling(
            actor=actor, ny=work.NyStilling(unit, "1018", "Seminarleder"), period=SEPTEMBER, now=now
        )
        employment = work.register_arbeidsforhold(
            actor=actor, party_id=party, gyldig=SEPTEMBER, now=now
        )
        holding = work.register_besettelse(
            actor=actor,
            arbeidsforhold_id=employment,
            now=now,
            ny=work.NyBesettelse(
                stilling,
                SEPTEMBER,
                "HOVED",
                Decimal("0.00"),
                "4",
                "4",
                (("12401000", "", Decimal("100.00")),),
                timesats_oere=26350,
            ),
        )
        contract = Kontrakt.objects.create(
            tenant_id=actor.tenant_id,
            party_id=party,
            enhet_id=unit,
            type="T1",
            nummer=900,
            tittel="Seminarleder",
            gyldig=DateRange(SEPTEMBER.fra, SEPTEMBER.til),
            budsjett_minutter=3600,
            timesats_oere=26350,
            status="signert",
            opprettet_at=now,
            signert_at=now,
            arbeidsforhold_id=employment,
            besettelse_id=holding,
        ).id
    return contract, employment


def test_approved_hours_come_with_the_holding_also_after_it_ended(ended, machine, act_as, now):
    contract, employment = ended
    with act_as("uit", "jonas") as actor:
        hours.foer_timer(
            actor=actor,
            kontrakt_id=contract,
            now=now,
            timer=hours.NyeTimer(date(2026, 9, 30), 480, "Seminar"),
            og_send=True,
        )
    with machine() as actor:
        assert loennsgrunnlag(actor, NOVEMBER) == []
    with act_as("uit", "ingrid") as actor:
        (sheet,) = hours.Timeliste.objects.values_list("id", flat=True)
        hours.approve_timer(actor=actor, timeliste_ids=[sheet], now=now)
    with machine() as actor:
        (row,) = loennsgrunnlag(actor, NOVEMBER)
        (facts,) = arbeidsforhold_facts(actor, [employment], on=date(2026, 9, 5)).values()
    assert (row.loenn, len(row.timer), row.kontering[0].koststed) == ((), 1, "12401000")
    assert (row.timer[0].minutter, row.timer[0].timesats_oere, row.timer[0].fra) == (
        480,
        26350,
        date(2026, 9, 30),
    )
    assert (facts.tittel, facts.fra, facts.til) == ("Seminarleder", SEPTEMBER.fra, SEPTEMBER.til)


def test_another_tenant_reads_nothing_and_a_leader_only_own_units(employ, act_as, machine):
    employ("torgeir")
    with machine("uio") as actor:
        assert loennsgrunnlag(actor, NOVEMBER) == []
    with act_as("uit", "ingrid") as actor:
        assert len(loennsgrunnlag(actor, NOVEMBER)) == 1
    with act_as("uit", "jonas") as actor:
        assert loennsgrunnlag(actor, NOVEMBER) == []
    with act_as("uit", "torgeir") as actor:
        assert len(loennsgrunnlag(actor, NOVEMBER)) == 1
