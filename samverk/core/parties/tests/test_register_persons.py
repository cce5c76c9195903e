"""Many persons at once: findable by number like one, and all or none."""

from datetime import date

import pytest
from django.db import transaction

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
