"""A personnel case is seen by its unit, its parties, the archive and the machine; nobody else."""

import pytest

from samverk.archive import api as archive
from samverk.core.access import api as access
from samverk.core.access.api import service_actor
from samverk.core.tenancy.api import tenant_by_slug


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("ola", True),  # bestiller at the institute
        ("ingrid", True),  # leader of the institute
        ("marte", True),  # leader of the faculty above it
        ("jonas", True),  # party
        ("arkiv", True),
        ("amalie", False),
        ("lonn", False),
        ("personvern", False),
    ],
)
def test_a_screened_case(act_as, opened, who, sees):
    with act_as("uit", who) as actor:
        assert (archive.mappe(actor, opened.id) is not None) is sees
        assert bool(archive.search_mapper(actor, "seminarleder")) is sees
        assert bool(archive.search_mapper(actor, opened.mappe_id)) is sees


@pytest.mark.django_db
def test_an_open_case_is_seen_by_everyone_at_the_institution_only(act_as, now, new_case):
    with act_as("uit", "hr") as actor:
        case = archive.open_saksmappe(actor=actor, ny=new_case(tilgangskode=""), now=now)
    with act_as("uit", "amalie") as actor:
        assert archive.mappe(actor, case.id).tittel == "Ansettelse av seminarleder, Jonas Lyngmo"
    with act_as("uio", "arkiv") as actor:
        assert archive.mappe(actor, case.id) is None
        assert archive.who_sees(actor, case.id) == []


@pytest.mark.django_db
def test_the_machine_sees_every_case(act_as, now, opened):
    with access.acting(service_actor(tenant_by_slug("uit")), now=now) as actor:
        assert archive.mappe(actor, opened.id).mappe_id == opened.mappe_id


@pytest.mark.django_db
def test_a_party_sees_letters_but_not_internal_notes(act_as, now, opened, new_post):
    with act_as("uit", "hr") as actor:
        for kind in ("I", "X"):
            archive.register_journalpost(
                actor=actor, mappe_id=opened.id, ny=new_post(kind, parter=()), now=now
            )
    with act_as("uit", "jonas") as actor:
        assert [p.type for p in archive.journalposter(actor, opened.id)] == ["I"]
    with act_as("uit", "ingrid") as actor:
        assert [p.type for p in archive.journalposter(actor, opened.id)] == ["I", "X"]


@pytest.mark.django_db
def test_everyone_who_sees_it_is_named_with_the_reason(act_as, opened):
    with act_as("uit", "ola") as actor:
        seen = {b.brukernavn: reason for b, reason in archive.who_sees(actor, opened.id)}
    assert seen["ola"] == "saksansvarlig"
    assert seen["jonas"] == "part"
    assert seen["ingrid"] == "enhet"
    assert seen["arkiv"] == "arkiv"
    assert "amalie" not in seen
    with act_as("uit", "amalie") as actor:
        assert archive.who_sees(actor, opened.id) == []


@pytest.mark.django_db
def test_lifting_the_screening_opens_the_case_and_keeps_the_history(act_as, now, opened):
    with act_as("uit", "arkiv") as actor:
        archive.screen_saksmappe(
            actor=actor, mappe_id=opened.id, tilgangskode="", hidden=(),
            begrunnelse="Vurdert på nytt", now=now,
        )  # fmt: skip
    with act_as("uit", "amalie") as actor:
        assert archive.mappe(actor, opened.id).offentlig_tittel.endswith("Jonas Lyngmo")
