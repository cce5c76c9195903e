"""OpenID Connect as a client: the one place where an identity token is asked for and verified.

Code flow with PKCE, state and nonce. Feide and ID-porten differ in what they are asked and in which
claims they are asked for; what must hold for a token to count is the same, and stands here.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

# Both providers sign with RS256. A token may not choose another algorithm for itself.
ALGORITHMS = ["RS256"]
LEEWAY_SECONDS = 60
TIMEOUT_SECONDS = 10
_NEEDED = {"authorization_endpoint", "token_endpoint", "jwks_uri"}

Why = Literal["stille", "utsteder", "tilstand", "svar"]


class OidcFault(Exception):  # noqa: N818 - the caller turns it into its own refusal
    """The provider's answer does not count.

    Attributes:
        why: ``stille`` no answer, ``utsteder`` another issuer than the one set up, ``tilstand`` an
            answer to another question, ``svar`` code, signature or claims do not hold.
    """

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Client:
    """One institution's client at one provider; the issuer without a slash at its end."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Question:
    """What must be remembered between the question and the answer; lives in the session."""

    url: str
    state: str
    nonce: str
    verifier: str


def ask(client: Client, redirect_uri: str, **more: str) -> Question:
    """Return the address to send the person to, and what to remember.

    Args:
        client: who asks; redirect_uri: where the answer comes.
        more: what this provider is asked besides, as ``acr_values``.

    Raises:
        OidcFault: the provider is silent or is another than the one set up.
    """
    metadata = _metadata(client)
    nonce, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    url, state = _session(client, redirect_uri).create_authorization_url(
        metadata["authorization_endpoint"], nonce=nonce, code_verifier=verifier, **more
    )
    return Question(url, state, nonce, verifier)


def read_claims(
    client: Client, question: Question, redirect_uri: str, answer_url: str
) -> dict[str, Any]:
    """Return the claims of the identity token that an answer leads to.

    Args:
        client: who asked; question: what was remembered; redirect_uri: as in the question.
        answer_url: the full address that the person came back to.

    Raises:
        OidcFault: wrong state, code, signature, algorithm, issuer, audience, nonce, time or sub.
    """
    if parse_qs(urlsplit(answer_url).query).get("state") != [question.state]:
        raise OidcFault("tilstand")
    metadata = _metadata(client)
    try:
        token = _session(client, redirect_uri).fetch_token(
            metadata["token_endpoint"], authorization_response=answer_url, state=question.state,
            code_verifier=question.verifier, timeout=TIMEOUT_SECONDS,
        )  # fmt: skip
        id_token = str(token.get("id_token", ""))
    except (AuthlibBaseError, requests.RequestException, ValueError, KeyError) as error:
        raise OidcFault("svar") from error
    return verify_id_token(
        id_token, _fetch(metadata["jwks_uri"]), issuer=str(metadata["issuer"]),
        client_id=client.client_id, nonce=question.nonce,
    )  # fmt: skip


def verify_id_token(
    id_token: str, jwks: dict[str, Any], *, issuer: str, client_id: str, nonce: str
) -> dict[str, Any]:
    """Return the claims of a token that holds: signature, iss, aud, azp, nonce, exp, iat, sub.

    Args:
        id_token: as the provider gave it; jwks: the provider's keys.
        issuer, client_id, nonce: what the token must be bound to.

    Raises:
        OidcFault: one of them does not hold.
    """
    try:
        keys = KeySet.import_key_set(jwks)  # type: ignore[arg-type]
        claims = jwt.decode(id_token, keys, algorithms=ALGORITHMS).claims
        jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": client_id},
            # A token for several audiences names the one it was issued to.
            azp={"essential": isinstance(claims.get("aud"), list) and len(claims["aud"]) > 1,
                 "value": client_id},
            nonce={"essential": True, "value": nonce},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
        ).validate(claims)  # fmt: skip
    except (JoseError, ValueError, KeyError) as error:
        raise OidcFault("svar") from error
    return dict(claims)


def _session(client: Client, redirect_uri: str) -> Any:
    return OAuth2Session(
        client.client_id, client.client_secret, scope="openid profile",
        redirect_uri=redirect_uri, code_challenge_method="S256",
    )  # fmt: skip


def _metadata(client: Client) -> dict[str, Any]:
    found = _fetch(f"{client.issuer}/.well-known/openid-configuration")
    if str(found.get("issuer", "")).rstrip("/") != client.issuer or not found.keys() >= _NEEDED:
        raise OidcFault("utsteder")
    return found


def _fetch(url: str) -> dict[str, Any]:
    try:
        answer = requests.get(url, timeout=TIMEOUT_SECONDS)
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise OidcFault("stille") from error
    return found if isinstance(found, dict) else {}
