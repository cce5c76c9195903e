"""Notes: written by those who work with the case, unseen by the parties, never changed."""

import pytest
from django.db import DatabaseError, connection, transaction

from samverk.cases import api as cases


@pytest.mark.django_db
def test_a_leader_writes_a_note_that_the_party_does_not_see(act_as, now, case):
    with act_as("uit", "ingrid") as actor:
        cases.write_notat(actor=actor, sak_id=case.id, tekst=" 12 ganger må dekkes. ", now=now)
        assert [(n.tekst, n.forfatter) for n in cases.notater(actor, case.id)] == [
            ("12 ganger må dekkes.", "Ingrid Solbakken")
        ]
    with act_as("uit", "jonas") as actor:
        assert cases.notater(actor, case.id) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "text", "message"),
    [
        ("ingrid", "  ", "Skriv noe i notatet"),
        ("ingrid", "x" * 4001, "4000 tegn"),
        ("jonas", "Hei", "Bare de som behandler saken"),
    ],
)
def test_a_bad_note_is_refused(act_as, now, case, who, text, message):
    with act_as("uit", who) as actor, pytest.raises(cases.SakRefused, match=message):
        cases.write_notat(actor=actor, sak_id=case.id, tekst=text, now=now)
    with act_as("uit", "ingrid") as actor:
        assert cases.notater(actor, case.id) == []


@pytest.mark.django_db
def test_one_who_does_not_see_the_case_gets_no_answer(act_as, now, case):
    with act_as("uio", "arkiv") as actor, pytest.raises(cases.SakMissing):
        cases.write_notat(actor=actor, sak_id=case.id, tekst="Hei", now=now)


@pytest.mark.django_db
def test_a_note_is_neither_changed_nor_deleted_by_raw_sql(act_as, now, case):
    with act_as("uit", "ingrid") as actor, connection.cursor() as cursor:
        cases.write_notat(actor=actor, sak_id=case.id, tekst="Hei", now=now)
        for sql in ("UPDATE cases_saknotat SET tekst = 'x'", "DELETE FROM cases_saknotat"):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                cursor.execute(sql)
