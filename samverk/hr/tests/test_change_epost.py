"""HR changes an address: the old one and the person are told; never one's own, not trusted yet."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import Error, transaction

from samverk.core.access import api as access
from samverk.core.access.api import AccessDenied
from samverk.core.audit.models import Spor
from samverk.core.outbox.api import Event, deliver_due
from samverk.core.parties import api as parties
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.ui import api as ui
from samverk.hr import api as hr
from samverk.hr.models import Epostendring
from samverk.hr.tests.conftest import IFS, an_order, unit_of

NEW = "jonas.privat@example.no"
WHY = "Møtte opp med legitimasjon"


@pytest.fixture
def jonas(act_as):
    with act_as("uit", "jonas") as actor:
        return actor.party_id


def address(act_as, party_id):
    with act_as("uit", "hr") as actor:
        return parties.party(actor.tenant_id, party_id).epost


def change(act_as, party_id, now, who="hr", epost=NEW, grunn=WHY):
    with act_as("uit", who, now) as actor:
        return hr.change_epost(actor=actor, party_id=party_id, epost=epost, grunn=grunn, now=now)


def test_hr_changes_it_and_old_address_and_person_are_told(act_as, jonas, now):
    before = address(act_as, jonas)
    made = change(act_as, jonas, now)
    assert address(act_as, jonas) == NEW
    with act_as("uit", "hr") as actor:
        row = Epostendring.objects.get()
        assert (row.id, row.forrige, row.ny, row.grunn, row.endret_av_id) == (
            made, before, NEW, WHY, actor.bruker_id,
        )  # fmt: skip
        assert Spor.objects.filter(handling="hr.epost.endre", objekt_id=made).count() == 1
        event = Event.objects.get(type="hr.epost.endret.v1")
        assert (event.subject_id, event.data) == (made, {})
    deliver_due(actor=access.service_actor(tenant_by_slug("uit")), now=now)
    (sent,) = [one for one in mail.outbox if "endret" in one.subject]
    assert sent.to == [before]
    assert NEW not in sent.body
    with act_as("uit", "jonas", now) as actor:
        texts = [row.text for row in ui.my_notices(actor).rows]
    assert "HR har endret e-postadressen din. Var det ikke avtalt, si fra til HR og lønn" in texts


def test_a_new_address_confirms_no_account_for_ten_days(act_as, jonas, now):
    change(act_as, jonas, now)
    for later, says in ((timedelta(days=9), "siste ti dagene"), (timedelta(days=11), "")):
        at = now + later
        with act_as("uit", "jonas", at) as actor:
            with_account = parties.identifiers(actor.tenant_id, jonas, on=at.date())
            if not any(one.type == "kontonummer" for one in with_account):
                parties.give_identifier(
                    tenant_id=actor.tenant_id, party_id=jonas, kind="kontonummer",
                    value="12345678903", kilde="tastet", now=at,
                )  # fmt: skip
            if says:
                with pytest.raises(hr.KontoendringRefused, match=says):
                    hr.request_kontoendring(actor=actor, kontonummer="12345678911", now=at)
            else:
                hr.request_kontoendring(actor=actor, kontonummer="12345678911", now=at)


@pytest.mark.parametrize(
    ("epost", "grunn", "field", "says"),
    [
        ("tull", WHY, "epost", "for eksempel"), ("", WHY, "epost", "for eksempel"),
        ("a@b.no\nBcc: c@d.no", WHY, "epost", "for eksempel"),
        (NEW, " ja ", "grunn", "Skriv hvordan"),
    ],
)  # fmt: skip
def test_what_is_refused_changes_nothing(act_as, jonas, now, epost, grunn, field, says):
    before = address(act_as, jonas)
    with pytest.raises(hr.EpostRefused, match=says) as refused:
        change(act_as, jonas, now, epost=epost, grunn=grunn)
    assert refused.value.field == field
    assert address(act_as, jonas) == before
    with act_as("uit", "hr"):
        assert Epostendring.objects.count() == 0


def test_nobody_changes_their_own_and_only_hr_changes(act_as, jonas, now):
    with act_as("uit", "hr") as actor:
        own = actor.party_id
    before = address(act_as, jonas), address(act_as, own)
    with pytest.raises(hr.EpostRefused, match="din egen"):
        change(act_as, own, now)
    for who in ("jonas", "ingrid", "okonomi"):
        with pytest.raises(AccessDenied):
            change(act_as, jonas, now, who=who)
    with act_as("uio", "hr", now) as other, pytest.raises(hr.EpostRefused, match="Fant ikke"):
        hr.change_epost(actor=other, party_id=jonas, epost=NEW, grunn=WHY, now=now)
    assert (address(act_as, jonas), address(act_as, own)) == before
    with act_as("uit", "hr"):
        assert Epostendring.objects.count() == 0


@pytest.fixture
def hr_ifs(machine, now):
    """HR in one institute only, as a role given for one unit or lent there is."""
    with machine() as actor:
        granted = access.create_bruker(
            actor=actor, brukernavn="hr-ifs", navn="Hilde Fjord", party_id=parties.register_person(
                tenant_id=actor.tenant_id, fornavn="Hilde", etternavn="Fjord", foedselsdato=None
            ), now=now,
        )  # fmt: skip
        access.grant_rolle(
            actor=actor, bruker_id=granted, rolle="hr_saksbehandler", omfang="enhet",
            fra=now.date(), now=now,
            details={"kilde": "oppsett", "enhet_id": unit_of("uit", IFS)},
        )  # fmt: skip


def test_hr_of_one_institute_changes_nothing_in_the_next(
    act_as, sign_in, employ, jonas, hr_ifs, now
):
    there = employ("amalie", unit=IFS, code="1408", title="Førstekonsulent").party_id
    elsewhere, nowhere = employ("torgeir").party_id, jonas
    before = [address(act_as, one) for one in (elsewhere, nowhere)]
    client = sign_in("uit", "hr-ifs")
    for one in (elsewhere, nowhere):
        with pytest.raises(hr.EpostRefused, match="Fant ikke personen"):
            change(act_as, one, now, who="hr-ifs")
        with (
            act_as("uit", "hr-ifs") as actor,
            pytest.raises(Error) as refused,
            transaction.atomic(),
        ):
            Epostendring.objects.create(
                tenant_id=actor.tenant_id, party_id=one, ny=NEW, grunn=WHY,
                endret_av_id=actor.bruker_id, endret_at=now,
            )  # fmt: skip
        assert refused.value.__cause__.sqlstate == "42501"
        assert client.get(f"/folk/{one}/epost/").status_code == 404
        answer = client.post(f"/folk/{one}/epost/", {"epost": NEW, "grunn": WHY})
        assert answer.status_code == 404
    assert [address(act_as, one) for one in (elsewhere, nowhere)] == before
    made = change(act_as, there, now, who="hr-ifs")
    assert f"/folk/{there}/epost/" in client.get(f"/folk/{there}/").content.decode()
    change(act_as, elsewhere, now)
    with act_as("uit", "hr-ifs"):
        assert [row.id for row in Epostendring.objects.all()] == [made]


def test_who_is_only_being_hired_there_can_be_given_an_address(act_as, hr_ifs, now):
    with act_as("uit", "hr", now) as actor:
        order = an_order(
            unit_of("uit", IFS), fornavn="Ny", etternavn="Sensor", epost="feil@example.no"
        )
        made = hr.order_ansettelse(actor=actor, order=order, now=now)
        party = hr.ansettelse(actor, made).party_id
    change(act_as, party, now, who="hr-ifs")
    assert address(act_as, party) == NEW


def test_an_order_opens_neither_who_works_elsewhere_nor_who_was_withdrawn(
    act_as, employ, jonas, hr_ifs, now
):
    elsewhere = employ("torgeir").party_id
    with act_as("uit", "hr", now) as actor:
        for party in (elsewhere, jonas):
            order = an_order(unit_of("uit", IFS), party)
            made = hr.order_ansettelse(actor=actor, order=order, now=now)
        hr.trekk_ansettelse(actor=actor, ansettelse_id=made, grunn="Ble ikke noe av", now=now)
    before = [address(act_as, one) for one in (elsewhere, jonas)]
    for one in (elsewhere, jonas):
        with pytest.raises(hr.EpostRefused, match="Fant ikke personen"):
            change(act_as, one, now, who="hr-ifs")
    assert [address(act_as, one) for one in (elsewhere, jonas)] == before


def test_the_page_answers_at_the_field_and_only_to_hr(sign_in, act_as, jonas):
    here, before = f"/folk/{jonas}/epost/", address(act_as, jonas)
    for slug, who in (("uit", "ingrid"), ("uit", "jonas"), ("uio", "hr")):
        assert sign_in(slug, who).post(here, {"epost": NEW, "grunn": WHY}).status_code == 404
    client = sign_in("uit", "hr")
    assert before in client.get(here).content.decode()
    answer = client.post(here, {"epost": "tull", "grunn": WHY})
    assert answer.status_code == 422
    assert "for eksempel navn@uit.no" in answer.content.decode()
    assert 'value="tull"' in answer.content.decode()
    assert address(act_as, jonas) == before
    after = client.post(here, {"epost": NEW, "grunn": WHY}, follow=True).content.decode()
    assert f"Adressen er nå {NEW}." in after
    assert before not in after
    assert address(act_as, jonas) == NEW


def test_the_page_of_a_person_says_the_address(act_as, employ, sign_in):
    party = employ("torgeir").party_id
    before, client = address(act_as, party), sign_in("uit", "hr")
    assert before in client.get(f"/folk/{party}/").content.decode()
    answer = client.post(f"/folk/{party}/epost/", {"epost": NEW, "grunn": WHY}, follow=True)
    assert answer.redirect_chain == [(f"/folk/{party}/", 302)]
    assert answer.content.decode().count(NEW) == 2  # said, and on the page
    assert before not in answer.content.decode()
