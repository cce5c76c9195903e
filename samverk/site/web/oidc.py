"""OIDC sign-in (Feide profile): code flow with PKCE, state and nonce.

Each institution's client comes from the environment: ``SAMVERK_OIDC_<TENANT>_ISSUER``,
``_CLIENT_ID`` and ``_CLIENT_SECRET``. Identity comes from here; what the person may do comes only
from Samverk's own dated grants.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from django.utils.translation import gettext as _
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from samverk.core.errors import Refusal
from samverk.core.tenancy.api import TenantFacts

ALGORITHMS = ["RS256", "PS256", "ES256"]
EPPN = "https://n.feide.no/claims/eduPersonPrincipalName"
SECONDS = 10


class OidcRefused(Refusal):
    """The provider did not vouch for the person, or its answer does not fit the question."""


@dataclass(frozen=True, slots=True)
class Client:
    """The institution's client at its identity provider."""

    issuer: str
    client_id: str
    client_secret: str


@dataclass(frozen=True, slots=True)
class Question:
    """What must be remembered between the question and the answer; lives in the session."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Identity:
    """What the provider vouches for."""

    issuer: str
    sub: str
    brukernavn: str


def client_for(tenant: TenantFacts) -> Client | None:
    """Return the institution's client, or None when it is not set up."""
    prefix = f"SAMVERK_OIDC_{tenant.slug.upper()}_"
    issuer = os.environ.get(f"{prefix}ISSUER", "").rstrip("/")
    client_id = os.environ.get(f"{prefix}CLIENT_ID", "")
    if not issuer or not client_id:
        return None
    return Client(issuer, client_id, os.environ.get(f"{prefix}CLIENT_SECRET", ""))


def _fetch(url: str) -> dict[str, Any]:
    try:
        answer = requests.get(url, timeout=SECONDS)
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise OidcRefused(
            _("Innloggingstjenesten svarer ikke. Prøv igjen om litt."), code="oidc_stille"
        ) from error
    return found if isinstance(found, dict) else {}


def _metadata(client: Client) -> dict[str, Any]:
    found = _fetch(f"{client.issuer}/.well-known/openid-configuration")
    if str(found.get("issuer", "")).rstrip("/") != client.issuer:
        raise OidcRefused(_("Innloggingstjenesten er feil satt opp."), code="oidc_utsteder")
    return found


def _session(client: Client, redirect_uri: str) -> Any:
    return OAuth2Session(
        client.client_id,
        client.client_secret,
        scope="openid profile",
        redirect_uri=redirect_uri,
        code_challenge_method="S256",
    )


def ask(client: Client, redirect_uri: str) -> Question:
    """Return the address to send the person to, and what to remember.

    Raises:
        OidcRefused: the provider does not answer.
    """
    metadata = _metadata(client)
    nonce, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    url, state = _session(client, redirect_uri).create_authorization_url(
        metadata["authorization_endpoint"], nonce=nonce, code_verifier=verifier
    )
    return Question(url, state, nonce, verifier)


def read_answer(
    client: Client, tenant: TenantFacts, question: Question, redirect_uri: str, answer_url: str
) -> Identity:
    """Return the identity in the provider's answer.

    Args:
        client: the institution's client; tenant: the institution.
        question: what was remembered; redirect_uri: as in the question.
        answer_url: the full address that the person came back to.

    Raises:
        OidcRefused: wrong state, code, signature, issuer, audience, nonce or time.
    """
    metadata = _metadata(client)
    try:
        token = _session(client, redirect_uri).fetch_token(
            metadata["token_endpoint"],
            authorization_response=answer_url,
            state=question.state,
            code_verifier=question.verifier,
        )
        keys = KeySet.import_key_set(_fetch(metadata["jwks_uri"]))  # type: ignore[arg-type]
        decoded = jwt.decode(str(token.get("id_token", "")), keys, algorithms=ALGORITHMS)
        jwt.JWTClaimsRegistry(
            leeway=60,
            iss={"essential": True, "value": metadata["issuer"]},
            aud={"essential": True, "value": client.client_id},
            nonce={"essential": True, "value": question.nonce},
            exp={"essential": True},
            sub={"essential": True},
        ).validate(decoded.claims)
    except (AuthlibBaseError, JoseError, requests.RequestException, ValueError, KeyError) as error:
        raise OidcRefused(
            _("Innloggingen ble ikke godtatt. Prøv igjen fra begynnelsen."), code="oidc_svar"
        ) from error
    claims = decoded.claims
    return Identity(client.issuer, str(claims["sub"]), _user_name(claims, tenant))


def _user_name(claims: dict[str, Any], tenant: TenantFacts) -> str:
    """Return the local part of eduPersonPrincipalName when it belongs to the institution."""
    name, at, domain = str(claims.get(EPPN, "")).partition("@")
    return name if at and domain.casefold() == tenant.domene.casefold() else ""
