"""Grants: dated, scoped, made by the service user or by two persons, and only ever shorter."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from samverk.core.access import api as access
from samverk.core.access.models import Grant
from samverk.core.organisation import api as organisation
from samverk.core.tenancy.api import tenant_by_slug

pytestmark = pytest.mark.django_db


def _id(actor, name):
    return access.Bruker.objects.get(tenant_id=actor.tenant_id, brukernavn=name).id


def _unit(actor, name):
    units = organisation.enheter(actor.tenant_id, on=date(2026, 11, 23))
    return next(u.id for u in units if u.navn == name)


def test_a_leader_sees_own_subtree_and_nothing_beside_it(act_as):
    with act_as("uit", "ingrid") as actor:
        units = organisation.unit_ids_with("hr.arbeidsforhold.les")
        assert units == [_unit(actor, "Institutt for samfunnsvitenskap")]
    with act_as("uit", "marte") as actor:
        faculty = _unit(actor, "Fakultet for humaniora, samfunnsvitenskap og lærerutdanning")
        expected = organisation.unit_ids_under(actor.tenant_id, faculty, on=date(2026, 11, 23))
        assert set(organisation.unit_ids_with("hr.arbeidsforhold.les")) == set(expected)
        assert len(expected) == 3


def test_only_the_service_user_grants_without_a_second_person(act_as, now):
    with act_as("uit", "tilgang") as admin:
        before = Grant.objects.count()
        with pytest.raises(access.AccessDenied):
            access.grant_rolle(
                actor=admin, bruker_id=_id(admin, "ola"), rolle="saksbehandler", omfang="selv",
                fra=now.date(), now=now,
            )  # fmt: skip
        sql = (
            "INSERT INTO access_grant (id, tenant_id, bruker_id, rolle_id, omfang, enhet_id,"
            " gyldig, kilde, tildelt_av, godkjent_av, begrunnelse, opprettet_at)"
            " VALUES (uuidv7(), %s, %s, 'loennsleder', 'subtre', %s, '[2026-11-23,)', %s, %s, %s,"
            " '', now())"
        )
        unit = _unit(admin, "Institutt for samfunnsvitenskap")
        for kilde in ("manuell", "oppsett", "auto", "noed"):
            values = [
                admin.tenant_id, _id(admin, "ola"), unit, kilde, admin.bruker_id,
                _id(admin, "hrleder"),
            ]  # fmt: skip
            with (
                pytest.raises(DatabaseError, match="row-level security"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(sql, values)
        assert Grant.objects.count() == before


@pytest.mark.parametrize(
    "change",
    [
        "rolle_id = 'loennsleder'", "begrunnelse = 'annet'", "gyldig = '[2025-07-01,)'",
        "gyldig = '[2025-08-01,2026-11-01)'", "gyldig = 'empty'", "gyldig = '[2025-09-01,)'",
    ],
)  # fmt: skip
def test_a_grant_only_becomes_shorter_and_from_today(act_as, change):
    with act_as("uit", "tilgang") as actor:
        grant = Grant.objects.get(bruker_id=_id(actor, "ola"), rolle_id="bestiller")
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE access_grant SET {change} WHERE id = %s", [grant.id])
        after = Grant.objects.get(id=grant.id)
        assert (after.rolle_id, after.gyldig, after.begrunnelse) == (
            "bestiller", grant.gyldig, grant.begrunnelse,
        )  # fmt: skip


ENDS = "UPDATE access_grant SET gyldig = '[2025-08-01,2026-11-24)' WHERE id = %s"


def _ended(key):
    """How many rows the statement reached, undone again."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ENDS, [key])
        reached = cursor.rowcount
        transaction.set_rollback(True)
    return reached


def test_a_derived_grant_is_not_ended_by_hand(act_as, now):
    with act_as("uit", "tilgang") as actor:
        given = Grant.objects.get(bruker_id=_id(actor, "ola"), rolle_id="bestiller")
        machine = access.service_actor(tenant_by_slug("uit"))
        with access.acting(machine, now=now):
            derived = access.grant_rolle(
                actor=machine, bruker_id=given.bruker_id, rolle="leder", omfang="subtre",
                fra=given.gyldig.lower, now=now,
                details={"kilde": "auto", "enhet_id": given.enhet_id},
            )  # fmt: skip
        assert (_ended(given.id), _ended(derived)) == (1, 0)


def test_only_the_service_user_rebuilds_what_follows_the_position(act_as, now):
    with act_as("uit", "tilgang") as admin:
        party = access.Bruker.objects.get(id=_id(admin, "ola")).party_id
        unit = _unit(admin, "Institutt for samfunnsvitenskap")
        before = list(Grant.objects.order_by("id").values_list("id", "gyldig"))
        with pytest.raises(access.AccessDenied):
            access.sync_derived_grants(
                actor=admin, rolle="leder", enhet_id=unit, now=now,
                holders=[(party, now.date(), None)],
            )  # fmt: skip
        assert list(Grant.objects.order_by("id").values_list("id", "gyldig")) == before


def test_what_follows_the_position_ends_on_the_norwegian_day(act_as, now):
    machine = access.service_actor(tenant_by_slug("uit"))
    with access.acting(machine, now=now):
        party = access.Bruker.objects.get(id=_id(machine, "ola")).party_id
        unit = _unit(machine, "Institutt for samfunnsvitenskap")
        ola = [(party, date(2026, 11, 1), None)]
        access.sync_derived_grants(
            actor=machine, rolle="leder", enhet_id=unit, holders=ola, now=now
        )
    midnight = datetime(2026, 11, 29, 23, 30, tzinfo=UTC)  # half past twelve on the 30th in Norway
    with access.acting(machine, now=midnight):
        access.sync_derived_grants(
            actor=machine, rolle="leder", enhet_id=unit, holders=[], now=midnight
        )
        grant = Grant.objects.get(kilde="auto", bruker__party_id=party)
        assert grant.gyldig.upper == date(2026, 11, 30)


def test_the_role_of_a_machine_is_not_ended_by_hand(act_as, now):
    machine = access.service_actor(tenant_by_slug("uit"))
    with access.acting(machine, now=now):
        unit = _unit(machine, "Institutt for samfunnsvitenskap")
        key = access.create_bruker(
            actor=machine, brukernavn="noekkel", navn="Nøkkel", party_id=None, now=now,
            details={"is_maskin": True},
        )  # fmt: skip
        given = access.grant_rolle(
            actor=machine, bruker_id=key, rolle="saksbehandler", omfang="subtre",
            fra=date(2025, 8, 1), now=now, details={"enhet_id": unit},
        )  # fmt: skip
    with act_as("uit", "tilgang"):
        assert _ended(given) == 0
    with access.acting(machine, now=now):
        assert _ended(given) == 1


def test_a_leader_ends_grants_of_the_own_unit_and_not_above(act_as):
    with act_as("uit", "tilgang") as actor:
        here = Grant.objects.get(bruker_id=_id(actor, "ola"), rolle_id="bestiller").id
        above = Grant.objects.get(bruker_id=_id(actor, "marte"), rolle_id="leder").id
    with act_as("uit", "ingrid"):
        assert (_ended(here), _ended(above)) == (1, 0)
