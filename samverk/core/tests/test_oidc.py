"""An identity token counts only when every claim is bound to this question; one fault at a time."""

import base64
import hashlib
import hmac
import json
import time

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from samverk.core.oidc import LEEWAY_SECONDS, OidcFault, verify_id_token

ISSUER, CLIENT, NONCE = "https://idp.eksempel.no", "samverk-uit", "n-0S6_WzA2Mj"
KEY = RSAKey.generate_key(2048, parameters={"kid": "en"})
OTHER = RSAKey.generate_key(2048, parameters={"kid": "en"})
JWKS = KeySet([KEY]).as_dict(private=False)


def claims(**changes):
    now = int(time.time())
    made = {
        "iss": ISSUER, "aud": CLIENT, "nonce": NONCE, "sub": "abc", "iat": now, "exp": now + 120,
    } | changes  # fmt: skip
    return {key: value for key, value in made.items() if value is not None}


def verify(token):
    return verify_id_token(token, JWKS, issuer=ISSUER, client_id=CLIENT, nonce=NONCE)


def signed(key=KEY, alg="RS256", **changes):
    return jwt.encode({"alg": alg, "kid": "en"}, claims(**changes), key, algorithms=[alg])


def test_a_token_that_holds_gives_its_claims():
    assert verify(signed())["sub"] == "abc"
    assert verify(signed(aud=[CLIENT]))["aud"] == [CLIENT]
    assert verify(signed(aud=[CLIENT, "annen"], azp=CLIENT))["azp"] == CLIENT


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://idp.eksempel.org"}, {"iss": None}, {"aud": "annen"}, {"aud": None},
        {"aud": ["annen"]}, {"aud": [CLIENT, "annen"]}, {"azp": "annen"},
        {"nonce": "et-annet"}, {"nonce": None}, {"sub": None}, {"sub": ""}, {"sub": 7},
        {"exp": None}, {"iat": None}, {"exp": "snart"},
    ],
)  # fmt: skip
def test_a_claim_that_is_wrong_or_missing_is_refused(changes):
    with pytest.raises(OidcFault) as refused:
        verify(signed(**changes))
    assert refused.value.why == "svar"


def test_clocks_may_differ_by_the_leeway_and_no_more():
    now = int(time.time())
    slack = LEEWAY_SECONDS - 20
    assert verify(signed(exp=now - slack))["exp"] == now - slack
    assert verify(signed(iat=now + slack))["iat"] == now + slack
    for changes in ({"exp": now - LEEWAY_SECONDS - 20}, {"iat": now + LEEWAY_SECONDS + 20}):
        with pytest.raises(OidcFault):
            verify(signed(**changes))


def part(value):
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def forged(alg, sign=lambda text: b""):
    text = f"{part({'alg': alg, 'kid': 'en'})}.{part(claims())}"
    return f"{text}.{part(sign(text.encode()))}"


def test_another_key_or_algorithm_does_not_count():
    public = KEY.as_pem(private=False)
    for token in (
        signed(key=OTHER), signed(alg="RS384"), forged("none"), "", "a.b.c",
        # The public key used as a shared secret.
        forged("HS256", lambda text: hmac.new(public, text, hashlib.sha256).digest()),
    ):  # fmt: skip
        with pytest.raises(OidcFault) as refused:
            verify(token)
        assert refused.value.why == "svar"
