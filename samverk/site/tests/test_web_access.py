"""Roller og tilganger: lists, one person, propose, answer, end and renew, each for its own."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from samverk.core import clock
from samverk.core.access import api as access
from samverk.core.access.api import Grant
from samverk.core.grants import api as grants
from samverk.core.grants.models import Resertifisering, Tilgangsforslag
from samverk.core.organisation import api as organisation
from samverk.core.outbox.api import deliver_due
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.ui import api as ui
from samverk.site.tests.test_web_deputies import account, actor_of

pytestmark = pytest.mark.django_db
ISV = "Institutt for samfunnsvitenskap"
WHY = "Attesterer innkjøp for instituttet"


def unit(name=ISV):
    with access.acting(actor_of("uit", "tilgang")) as admin:
        units = organisation.enheter(admin.tenant_id, on=date(2026, 11, 23))
        return str(next(u.id for u in units if name in ("", u.navn)))


def stored():
    with access.acting(actor_of("uit", "tilgang")):
        return Tilgangsforslag.objects.count(), Grant.objects.filter(kilde="manuell").count()


@pytest.fixture
def form():
    """What the administrator sends to propose an attester at ISV."""
    return {
        "bruker": str(account("uit", "torgeir").id), "rolle": "attestant", "enhet": unit(),
        "omfang": "enhet", "fra": clock.today().isoformat(), "til_og_med": "",
        "begrunnelse": WHY,
    }  # fmt: skip


@pytest.fixture
def forslag(sign_in, form):
    """The id of the proposal."""
    assert sign_in("uit", "tilgang").post("/tilganger/gi/", form).status_code == 302
    with access.acting(actor_of("uit", "tilgang")):
        return Tilgangsforslag.objects.get().id


PAGES = (
    "/tilganger/", "/tilganger/roller/", "/tilganger/roller/leder/", "/tilganger/forslag/",
    "/tilganger/fornye/",
)  # fmt: skip


@pytest.mark.parametrize(
    ("who", "status"),
    [("tilgang", 200), ("ingrid", 200), ("hrleder", 200), ("ola", 403), ("lonn", 403),
     ("personvern", 403), ("jonas", 403)],
)  # fmt: skip
def test_the_lists_are_for_those_who_steer(sign_in, who, status):
    client = sign_in("uit", who)
    assert {client.get(page).status_code for page in PAGES} == {status}
    person = f"/tilganger/person/{account('uit', 'ola').id}/"
    assert client.get(person).status_code == status
    give = client.get("/tilganger/gi/").status_code
    assert give == (200 if who == "tilgang" else 403)


def test_who_has_what_with_place_dates_and_why(sign_in):
    page = sign_in("uit", "ingrid").get("/tilganger/").content.decode()
    for text in ("Ola Fjeldvær", "Bestiller", ISV, "uten sluttdato", "Demolivet"):
        assert text in page
    assert "Marte Heimdal" not in page
    admin = sign_in("uit", "tilgang")
    assert "Marte Heimdal" in admin.get("/tilganger/").content.decode()
    assert "Karin" not in admin.get("/tilganger/").content.decode()
    before = admin.get("/tilganger/", {"dato": "2025-07-31"}).content.decode()
    assert "Ingen har noe her" in before
    assert "Hvem som hadde hvilken rolle torsdag 31. juli 2025." in before.replace("\xa0", " ")
    wrong = admin.get("/tilganger/", {"dato": "tull", "enhet": "tull", "etter": "tull"})
    assert wrong.status_code == 200
    assert "Skriv datoen slik" in wrong.content.decode()


def test_a_role_is_explained_in_plain_words(sign_in):
    client = sign_in("uit", "tilgang")
    page = client.get("/tilganger/roller/bdm/").content.decode()
    assert "Disponere budsjettet: godkjenne at enheten betaler" in page
    assert "okonomi.bilag.bdm" not in page
    assert "2 personer har rollen nå." in page
    piece = client.get("/tilganger/gi/rolle/", {"rolle": "arkivar"}).content.decode()
    assert "Rollen gjelder hele institusjonen." in piece
    assert "<html" not in piece
    assert client.get("/tilganger/roller/maskin/").status_code == 404


def test_proposed_by_one_and_confirmed_by_another(sign_in, form, forslag):
    assert stored() == (1, 0)
    waits = sign_in("uit", "tilgang").get("/tilganger/forslag/").content.decode()
    assert "Venter på Ingrid Solbakken." in waits
    assert "Trekk forslaget" in waits
    assert 'value="bekreft"' not in waits
    waiting = sign_in("uit", "tilgang").get("/oppgaver/?vis=venter").content.decode()
    assert "Foreslått rolle: Attestant for Torgeir Nesvik" in waiting
    assert "Venter på Ingrid Solbakken siden" in waiting
    inbox = sign_in("uit", "ingrid").get("/oppgaver/").content.decode()
    assert "Svar på foreslått rolle: Attestant for Torgeir Nesvik" in inbox
    assert "Svar på foreslått" not in sign_in("uit", "marte").get("/oppgaver/").content.decode()
    answer = sign_in("uit", "ingrid").post(
        f"/tilganger/forslag/{forslag}/", {"handling": "bekreft"}
    )
    assert answer.status_code == 302
    assert stored() == (1, 1)
    person = sign_in("uit", "tilgang").get(f"/tilganger/person/{form['bruker']}/")
    text = person.content.decode()
    assert "Attestant" in text
    assert WHY in text
    assert "bekreftet av Ingrid Solbakken" in text


def test_everyone_concerned_is_told(sign_in, forslag):
    service = access.service_actor(tenant_by_slug("uit"))

    def told(who):
        with access.acting(service):
            deliver_due(actor=service, now=clock.now())
        with access.acting(actor_of("uit", who)) as actor:
            return [row.text for row in ui.my_notices(actor).rows]

    assert told("ingrid") == ["Foreslått rolle venter på deg: Attestant for Torgeir Nesvik"]
    assert told("marte") == []
    assert told("torgeir") == []
    sign_in("uit", "ingrid").post(f"/tilganger/forslag/{forslag}/", {"handling": "bekreft"})
    assert told("torgeir") == ["Du har fått rollen Attestant"]
    assert told("tilgang") == ["Bekreftet: Attestant for Torgeir Nesvik"]


def test_a_no_needs_a_reason(sign_in, forslag):
    client, url = sign_in("uit", "ingrid"), f"/tilganger/forslag/{forslag}/"
    for wrong in ("", "kort"):
        answer = client.post(url, {"handling": "avslaa", "svar": wrong})
        assert answer.status_code == 422
        assert f'id="f_{forslag}_svar_feil"' in answer.content.decode()
    assert client.post(url, {"handling": "annet"}).status_code == 404
    good = {"handling": "avslaa", "svar": "Vi klarer oss med én"}
    assert client.post(url, good).status_code == 302
    with access.acting(actor_of("uit", "tilgang")):
        assert Tilgangsforslag.objects.get().status == "avslaatt"
    assert stored() == (1, 0)


def test_own_other_unit_and_other_tenant_answer_nothing(sign_in, forslag):
    url = f"/tilganger/forslag/{forslag}/"
    for slug, who, status in (
        ("uit", "tilgang", 403), ("uit", "torgeir", 403), ("uit", "ola", 403),
        ("uio", "karin", 404), ("uio", "tilgang", 403),
    ):  # fmt: skip
        answer = sign_in(slug, who).post(url, {"handling": "bekreft"})
        assert answer.status_code == status, who
    assert stored() == (1, 0)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"bruker": "tilgang"}, "Du kan ikke gi deg selv en rolle."),
        ({"rolle": "leder"}, "f_rolle_feil"),
        ({"rolle": "arkivar"}, "f_enhet_feil"),
        ({"enhet": "tull"}, "f_enhet_feil"),
        ({"omfang": "alt"}, "f_omfang_feil"),
        ({"fra": "2020-01-01"}, "f_fra_feil"),
        ({"til_og_med": "2020-01-01"}, "f_til_og_med_feil"),
        ({"begrunnelse": "kort"}, "f_begrunnelse_feil"),
        ({"begrunnelse": ""}, "f_begrunnelse_feil"),
    ],
)
def test_a_wrong_proposal_is_answered_at_the_field(sign_in, form, change, where):
    if "bruker" in change:
        change = {"bruker": str(account("uit", change["bruker"]).id)}
    answer = sign_in("uit", "tilgang").post("/tilganger/gi/", form | change)
    assert answer.status_code == 422
    assert where in answer.content.decode()
    assert stored() == (0, 0)


def test_a_role_is_ended_with_a_reason(sign_in, forslag):
    sign_in("uit", "ingrid").post(f"/tilganger/forslag/{forslag}/", {"handling": "bekreft"})
    with access.acting(actor_of("uit", "tilgang")):
        grant = Grant.objects.get(kilde="manuell")
    url = f"/tilganger/rolle/{grant.id}/"
    for slug, who, status in (("uit", "ola", 403), ("uio", "tilgang", 404), ("uit", "lonn", 403)):
        assert sign_in(slug, who).get(url).status_code == status
    client = sign_in("uit", "tilgang")
    assert "Hvorfor trengs den ikke lenger?" in client.get(url).content.decode()
    wrong = client.post(url, {"siste_dag": "2020-01-01", "grunn": "Ferdig med oppdraget"})
    assert wrong.status_code == 422
    assert 'id="f_siste_dag_feil"' in wrong.content.decode()
    last = clock.today() + timedelta(days=7)
    done = client.post(url, {"siste_dag": last.isoformat(), "grunn": "Ferdig med oppdraget"})
    assert (done.status_code, done.url) == (302, f"/tilganger/person/{grant.bruker_id}/")
    said = f"Rollen slutter. Siste dag er {ui.words.day_long(last)}, og personen har fått"
    assert said in client.get(done.url).content.decode()
    with access.acting(actor_of("uit", "tilgang")):
        assert Grant.objects.get(id=grant.id).gyldig.upper == last + timedelta(days=1)


def test_what_follows_the_position_is_not_ended_by_hand(sign_in):
    service = access.service_actor(tenant_by_slug("uit"))
    with access.acting(service, now=clock.now()):
        made = access.grant_rolle(
            actor=service, bruker_id=account("uit", "ola").id, rolle="leder", omfang="subtre",
            fra=clock.today(), now=clock.now(), details={"kilde": "auto", "enhet_id": unit()},
        )  # fmt: skip
    client, url = sign_in("uit", "tilgang"), f"/tilganger/rolle/{made}/"
    page = client.get(url).content.decode()
    assert "Rollen følger stillingen, og slutter når stillingen slutter." in page
    assert "Avslutt rollen" not in page
    answer = client.post(url, {"grunn": "Skal ikke være leder"})
    assert answer.status_code == 422
    with access.acting(actor_of("uit", "tilgang")):
        assert Grant.objects.get(id=made).gyldig.upper is None


def test_due_roles_are_confirmed_by_tick(sign_in):
    given = clock.now() - timedelta(days=200)
    with access.acting(actor_of("uit", "tilgang"), now=given) as admin:
        ny = grants.NyRolle(
            account("uit", "torgeir").id, "saksbehandler", "enhet", UUID(unit()), given.date(), WHY
        )
        forslag = grants.propose_rolle(actor=admin, ny=ny, now=given)
    with access.acting(actor_of("uit", "ingrid"), now=given) as ingrid:
        grants.answer_forslag(actor=ingrid, forslag_id=forslag, er_ja=True, now=given)
        grant = Grant.objects.get(kilde="manuell").id
    client = sign_in("uit", "ingrid")
    assert "Bekreft at 1 rolle fortsatt trengs" in client.get("/oppgaver/").content.decode()
    page = client.get("/tilganger/fornye/").content.decode()
    assert "Torgeir Nesvik" in page
    assert str(grant) in page
    none = client.post("/tilganger/fornye/", {})
    assert none.status_code == 422
    assert "Velg rollene som fortsatt trengs." in none.content.decode()
    assert sign_in("uio", "karin").post("/tilganger/fornye/", {"rolle": grant}).status_code == 422
    with access.acting(actor_of("uit", "tilgang")):
        assert Resertifisering.objects.count() == 0
    client = sign_in("uit", "ingrid")
    assert client.post("/tilganger/fornye/", {"rolle": grant}).status_code == 302
    after = client.get("/tilganger/fornye/").content.decode()
    assert "1 rolle er bekreftet for et halvt år til." in after
    assert "Ingen roller må bekreftes nå" in after
    with access.acting(actor_of("uit", "tilgang")):
        assert Resertifisering.objects.get().grant_id == grant
