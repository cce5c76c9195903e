"""Known from another university: only with consent given there, and only to oneself."""

from datetime import date

import pytest

from samverk.core.identifiers import synthetic_fnr
from samverk.core.parties import api as parties
from samverk.core.tenancy.api import tenant_by_slug
from samverk.hr.models import Gjenkjenning
from samverk.hr.queries.gjenkjenning import Kjent, known_elsewhere
from samverk.hr.services.kontrakt import own_token

NUMBER = synthetic_fnr(date(1999, 12, 24), 300)


@pytest.fixture
def same_person(act_as, now):
    """Give UiO's Sara and UiT's Jonas the same number: one human at two universities."""
    for slug, name in (("uio", "sara"), ("uit", "jonas")):
        with act_as(slug, name) as actor:
            parties.give_identifier(
                tenant_id=actor.tenant_id,
                party_id=actor.party_id,
                kind="fnr",
                value=NUMBER,
                kilde="hentet",
                now=now,
            )


def consent(act_as, now, *, gitt):
    with act_as("uio", "sara") as actor:
        parties.give_consent(
            tenant_id=actor.tenant_id,
            party_id=actor.party_id,
            formaal="gjenkjenning",
            gitt=gitt,
            now=now,
        )
        Gjenkjenning.objects.get_or_create(
            tenant_id=actor.tenant_id,
            party_id=actor.party_id,
            defaults={"token": own_token(actor, actor.party_id, now), "gitt_at": now},
        )


def known(act_as, now, name="jonas"):
    with act_as("uit", name) as actor:
        return known_elsewhere(actor, own_token(actor, actor.party_id, now))


def test_with_consent_the_person_sees_what_the_other_knows(same_person, act_as, now):
    consent(act_as, now, gitt=True)
    uio = tenant_by_slug("uio").id
    assert known(act_as, now) == [
        Kjent(uio, "uio", "UiO", "Sara Aasen", "nb", "", har_kommune=False)
    ]


def test_without_consent_nothing_is_told(same_person, act_as, now):
    assert known(act_as, now) == []


def test_a_withdrawn_consent_ends_it_at_once(same_person, act_as, now):
    consent(act_as, now, gitt=True)
    consent(act_as, now, gitt=False)
    assert known(act_as, now) == []


def test_another_person_is_not_recognised(same_person, act_as, now):
    consent(act_as, now, gitt=True)
    assert known(act_as, now, "amalie") == []


def test_the_other_universitys_row_is_never_visible(same_person, act_as, machine, now):
    consent(act_as, now, gitt=True)
    with machine("uit"):
        assert Gjenkjenning.objects.count() == 0
