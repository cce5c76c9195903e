"""Names stand in the order of Norwegian lists, in SQL and on the page."""

import pytest
from django.db import connection

from samverk.core.parties import api as parties

pytestmark = pytest.mark.django_db
IN_ORDER = [
    "Anne", "Bjørn", "Yngve", "Zoe", "Äke", "Ærlig", "Øystein", "Öyvind", "Aabel", "Åge", "Aase",
    "Åslaug",
]  # fmt: skip


def test_names_are_found_in_norwegian_order(act_as, now):
    with act_as("uit", "hr") as actor:
        for name in sorted(IN_ORDER, key=lambda n: n[::-1]):  # not the order they came in
            parties.register_person(
                tenant_id=actor.tenant_id, fornavn=name, etternavn="Sorterprøve", foedselsdato=None
            )
        found = [p.navn for p in parties.search_persons(actor.tenant_id, "Sorterprøve")]
    assert found == [f"{name} Sorterprøve" for name in IN_ORDER]


def test_small_and_large_letters_are_one_and_double_a_is_aa():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT samverk.sortname('ÅSE') = samverk.sortname('Aase'),"
            " samverk.sortname('Östby') = samverk.sortname('østby'),"
            " samverk.sortname('Zz') < samverk.sortname('Æ')"
        )
        assert cursor.fetchone() == (True, True, True)
