"""A record is found by its number or words of its title, by those who may read it."""

import pytest

from samverk.archive import api as archive
from samverk.core.organisation import api as organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(act_as, now, opened, new_post):
    """A letter in the screened case of Jonas."""
    with act_as("uit", "hr") as actor:
        return archive.register_journalpost(actor=actor, mappe_id=opened.id, ny=new_post(), now=now)


@pytest.mark.parametrize(
    ("slug", "who", "sees"),
    [
        ("uit", "hr", True),
        ("uit", "arkiv", True),
        ("uit", "ola", True),  # has the case
        ("uit", "jonas", True),  # party
        ("uit", "amalie", False),
        ("uit", "personvern", False),
        ("uio", "arkiv", False),
        ("uio", "hr", False),
    ],
)
@pytest.mark.parametrize("text", ["2026/1-1", "vitnemål", "Referanser  vitnemål", " mål og ref "])
def test_a_screened_letter(act_as, post, slug, who, sees, text):
    assert post.registrerings_id == "2026/1-1"
    with act_as(slug, who) as actor:
        found = archive.search_journalposter(actor, text)
    assert [p.id for p in found] == ([post.id] if sees else [])


@pytest.mark.parametrize(
    "text", ["", "vi", "2026/1", "026/1-1", "vitnemål lønn", "%%%", "v_tnemål"]
)
def test_what_is_not_there_is_not_found(act_as, post, text):
    with act_as("uit", "arkiv") as actor:
        assert archive.search_journalposter(actor, text) == []


def test_case_workers_of_another_unit_see_nothing_screened(act_as, now, new_case, new_post):
    with act_as("uit", "arkiv") as actor:
        units = organisation.enheter(actor.tenant_id, on=now.date())
        other = next(u.id for u in units if u.navn == "Institutt for språk og kultur")
        mappe = archive.open_saksmappe(
            actor=actor, ny=new_case(enhet_id=other, saksansvarlig=None, parter=()), now=now
        )
        made = archive.register_journalpost(
            actor=actor, mappe_id=mappe.id, ny=new_post(parter=()), now=now
        )
        assert [p.id for p in archive.search_journalposter(actor, "2026/1-1")] == [made.id]
    for who in ("ingrid", "ola", "jonas"):
        with act_as("uit", who) as actor:
            assert archive.search_journalposter(actor, "2026/1-1") == []
            assert archive.search_journalposter(actor, "vitnemål") == []


def test_an_internal_document_is_not_the_partys(act_as, now, opened, new_post):
    with act_as("uit", "hr") as actor:
        archive.register_journalpost(
            actor=actor, mappe_id=opened.id, ny=new_post("X", parter=()), now=now
        )
        assert len(archive.search_journalposter(actor, "vitnemål")) == 1
    with act_as("uit", "jonas") as actor:
        assert archive.search_journalposter(actor, "vitnemål") == []


def test_an_open_letter_in_a_screened_case_is_not_seen_outside_it(act_as, now, opened, new_post):
    with act_as("uit", "hr") as actor:
        made = archive.register_journalpost(
            actor=actor, mappe_id=opened.id, ny=new_post(tilgangskode=""), now=now
        )
        assert not made.is_skjermet
    with act_as("uit", "amalie") as actor:
        assert archive.journalpost(actor, made.id) is None
        assert archive.search_journalposter(actor, "2026/1-1") == []
        assert archive.search_journalposter(actor, "vitnemål") == []


def test_the_number_comes_first_then_the_newest(act_as, now, new_case, new_post):
    with act_as("uit", "arkiv") as actor:
        mappe = archive.open_saksmappe(actor=actor, ny=new_case(tilgangskode=""), now=now)
        for title in ("Brevet", "Svar på 2026/1-1", "Påminnelse om 2026/1-1"):
            archive.register_journalpost(
                actor=actor, mappe_id=mappe.id, ny=new_post(tittel=title), now=now
            )
        found = archive.search_journalposter(actor, "2026/1-1")
        one = archive.search_journalposter(actor, "2026/1-1", limit=1)
    assert [p.registrerings_id for p in found] == ["2026/1-1", "2026/1-3", "2026/1-2"]
    assert [p.tittel for p in one] == ["Brevet"]


@pytest.mark.parametrize("text", ["2026/1-1", "vitnemål"])
def test_the_page_and_the_palette_lead_to_the_letter(sign_in, post, text):
    url = f"/arkiv/journalpost/{post.id}/"
    client = sign_in("uit", "arkiv")
    assert f'href="{url}"' in client.get(f"/sok/?q={text}").content.decode()
    hits = client.get(f"/sok/?q={text}&format=json").json()["treff"]
    (hit,) = [hit for hit in hits if hit["kind"] == "brev"]
    assert (hit["title"], hit["subtitle"], hit["url"], hit["group"]) == (
        "Vitnemål og referanser", "Brev inn 2026/1-1", url, "Brev og dokumenter",
    )  # fmt: skip
    page = sign_in("uit", "amalie").get(f"/sok/?q={text}").content.decode()
    assert url not in page
    assert "Vitnemål og referanser" not in page
