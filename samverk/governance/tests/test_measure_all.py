"""Figures across the four universities: right, without persons, and never on too few."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from samverk.core.access.api import acting, service_actor
from samverk.core.provenance.api import FieldProvenance, record_submission
from samverk.core.tenancy.api import tenant_by_slug
from samverk.governance.api import measure_all
from samverk.governance.models import Measurement

pytestmark = pytest.mark.django_db
NOVEMBER = date(2026, 11, 1)
PEOPLE = {"uit": "jonas", "uio": "sara", "uib": "ida", "ntnu": "emil"}


@pytest.fixture
def submissions(act_as, now):
    """Return a function: so many cases at a university, so many of them asked twice."""

    def given(slug, cases, repeated=0):
        with act_as(slug, PEOPLE[slug]) as actor:
            for number in range(cases):
                person = uuid4()
                times = 2 if number < repeated else 1
                case = uuid4()
                for _ in range(times):
                    record_submission(
                        actor=actor, form_key="hr.person", form_version=1, active_seconds=20,
                        objekt_type="ansettelse", objekt_id=case, now=now,
                        fields=[
                            FieldProvenance(
                                "konto", "person.kontonummer", "tastet", subject_id=person
                            )
                        ],
                    )  # fmt: skip

    return given


@pytest.fixture
def measure(now):
    bott = service_actor(tenant_by_slug("bott"))

    def taken():
        with acting(bott, now=now):
            return measure_all(actor=bott, period=NOVEMBER, now=now)

    return taken


def figures(act_as, key="gjentatte_felt"):
    with act_as("uib", "direktor"):
        rows = Measurement.objects.filter(indikator=key).select_related("universitet")
        return {
            row.universitet.slug if row.universitet else "alle": (
                row.verdi, row.n, row.is_undertrykt,
            )
            for row in rows.order_by("maalt_at")
        }  # fmt: skip


def test_the_repeated_field_index_is_per_hundred_cases(submissions, measure, act_as):
    submissions("uit", 10, repeated=1)
    submissions("uio", 8, repeated=2)
    submissions("uib", 5)
    submissions("ntnu", 5)
    measure()
    assert figures(act_as) == {
        "uit": (Decimal("10.00"), 10, False),
        "uio": (Decimal("25.00"), 8, False),
        "uib": (Decimal("0.00"), 5, False),
        "ntnu": (Decimal("0.00"), 5, False),
        "alle": (Decimal("10.71"), 28, False),
    }


def test_what_could_be_fetched_from_another_counts_as_asked_twice_only_when_typed(
    measure, act_as, now
):
    def submit(slug, code, cases, **more):
        with act_as(slug, PEOPLE[slug]) as actor:
            for _ in range(cases):
                record_submission(
                    actor=actor, form_key="hr.kontrakt.signer", form_version=1, active_seconds=20,
                    objekt_type="ansettelse", objekt_id=uuid4(), now=now,
                    fields=[FieldProvenance("kontonummer", "person.kontonummer", code, **more)],
                )  # fmt: skip

    submit("uit", "tastet", 2, known_elsewhere=True)
    submit("uit", "hentet", 3, known_elsewhere=True)
    submit("uio", "tastet", 5)
    measure()
    found = figures(act_as)
    assert found["uit"] == (Decimal("40.00"), 5, False)
    assert found["uio"] == (Decimal("0.00"), 5, False)


def test_one_suppressed_university_also_withholds_the_total(submissions, measure, act_as):
    submissions("uit", 10)
    submissions("uio", 4, repeated=1)
    measure()
    found = figures(act_as)
    assert found["uio"] == found["alle"] == (None, None, True)
    assert found["uit"] == (Decimal("0.00"), 10, False)
    assert found["uib"] == (None, 0, False)


def test_two_suppressed_universities_cannot_be_told_apart_so_the_total_stands(
    submissions, measure, act_as
):
    submissions("uit", 10)
    submissions("uio", 4)
    submissions("uib", 3)
    measure()
    found = figures(act_as)
    assert [found[slug][2] for slug in ("uio", "uib", "uit")] == [True, True, False]
    assert found["alle"] == (Decimal("0.00"), 17, False)


def test_two_suppressed_with_fewer_than_five_together_also_withhold_the_total(
    submissions, measure, act_as
):
    submissions("uit", 10)
    submissions("uio", 1)
    submissions("uib", 2, repeated=1)
    measure()
    found = figures(act_as)
    assert found["uio"] == found["uib"] == found["alle"] == (None, None, True)
    assert found["uit"] == (Decimal("0.00"), 10, False)


def test_measuring_again_writes_only_what_changed(submissions, measure, act_as):
    submissions("uit", 10)
    assert measure() >= 5
    assert measure() == 0
    submissions("uit", 1)
    assert measure() == 2  # UiT and the total


def test_an_employee_cannot_ask_for_the_figures(act_as):
    ask = "SELECT * FROM samverk.indikator('gjentatte_felt', %s, %s)"
    with act_as("uit", "jonas"), connection.cursor() as cursor:
        refused = pytest.raises(DatabaseError, match="ingen_tilgang")
        with refused, transaction.atomic():
            cursor.execute(ask, [NOVEMBER, NOVEMBER])


def test_the_raw_formula_is_closed_to_the_runtime(act_as):
    with act_as("uit", "direktor"), connection.cursor() as cursor:
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            cursor.execute("SELECT * FROM samverk.maal_gjentatte_felt(%s, %s)", [NOVEMBER] * 2)
        assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)


def test_an_unknown_indicator_answers_nothing(act_as):
    with act_as("uit", "direktor"), connection.cursor() as cursor:
        for key in ("finnes_ikke", "x'; DROP TABLE governance_project; --"):
            cursor.execute("SELECT * FROM samverk.indikator(%s, %s, %s)", [key, NOVEMBER, NOVEMBER])
            assert cursor.fetchall() == []


def test_a_person_cannot_write_a_measurement(act_as, now):
    row = Measurement(
        tenant_id=tenant_by_slug("bott").id, indikator="gjentatte_felt", indikator_versjon=1,
        periode=NOVEMBER, verdi=1, n=100, maalt_at=now,
    )  # fmt: skip
    with act_as("uit", "direktor"):
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            row.save(force_insert=True)
        assert refused.value.__cause__.sqlstate == "42501"
        assert Measurement.objects.filter(id=row.id).count() == 0
