"""A change from a day: both time axes, and what the database refuses."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import Error, connection, transaction

from samverk.core.access.api import AccessDenied
from samverk.core.outbox.api import Event
from samverk.core.periods import Period, PeriodInvalid
from samverk.hr.models import (
    ArbeidsforholdVersjon,
    BesettelseVersjon,
    Kontering,
    Loennsavtale,
    Stillingsbesettelse,
    StillingVersjon,
)
from samverk.hr.rules.tidslinje import ChangeImpossible
from samverk.hr.services import arbeidsforhold as work
from samverk.hr.services.endring import FieldUnknown, Objekt, ObjektMissing, register_change
from samverk.hr.services.guard import (
    HovedTwice,
    KonteringIncomplete,
    PeriodOutside,
    check_now,
)

OSLO = ZoneInfo("Europe/Oslo")
BEFORE = datetime(2026, 1, 2, 9, 0, tzinfo=OSLO)


def percents(on: date, known: datetime):
    return list(
        BesettelseVersjon.objects.filter(gyldig__contains=on, registrert__contains=known)
        .order_by("gyldig")
        .values_list("prosent", flat=True)
    )


def test_a_change_holds_from_its_day_and_leaves_the_days_before(employ, machine, now):
    who = employ()
    with machine() as actor:
        written = register_change(
            actor=actor,
            objekt=Objekt("besettelse", who.besettelse_id),
            gjelder_fra=date(2026, 6, 1),
            felter={"prosent": Decimal("80.00")},
            grunnlag="Avtale",
            now=now + timedelta(hours=1),
        )
        assert written == 2
        known = now + timedelta(hours=2)
        assert percents(date(2026, 5, 31), known) == [Decimal("100.00")]
        assert percents(date(2026, 6, 1), known) == [Decimal("80.00")]


def test_what_was_known_before_can_still_be_read(employ, machine, now):
    who = employ(at=BEFORE)
    with machine() as actor:
        register_change(
            actor=actor,
            objekt=Objekt("loennsavtale", who.besettelse_id),
            gjelder_fra=date(2026, 5, 1),
            felter={"aarsloenn_oere": 85_000_000},
            grunnlag="Lønnsoppgjør",
            now=now,
        )
        rows = Loennsavtale.objects.filter(gyldig__contains=date(2026, 6, 1))
        as_known = {
            at: rows.get(registrert__contains=at).aarsloenn_oere
            for at in (now - timedelta(days=1), now + timedelta(seconds=1))
        }
    assert list(as_known.values()) == [80_000_000, 85_000_000]


def test_a_change_for_a_while_comes_back(employ, machine, now):
    who = employ()
    with machine() as actor:
        register_change(
            actor=actor,
            objekt=Objekt("besettelse", who.besettelse_id),
            gjelder_fra=date(2026, 3, 1),
            gjelder_til=date(2026, 4, 1),
            felter={"prosent": Decimal("50.00")},
            grunnlag="",
            now=now,
        )
        current = BesettelseVersjon.objects.filter(registrert__upper_inf=True).order_by("gyldig")
        assert [(v.gyldig.lower, v.prosent) for v in current] == [
            (date(2026, 1, 1), Decimal("100.00")),
            (date(2026, 3, 1), Decimal("50.00")),
            (date(2026, 4, 1), Decimal("100.00")),
        ]


def test_two_changes_at_the_same_instant_leave_nothing_known_in_between(employ, machine, now):
    who = employ()
    with machine() as actor:
        for percent in ("60.00", "70.00"):
            register_change(
                actor=actor,
                objekt=Objekt("besettelse", who.besettelse_id),
                gjelder_fra=date(2026, 6, 1),
                felter={"prosent": Decimal(percent)},
                grunnlag="",
                now=now,
            )
        assert percents(date(2026, 6, 1), now) == [Decimal("70.00")]
        assert BesettelseVersjon.objects.filter(registrert__isempty=True).count() == 2


def test_a_change_is_one_act_with_one_event_and_no_values_in_it(employ, machine, now):
    who = employ()
    with machine() as actor:
        register_change(
            actor=actor,
            objekt=Objekt("besettelse", who.besettelse_id),
            gjelder_fra=date(2026, 6, 1),
            felter={"prosent": Decimal("80.00")},
            grunnlag="",
            now=now,
        )
        event = Event.objects.get(type="hr.besettelse.endret.v1")
        assert (event.subject_id, event.endret, event.gyldig_fra, event.data) == (
            who.besettelse_id,
            ["prosent"],
            date(2026, 6, 1),
            {},
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM audit_spor WHERE handling = 'hr.besettelse.endre'")
            assert cursor.fetchone() == (1,)


def test_a_second_main_position_on_the_same_day_is_refused(employ, machine, now):
    who = employ()
    with machine() as actor:
        ny = work.NyBesettelse(
            who.stilling_id,
            Period(date(2026, 10, 1), date(2026, 11, 1)),
            "HOVED",
            Decimal("20.00"),
            "1",
            "1",
            (("12401000", "", Decimal("100.00")),),
            aarsloenn_oere=1,
        )
        with pytest.raises(HovedTwice):
            work.register_besettelse(
                actor=actor, arbeidsforhold_id=who.arbeidsforhold_id, ny=ny, now=now
            )
        assert BesettelseVersjon.objects.count() == 1
        assert Kontering.objects.count() == 1


def test_a_holding_outside_the_employment_is_refused(employ, machine, now):
    who = employ(gyldig=Period(date(2026, 1, 1), date(2026, 7, 1)))
    with machine() as actor:
        ny = work.NyBesettelse(
            who.stilling_id,
            Period(date(2026, 6, 1), date(2026, 8, 1)),
            "TILL",
            Decimal("20.00"),
            "1",
            "1",
            (("12401000", "", Decimal("100.00")),),
            aarsloenn_oere=1,
        )
        with pytest.raises(PeriodOutside) as refused:
            work.register_besettelse(
                actor=actor, arbeidsforhold_id=who.arbeidsforhold_id, ny=ny, now=now
            )
        assert refused.value.field == "gjelder_fra"
        assert BesettelseVersjon.objects.count() == 1


def test_an_overlapping_version_is_refused_by_raw_sql(employ, machine, now):
    who = employ()
    with machine() as actor:
        with pytest.raises(Error) as refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO hr_stillingversjon (id, tenant_id, stilling_id, stillingskode, tittel,"
                " enhet_id, yrkeskode, lederflagg, gyldig, registrert, grunnlag) VALUES"
                " (uuidv7(), %s, %s, '1013', 'X', %s, '', false, '[2026-02-01,2026-03-01)',"
                " tstzrange(%s, NULL), '')",
                [actor.tenant_id, who.stilling_id, who.enhet_id, now],
            )
        assert "hr_stillingversjon_overlapper" in str(refused.value)
        assert StillingVersjon.objects.count() == 1


def test_coding_that_does_not_sum_to_a_hundred_is_refused(employ, machine, now):
    who = employ()
    lines = [
        {"koststed": "12401000", "andel": "60.00"},
        {"koststed": "12401000", "delprosjekt": "262401010", "andel": "39.99"},
    ]
    with machine() as actor:
        with pytest.raises(KonteringIncomplete) as refused:
            register_change(
                actor=actor,
                objekt=Objekt("kontering", who.besettelse_id),
                gjelder_fra=date(2026, 6, 1),
                felter={"linjer": lines},
                grunnlag="",
                now=now,
            )
        assert refused.value.field == "andel"
        assert [k.andel for k in Kontering.objects.all()] == [Decimal("100.00")]


def test_coding_can_be_split_from_a_day(employ, machine, now):
    who = employ()
    lines = [
        {"koststed": "12401000", "andel": "66.67"},
        {"koststed": "12401000", "delprosjekt": "262401010", "andel": "33.33"},
    ]
    with machine() as actor:
        written = register_change(
            actor=actor,
            objekt=Objekt("kontering", who.besettelse_id),
            gjelder_fra=date(2026, 6, 1),
            felter={"linjer": lines},
            grunnlag="",
            now=now,
        )
        assert written == 3
        on = Kontering.objects.filter(gyldig__contains=date(2026, 7, 1), registrert__upper_inf=True)
        assert sorted(k.andel for k in on) == [Decimal("33.33"), Decimal("66.67")]


def test_ending_an_employment_ends_what_belongs_to_it(employ, machine, now):
    who = employ()
    with machine() as actor:
        register_change(
            actor=actor,
            objekt=Objekt("arbeidsforhold", who.arbeidsforhold_id),
            gjelder_fra=date(2027, 1, 1),
            felter={"avslutt": True, "sluttaarsak": "arbeidstakerHarSagtOppSelv"},
            grunnlag="Oppsigelse",
            now=now,
        )
        for model in (ArbeidsforholdVersjon, BesettelseVersjon, Kontering, Loennsavtale):
            row = model.objects.get(registrert__upper_inf=True)
            assert (model.__name__, row.gyldig.upper) == (model.__name__, date(2027, 1, 1))
        ended = ArbeidsforholdVersjon.objects.get(registrert__upper_inf=True)
        assert ended.sluttaarsak == "arbeidstakerHarSagtOppSelv"


def test_a_holding_can_be_extended_with_its_pay_and_coding(employ, machine, now):
    who = employ(gyldig=Period(date(2026, 1, 1), date(2026, 7, 1)))
    with machine() as actor:
        for kind, key in (
            ("arbeidsforhold", who.arbeidsforhold_id),
            ("besettelse", who.besettelse_id),
        ):
            register_change(
                actor=actor,
                objekt=Objekt(kind, key),
                gjelder_fra=date(2026, 7, 1),
                felter={"forleng_til": date(2026, 9, 1)},
                grunnlag="",
                now=now,
            )
        for model in (BesettelseVersjon, Kontering, Loennsavtale):
            assert model.objects.get(registrert__upper_inf=True).gyldig.upper == date(2026, 9, 1)


@pytest.mark.parametrize(
    ("felter", "fra", "problem"),
    [
        ({"ansattnummer": 4}, date(2026, 6, 1), FieldUnknown),
        ({}, date(2026, 6, 1), FieldUnknown),
        ({"prosent": Decimal("80.00")}, date(2030, 1, 1), ChangeImpossible),
        ({"forleng_til": date(2026, 2, 1)}, date(2026, 1, 1), ChangeImpossible),
    ],
)
def test_a_meaningless_change_is_refused_and_nothing_is_written(
    employ, machine, now, felter, fra, problem
):
    who = employ(gyldig=Period(date(2026, 1, 1), date(2027, 1, 1)))
    with machine() as actor:
        with pytest.raises(problem):
            register_change(
                actor=actor,
                objekt=Objekt("besettelse", who.besettelse_id),
                gjelder_fra=fra,
                felter=felter,
                grunnlag="",
                now=now,
            )
        assert BesettelseVersjon.objects.count() == 1
        assert not Event.objects.filter(type="hr.besettelse.endret.v1").exists()


def test_a_leader_may_not_change_and_another_tenant_finds_nothing(employ, act_as, now):
    who = employ()
    change = {
        "objekt": Objekt("besettelse", who.besettelse_id),
        "gjelder_fra": date(2026, 6, 1),
        "felter": {"prosent": Decimal("80.00")},
        "grunnlag": "",
        "now": now,
    }
    with act_as("uit", "ingrid") as actor, pytest.raises(AccessDenied):
        register_change(actor=actor, **change)
    with act_as("uio", "hr") as actor, pytest.raises(ObjektMissing):
        register_change(actor=actor, **change)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE hr_besettelseversjon SET prosent = 1",
        "UPDATE hr_besettelseversjon SET gyldig = '[2020-01-01,)'",
        "UPDATE hr_besettelseversjon SET registrert = tstzrange('2020-01-01', NULL)",
        "DELETE FROM hr_besettelseversjon",
    ],
)
def test_a_version_can_only_be_closed_by_raw_sql(employ, machine, statement):
    employ()
    with machine():
        with pytest.raises(Error) as refused, transaction.atomic():
            run(statement)
        assert refused.value.__cause__.sqlstate in {"42501", "SV001"}
        assert BesettelseVersjon.objects.get().prosent == Decimal("100.00")


COPY = """INSERT INTO hr_besettelseversjon (id, tenant_id, besettelse_id, arbeidsforhold_id,
  party_id, stilling_id, enhet_id, type, prosent, medarbeidergruppe, medarbeiderundergruppe,
  lovhjemmel, gyldig, registrert, grunnlag)
