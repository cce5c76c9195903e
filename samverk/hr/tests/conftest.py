"""Shared builders: one employed person, one signed hourly contract."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import connection
from psycopg.types.range import DateRange

from samverk.core.access import api as access
from samverk.core.parties import api as parties
from samverk.core.periods import Period
from samverk.core.tenancy.api import tenant_by_slug
from samverk.hr.models import Ansettelse, Kontrakt
from samverk.hr.services import ansettelse as hire
from samverk.hr.services import arbeidsforhold as work
from samverk.hr.services import kontrakt as contract
from samverk.hr.services import timer as hours
from samverk.hr.services.ansettelse import NyAnsettelse
from samverk.hr.services.kontrakt import Signering
from samverk.hr.services.timer import NyeTimer
from samverk.hr.signing import Identitet


@dataclass(frozen=True)
class Employed:
    party_id: UUID
    enhet_id: UUID
    stilling_id: UUID
    arbeidsforhold_id: UUID
    besettelse_id: UUID


def unit_of(slug: str, name: str) -> UUID:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.enhet_id FROM organisation_orgenhetversjon v WHERE v.tenant_id = %s"
            " AND v.navn = %s",
            [tenant_by_slug(slug).id, name],
        )
        return cursor.fetchone()[0]


ISV = "Institutt for samfunnsvitenskap"
IFS = "Institutt for språk og kultur"


@pytest.fixture
def machine(db, now):
    """Return a function that opens a context as the tenant's service user."""
    from contextlib import contextmanager

    @contextmanager
    def opened(slug="uit", at=now):
        with access.acting(access.service_actor(tenant_by_slug(slug)), now=at) as actor:
            yield actor

    return opened


@pytest.fixture
def party_of(act_as):
    def found(slug, brukernavn):
        with act_as(slug, brukernavn) as actor:
            return actor.party_id

    return found


@pytest.fixture
def employ(machine, party_of, now):
    """Return a function that employs one of the cast from 1 January 2026."""

    def made(
        brukernavn="torgeir",
        unit=ISV,
        gyldig=None,
        code="1013",
        title="Professor",
        *,
        leader=False,
        lines=(("12401000", "", Decimal("100.00")),),
        at=now,
    ):
        gyldig = gyldig or Period(date(2026, 1, 1))
        party_id = party_of("uit", brukernavn)
        with machine(at=at) as actor:
            enhet_id = unit_of("uit", unit)
            stilling = work.register_stilling(
                actor=actor,
                ny=work.NyStilling(enhet_id, code, title, "2310114", leader),
                fra=date(2025, 8, 1),
                now=at,
            )
            employment = work.register_arbeidsforhold(
                actor=actor, party_id=party_id, gyldig=gyldig, now=at
            )
            holding = work.register_besettelse(
                actor=actor,
                arbeidsforhold_id=employment,
                ny=work.NyBesettelse(
                    stilling,
                    gyldig,
                    "HOVED",
                    Decimal("100.00"),
                    "1",
                    "1",
                    lines,
                    aarsloenn_oere=80_000_000,
                ),
                now=at,
            )
        return Employed(party_id, enhet_id, stilling, employment, holding)

    return made


@pytest.fixture
def hourly(machine, party_of, now):
    """Return a function that gives one of the cast a signed hourly contract."""

    def made(
        brukernavn="jonas",
        unit=ISV,
        fra=date(2026, 9, 1),
        til=date(2027, 2, 1),
        minutes=60 * 60,
        status="signert",
    ):
        party_id = party_of("uit", brukernavn)
        with machine() as actor:
            return Kontrakt.objects.create(
                tenant_id=actor.tenant_id,
                party_id=party_id,
                enhet_id=unit_of("uit", unit),
                type="T1",
                nummer=work.draw_number(actor, "kontrakt"),
                tittel="Seminarleder",
                emne="STV-2510",
                gyldig=DateRange(fra, til),
                budsjett_minutter=minutes,
                timesats_oere=26350,
                status=status,
                opprettet_at=now,
                signert_at=now if status == "signert" else None,
            ).id

    return made


PERIOD = Period.through(date(2026, 11, 25), date(2027, 1, 31))
DEMO = Identitet("demo", "demo", "Samverk demo")
ACCOUNT = "15032080119"


def an_order(enhet_id, party_id=None, **changes) -> NyAnsettelse:
    values = {
        "enhet_id": enhet_id,
        "emne": "Seminarleder i STV-2510",
        "stillingskode": "1018",
        "tittel": "Seminarleder",
        "gyldig": PERIOD,
        "minutter": 3600,
        "timesats_oere": 26350,
        "koststed": "12401000",
        "delprosjekt": "262401010",
        "party_id": party_id,
        "lovhjemmel": "statsansatteloven § 9 første ledd bokstav b",
        "begrunnelse": "Vikar for Torgeir Nesvik",
        "kilder": {"koststed": {"kilde": "arvet"}},
    }
    return NyAnsettelse(**(values | changes))


@pytest.fixture
def ordered(act_as, party_of, now):
    """Return a function that lets Ola order Jonas; gives the hire's id."""

    def made(**changes):
        jonas = party_of("uit", "jonas")
        with act_as("uit", "ola") as actor:
            unit = unit_of("uit", ISV)
            return hire.order_ansettelse(
                actor=actor, order=an_order(unit, **{"party_id": jonas, **changes}), now=now
            )

    return made


@pytest.fixture
def approved(ordered, act_as, now):
    def made(**changes):
        key = ordered(**changes)
        with act_as("uit", "ingrid") as actor:
            hire.approve_ansettelse(actor=actor, ansettelse_id=key, now=now)
        return key

    return made


@pytest.fixture
def sent(approved, machine, now):
    """Return a function that makes Jonas' contract; gives (hire, contract)."""

    def made(**changes):
        key = approved(**changes)
        with machine() as actor:
            return key, contract.lag_arbeidskontrakt(
                actor=actor, ansettelse_id=key, steg_id=uuid4(), now=now
            )

    return made


@pytest.fixture
def signed(sent, act_as, now):
    def made(**changes):
        key, kontrakt = sent(**changes)
        with act_as("uit", "jonas") as actor:
            contract.sign_kontrakt(
                actor=actor,
                kontrakt_id=kontrakt,
                now=now,
                signering=Signering(DEMO, "Tromsø", ACCOUNT),
            )
        return key, kontrakt

    return made


def status(machine, key):
    with machine():
        return Ansettelse.objects.get(id=key).status


DAY = date(2026, 11, 20)


def eight(dato=DAY, **changes):
    values = {"dato": dato, "minutter": 480, "aktivitet": "Seminar", "fra": 615, "til": 720}
    return NyeTimer(**(values | changes))


@pytest.fixture
def sheet(hourly, act_as, now):
    """Return a function that sends eight hours of one of the cast; gives the sheet's id."""

    def made(brukernavn="jonas", unit=ISV, dato=DAY) -> UUID:
        contract = hourly(brukernavn, unit=unit)
        with act_as("uit", brukernavn) as actor:
            hours.foer_timer(actor=actor, kontrakt_id=contract, timer=eight(dato), now=now)
            return hours.send_inn(actor=actor, kontrakt_id=contract, now=now)

    return made


@pytest.fixture
def paid(act_as, now):
    """Jonas, whose pay goes to the old account since last month."""
    before = now - timedelta(days=30)
    with act_as("uit", "jonas", before) as jonas:
        parties.give_identifier(
            tenant_id=jonas.tenant_id, party_id=jonas.party_id, kind="kontonummer", value=ACCOUNT,
            kilde="tastet", now=before,
        )  # fmt: skip
    return jonas
