"""A personnel case is closed to those in the unit without work in it: page, letter, list, find."""

import pytest
from django.db import connection

from samverk.archive import api as archive
from samverk.cases import api as cases
from samverk.core.access import api as access
from samverk.core.tenancy.api import tenant_by_slug

pytestmark = pytest.mark.django_db
TITLE = "Permisjon våren 2026, Jonas Lyngmo"


@pytest.fixture
def leave(act_as, now, new_case, world, letter):
    """HR's case about Jonas's leave at the institute with a letter and a note, and that letter."""
    with act_as("uit", "hr") as hr:
        made = cases.open_sak(
            actor=hr, now=now,
            ny=cases.NySak(
                "generell", new_case(tittel=TITLE, klasse="23", saksansvarlig=hr.bruker_id),
                party_id=world.jonas,
            ),
        )  # fmt: skip
        post = letter(hr, made, now)
        cases.write_notat(actor=hr, sak_id=made.id, tekst="Undervisningen er dekket.", now=now)
        return made, post


@pytest.fixture
def torgeir(now, world):
    """Let Torgeir handle student cases at the institute, as he does in the scripted life."""
    uit = tenant_by_slug("uit")
    with access.acting(access.service_actor(uit), now=now) as machine:
        account = access.Bruker.objects.get(tenant_id=uit.id, brukernavn="torgeir")
        access.grant_rolle(
            actor=machine, bruker_id=account.id, rolle="saksbehandler", omfang="enhet",
            fra=now.date(), now=now, details={"enhet_id": world.unit},
        )  # fmt: skip


@pytest.mark.parametrize(
    ("who", "opens"),
    [
        ("ola", False),  # orders hires at the institute
        ("torgeir", False),  # handles student cases there
        ("tilgang", False),  # system support of the whole university
        ("lonn", False),
        ("ingrid", True),  # leads the institute
        ("marte", True),  # leads the faculty
        ("hr", True),
        ("hrleder", True),
        ("arkiv", True),
        ("jonas", True),  # it is about him
    ],
)
def test_who_opens_a_leave_case_at_its_address(sign_in, leave, torgeir, who, opens):
    case, post = leave
    client = sign_in("uit", who)
    file = post.dokumenter[0].id
    expected = 200 if opens else 404
    for address in (
        f"/saker/{case.id}/", f"/saker/{case.id}/hvem/", f"/saker/{case.id}/feil/",
        f"/arkiv/journalpost/{post.id}/", f"/arkiv/dokument/{file}/",
    ):  # fmt: skip
        assert client.get(address).status_code == expected, address
    redirected = 302 if opens else 404
    assert client.get(f"/saker/mappe/{case.mappe.id}/").status_code == redirected
    assert (TITLE in client.get("/sok/?q=permisjon").content.decode()) is opens
    listed = client.get("/saker/").content + client.get("/saker/?vis=enhet").content
    assert (TITLE in listed.decode()) is opens


def test_what_was_never_seen_is_not_told_by_the_list_of_those_who_see(sign_in, leave, torgeir):
    case, _ = leave
    page = sign_in("uit", "hr").get(f"/saker/{case.id}/hvem/").content.decode()
    for name in ("Ingrid Solbakken", "Marte Heimdal", "Jonas Lyngmo"):
        assert name in page
    for name in ("Ola Fjeldvær", "Torgeir Nesvik"):
        assert name not in page


def test_rows_of_the_case_are_neither_read_nor_changed_by_sql(act_as, leave, torgeir):
    case, _ = leave
    with act_as("uit", "torgeir"), connection.cursor() as cursor:
        for table in ("cases_sak", "cases_saknotat"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,)
        cursor.execute("UPDATE cases_sak SET status = 'lukket'")  # asks no policy for SELECT
        assert cursor.rowcount == 0
    with act_as("uit", "hr") as hr:
        assert cases.sak(hr, case.id).status == "aapen"


def test_a_case_worker_is_told_at_the_code_when_the_case_is_not_for_her_eyes(
    sign_in, act_as, torgeir, now, new_case, world
):
    data = {
        "tittel": "Permisjon", "enhet": str(world.unit), "klasse": "23", "tilgangskode": "P",
        "skjul": "",
    }  # fmt: skip
    made = sign_in("uit", "torgeir").post("/saker/ny/", data, follow=True)
    assert made.status_code == 200  # her own to answer for
    with act_as("uit", "torgeir") as me:
        with pytest.raises(archive.ArchiveRefused) as refused:
            cases.open_sak(actor=me, ny=cases.NySak("generell", new_case()), now=now)
        assert refused.value.field == "tilgangskode"
        assert [s.tittel for s in cases.saker(me, scope="mine").rows] == ["Permisjon"]
    with act_as("uit", "arkiv") as keeper:
        assert len(cases.saker(keeper, scope="enhet").rows) == 1


@pytest.fixture
def own_role(now, world):
    """Let Jonas, whom the case is about, handle student cases at the institute."""
    uit = tenant_by_slug("uit")
    with access.acting(access.service_actor(uit), now=now) as machine:
        account = access.Bruker.objects.get(tenant_id=uit.id, brukernavn="jonas")
        access.grant_rolle(
            actor=machine, bruker_id=account.id, rolle="saksbehandler", omfang="enhet",
            fra=now.date(), now=now, details={"enhet_id": world.unit},
        )  # fmt: skip


def test_a_role_in_the_unit_opens_nothing_more_of_ones_own_case(
    act_as, sign_in, leave, own_role, now
):
    case, post = leave
    client = sign_in("uit", "jonas")
    page = client.get(f"/saker/{case.id}/").content.decode()
    assert TITLE in page
    assert "Undervisningen er dekket." not in page
    for act in ("/notat/", "/brev/", "/avslutt/"):
        assert act not in page, act
    changes = (
        ("UPDATE cases_sak SET status = status WHERE id = %s", case.id),
        ("UPDATE archive_mappe SET tittel = tittel WHERE id = %s", case.mappe.id),
        ("UPDATE archive_registrering SET tittel = tittel WHERE id = %s", post.id),
    )
    with act_as("uit", "jonas") as jonas, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_saknotat WHERE sak_id = %s", [case.id])
        assert cursor.fetchone() == (0,)
        for statement, key in changes:
            cursor.execute(statement, [key])
            assert cursor.rowcount == 0, statement
        assert not cases.handles(jonas, cases.sak(jonas, case.id))
    with act_as("uit", "jonas") as jonas, pytest.raises(archive.ArchiveRefused):
        archive.avskriv_journalpost(actor=jonas, registrering_id=post.id, maate="TE", now=now)
    with act_as("uit", "hr") as hr, connection.cursor() as cursor:
        for statement, key in changes:
            cursor.execute(statement, [key])
            assert cursor.rowcount == 1, statement
        assert cases.handles(hr, cases.sak(hr, case.id))
