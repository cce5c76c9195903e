"""Many persons at once: findable by number like one, and all or none."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from samverk.core.identifiers import IdentifierInvalid, synthetic_fnr
from samverk.core.parties import api as parties
from samverk.core.parties.api import NyPerson

BORN = date(1990, 3, 4)


def test_each_is_found_by_the_exact_number(act_as, now):
    number = synthetic_fnr(BORN, 7)
    people = [
        NyPerson("Åse", "Vik", BORN, fnr=number, kontonummer="99901000030", is_syntetisk=True),
        NyPerson("Odd", "Lie", BORN),
    ]
    with act_as("uit", "hr") as actor:
        ids = parties.register_persons(
            tenant_id=actor.tenant_id, people=people, kilde="hentet", now=now
        )
        assert parties.find_by_identifier(actor.tenant_id, "fnr", number) == ids[0]
        assert [parties.party(actor.tenant_id, i).navn for i in ids] == ["Åse Vik", "Odd Lie"]
        held = parties.identifiers(actor.tenant_id, ids[0], on=now.date())
    kinds = [(i.type, i.siste_fire) for i in held]
    assert sorted(kinds) == [("fnr", ""), ("kontonummer", "0030")]


def test_one_wrong_number_and_nobody_is_registered(act_as, now):
    people = [NyPerson("Åse", "Vik", BORN), NyPerson("Odd", "Lie", BORN, fnr="04839012345")]
    with act_as("uit", "hr") as actor:
        with pytest.raises(IdentifierInvalid), transaction.atomic():
            parties.register_persons(
                tenant_id=actor.tenant_id, people=people, kilde="hentet", now=now
            )
        assert parties.search_persons(actor.tenant_id, "Åse Vik") == []


def test_a_party_has_one_number_of_a_kind_at_a_time(act_as, now):
    with act_as("uit", "hr") as actor:
        party = parties.register_person(
            tenant_id=actor.tenant_id, fornavn="Odd", etternavn="Lie", foedselsdato=BORN
        )
        first, second = [
            parties.give_identifier(
                tenant_id=actor.tenant_id, party_id=party, kind="pass", value=value,
                kilde="tastet", now=now,
            )
            for value in ("PROVE12345", "PROVE54321")
        ]  # fmt: skip
        (found,) = parties.identifiers(actor.tenant_id, party, on=now.date())
        assert (first != second, found.id) == (True, second)
        raw = """INSERT INTO parties_identifikator (id, tenant_id, party_id, type, verdi_kryptert,
            verdi_hash, siste_fire, gyldig, kilde, registrert_at)
          SELECT uuidv7(), %s, %s, 'pass', '\\x00', '\\x01', '0000', daterange(%s, NULL),
            'tastet', %s"""
        with (
            pytest.raises(IntegrityError, match="identifikator_en_aapen"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(raw, [actor.tenant_id, party, now.date(), now])
        assert parties.identifiers(actor.tenant_id, party, on=now.date()) == [found]
