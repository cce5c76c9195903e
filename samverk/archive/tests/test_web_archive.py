"""Pages under /arkiv/: work list, quality list, journal, journalpost, download."""

import uuid

import pytest

from samverk.archive import api as archive


@pytest.fixture
def posts(act_as, now, opened, new_post):
    """An incoming and a sent letter, registered by the HR officer and by a process."""
    with act_as("uit", "hr") as actor:
        return [
            archive.register_journalpost(actor=actor, mappe_id=opened.id, ny=ny, now=now)
            for ny in (new_post(), new_post("U", status="E", automatic=True))
        ]


def status_of(act_as, post):
    with act_as("uit", "arkiv") as actor:
        return archive.journalpost(actor, post.id).status


@pytest.mark.django_db
def test_the_work_list_shows_what_waits_and_journals_the_chosen(sign_in, act_as, posts):
    client = sign_in("uit", "arkiv")
    page = client.get("/arkiv/").content.decode()
    assert "Skal journalføres" in page
    assert "2026/1-1" in page
    assert "2026/1-2" in page
    answer = client.post("/arkiv/", {"post": [str(p.id) for p in posts] + ["tull"]}, follow=True)
    assert "2 journalposter er ferdige." in answer.content.decode()
    assert [status_of(act_as, p) for p in posts] == ["J", "J"]
    client.post("/arkiv/?vis=arkiver", {"post": [str(posts[0].id)]})
    assert [status_of(act_as, p) for p in posts] == ["A", "J"]


@pytest.mark.django_db
def test_a_refusal_in_a_bulk_act_is_told_and_the_rest_is_done(
    sign_in, act_as, now, opened, new_post, posts
):
    with act_as("uit", "arkiv") as actor:
        lone = archive.register_journalpost(
            actor=actor, mappe_id=opened.id, ny=new_post("U", status="J", parter=()), now=now
        )
    client = sign_in("uit", "arkiv")
    client.post("/arkiv/", {"post": [str(posts[0].id)]})
    ids = {"post": [str(lone.id), str(posts[0].id), str(uuid.uuid4())]}
    page = client.post("/arkiv/?vis=arkiver", ids, follow=True).content.decode()
    assert "1 journalpost er ferdig." in page
    assert "2026/1-3: Avsender eller mottaker mangler" in page
    assert "finnes ikke lenger" in page
    assert (status_of(act_as, lone), status_of(act_as, posts[0])) == ("J", "A")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/arkiv/", "/arkiv/kvalitet/", "/arkiv/journal/"])
def test_the_lists_are_for_the_archive(sign_in, posts, path):
    assert sign_in("uit", "arkiv").get(path).status_code == 200
    assert sign_in("uit", "ingrid").get(path).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["?etter=tull", "?vis=rart", "?dag=31.31.31", "?dag=9999-12-31"])
def test_an_address_with_nonsense_is_answered(sign_in, posts, query):
    client = sign_in("uit", "arkiv")
    assert client.get(f"/arkiv/{query}").status_code == 200
    assert client.get(f"/arkiv/journal/{query}").status_code == 200


@pytest.mark.django_db
def test_a_journalpost_shows_its_acts_to_those_who_may(sign_in, act_as, posts):
    path = f"/arkiv/journalpost/{posts[0].id}/"
    page = sign_in("uit", "arkiv").get(path).content.decode()
    assert "Journalfør" in page
    assert "Tatt til etterretning" in page
    reader = sign_in("uit", "ingrid").get(path).content.decode()
    assert "Vitnemål og referanser" in reader
    assert "Tatt til etterretning" not in reader
    answer = sign_in("uit", "arkiv").post(path, {"handling": "J"})
    assert answer.status_code == 302
    assert status_of(act_as, posts[0]) == "J"
    again = sign_in("uit", "arkiv").post(path, {"handling": "F"})
    assert again.status_code == 422
    assert "Dette gikk ikke" in again.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("slug", "who", "code"),
    [("uit", "arkiv", 200), ("uit", "jonas", 200), ("uit", "amalie", 404), ("uio", "arkiv", 404)],
)
def test_a_journalpost_and_its_document_exist_only_for_those_who_see_the_case(
    sign_in, posts, slug, who, code
):
    client = sign_in(slug, who)
    assert client.get(f"/arkiv/journalpost/{posts[0].id}/").status_code == code
    answer = client.get(f"/arkiv/dokument/{posts[0].dokumenter[0].id}/")
    assert answer.status_code == code
    if code == 200:
        assert b"".join(answer.streaming_content) == b"Vitnem\xc3\xa5l og to referanser.\n"
        assert answer["Content-Disposition"] == 'attachment; filename="vitnemaal.txt"'
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.django_db
def test_reading_a_screened_document_is_seen_by_the_person_it_concerns(sign_in, act_as, posts):
    from samverk.core.audit.api import who_has_seen

    client = sign_in("uit", "ingrid")
    answer = client.get(f"/arkiv/dokument/{posts[0].dokumenter[0].id}/")
    assert b"".join(answer.streaming_content)
    with act_as("uit", "jonas") as actor:
        assert [(r.objekt_type, r.kapabilitet) for r in who_has_seen(actor)] == [
            ("archive_dokumentobjekt", "sak.personalsak.les")
        ]
