"""Who signs: one interface, with ID-porten behind it in production and a demo identity in demo.

ID-porten is asked with the code flow, PKCE, state and nonce, and must vouch at level high. Its
`pid` is the national number; it goes straight to the identifier table and nowhere else.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from django.conf import settings
from django.utils.translation import gettext as _
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from samverk.core.errors import Refusal
from samverk.core.identifiers import is_synthetic, is_valid_kontonummer, synthetic_fnr
from samverk.core.tenancy.api import TenantFacts

LEVEL_HIGH = "idporten-loa-high"
ALGORITHMS = ["RS256"]
SECONDS = 10


class IdentitetRefused(Refusal):
    """The identity service does not vouch for the person, or not surely enough."""


@dataclass(frozen=True, slots=True)
class Identitet:
    """What is known about the signer. `ident` is hidden from logs; empty = as signed in."""

    metode: str
    nivaa: str
    utsteder: str
    transaksjon: str = ""
    ident: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Spoersmaal:
    """What must be remembered between the question and the answer; lives in the session."""

    url: str
    state: str
    nonce: str
    verifier: str


class Signeringsidentitet(Protocol):
    """An identity service: ask, then read the answer."""

    @property
    def metode(self) -> str:
        """Its name in the facts of the signature."""

    def ask(self, redirect_uri: str) -> Spoersmaal | None:
        """The address to send the signer to, or None when the page itself can ask."""

    def read(self, *, question: Spoersmaal | None, redirect_uri: str, answer: str) -> Identitet:
        """The identity in an answer: the address come back to, or what was typed."""


@dataclass(frozen=True, slots=True)
class DemoIdentitet:
    """Demo and tests only: the signed-in person is believed; only synthetic numbers are taken."""

    metode: str = "demo"

    def ask(self, redirect_uri: str) -> Spoersmaal | None:
        """The page itself asks."""

    def read(self, *, question: Spoersmaal | None, redirect_uri: str, answer: str) -> Identitet:
        """Believe the signed-in person; a typed number must be synthetic."""
        if answer and not is_synthetic(answer):
            raise IdentitetRefused(
                _("I demoen brukes bare syntetiske fødselsnummer (måned pluss 80)."), field="fnr"
            )
        return Identitet("demo", "demo", "Samverk demo", ident=answer)


def demo_numbers(seed: int) -> tuple[str, str]:
    """An invented national number and account number for somebody new in the demo.

    Args:
        seed: the same seed gives the same numbers; different people rarely share one.
    """
    born = date(1996, 1, 1) + timedelta(days=seed % 2900)
    start = seed % 90_000
    accounts = (f"97501{start + step:06}" for step in range(40))
    return synthetic_fnr(born, serial=seed % 300), next(filter(is_valid_kontonummer, accounts))


@dataclass(frozen=True, slots=True)
class IdPorten:
    """ID-porten for one institution: issuer, client and secret from the environment."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    metode: str = "idporten"

    def ask(self, redirect_uri: str) -> Spoersmaal | None:
        """Return the address to send the signer to.

        Raises:
            IdentitetRefused: ID-porten does not answer.
        """
        nonce, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
        url, state = self._session(redirect_uri).create_authorization_url(
            self._metadata()["authorization_endpoint"], nonce=nonce, code_verifier=verifier,
            acr_values=LEVEL_HIGH, ui_locales="nb",
        )  # fmt: skip
        return Spoersmaal(url, state, nonce, verifier)

    def read(self, *, question: Spoersmaal | None, redirect_uri: str, answer: str) -> Identitet:
        """Return the identity in ID-porten's answer, checked: state, signature, nonce, level.

        Raises:
            IdentitetRefused: something does not fit; nothing is signed.
        """
        if question is None or parse_qs(urlsplit(answer).query).get("state") != [question.state]:
            raise IdentitetRefused(_("Svaret fra ID-porten hører ikke til denne signeringen."))
        metadata = self._metadata()
        try:
            token = self._session(redirect_uri).fetch_token(
                metadata["token_endpoint"], authorization_response=answer,
                code_verifier=question.verifier, state=question.state, timeout=SECONDS,
            )  # fmt: skip
            claims = self._claims(token, metadata)
            ident = str(claims["pid"])
        except (OAuthError, JoseError, requests.RequestException, KeyError, ValueError) as error:
            raise IdentitetRefused(_("ID-porten kunne ikke bekrefte hvem du er.")) from error
        if claims.get("nonce") != question.nonce:
            raise IdentitetRefused(_("Svaret fra ID-porten hører ikke til denne signeringen."))
        if claims.get("acr") != LEVEL_HIGH:
            raise IdentitetRefused(_("Logg inn med BankID eller tilsvarende for å signere."))
        return Identitet("idporten", LEVEL_HIGH, self.issuer, str(claims.get("jti", "")), ident)

    def _claims(self, token: dict[str, Any], metadata: dict[str, Any]) -> dict[str, Any]:
        keys = KeySet.import_key_set(_fetch(metadata["jwks_uri"]))  # type: ignore[arg-type]
        decoded = jwt.decode(token["id_token"], keys, algorithms=ALGORITHMS)
        jwt.JWTClaimsRegistry(
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id},
            exp={"essential": True},
        ).validate(decoded.claims)
        return dict(decoded.claims)

    def _session(self, redirect_uri: str) -> Any:
        return OAuth2Session(
            self.client_id, self.client_secret, scope="openid profile",
            redirect_uri=redirect_uri, code_challenge_method="S256",
        )  # fmt: skip

    def _metadata(self) -> dict[str, Any]:
        found = _fetch(f"{self.issuer}/.well-known/openid-configuration")
        if str(found.get("issuer", "")).rstrip("/") != self.issuer:
            raise IdentitetRefused(_("ID-porten er feil satt opp."))
        return found


def identity_service(tenant: TenantFacts) -> Signeringsidentitet:
    """Return the institution's way of signing: ID-porten when set up, else the demo identity.

    Raises:
        IdentitetRefused: neither; in production signing needs ``SAMVERK_IDPORTEN_<TENANT>_ISSUER``,
            ``_CLIENT_ID`` and ``_CLIENT_SECRET``.
    """
    prefix = f"SAMVERK_IDPORTEN_{tenant.slug.upper()}_"
    issuer = os.environ.get(f"{prefix}ISSUER", "").rstrip("/")
    if issuer:
        return IdPorten(
            issuer, os.environ[f"{prefix}CLIENT_ID"], os.environ.get(f"{prefix}CLIENT_SECRET", "")
        )
    if settings.DEMO_SIGN_IN:
        return DemoIdentitet()
    raise IdentitetRefused(_("Signering er ikke satt opp for institusjonen."))


def _fetch(url: str) -> dict[str, Any]:
    try:
        answer = requests.get(url, timeout=SECONDS)
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise IdentitetRefused(_("ID-porten svarer ikke. Prøv igjen om litt.")) from error
    return found if isinstance(found, dict) else {}
