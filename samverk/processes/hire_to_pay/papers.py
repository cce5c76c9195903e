"""The papers of a hire: the order as it was sent, and the decision. PDF/A, made from the facts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from samverk.core.access.api import Actor, bruker
from samverk.core.documents.api import render_pdf
from samverk.core.money import format_kr
from samverk.core.tenancy.api import tenant_by_slug
from samverk.hr.api import AnsettelseFacts


def order_paper(actor: Actor, hire: AnsettelseFacts, now: datetime) -> bytes:
    """Return the order as PDF."""
    return _paper(actor, hire, "Bestilling av ansettelse", _name(actor, hire.bestilt_av), now)


def decision_paper(actor: Actor, hire: AnsettelseFacts, now: datetime) -> bytes:
    """Return the decision as PDF."""
    decided = _name(actor, hire.besluttet_av) if hire.besluttet_av else ""
    return _paper(actor, hire, "Vedtak om ansettelse", decided, now)


def _name(actor: Actor, bruker_id: UUID) -> str:
    found = bruker(actor, bruker_id)
    return found.navn if found else ""


def _paper(actor: Actor, hire: AnsettelseFacts, title: str, by: str, now: datetime) -> bytes:
    tenant = tenant_by_slug(actor.tenant)
    rows = [
        ["Person", hire.navn],
        ["Stilling", f"{hire.tittel} ({hire.stillingskode})"],
        ["Arbeid", hire.emne],
        ["Enhet", hire.enhet],
        ["Periode", hire.gyldig.text()],
        ["Timer", f"{hire.minutter / 60:g}".replace(".", ",")],
        ["Timesats", format_kr(hire.timesats_oere or 0)],
        ["Betales av", f"{hire.koststed} {hire.delprosjekt}".strip()],
        ["Grunnlag", hire.lovhjemmel or "–"],
        ["Begrunnelse", hire.begrunnelse or "–"],
    ]
    return render_pdf(
        template="processes/ansettelse", title=title, language="nb", now=now,
        data={"avsender": tenant.navn, "referanse": "", "av": by, "rader": rows},
    )  # fmt: skip
