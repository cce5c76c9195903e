"""Submissions: what is counted, what is repeated, what is refused."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from samverk.core.outbox.api import Event
from samverk.core.provenance.api import (
    FieldProvenance,
    ProvenanceInvalid,
    field_origins,
    known_concepts,
    machine_provenance,
    record_submission,
)
from samverk.core.provenance.models import Innsending, KjentFelt

pytestmark = pytest.mark.django_db
PERSON, HIRE, SHEET = uuid4(), uuid4(), uuid4()


def typed(name="konto", concept="person.kontonummer", subject=PERSON, **more):
    return FieldProvenance(name, concept, "tastet", subject_id=subject, **more)


def submit(actor, now, *fields, objekt=HIRE, **more):
    return record_submission(
        actor=actor, form_key="hr.ansettelse.person", form_version=1, objekt_type="ansettelse",
        objekt_id=objekt, fields=fields, active_seconds=40, now=now, **more,
    )  # fmt: skip


def test_each_code_is_counted_and_no_value_is_stored(act_as, now):
    with act_as("uit", "jonas") as actor:
        found = submit(
            actor, now, typed(),
            FieldProvenance("navn", "person.navn", "hentet", confirmed=True, source_ref="folkereg"),
            FieldProvenance("sted", "ansettelse.enhet", "arvet"),
            FieldProvenance("sum", "ansettelse.kostnad", "beregnet", source_ref="regel v1"),
        )  # fmt: skip
        row = Innsending.objects.get(id=found)
    counts = (row.n_felt, row.n_tastet, row.n_arvet, row.n_hentet, row.n_beregnet, row.n_gjentatt)
    assert counts == (4, 1, 1, 1, 1, 0)
    assert row.felter[1] == {
        "navn": "navn", "begrep": "person.navn", "opphav": "hentet", "bekreftet": True,
        "kilde": "folkereg",
    }  # fmt: skip
    assert (row.aktiv_sekunder, row.aktoer_art) == (40, "menneske")


def test_typing_what_is_known_about_the_same_subject_is_a_repetition(act_as, now):
    with act_as("uit", "jonas") as actor:
        submit(actor, now, typed())
        again = Innsending.objects.get(id=submit(actor, now, typed(), objekt=SHEET))
        other = Innsending.objects.get(id=submit(actor, now, typed(subject=uuid4()), objekt=SHEET))
    assert (again.n_gjentatt, again.felter[0]["gjentatt"]) == (1, True)
    assert other.n_gjentatt == 0


def test_what_was_fetched_or_computed_first_also_counts_as_known(act_as, now):
    with act_as("uit", "jonas") as actor:
        concept = "person.skattekommune"
        submit(actor, now, FieldProvenance("k", concept, "hentet", subject_id=PERSON))
        found = submit(actor, now, typed(concept=concept))
        assert Innsending.objects.get(id=found).n_gjentatt == 1
        assert known_concepts(actor, subject_id=PERSON) == {concept}


def test_correcting_a_shown_value_is_an_override_and_not_a_repetition(act_as, now):
    with act_as("uit", "jonas") as actor:
        submit(actor, now, typed())
        row = Innsending.objects.get(id=submit(actor, now, typed(overridden="hentet")))
    assert row.n_gjentatt == 0
    assert row.felter[0]["overstyrte"] == "hentet"


def test_fields_of_one_submission_do_not_repeat_each_other(act_as, now):
    with act_as("uit", "jonas") as actor:
        found = submit(actor, now, typed("man", "time.antall"), typed("tir", "time.antall"))
        assert Innsending.objects.get(id=found).n_gjentatt == 0


def test_the_counts_are_published_with_the_step_and_without_the_fields(act_as, now):
    instans, steg = uuid4(), uuid4()
    with act_as("uit", "jonas") as actor:
        found = submit(actor, now, typed(), instans_id=instans, steg_id=steg)
        event = Event.objects.get(subject_id=found)
    assert event.type == "core.skjema.innsendt.v1"
    assert event.data == {
        "skjema": "hr.ansettelse.person", "versjon": 1, "n_tastet": 1, "n_arvet": 0, "n_hentet": 0,
        "n_beregnet": 0, "n_gjentatt": 0, "aktiv_tid_s": 40,
    }  # fmt: skip
    assert (event.instans_id, event.steg_id) == (instans, steg)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ([FieldProvenance("a", "", "tastet")], "needs a concept"),
        ([FieldProvenance("a", "person", "tastet")], "needs a concept"),
        ([FieldProvenance("a", "x.y", "gjettet")], "unknown code"),
        ([FieldProvenance("a", "x.y", "arvet", overridden="hentet")], "without being typed"),
        ([FieldProvenance("a", "x.y", "tastet", confirmed=True)], "not a confirmed value"),
        ([FieldProvenance("a", "x.y", "arvet")] * 2, "named twice"),
    ],
)
def test_a_wrongly_declared_form_is_refused_and_nothing_is_written(act_as, now, fields, fault):
    with act_as("uit", "jonas") as actor:
        with pytest.raises(ProvenanceInvalid, match=fault):
            submit(actor, now, *fields)
        assert Innsending.objects.count() == KjentFelt.objects.count() == 0


def test_a_machine_step_has_provenance_but_types_nothing(now, act_as):
    with act_as("uit", "jonas") as actor:
        step = {
            "actor": actor, "step_key": "payroll.grunnlag", "step_version": 2,
            "objekt_type": "ansettelse", "objekt_id": HIRE, "now": now,
        }  # fmt: skip
        fields = [FieldProvenance("sats", "ansettelse.timesats", "beregnet")]
        found = machine_provenance(**step, fields=fields)
        assert Innsending.objects.get(id=found).aktoer_art == "maskin"
        with pytest.raises(ProvenanceInvalid, match="types nothing"):
            machine_provenance(**step, fields=[typed()])


def test_the_newest_origin_of_a_field_is_shown(act_as, now):
    with act_as("uit", "jonas") as actor:
        submit(actor, now, FieldProvenance("konto", "person.kontonummer", "hentet"))
        submit(actor, now, typed(subject=None, overridden="hentet"))
        origin = field_origins(actor, objekt_type="ansettelse", objekt_id=HIRE)["konto"]
    assert (origin.code, origin.overridden, origin.repeated) == ("tastet", "hentet", False)


def test_submissions_are_never_changed_and_never_seen_by_another_tenant(act_as, now):
    with act_as("uit", "jonas") as actor:
        submit(actor, now, typed())
        with (
            pytest.raises(DatabaseError) as refused,
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("UPDATE provenance_innsending SET n_felt = 7")
        assert refused.value.__cause__.sqlstate == "42501"
        assert [row.n_felt for row in Innsending.objects.all()] == [1]
    with act_as("uio", "sara"):
        assert Innsending.objects.count() == KjentFelt.objects.count() == 0
