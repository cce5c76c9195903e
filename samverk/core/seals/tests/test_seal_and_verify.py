"""What was sealed and then altered is found and named, even when the owner did it."""

import argparse
import json
from hashlib import sha256

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from samverk.core.access.api import acting, service_actor
from samverk.core.audit.api import record_act
from samverk.core.outbox.api import Event
from samverk.core.seals import registry
from samverk.core.seals.api import Finding, register_check, run_checks, seal_all, verify
from samverk.core.seals.cli import run_seal, run_verify
from samverk.core.seals.merkle import merkle_root
from samverk.core.seals.models import Segl, SegletRad
from samverk.core.tenancy.api import new_id, tenant_by_slug

JSON = argparse.Namespace(json=True)


@pytest.fixture
def machine(db):
    return service_actor(tenant_by_slug("uit"))


def act(actor, objekt=None):
    record_act(actor=actor, handling="prove.ting.gjor", objekt_type="ting", objekt_id=objekt)


@pytest.mark.django_db
def test_everything_new_is_sealed_once_and_chained(machine, now):
    with acting(machine, now=now):
        first = seal_all(actor=machine, now=now)
        act(machine)
        second = seal_all(actor=machine, now=now)
        blocks = list(Segl.objects.order_by("nr"))
        assert first["audit_spor"] > 10
        assert second == {"audit_spor": 2}  # the act, and the line of the first sealing
        assert [b.nr for b in blocks] == [1, 2]
        assert bytes(blocks[1].forrige) == bytes(blocks[0].hash)
        assert verify(machine) == []


@pytest.mark.django_db
def test_the_head_of_the_chain_leaves_with_an_event(machine, now):
    with acting(machine, now=now):
        seal_all(actor=machine, now=now)
        block = Segl.objects.get()
        event = Event.objects.get(type="core.segl.laget.v1")
    assert event.data["hash"] == bytes(block.hash).hex()


@pytest.mark.django_db
def test_a_person_cannot_write_a_seal_and_nobody_can_change_one(machine, act_as, now):
    with acting(machine, now=now):
        seal_all(actor=machine, now=now)
        sealed = SegletRad.objects.count()
        with (
            pytest.raises(DatabaseError) as deleted,
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("DELETE FROM seals_segletrad")
        assert deleted.value.__cause__.sqlstate == "42501"
        assert SegletRad.objects.count() == sealed > 0
    with act_as("uit", "ola") as ola:
        act(ola)
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            seal_all(actor=ola, now=now)
        assert refused.value.__cause__.sqlstate == "42501"
    with acting(machine, now=now):
        assert (Segl.objects.count(), SegletRad.objects.count()) == (1, sealed)


def test_rows_altered_or_removed_by_the_owner_are_named(as_owner, now, capsys):
    uit = tenant_by_slug("uit")
    machine = service_actor(uit)
    altered, removed = new_id(), new_id()
    with acting(machine, now=now):
        act(machine, altered)
        act(machine, removed)
        seal_all(actor=machine, now=now)
    keys = dict(
        as_owner.execute(
            "SELECT objekt_id, id::text FROM audit_spor WHERE objekt_id IN (%s, %s)",
            [altered, removed],
        ).fetchall()
    )
    as_owner.execute("ALTER TABLE audit_spor DISABLE TRIGGER uforanderlig")
    as_owner.execute("UPDATE audit_spor SET bruker_id = NULL WHERE objekt_id = %s", [altered])
    as_owner.execute("DELETE FROM audit_spor WHERE objekt_id = %s", [removed])
    with acting(machine, now=now):
        found = {f.row: f.problem for f in verify(machine)}
    assert found == {keys[altered]: "endret", keys[removed]: "mangler"}
    assert run_verify(JSON) == 1
    facts = json.loads(capsys.readouterr().out)
    assert {f["row"] for f in facts["findings"]} == set(found)


def test_a_digest_rewritten_to_hide_a_change_breaks_its_block(as_owner, now):
    machine = service_actor(tenant_by_slug("uit"))
    with acting(machine, now=now):
        seal_all(actor=machine, now=now)
    as_owner.execute("ALTER TABLE seals_segletrad DISABLE TRIGGER uforanderlig")
    as_owner.execute(
        "UPDATE seals_segletrad SET digest = %s WHERE plass = 0 AND tenant_id = %s",
        [sha256(b"x").digest(), machine.tenant_id],
    )
    with acting(machine, now=now):
        assert {(f.problem, f.row) for f in verify(machine) if f.problem != "endret"} == {
            ("blokk", "1")
        }


def test_a_block_taken_out_of_the_chain_is_found(as_owner, now):
    machine = service_actor(tenant_by_slug("uit"))
    with acting(machine, now=now):
        for _ in range(3):
            seal_all(actor=machine, now=now)
    for table in ("seals_segletrad", "seals_segl"):
        as_owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER uforanderlig")
    as_owner.execute("DELETE FROM seals_segletrad WHERE segl_nr = 2")
    as_owner.execute("DELETE FROM seals_segl WHERE nr = 2")
    with acting(machine, now=now):
        assert [(f.problem, f.row) for f in verify(machine)] == [("kjede", "3")]


def test_verify_is_clean_and_answers_zero_after_seal(own_database, capsys):
    assert run_seal(JSON) == 0
    sealed = json.loads(capsys.readouterr().out)["sealed"]
    assert set(sealed) == {"uib", "uio", "uit", "ntnu", "bott"}
    assert run_verify(JSON) == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True


@pytest.mark.django_db
def test_a_modules_own_proof_is_run(machine, now, monkeypatch):
    monkeypatch.setattr(registry, "_checks", {})
    finding = Finding("uit", "finance.balanse", "kontroll", "2026", "Regnskapet går ikke opp.")
    register_check("finance.balanse", lambda actor: [finding])
    with acting(machine, now=now):
        assert run_checks(machine) == [finding]


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40, unique=True))
def test_the_root_depends_on_every_leaf_and_on_their_order(leaves):
    root = merkle_root(leaves)
    assert len(root) == 32
    for at in range(len(leaves)):
        changed = [*leaves[:at], sha256(leaves[at]).digest(), *leaves[at + 1 :]]
        assert merkle_root(changed) != root
    assert len(leaves) == 1 or merkle_root(leaves[::-1]) != root
    assert merkle_root([*leaves, leaves[-1]]) != root
