"""A case is opened with its saksmappe, and seen with it."""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from samverk.archive.models import Mappe
from samverk.cases import api as cases
from samverk.cases.models import Sak
from samverk.core.access.api import AccessDenied


@pytest.mark.django_db
def test_a_case_has_the_number_and_title_of_its_saksmappe(case, world, now):
    assert (case.nummer, case.tittel) == ("2026/1", "Ansettelse av seminarleder, Jonas Lyngmo")
    assert (case.status, case.party_id, case.saksansvarlig_id) == ("aapen", world.jonas, world.ola)
    assert case.opened_at == now


@pytest.mark.django_db
def test_a_case_without_right_or_place_leaves_nothing(act_as, now, new_case):
    with act_as("uit", "ola") as actor, pytest.raises(AccessDenied):
        cases.open_sak(actor=actor, ny=cases.NySak("generell", new_case()), now=now)
    assert (Sak.objects.count(), Mappe.objects.count()) == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("slug", "who", "mine", "unit"),
    [
        ("uit", "ola", 1, 1),
        ("uit", "ingrid", 0, 1),
        ("uit", "jonas", 1, 1),
        ("uit", "amalie", 0, 0),
        ("uit", "arkiv", 0, 1),
        ("uio", "arkiv", 0, 0),
    ],
)
def test_the_lists_show_each_their_own(act_as, case, slug, who, mine, unit):
    with act_as(slug, who) as actor:
        assert len(cases.saker(actor, scope="mine").rows) == mine
        assert len(cases.saker(actor, scope="enhet").rows) == unit
        assert cases.saker(actor, scope="lukket").rows == ()
        assert (cases.sak(actor, case.id) is not None) is bool(mine or unit)


@pytest.mark.django_db
def test_the_list_is_read_with_a_fixed_number_of_queries(
    act_as, now, new_case, django_assert_num_queries
):
    with act_as("uit", "hr") as actor:
        for _ in range(4):
            cases.open_sak(actor=actor, ny=cases.NySak("generell", new_case()), now=now)
        with django_assert_num_queries(3):
            assert len(cases.saker(actor, scope="enhet").rows) == 4


@pytest.mark.django_db
def test_a_case_follows_one_process(act_as, now, case):
    first = uuid.uuid4()
    with act_as("uit", "hr") as actor, connection.cursor() as cursor:
        cases.attach_process(actor=actor, sak_id=case.id, instans_id=first, now=now)
        cases.attach_process(actor=actor, sak_id=case.id, instans_id=first, now=now)
        assert cases.sak_for_instans(actor, first).id == case.id
        with pytest.raises(cases.SakRefused, match="annen prosess"):
            cases.attach_process(actor=actor, sak_id=case.id, instans_id=uuid.uuid4(), now=now)
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            cursor.execute("UPDATE cases_sak SET instans_id = NULL WHERE id = %s", [case.id])
        assert refused.value.__cause__.sqlstate == "SV001"
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            cursor.execute("DELETE FROM cases_sak WHERE id = %s", [case.id])
        assert refused.value.__cause__.sqlstate == "42501"
