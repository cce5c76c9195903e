"""Who signs: one interface, with ID-porten behind it in production and a demo identity in demo.

ID-porten is asked with the code flow, PKCE, state and nonce, and must vouch at level high. Its
`pid` is the national number; it goes straight to the identifier table and nowhere else.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

from django.conf import settings

from samverk.core import oidc
from samverk.core.errors import Refusal, Text
from samverk.core.identifiers import is_synthetic, is_valid_kontonummer, synthetic_fnr
from samverk.core.oidc import OidcFault, Question
from samverk.core.tenancy.api import TenantFacts

LEVEL_HIGH = "idporten-loa-high"
_SENTENCES: dict[oidc.Why, Text] = {
    "stille": Text("ID-porten svarer ikke. Prøv igjen om litt."),
    "utsteder": Text("ID-porten er feil satt opp."),
    "tilstand": Text("Svaret fra ID-porten hører ikke til denne signeringen."),
    "svar": Text("ID-porten kunne ikke bekrefte hvem du er."),
}


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


class Signeringsidentitet(Protocol):
    """An identity service: ask, then read the answer."""

    @property
    def metode(self) -> str:
        """Its name in the facts of the signature."""

    def ask(self, redirect_uri: str) -> Question | None:
        """The address to send the signer to, or None when the page itself can ask."""

    def read(self, *, question: Question | None, redirect_uri: str, answer: str) -> Identitet:
        """The identity in an answer: the address come back to, or what was typed."""


@dataclass(frozen=True, slots=True)
class DemoIdentitet:
    """Demo and tests only: the signed-in person is believed; only synthetic numbers are taken."""

    metode: str = "demo"

    def ask(self, redirect_uri: str) -> Question | None:
        """The page itself asks."""

    def read(self, *, question: Question | None, redirect_uri: str, answer: str) -> Identitet:
        """Believe the signed-in person; a typed number must be synthetic."""
        if answer and not is_synthetic(answer):
            raise IdentitetRefused(
                "I demoen brukes bare syntetiske fødselsnummer (måned pluss 80).", field="fnr"
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

    @property
    def _client(self) -> oidc.Client:
        return oidc.Client(self.issuer, self.client_id, self.client_secret)

    def ask(self, redirect_uri: str) -> Question | None:
        """Return the address to send the signer to.

        Raises:
            IdentitetRefused: ID-porten does not answer.
        """
        try:
            return oidc.ask(self._client, redirect_uri, acr_values=LEVEL_HIGH, ui_locales="nb")
        except OidcFault as fault:
            raise IdentitetRefused(_SENTENCES[fault.why]) from fault

    def read(self, *, question: Question | None, redirect_uri: str, answer: str) -> Identitet:
        """Return the identity in ID-porten's answer: a token that holds, level high, and a number.

        Raises:
            IdentitetRefused: something does not fit; nothing is signed.
        """
        if question is None:
            raise IdentitetRefused(_SENTENCES["tilstand"])
        try:
            claims = oidc.read_claims(self._client, question, redirect_uri, answer)
        except OidcFault as fault:
            raise IdentitetRefused(_SENTENCES[fault.why]) from fault
        if claims.get("acr") != LEVEL_HIGH:
            raise IdentitetRefused("Logg inn med BankID eller tilsvarende for å signere.")
        ident = str(claims.get("pid") or "")
        if not ident:
            raise IdentitetRefused(_SENTENCES["svar"])
        return Identitet("idporten", LEVEL_HIGH, self.issuer, str(claims.get("jti", "")), ident)


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
    raise IdentitetRefused("Signering er ikke satt opp for institusjonen.")
