"""Another account for one's pay: in force only after the link in the mail; no way around it."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import Error, transaction

from samverk.core import clock
from samverk.core.access import api as access
from samverk.core.audit.models import Spor
from samverk.core.identifiers import IdentifierInvalid
from samverk.core.outbox import api as outbox
from samverk.core.outbox.api import Event
from samverk.core.parties import api as parties
from samverk.core.parties.models import PartyIdentifikator
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.ui import api as ui
from samverk.hr import api as hr
from samverk.hr.models import Kontoendring, Signatur
from samverk.hr.tests.conftest import ACCOUNT, DEMO

pytestmark = pytest.mark.django_db
OLD, NEW = ACCOUNT, "86011117947"


def ask(act_as, now, number=NEW):
    with act_as("uit", "jonas", now) as jonas:
        return hr.request_kontoendring(actor=jonas, kontonummer=number, now=now)


def deliver(now):
    with access.acting(access.service_actor(tenant_by_slug("uit")), now=now) as machine:
        outbox.deliver_due(actor=machine, now=now)


def confirm(act_as, endring, now, merke=None, who="jonas"):
    with act_as("uit", who, now) as actor:
        hr.confirm_kontoendring(
            actor=actor,
            endring_id=endring,
            now=now,
            merke=hr.mark_of(endring) if merke is None else merke,
        )


def account(act_as, now):
    with act_as("uit", "jonas", now) as jonas:
        found = parties.identifiers(jonas.tenant_id, jonas.party_id, on=now.date())
        return [i.siste_fire for i in found if i.type == "kontonummer"]


def status(act_as, now):
    with act_as("uit", "jonas", now):
        return list(
            Kontoendring.objects.order_by("opprettet_at", "id").values_list("status", flat=True)
        )


def test_the_old_account_is_paid_until_the_link_is_used(paid, act_as, now):
    endring = ask(act_as, now)
    assert account(act_as, now) == [OLD[-4:]]
    confirm(act_as, endring, now + timedelta(hours=1))
    assert account(act_as, now + timedelta(days=1)) == [NEW[-4:]]
    assert status(act_as, now) == ["bekreftet"]
    with act_as("uit", "jonas", now) as jonas:
        assert Event.objects.filter(type="hr.kontonummer.registrert.v1").count() == 1
        acts = Spor.objects.filter(
            tenant_id=jonas.tenant_id, objekt_id=endring, handling__startswith="hr.kontoendring."
        )
        assert sorted(acts.values_list("handling", flat=True)) == [
            "hr.kontoendring.be_om", "hr.kontoendring.bekreft",
        ]  # fmt: skip


def test_the_link_goes_to_the_address_known_before_and_says_no_number(paid, act_as, now):
    endring = ask(act_as, now)
    deliver(now)
    [sent] = mail.outbox
    assert sent.to == ["jonas@uit.no"]
    assert sent.subject == "Bekreft den nye kontoen lønna skal til"
    assert f"/folk/meg/konto/{endring}/{hr.mark_of(endring)}/" in sent.body
    assert "7947" in sent.body
    assert NEW not in sent.body
    with act_as("uit", "jonas", now):
        for event in Event.objects.filter(subject_id=endring):
            assert hr.mark_of(endring) not in str(event.data)


def test_the_bell_tells_the_person_and_nobody_else(paid, act_as, now):
    ask(act_as, now)
    deliver(now)
    for who, told in (
        ("jonas", [("Ny konto for lønna, slutter på 7947", "/folk/meg/konto/")]),
        ("amalie", []),
    ):
        with act_as("uit", who, now) as actor:
            rows = [(n.text, n.url) for n in ui.my_notices(actor).rows]
            assert [r for r in rows if "konto" in r[1]] == told


def test_the_old_address_hears_that_it_was_changed(paid, act_as, machine, now):
    endring = ask(act_as, now)
    deliver(now)
    with machine() as actor:
        parties.Party.objects.filter(tenant_id=actor.tenant_id, id=paid.party_id).update(
            epost="ny@eksempel.no"
        )
    confirm(act_as, endring, now + timedelta(hours=1))
    mail.outbox.clear()
    deliver(now + timedelta(hours=1))
    assert sorted(m.to for m in mail.outbox) == [["jonas@uit.no"], ["ny@eksempel.no"]]
    assert {m.subject for m in mail.outbox} == {"Kontoen lønna går til, er endret"}


NOT_YOURS = "gjelder ikke deg"


@pytest.mark.parametrize(
    ("hours", "merke", "who", "why"),
    [(48, None, "jonas", "for gammel"), (1, "0" * 64, "jonas", NOT_YOURS),
     (1, "", "jonas", NOT_YOURS), (1, None, "amalie", NOT_YOURS), (1, None, "hr", NOT_YOURS)],
)  # fmt: skip
def test_a_link_that_does_not_hold_changes_nothing(paid, act_as, now, hours, merke, who, why):
    endring = ask(act_as, now)
    with pytest.raises(hr.KontoendringRefused, match=why):
        confirm(act_as, endring, now + timedelta(hours=hours), merke, who)
    assert account(act_as, now) == [OLD[-4:]]
    assert status(act_as, now) == ["venter"]


def test_a_link_works_once(paid, act_as, now):
    endring, later = ask(act_as, now), now + timedelta(hours=1)
    confirm(act_as, endring, later)
    with pytest.raises(hr.KontoendringRefused, match="alt brukt"):
        confirm(act_as, endring, later)
    with act_as("uit", "jonas", later):
        assert Event.objects.filter(type="hr.kontonummer.registrert.v1").count() == 1
    assert status(act_as, now) == ["bekreftet"]


def test_a_new_wish_stops_the_one_before(paid, act_as, now):
    first = ask(act_as, now)
    second = ask(act_as, now + timedelta(minutes=1), "15032080208")
    assert status(act_as, now) == ["stoppet", "venter"]
    with pytest.raises(hr.KontoendringRefused):
        confirm(act_as, first, now + timedelta(hours=1))
    confirm(act_as, second, now + timedelta(hours=1))
    assert account(act_as, now + timedelta(days=1)) == ["0208"]


def test_the_person_stops_what_somebody_else_asked_for(paid, act_as, now):
    endring = ask(act_as, now)
    with act_as("uit", "jonas", now) as jonas:
        hr.stop_kontoendring(actor=jonas, now=now)
        with pytest.raises(hr.KontoendringRefused):
            hr.stop_kontoendring(actor=jonas, now=now)
    deliver(now)
    assert mail.outbox == []  # nothing to confirm any more
    with pytest.raises(hr.KontoendringRefused):
        confirm(act_as, endring, now + timedelta(hours=1))
    assert account(act_as, now) == [OLD[-4:]]


def test_an_address_changed_in_the_last_ten_days_is_not_trusted(paid, act_as, machine, now):
    nine = now - timedelta(days=9)
    with machine(at=nine) as actor:
        parties.Party.objects.filter(tenant_id=actor.tenant_id, id=paid.party_id).update(
            epost="tyv@eksempel.no"
        )
    with pytest.raises(hr.KontoendringRefused, match="endret de siste ti dagene"):
        ask(act_as, now)
    assert status(act_as, now) == []
    assert len(mail.outbox) == 0
    ask(act_as, now + timedelta(days=2))
    assert status(act_as, now) == ["venter"]


@pytest.mark.parametrize(
    ("number", "problem"), [("86011117940", IdentifierInvalid), (OLD, hr.KontoendringRefused)]
)
def test_a_number_that_is_wrong_or_the_same_is_refused(paid, act_as, now, number, problem):
    with pytest.raises(problem) as refused:
        ask(act_as, now, number)
    assert refused.value.field == "kontonummer"
    assert status(act_as, now) == []


def test_without_an_account_there_is_nothing_to_change(act_as, now):
    with pytest.raises(hr.KontoendringRefused, match="oppgir den når du signerer"):
        ask(act_as, now)
    assert status(act_as, now) == []


def test_one_can_go_back_to_an_earlier_account_but_only_with_a_new_link(paid, act_as, now):
    first = ask(act_as, now)
    confirm(act_as, first, now + timedelta(hours=1))
    back = ask(act_as, now + timedelta(days=1), OLD)
    confirm(act_as, back, now + timedelta(days=1, hours=1))
    assert account(act_as, now + timedelta(days=2)) == [OLD[-4:]]
    # The first confirmation is older than the account in force, and opens nothing.
    late = now + timedelta(days=3)
    with act_as("uit", "jonas", late) as jonas:
        with pytest.raises(Error) as refused, transaction.atomic():
            parties.give_identifier(
                tenant_id=jonas.tenant_id, party_id=jonas.party_id, kind="kontonummer", value=NEW,
                kilde="tastet", now=late,
            )  # fmt: skip
        assert refused.value.__cause__.sqlstate == "SV026"
    assert account(act_as, late) == [OLD[-4:]]


@pytest.mark.parametrize("who", ["jonas", "hr", "maskin"])
def test_the_database_takes_no_unconfirmed_account_from_anyone(paid, act_as, machine, now, who):
    opened = machine() if who == "maskin" else act_as("uit", who, now)
    with opened as actor:
        with pytest.raises(Error) as refused, transaction.atomic():
            parties.give_identifier(
                tenant_id=actor.tenant_id, party_id=paid.party_id, kind="kontonummer", value=NEW,
                kilde="tastet", now=now,
            )  # fmt: skip
        assert refused.value.__cause__.sqlstate == "SV026"
        rows = PartyIdentifikator.objects.filter(party_id=paid.party_id, type="kontonummer")
        with pytest.raises(Error) as refused, transaction.atomic():
            rows.update(verdi_hash=b"\x00" * 32)
        assert refused.value.__cause__.sqlstate == "SV001"
    assert account(act_as, now) == [OLD[-4:]]


def test_the_database_confirms_nothing_late_and_nothing_twice(paid, act_as, now):
    endring = ask(act_as, now)
    late = now + timedelta(hours=49)
    with act_as("uit", "jonas", late):
        row = Kontoendring.objects.filter(id=endring)
        for change, code in (
            ({"status": "bekreftet", "avgjort_at": late}, "SV027"),
            ({"siste_fire": "0000"}, "SV001"),
            ({"utloeper_at": late + timedelta(days=9)}, "SV001"),
        ):
            with pytest.raises(Error) as refused, transaction.atomic():
                row.update(**change)
            assert refused.value.__cause__.sqlstate == code
    with act_as("uit", "hr", now):
        assert Kontoendring.objects.count() == 0  # nobody else sees it


def test_another_account_at_the_next_signature_waits_for_the_link(paid, sent, act_as, machine, now):
    _, kontrakt = sent()
    with act_as("uit", "jonas") as jonas:
        hr.sign_kontrakt(
            actor=jonas, kontrakt_id=kontrakt, now=now,
            signering=hr.Signering(DEMO, "Tromsø", NEW),
        )  # fmt: skip
    with machine():
        assert not Signatur.objects.get().is_konto_ny
    assert account(act_as, now) == [OLD[-4:]]
    assert status(act_as, now) == ["venter"]


def test_on_the_pages(paid, sign_in, act_as, now):
    client = sign_in("uit", "jonas")
    page = client.get("/folk/meg/konto/").content.decode()
    assert "0119" in page
    assert client.post("/folk/meg/konto/", {"kontonummer": "123"}).status_code == 422
    assert status(act_as, now) == []
    assert client.post("/folk/meg/konto/", {"kontonummer": NEW}).status_code == 302
    assert "venter på at du bekrefter" in client.get("/folk/meg/konto/").content.decode()
    deliver(clock.now())
    [link] = re.findall(r"http://[^/]+(/folk/meg/konto/[0-9a-f-]+/[0-9a-f]+/)", mail.outbox[0].body)
    assert "Bekreft den nye kontoen" in client.get(link).content.decode()
    assert status(act_as, now) == ["venter"]  # opening the link confirms nothing
    false = link.replace(link.split("/")[-2], "0" * 64)
    assert client.post(false).status_code == 422
    assert status(act_as, now) == ["venter"]
    assert client.post(link).status_code == 302
    assert status(act_as, now) == ["bekreftet"]
    assert client.post(link).status_code == 422
    assert "7947" in client.get("/folk/meg/konto/").content.decode()
    assert sign_in("uit", "amalie").post(link).status_code == 422


def test_consents_are_given_and_withdrawn_on_the_page(sign_in, act_as):
    client = sign_in("uit", "jonas")
    for gitt in ("ja", "nei"):
        assert client.post("/folk/meg/konto/samtykke/", {"gitt": gitt}).status_code == 302
        with act_as("uit", "jonas") as jonas:
            assert parties.has_consented(jonas.tenant_id, jonas.party_id, "gjenkjenning") is (
                gitt == "ja"
            )
    assert client.post(f"/folk/meg/konto/trekk/{tenant_by_slug('uib').id}/").status_code == 302
    assert "Samtykket er alt trukket." in client.get("/folk/meg/konto/").content.decode()
