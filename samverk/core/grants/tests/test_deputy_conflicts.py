"""A deputy has the conflicts of the one the deputy stands in for, whatever hat is on."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from samverk.core.access import api as access
from samverk.core.access.models import SakHandling
from samverk.core.grants import api

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)
SENTENCE = (
    "En du er stedfortreder for, eller som er stedfortreder for deg, har allerede {} denne saken."
    " En tredje må gjøre dette steget."
)


@pytest.fixture
def deputy(act_as, now, account):
    """Synnøve stands in for Ingrid today."""
    with act_as("uit", "ingrid") as ingrid:
        (made,) = api.appoint_deputy(
            actor=ingrid, til_bruker_id=account(ingrid, "synnove"), fra=DAY, til_og_med=DAY,
            grant_ids=[one.grant_id for one in api.lendable(ingrid, on=DAY)], now=now,
        )  # fmt: skip
        return made


def record(act_as, who, matter, handling, at, **more):
    with act_as("uit", who, at) as actor:
        access.record_handling(
            actor=actor, sak_type="test", sak_id=matter, handling=handling, now=at, **more
        )


def test_the_deputy_of_the_orderer_does_not_approve(act_as, now, deputy):
    matter = uuid4()
    record(act_as, "ingrid", matter, "bestiller", now)
    with pytest.raises(access.DutiesNotSeparated) as refused:
        record(act_as, "synnove", matter, "godkjenner", now)
    assert str(refused.value) == SENTENCE.format("bestilt")
    record(act_as, "marte", matter, "godkjenner", now)
    with act_as("uit", "ingrid"):
        assert SakHandling.objects.filter(sak_id=matter).count() == 2


def test_the_deputy_of_the_beneficiary_does_not_approve_in_either_order(act_as, now, deputy):
    first, second = uuid4(), uuid4()
    with act_as("uit", "ingrid") as ingrid:
        person = ingrid.party_id
    record(act_as, "ola", first, "mottaker", now, party_id=person)
    with pytest.raises(access.DutiesNotSeparated):
        record(act_as, "synnove", first, "godkjenner", now)
    record(act_as, "synnove", second, "godkjenner", now)
    with pytest.raises(access.DutiesNotSeparated) as refused:
        record(act_as, "ola", second, "mottaker", now, party_id=person)
    assert str(refused.value) == SENTENCE.format("godkjent")
    with act_as("uit", "ingrid"):
        assert SakHandling.objects.filter(sak_id__in=[first, second]).count() == 2


def test_the_one_who_has_a_deputy_may_approve_what_the_deputy_ordered_as_oneself(
    act_as, now, deputy
):
    matter = uuid4()
    record(act_as, "synnove", matter, "bestiller", now)
    record(act_as, "ingrid", matter, "godkjenner", now)


def test_after_the_last_day_and_after_an_early_end_there_is_no_conflict(act_as, now, deputy):
    first, second, later = uuid4(), uuid4(), now + timedelta(days=1)
    record(act_as, "ingrid", first, "bestiller", now)
    record(act_as, "synnove", first, "godkjenner", later)
    record(act_as, "ingrid", second, "bestiller", now)
    with act_as("uit", "ingrid") as ingrid:
        api.end_deputyship(actor=ingrid, delegasjon_id=deputy, now=now)
    record(act_as, "synnove", second, "godkjenner", now)
