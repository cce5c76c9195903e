"""People at work for the tests: facts as HR would give them, and cards as Skatteetaten would."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from samverk.core.access.api import Actor
from samverk.core.money import ONE, Ppm
from samverk.core.organisation import api as organisation
from samverk.core.parties import api as parties
from samverk.core.tenancy.api import new_id
from samverk.payroll import api as payroll
from samverk.payroll.engine.facts import Arbeidsgrunnlag
from samverk.payroll.engine.snapshot import Claim, FixedPay
from samverk.payroll.rules.kostnadsfordeling import Kostnadsfordeling

OSLO = ZoneInfo("Europe/Oslo")
BEFORE = datetime(2025, 12, 1, 8, 0, tzinfo=OSLO)
TABLE_8010 = {
    "trekkode": "LOENN_FRA_HOVEDARBEIDSGIVER", "type": "trekktabell", "tabell": "8010",
    "prosentsats": 410_000, "maaneder_tideler": 105,
}  # fmt: skip
FRIKORT = {
    "trekkode": "LOENN_FRA_HOVEDARBEIDSGIVER", "type": "frikort", "frikort_oere": 10_000_000,
}  # fmt: skip
COST = (Kostnadsfordeling(date(2020, 1, 1), None, (("12401000/", ONE),)),)


class Staff:
    """A small staff; `source` is what a run asks instead of HR."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.work: list[Arbeidsgrunnlag] = []
        unit = organisation.root(actor.tenant_id, on=date(2026, 1, 1))
        assert unit is not None
        self.unit = unit

    def source(self, _actor, _month, party_ids, _known_at):
        return [one for one in self.work if party_ids is None or one.party_id in party_ids]

    def hire(
        self,
        party_id: UUID,
        *,
        annual: int = 0,
        claims: tuple[Claim, ...] = (),
        card: dict | None = TABLE_8010,
        account: str = "",
        **facts,
    ) -> Arbeidsgrunnlag:
        fixed = ()
        if annual:
            fixed = (FixedPay("1000", annual * 100, Ppm(1_000_000), date(2020, 1, 1)),)
        one = Arbeidsgrunnlag(
            arbeidsforhold_id=new_id(),
            party_id=party_id,
            enhet_id=self.unit.id,
            sone=self.unit.aga_sone,
            fixed=fixed,
            claims=claims,
            fordelinger=COST,
            **facts,
        )
        self.work.append(one)
        payroll.opprett_loennsforhold(
            actor=self.actor,
            arbeidsforhold_id=one.arbeidsforhold_id,
            party_id=party_id,
            now=BEFORE,
        )
        if card is not None:
            give_card(self.actor, party_id, card)
        if account:
            parties.give_identifier(
                tenant_id=self.actor.tenant_id,
                party_id=party_id,
                kind="kontonummer",
                value=account,
                kilde="tastet",
                now=BEFORE,
            )
        return one

    def change(self, one: Arbeidsgrunnlag, **facts) -> Arbeidsgrunnlag:
        changed = replace(one, **facts)
        self.work[self.work.index(one)] = changed
        return changed


def give_card(actor: Actor, party_id: UUID, entry: dict, *, year: int = 2026) -> None:
    payroll.register_skattekort(
        actor=actor,
        now=BEFORE,
        kort=[
            payroll.NewSkattekort(
                party_id, year, "skattekortopplysningerOK", (entry,), identifikator="1"
            )
        ],
    )


def party_of(actor: Actor, name: str) -> UUID:
    (found,) = parties.search_persons(actor.tenant_id, name)
    return found.id


def hours(key: str, quantity: int, rate_oere: int, fra: date, til: date) -> Claim:
    return Claim(key=key, wage_type="1010", fra=fra, til=til, antall=quantity, sats_oere=rate_oere)


def confirm_all(act_as, slug: str, kjoering_id: UUID, at: datetime) -> None:
    """Two people vouch for every unseen figure a run uses that is not vouched for yet."""
    from samverk.core.confirmations import api as confirmations

    for user in ("lonn", "lonnsleder"):
        with act_as(slug, user, at) as actor:
            run = payroll.kjoering(actor, kjoering_id)
            for ref in run.ubekreftede_satser:
                if payroll.rate_book(actor).by_ref(ref.partition("=")[0]).is_confirmed:
                    continue
                key, rest = ref.split("@")
                confirmations.confirm_sats(
                    actor=actor,
                    key=key,
                    fra=date.fromisoformat(rest.split("=")[0]),
                    begrunnelse="Sett i avtalen på papir",
                    now=at,
                )
