"""A key in the database: the policies see no more than what the key was made for."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from samverk.core.access import api as access
from samverk.core.audit.api import record_read
from samverk.core.organisation import api as organisation
from samverk.core.tenancy.api import tenant_by_slug

pytestmark = pytest.mark.django_db
READS, HIRES, LEDGER = "logg.lesing.les", "hr.arbeidsforhold.les", "okonomi.regnskap.les"


@pytest.fixture
def auditor(act_as, now):
    """Return a function that gives the actor of a key to one account, an auditor's program."""
    uit = tenant_by_slug("uit")
    with act_as("uit", "ingrid") as ingrid:
        record_read(
            actor=ingrid, kapabilitet="hr.nin.les", objekt_type="person", objekt_id=uuid4(),
            gjelder_party_id=None, dataklasse=3,
        )  # fmt: skip
    with act_as("uit", "tilgang") as admin:
        top = organisation.root(admin.tenant_id, on=now.date())
        program = access.create_bruker(
            actor=admin, brukernavn="revisjon", navn="Revisjon", party_id=None, now=now,
            details={"is_maskin": True},
        )  # fmt: skip
    with access.acting(access.service_actor(uit), now=now) as machine:
        access.grant_rolle(
            actor=machine, bruker_id=program, rolle="internrevisor", omfang="subtre",
            fra=now.date(), now=now,
            details={"kilde": "oppsett", "enhet_id": top.id, "begrunnelse": "Prøve"},
        )  # fmt: skip

    def key(*capabilities):
        with access.acting(access.service_actor(uit), now=now) as machine:
            text = access.create_token(
                actor=machine, bruker_id=program, navn=f"n{len(capabilities)}",
                kapabiliteter=list(capabilities), now=now, valid=timedelta(days=1),
            )  # fmt: skip
            found = access.actor_of_token(tenant=uit, token=text, now=now)
        assert found is not None
        return found

    return key


def seen():
    """What the database lets the acting account do and see."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT samverk.kan(k), (SELECT count(*) FROM samverk.enheter(k)),"
            " samverk.kan_for(k, NULL), (SELECT count(*) FROM audit_lesing)"
            " FROM unnest(%s::text[]) WITH ORDINALITY AS asked (k, nr) ORDER BY nr",
            [[READS, HIRES, LEDGER]],
        )
        return cursor.fetchall()


def test_a_wide_key_sees_what_its_account_sees(auditor, now):
    with access.acting(auditor(READS, HIRES, LEDGER), now=now):
        assert seen() == [(True, 10, True, 1)] * 3


def test_a_narrow_key_is_narrow_in_the_database_too(auditor, now):
    with access.acting(auditor(HIRES), now=now):
        assert seen() == [(False, 0, False, 0), (True, 10, True, 0), (False, 0, False, 0)]


def test_a_part_of_a_name_is_not_the_name(auditor, now):
    with access.acting(auditor(HIRES), now=now), connection.cursor() as cursor:
        names = [HIRES[3:], HIRES[:-4], ""]
        cursor.execute("SELECT samverk.i_noekkelen(k) FROM unnest(%s::text[]) k", [names])
        assert cursor.fetchall() == [(False,)] * 3


def test_a_key_whose_account_lost_the_right_may_nothing(auditor, now):
    """An empty key is narrow, not wide."""
    bare = replace(auditor(HIRES), kapabiliteter=frozenset())
    with access.acting(bare, now=now):
        assert seen() == [(False, 0, False, 0)] * 3


def test_the_key_ends_where_another_acts_and_comes_back(auditor, act_as, now):
    narrow = auditor(HIRES)
    with access.acting(narrow, now=now):
        with access.acting(access.service_actor(tenant_by_slug("uit")), now=now):
            assert [row[0] for row in seen()] == [True] * 3
        assert [row[0] for row in seen()] == [False, True, False]
    with act_as("uit", "tilgang"), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('samverk.key', true), samverk.kan('tilgang.tildel')")
        assert cursor.fetchone() == ("", True)
