"""Fixtures of grants: accounts and units by name, and what the tables hold."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from samverk.core.access import api as access
from samverk.core.grants.models import Resertifisering, Tilgangsforslag
from samverk.core.organisation import api as organisation

ISV = "Institutt for samfunnsvitenskap"


@pytest.fixture
def account():
    """Return the account id of one of the cast in the acting tenant."""

    def found(actor, name):
        return access.Bruker.objects.get(tenant_id=actor.tenant_id, brukernavn=name).id

    return found


@pytest.fixture
def unit():
    """Return the id of a unit by name; the top unit without one."""

    def found(actor, name=ISV):
        units = organisation.enheter(actor.tenant_id, on=date(2026, 11, 23))
        wanted = [u.id for u in units if u.navn == name] if name else [units[0].id]
        return wanted[0]

    return found


@pytest.fixture
def stored():
    """Return how many grants by hand, proposals, deputyships and confirmations there are."""

    def count():
        return (
            access.Grant.objects.filter(kilde="manuell").count(),
            Tilgangsforslag.objects.count(), access.Delegasjon.objects.count(),
            Resertifisering.objects.count(),
        )  # fmt: skip

    return count


@pytest.fixture
def refused():
    """Return a function that holds that the database refuses a statement of the runtime role."""

    def run(match, sql, values):
        with (
            pytest.raises(DatabaseError, match=match),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql, values)

    return run
