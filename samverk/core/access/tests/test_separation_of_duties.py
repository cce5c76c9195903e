"""Requester, attester, approver, payer and beneficiary of one matter are different persons."""

from dataclasses import replace
from uuid import uuid4

import pytest

from samverk.core.access import api as access
from samverk.core.access.models import SakHandling

pytestmark = pytest.mark.django_db
ROLES = ["bestiller", "attestant", "godkjenner", "utbetaler", "mottaker"]


@pytest.mark.parametrize("first", ROLES)
@pytest.mark.parametrize("second", ROLES)
def test_one_person_holds_one_role_in_a_matter(act_as, now, first, second):
    matter = uuid4()
    with act_as("uit", "ola") as actor:
        common = {"actor": actor, "sak_type": "test", "sak_id": matter, "now": now}
        access.record_handling(handling=first, **common)
        if first == second:
            access.record_handling(handling=second, **common)  # twice is as once
        else:
            with pytest.raises(access.DutiesNotSeparated, match="En annen må gjøre"):
                access.record_handling(handling=second, **common)
        assert SakHandling.objects.filter(sak_id=matter).count() == 1


def test_a_deputy_inherits_the_conflict(act_as, now):
    matter = uuid4()
    with act_as("uit", "ingrid") as ingrid:
        access.record_handling(
            actor=ingrid, sak_type="test", sak_id=matter, handling="bestiller", now=now
        )
    with act_as("uit", "synnove") as synnove:
        deputy = replace(synnove, on_behalf_of=ingrid.bruker_id, on_behalf_of_party=ingrid.party_id)
        with pytest.raises(access.DutiesNotSeparated):
            access.record_handling(
                actor=deputy, sak_type="test", sak_id=matter, handling="godkjenner", now=now
            )
        assert SakHandling.objects.filter(sak_id=matter).count() == 1


def test_two_accounts_of_one_person_are_one_person(act_as, now):
    matter = uuid4()
    with act_as("uit", "tilgang") as admin:
        ola = access.Bruker.objects.get(tenant_id=admin.tenant_id, brukernavn="ola")
        access.create_bruker(
            actor=admin, brukernavn="ola2", navn="Ola Fjeldvær", party_id=ola.party_id, now=now
        )
    with act_as("uit", "ola") as actor:
        access.record_handling(
            actor=actor, sak_type="test", sak_id=matter, handling="bestiller", now=now
        )
    with act_as("uit", "ola2") as again, pytest.raises(access.DutiesNotSeparated):
        access.record_handling(
            actor=again, sak_type="test", sak_id=matter, handling="godkjenner", now=now
        )


def test_raw_sql_is_refused_as_well(act_as, now):
    from django.db import DatabaseError, connection, transaction

    matter = uuid4()
    with act_as("uit", "ola") as actor, connection.cursor() as cursor:
        sql = (
            "INSERT INTO access_sakhandling (id, tenant_id, sak_type, sak_id, handling, party_id,"
            " skjedde_at) VALUES (uuidv7(), %s, 'test', %s, %s, %s, now())"
        )
        cursor.execute(sql, [actor.tenant_id, matter, "bestiller", actor.party_id])
        with pytest.raises(DatabaseError, match="pliktdeling"), transaction.atomic():
            cursor.execute(sql, [actor.tenant_id, matter, "godkjenner", actor.party_id])
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            cursor.execute("UPDATE access_sakhandling SET handling = 'mottaker'")