SELECT uuidv7(), tenant_id, {holding}, arbeidsforhold_id, party_id, stilling_id, enhet_id, type,
  prosent, medarbeidergruppe, medarbeiderundergruppe, lovhjemmel, '[2026-02-01,2026-03-01)',
  registrert, grunnlag
FROM hr_besettelseversjon"""


@pytest.mark.parametrize(
    ("holding", "key"),
    [("besettelse_id", "hr_besettelseversjon_overlapper"), ("%s", "hr_en_hoved")],
    ids=["same holding", "second main holding"],
)
def test_overlapping_holdings_are_refused_by_raw_sql(employ, machine, now, holding, key):
    who = employ()
    with machine() as actor:
        other = Stillingsbesettelse.objects.create(
            tenant_id=actor.tenant_id, arbeidsforhold_id=who.arbeidsforhold_id,
            party_id=who.party_id, type="HOVED", opprettet_at=now,
        )  # fmt: skip
        values = [other.id] if holding == "%s" else []
        with pytest.raises(Error) as refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(COPY.format(holding=holding), values)
        assert refused.value.__cause__.diag.constraint_name == key
        assert BesettelseVersjon.objects.count() == 1


def test_employee_numbers_have_no_gaps(employ, machine, now, party_of):
    first = employ("torgeir")
    with machine() as actor:
        with pytest.raises(PeriodInvalid), transaction.atomic():
            _employ_and_fail(actor, first.party_id, now)
        second = work.register_arbeidsforhold(
            actor=actor,
            party_id=party_of("uit", "synnove"),
            gyldig=Period(date(2026, 1, 1)),
            now=now,
        )
        numbers = [
            ArbeidsforholdVersjon.objects.get(arbeidsforhold_id=a).arbeidsforhold.ansattnummer
            for a in (first.arbeidsforhold_id, second)
        ]
    assert numbers[1] == numbers[0] + 1


def _employ_and_fail(actor, party_id, now):
    work.register_arbeidsforhold(
        actor=actor, party_id=party_id, gyldig=Period(date(2027, 1, 1)), now=now
    )
    raise PeriodInvalid("angret")


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        check_now()
