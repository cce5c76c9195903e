"""The JSON API: token and tenant decide, capabilities narrow, and the schema tells the truth."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler

from samverk.core import clock
from samverk.core.access import api as access
from samverk.core.tenancy.api import tenant_by_slug

pytestmark = pytest.mark.django_db
CAPABILITIES = ["api.hr.organisasjoner.les", "api.hendelser.les"]


@pytest.fixture
def token(act_as):
    """Return a function that makes a token for UiT's integration account."""
    uit = tenant_by_slug("uit")

    def made(capabilities=CAPABILITIES, valid=timedelta(days=1)):
        now = clock.now()
        with act_as("uit", "tilgang", now) as admin:
            name = f"iam-{uuid4().hex[:6]}"
            bruker = access.create_bruker(
                actor=admin, brukernavn=name, navn="IAM", party_id=None, now=now,
                details={"is_maskin": True},
            )  # fmt: skip
        with access.acting(access.service_actor(uit), now=now) as machine:
            access.grant_rolle(
                actor=machine, bruker_id=bruker, rolle="integrasjon", omfang="selv",
                fra=now.date(), now=now, details={"kilde": "oppsett"},
            )  # fmt: skip
            return access.create_token(
                actor=machine, bruker_id=bruker, navn=name, kapabiliteter=capabilities, now=now,
                valid=valid,
            )  # fmt: skip

    return made


def _get(client, path, token, tenant="uit"):
    return client.get(
        path, headers={"Authorization": f"Bearer {token}", "X-Samverk-Tenant": tenant}
    )


def test_units_are_the_tenants_own(client, token):
    answer = _get(client, "/api/core/v1/orgenheter?gyldig=2026-11-23", token())
    assert answer.status_code == 200
    units = answer.json()
    assert len(units) == 10
    assert units[0]["navn"] == "UiT Norges arktiske universitet"
    [iss] = [u for u in units if u["stedkode"] == "240100"]
    assert iss["koststed"] == "12401000"
    assert iss["externalKeys"] == [
        {"type": "dfo_org_id", "sourceSystem": "dfo_sap", "value": "10240100"},
        {"type": "legacy_stedkode", "sourceSystem": "sapuit", "value": "240100"},
    ]


def test_another_tenant_does_not_know_the_token(client, token):
    answer = _get(client, "/api/core/v1/orgenheter", token(), tenant="uio")
    assert (answer.status_code, answer.json()) == (
        401, {"feil": "Ugyldig eller utløpt nøkkel."},
    )  # fmt: skip


def test_no_tenant_no_token_no_answer(client, token):
    assert client.get("/api/core/v1/orgenheter").status_code == 401
    assert _get(client, "/api/core/v1/orgenheter", "feil").status_code == 401
    assert _get(client, "/api/core/v1/orgenheter", token(valid=timedelta(0))).status_code == 401


def test_a_refusal_is_said_in_the_language_that_is_asked_for(client, token):
    narrow = token(capabilities=["api.hr.organisasjoner.les"])
    said = {}
    for language in ("nb", "nn", "en", "de"):
        asked = {"X-Samverk-Tenant": "uit", "Accept-Language": language}
        refused = client.get("/api/core/v1/orgenheter", headers=asked)
        asked["Authorization"] = f"Bearer {narrow}"
        denied = client.get("/api/core/v1/hendelser", headers=asked)
        assert (refused.status_code, denied.status_code) == (401, 403)
        said[language] = (refused.json()["feil"], denied.json()["feil"])
    assert [said[x][0] for x in ("nb", "nn", "en", "de")] == [
        "Ugyldig eller utløpt nøkkel.", "Ugyldig eller utgått nøkkel.",
        "The key is not valid or has expired.", "Ugyldig eller utløpt nøkkel.",
    ]  # fmt: skip
    assert len({said[x][1] for x in ("nb", "nn", "en")}) == 3


def test_a_token_does_only_what_it_was_made_for(client, token):
    narrow = token(capabilities=["api.hr.organisasjoner.les"])
    assert _get(client, "/api/core/v1/orgenheter", narrow).status_code == 200
    assert _get(client, "/api/core/v1/hendelser", narrow).status_code == 403


def test_the_api_holds_what_its_schema_promises(client, token):
    key = token()
    raw = json.loads(_get(client, "/api/openapi.json", key).content)
    schema = schemathesis.openapi.from_dict(raw)
    schema.app = WSGIHandler()
    headers = {"Authorization": f"Bearer {key}", "X-Samverk-Tenant": "uit"}
    for operation in schema.get_all_operations():
        for value in ("0", "2", "-1", "x", "99999999999999999999"):
            query = {p.name: value for p in operation.ok().query}
            answer = client.get(operation.ok().full_path, query, headers=headers)
            assert str(answer.status_code) in operation.ok().definition.raw["responses"] or (
                answer.status_code == 422
            )
