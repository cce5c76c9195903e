"""Sign-in by name and password is limited, and an OIDC identity is bound once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import global_settings
from django.db import connection
from django.test import override_settings

from samverk.core.access import api as access
from samverk.core.access.models import ApiToken, Innloggingsforsoek
from samverk.core.tenancy.api import tenant_by_slug

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari(act_as, now):
    return _account(act_as, now)


def _account(act_as, now):
    with act_as("uit", "tilgang") as admin:
        return access.create_bruker(
            actor=admin, brukernavn="kari", navn="Kari Prøve", party_id=None,
            passord="riktig hest", now=now,
        )  # fmt: skip


def _try(passord, at, name="kari"):
    return access.check_sign_in(
        tenant=tenant_by_slug("uit"), brukernavn=name, passord=passord, now=at
    )


def test_the_right_password_gives_the_account(kari, now):
    assert _try("riktig hest", now) == kari


@override_settings(PASSWORD_HASHERS=global_settings.PASSWORD_HASHERS)
def test_a_password_is_kept_as_production_keeps_it(act_as, now):
    made = _account(act_as, now)
    with act_as("uit", "tilgang"):
        kept = access.Bruker.objects.get(id=made).passord
    assert kept.startswith("pbkdf2_sha256$1000000$")
    assert _try("riktig hest", now) == made
    with pytest.raises(access.SignInRefused, match="er feil"):
        _try("feil hest", now)


def test_wrong_name_and_wrong_password_get_the_same_answer(kari, now):
    answers = set()
    for name, password in (("kari", "feil"), ("ukjent", "riktig hest")):
        with pytest.raises(access.SignInRefused) as refused:
            _try(password, now, name)
        answers.add(refused.value.message)
    assert answers == {"Brukernavn eller passord er feil."}


def test_five_failures_lock_the_name_for_a_quarter_of_an_hour(kari, act_as, now):
    for _ in range(5):
        with pytest.raises(access.SignInRefused, match="er feil"):
            _try("feil", now)
    with pytest.raises(access.SignInRefused, match="For mange forsøk"):
        _try("riktig hest", now)
    assert _try("riktig hest", now + timedelta(minutes=16)) == kari
    with act_as("uit", "tilgang"):
        assert Innloggingsforsoek.objects.filter(lyktes=False).count() == 6


def test_a_password_does_not_work_at_another_university(kari, now):
    with pytest.raises(access.SignInRefused):
        access.check_sign_in(
            tenant=tenant_by_slug("uio"), brukernavn="kari", passord="riktig hest", now=now
        )


def test_an_oidc_identity_is_bound_at_first_sign_in(kari, now):
    uit = tenant_by_slug("uit")
    common = {"tenant": uit, "issuer": "https://feide.example", "now": now}
    assert access.bind_oidc(sub="s-1", brukernavn="kari", **common) == kari
    assert access.bind_oidc(sub="s-1", brukernavn="nytt-navn", **common) == kari
    with pytest.raises(access.SignInRefused, match="annen identitet"):
        access.bind_oidc(sub="s-2", brukernavn="kari", **common)
    with pytest.raises(access.SignInRefused, match="ingen konto"):
        access.bind_oidc(sub="s-3", brukernavn="ukjent", **common)


def test_a_token_without_a_capability_is_refused_and_not_made(act_as, now):
    with act_as("uit", "tilgang") as admin:
        program = access.create_bruker(
            actor=admin, brukernavn="iam", navn="IAM", party_id=None, now=now,
            details={"is_maskin": True},
        )  # fmt: skip
        with pytest.raises(access.TokenRefused) as refused:
            access.create_token(
                actor=admin, bruker_id=program, navn="IAM", kapabiliteter=[], now=now,
                valid=timedelta(days=1),
            )  # fmt: skip
        assert str(refused.value) == "Velg minst én tilgang."
        assert ApiToken.objects.count() == 0


def test_a_token_is_narrowed_to_its_capabilities_and_expires(act_as, now):
    uit = tenant_by_slug("uit")
    with act_as("uit", "tilgang") as admin:
        program = access.create_bruker(
            actor=admin, brukernavn="iam", navn="IAM", party_id=None, now=now,
            details={"is_maskin": True},
        )  # fmt: skip
    with access.acting(access.service_actor(uit), now=now) as machine:
        access.grant_rolle(
            actor=machine, bruker_id=program, rolle="integrasjon", omfang="selv", fra=now.date(),
            now=now, details={"kilde": "oppsett"},
        )  # fmt: skip
        token = access.create_token(
            actor=machine, bruker_id=program, navn="IAM",
            kapabiliteter=["api.hr.ansatte.les"], now=now, valid=timedelta(days=1),
        )  # fmt: skip
        found = access.actor_of_token(tenant=uit, token=token, now=now)
        assert found is not None
        assert found.kapabiliteter == {"api.hr.ansatte.les"}
        # A program outside is not the machine, to whom screened persons and notices are open.
        assert found.kind == "ekstern"
        with access.acting(found, now=now), connection.cursor() as cursor:
            cursor.execute(
                "SELECT samverk.kind(), coalesce(samverk.ser_skjermet(%s), false)", [uuid4()]
            )
            assert cursor.fetchone() == ("ekstern", False)
        late = now + timedelta(days=2)
        assert access.actor_of_token(tenant=uit, token=token, now=late) is None
        assert access.actor_of_token(tenant=uit, token=token + "x", now=now) is None
