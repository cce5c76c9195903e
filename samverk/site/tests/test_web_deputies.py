"""Stedfortreder: chosen, told, shown and ended on one page, with each refusal at its field."""

from datetime import timedelta

import pytest
from django.utils.html import escape

from samverk.core import clock
from samverk.core.access import api as access
from samverk.core.access.api import Delegasjon
from samverk.core.grants import api as grants
from samverk.core.outbox.api import deliver_due
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.ui import api as ui

pytestmark = pytest.mark.django_db
PAGE = "/meg/stedfortreder/"


def account(slug, name):
    tenant = tenant_by_slug(slug)
    with access.acting(access.visitor(tenant)):
        return access.Bruker.objects.get(tenant_id=tenant.id, brukernavn=name)


def actor_of(slug, name):
    tenant = tenant_by_slug(slug)
    with access.acting(access.visitor(tenant)):
        return access.actor_for(tenant, account(slug, name))


def count(slug="uit"):
    with access.acting(actor_of(slug, "tilgang")):
        return Delegasjon.objects.count()


@pytest.fixture
def form():
    """What Ingrid sends to make Synnøve her deputy for three days."""
    day = clock.today()
    with access.acting(actor_of("uit", "ingrid")) as ingrid:
        lent = [str(one.grant_id) for one in grants.lendable(ingrid, on=day)]
    return {
        "til": str(account("uit", "synnove").id), "fra": day.isoformat(),
        "til_og_med": (day + timedelta(days=2)).isoformat(), "omfang": lent,
        "begrunnelse": "På feltarbeid",
    }  # fmt: skip


def test_search_choose_and_send(sign_in, form):
    client = sign_in("uit", "ingrid")
    first = client.get(PAGE, {"q": "bakkej"}).content.decode()
    assert f"?til={form['til']}" in first
    assert "Gjør til stedfortreder" not in first
    piece = client.get(f"{PAGE}folk/", {"q": "bakkej"}).content.decode()
    assert "Synnøve Bakkejord" in piece
    assert "<html" not in piece
    chosen = client.get(PAGE, {"til": form["til"]}).content.decode()
    assert "Gjør til stedfortreder" in chosen
    assert chosen.count('name="omfang"') == 2
    assert chosen.count("checked") >= 2
    sent = client.post(PAGE, form)
    assert (sent.status_code, sent.url) == (302, PAGE)
    shown = client.get(PAGE).content.decode()
    assert "Stedfortrederne dine" in shown
    assert "Synnøve Bakkejord" in shown
    assert "På feltarbeid" in shown
    assert "Godkjenne timelister" in shown
    assert count() == 1
    other = sign_in("uit", "synnove").get(PAGE).content.decode()
    assert "Du er stedfortreder for" in other
    assert "Ingrid Solbakken" in other


def test_the_deputy_is_told_in_own_language(sign_in, form):
    sign_in("uit", "ingrid").post(PAGE, form)
    service = access.service_actor(tenant_by_slug("uit"))
    with access.acting(service):
        deliver_due(actor=service, now=clock.now())
    with access.acting(actor_of("uit", "synnove")) as synnove:
        (notice,) = ui.my_notices(synnove).rows
        assert notice.text.startswith("Du er stedfortreder for Ingrid Solbakken fra ")
        assert notice.url == PAGE
    with access.acting(actor_of("uit", "torgeir")) as torgeir:
        assert ui.my_notices(torgeir).rows == ()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"til_og_med": -1}, "Siste dag kan ikke være før den første."),
        ({"fra": -1}, "Velg i dag eller en senere dag."),
        ({"til": "ingrid"}, "Du kan ikke være din egen stedfortreder."),
        ({"omfang": []}, "Fyll ut dette feltet."),
        ({"omfang": ["tull"]}, "Velg et av alternativene."),
        ({"fra": "tull"}, "Skriv datoen slik: 12.11.2026."),
        ({"til_og_med": ""}, "Fyll ut dette feltet."),
        ({"begrunnelse": "x" * 401}, "Skriv høyst 400 tegn. Nå er det 401."),
    ],
)
def test_a_wrong_form_is_answered_at_the_field_and_nothing_is_kept(sign_in, form, change, sentence):
    for name, value in change.items():
        form[name] = value
        if isinstance(value, int):
            form[name] = (clock.today() + timedelta(days=value)).isoformat()
        if name == "til":
            form[name] = str(account("uit", value).id)
    answer = sign_in("uit", "ingrid").post(PAGE, form)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert count() == 0


def test_overlapping_is_refused_at_the_first_day(sign_in, form):
    client = sign_in("uit", "ingrid")
    client.post(PAGE, form)
    again = client.post(PAGE, form)
    assert again.status_code == 422
    assert 'id="f_fra_feil"' in again.content.decode()
    assert count() == 1


def test_someone_of_another_tenant_cannot_be_chosen(sign_in, form):
    other = str(account("uio", "karin").id)
    client = sign_in("uit", "ingrid")
    page = client.get(PAGE, {"til": other}).content.decode()
    assert escape("Karin Ødegård") not in page
    assert "Gjør til stedfortreder" not in page
    assert client.post(PAGE, form | {"til": other}).status_code == 422
    assert count() == 0


def test_one_with_nothing_to_lend_is_told_so(sign_in):
    page = sign_in("uit", "jonas").get(PAGE).content.decode()
    assert "Du har ingen roller å låne bort." in page
    assert "Gjør til stedfortreder" not in page


def test_either_ends_it_and_others_find_nothing(sign_in, form):
    sign_in("uit", "ingrid").post(PAGE, form)
    with access.acting(actor_of("uit", "ingrid")):
        made = Delegasjon.objects.get().id
    url = f"{PAGE}{made}/"
    for slug, who in (("uit", "marte"), ("uio", "karin")):
        assert sign_in(slug, who).post(url).status_code == 404
    client = sign_in("uit", "synnove")
    assert client.get(url).status_code == 405
    assert client.post(url).status_code == 302
    assert "Avsluttet" in client.get(PAGE).content.decode()
    with access.acting(actor_of("uit", "ingrid")):
        assert Delegasjon.objects.get().gyldig.isempty
    client.post(url)  # again: a sentence, no fault
    assert "alt avsluttet" in client.get(PAGE).content.decode()
