"""Reads of people at work: the list, and one person's timeline as of a day and as known then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from samverk.core.access.api import Actor
from samverk.core.organisation import api as organisation
from samverk.core.organisation.api import EnhetFacts
from samverk.core.parties import api as parties
from samverk.core.periods import OSLO
from samverk.hr.codes import kodeverk, stillingskoder, titler
from samverk.hr.rules.endringer import Versjon

LES_ARBEIDSFORHOLD = "hr.arbeidsforhold.les"
PAGE = 50


@dataclass(frozen=True, slots=True)
class FolkRad:
    """One line of the list: a person and the holding that counts on the day.

    `fra` is the first day of the employment, `til` the day after the last of the holding.
    """

    party_id: UUID
    navn: str
    tittel: str
    stillingskode: str
    enhet_id: UUID
    prosent: Decimal
    type: str
    is_time: bool
    fra: date
    til: date | None


@dataclass(frozen=True, slots=True)
class FolkSide:
    """A page of the list; `neste` is the cursor of the next one, or empty."""

    rader: tuple[FolkRad, ...]
    neste: str
    enheter: Mapping[UUID, EnhetFacts]


# A page of names first; then, for each, the holding that counts: the one on the day, the main one
# first. The sort key stands in the cursor together with the id: a page begins where the last ended.
_HOLDING = """FROM hr_besettelseversjon b
  WHERE b.tenant_id = %(tenant)s AND b.party_id = {person} AND b.gjelder IS NOT NULL
    AND b.enhet_id = ANY(%(enheter)s) AND (%(alle)s OR b.gyldig @> %(on)s::date)"""
# Who reads most units: go through the names in their order and ask of each, until the page is full,
# so that a large university is not sorted for fifty lines. Who reads few: begin with those units.
_ASK_EACH = f"(SELECT true {_HOLDING.format(person='p.id')} LIMIT 1)"
_BEGIN_WITH_UNITS = f"EXISTS (SELECT {_HOLDING.format(person='p.id')})"
_LIST = """
WITH side AS (
  SELECT p.id AS party_id, p.navn, samverk.sortname(p.navn) AS sortert
  FROM parties_party p
  WHERE p.tenant_id = %(tenant)s AND (%(tekst)s = '' OR lower(p.navn) LIKE %(moenster)s)
    AND (%(etter)s::uuid IS NULL OR (samverk.sortname(p.navn), p.id) > (
      SELECT samverk.sortname(e.navn), e.id FROM parties_party e
      WHERE e.tenant_id = %(tenant)s AND e.id = %(etter)s))
    AND {works}
  ORDER BY samverk.sortname(p.navn), p.id LIMIT %(antall)s
)
SELECT s.party_id, s.navn, coalesce(st.tittel, ''), coalesce(st.stillingskode, ''), f.enhet_id,
  f.prosent, f.type, coalesce(l.slag = 'time', false), coalesce(a.fra, lower(f.gyldig)),
  upper(f.gyldig)
FROM side s
CROSS JOIN LATERAL (
  SELECT b.* {holding}
  ORDER BY b.gyldig @> %(on)s::date DESC, (b.type = 'HOVED') DESC, lower(b.gyldig) DESC
  LIMIT 1) f
LEFT JOIN LATERAL (
  SELECT min(lower(v.gyldig)) AS fra FROM hr_arbeidsforholdversjon v
  WHERE v.tenant_id = %(tenant)s AND v.arbeidsforhold_id = f.arbeidsforhold_id
    AND upper_inf(v.registrert)) a ON true
LEFT JOIN LATERAL (
  SELECT v.tittel, v.stillingskode FROM hr_stillingversjon v
  WHERE v.tenant_id = %(tenant)s AND v.stilling_id = f.stilling_id AND upper_inf(v.registrert)
    AND lower(v.gyldig) <= greatest(lower(f.gyldig), %(on)s)
  ORDER BY lower(v.gyldig) DESC LIMIT 1) st ON true
LEFT JOIN LATERAL (
  SELECT v.slag FROM hr_loennsavtale v
  WHERE v.tenant_id = %(tenant)s AND v.besettelse_id = f.besettelse_id AND upper_inf(v.registrert)
  ORDER BY lower(v.gyldig) DESC LIMIT 1) l ON true
ORDER BY s.sortert, s.party_id
"""


def folk(
    actor: Actor,
    *,
    on: date,
    tekst: str = "",
    enhet_id: UUID | None = None,
    alle: bool = False,
    etter: UUID | None = None,
) -> FolkSide:
    """Return a page of the people in the units where the actor reads employment.

    Args:
        actor: the reader; on: the day it stands at.
        tekst: part of a name; enhet_id: only this unit and what lies below it.
        alle: also those who have left or not begun; etter: the last person of the page before.
    """
    known = {u.id: u for u in organisation.enheter(actor.tenant_id, on=on)}
    units = [i for i in organisation.unit_ids_with(LES_ARBEIDSFORHOLD) if i in known]
    mine = {i: known[i] for i in units}
    if enhet_id is not None:
        below = set(organisation.unit_ids_under(actor.tenant_id, enhet_id, on=on))
        units = [i for i in units if i in below]
    escaped = tekst.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    works = _ASK_EACH if 2 * len(units) > len(known) else _BEGIN_WITH_UNITS
    with connection.cursor() as cursor:
        cursor.execute(
            _LIST.format(works=works, holding=_HOLDING.format(person="s.party_id")),
            {
                "tenant": actor.tenant_id, "enheter": units, "on": on, "alle": alle,
                "tekst": tekst, "moenster": f"%{escaped}%", "etter": etter, "antall": PAGE + 1,
            },
        )  # fmt: skip
        rows = [FolkRad(*row) for row in cursor.fetchall()]
    more = str(rows[PAGE - 1].party_id) if len(rows) > PAGE else ""
    return FolkSide(tuple(rows[:PAGE]), more, mine)


@dataclass(frozen=True, slots=True)
class KontraktLinje:
    """A signed hourly or monthly contract with its hours; class 3 fields only for those who may."""

    id: UUID
    type: str
    nummer: int
    tittel: str
    emne: str
    enhet_id: UUID
    fra: date
    til: date | None
    budsjett_minutter: int
    brukt_minutter: int
    timesats_oere: int | None
    signert_at: datetime
    skattekommune: str | None


@dataclass(frozen=True, slots=True)
class TimerMaaned:
    """Hours of a month, in minutes: approved (or paid) and still open."""

    maaned: date
    godkjent: int
    aapne: int


@dataclass(frozen=True, slots=True)
class PersonTidslinje:
    """A person's work: every version there is, and what was known at the instant asked about."""

    party_id: UUID
    navn: str
    is_own: bool
    known: datetime
    versjoner: tuple[Versjon, ...]
    kontrakter: tuple[KontraktLinje, ...]
    timer: tuple[TimerMaaned, ...]
    enheter: Mapping[UUID, EnhetFacts]

    @property
    def kjente(self) -> list[Versjon]:
        """Every version registered by then, also those that were replaced."""
        return [v for v in self.versjoner if v.kjent_fra <= self.known]

    def slik(self, slag: str) -> list[Versjon]:
        """The versions of a kind as they were known, in order."""
        return [v for v in self.versjoner if v.slag == slag and v.known_at(self.known)]

    def paa(self, slag: str, day: date) -> list[Versjon]:
        """Those of them that hold on a day."""
        return [v for v in self.slik(slag) if v.holds_on(day)]

    @property
    def siden(self) -> date | None:
        """First day of the first employment known."""
        return min((v.fra for v in self.slik("arbeidsforhold")), default=None)

    @property
    def first_known(self) -> datetime | None:
        """When Samverk first knew anything about the person's work."""
        return min((v.kjent_fra for v in self.versjoner), default=None)

    @property
    def reads_class_3(self) -> bool:
        """Whether anything of data class 3 is among the facts."""
        return any(k.skattekommune for k in self.kontrakter)


_VERSIONS = {
    "arbeidsforhold": """
      SELECT v.arbeidsforhold_id, v.gyldig, v.registrert, v.grunnlag, f.ansattnummer, v.type,
        v.sluttaarsak
      FROM hr_arbeidsforholdversjon v
      JOIN hr_arbeidsforhold f ON f.tenant_id = v.tenant_id AND f.id = v.arbeidsforhold_id""",
    "stilling": """
      SELECT v.besettelse_id, v.gyldig, v.registrert, v.grunnlag, s.tittel, s.stillingskode,
        s.lederflagg, v.enhet_id, v.type, v.prosent, v.medarbeidergruppe,
        v.medarbeiderundergruppe, v.lovhjemmel
      FROM hr_besettelseversjon v
      LEFT JOIN LATERAL (
        SELECT s.tittel, s.stillingskode, s.lederflagg FROM hr_stillingversjon s
        WHERE s.tenant_id = v.tenant_id AND s.stilling_id = v.stilling_id
          AND upper_inf(s.registrert) AND s.gyldig && v.gyldig
        ORDER BY lower(s.gyldig) LIMIT 1) s ON true""",
    "kontering": """
      SELECT (v.besettelse_id, v.linje)::text, v.gyldig, v.registrert, v.grunnlag, v.koststed,
        v.delprosjekt, v.andel
      FROM hr_kontering v""",
    "loenn": """
      SELECT v.besettelse_id, v.gyldig, v.registrert, v.grunnlag, v.slag, v.aarsloenn_oere,
        v.timesats_oere, v.trinn
      FROM hr_loennsavtale v""",
}  # fmt: skip
_WHERE = """ WHERE v.tenant_id = %(tenant)s AND v.party_id = %(party)s
  AND NOT isempty(v.registrert) AND lower(v.registrert) <= %(now)s
ORDER BY lower(v.gyldig), lower(v.registrert), 1"""
_FIELDS = {
    "arbeidsforhold": ("ansattnummer", "type", "sluttaarsak"),
    "stilling": (
        "tittel", "stillingskode", "lederflagg", "enhet_id", "type", "prosent", "mg", "mug",
        "lovhjemmel",
    ),
    "kontering": ("koststed", "delprosjekt", "andel"),
    "loenn": ("slag", "aarsloenn_oere", "timesats_oere", "trinn"),
}  # fmt: skip

_CONTRACTS = """
SELECT k.id, k.type, k.nummer, k.tittel, k.emne, k.enhet_id, lower(k.gyldig), upper(k.gyldig),
  k.budsjett_minutter, coalesce(t.minutter, 0), k.timesats_oere, k.signert_at, s.skattekommune
FROM hr_kontrakt k
LEFT JOIN hr_signatur s ON s.tenant_id = k.tenant_id AND s.kontrakt_id = k.id
LEFT JOIN LATERAL (
  SELECT sum(r.minutter) AS minutter FROM hr_timeregistrering r
  WHERE r.tenant_id = k.tenant_id AND r.kontrakt_id = k.id AND r.status <> 'returnert'
    AND r.foert_at <= %(known)s) t ON true
WHERE k.tenant_id = %(tenant)s AND k.party_id = %(party)s AND k.status = 'signert'
  AND k.signert_at <= %(known)s
ORDER BY lower(k.gyldig) DESC, k.nummer DESC
"""
_HOURS = """
SELECT date_trunc('month', r.dato)::date,
  coalesce(sum(r.minutter) FILTER (WHERE l.godkjent_at <= %(known)s), 0)::bigint,
  coalesce(sum(r.minutter) FILTER (WHERE (l.godkjent_at <= %(known)s) IS NOT TRUE), 0)::bigint
FROM hr_timeregistrering r
LEFT JOIN hr_timeliste l ON l.tenant_id = r.tenant_id AND l.id = r.timeliste_id
WHERE r.tenant_id = %(tenant)s AND r.party_id = %(party)s AND r.status <> 'returnert'
  AND r.foert_at <= %(known)s
GROUP BY 1 ORDER BY 1
"""


def end_of_day(day: date) -> datetime:
    """The last instant of a Norwegian day: what was known then is known on that day."""
    start = datetime.combine(day + timedelta(days=1), time(), tzinfo=OSLO)
    return start - timedelta(microseconds=1)


def person_tidslinje(
    actor: Actor, party_id: UUID, *, known: datetime, now: datetime
) -> PersonTidslinje | None:
    """Return a person's work with what was known at an instant, or None when it is not visible.

    Args:
        actor: the person, or one who reads employment in a unit where the person works or has.
        party_id: the person; known: the instant asked about; now: the present.
    """
    person = parties.party(actor.tenant_id, party_id)
    own = actor.party_id == party_id
    values: dict[str, Any] = {
        "tenant": actor.tenant_id, "party": party_id, "known": known, "now": now,
    }  # fmt: skip
    with connection.cursor() as cursor:
        versions = [v for slag in _VERSIONS for v in _versions(cursor, slag, values)]
        if person is None or not (own or versions):
            return None
        cursor.execute(_CONTRACTS, values)
        contracts = [KontraktLinje(*row) for row in cursor.fetchall()]
        cursor.execute(_HOURS, values)
        hours = [TimerMaaned(*row) for row in cursor.fetchall()]
    units = organisation.enheter(actor.tenant_id, on=now.astimezone(OSLO).date())
    return PersonTidslinje(
        party_id, person.navn, own, known, tuple(versions), tuple(contracts), tuple(hours),
        {u.id: u for u in units},
    )  # fmt: skip


def _versions(cursor: Any, slag: str, values: Mapping[str, Any]) -> Iterable[Versjon]:
    cursor.execute(_VERSIONS[slag] + _WHERE, values)
    for key, valid, known, reason, *rest in cursor.fetchall():
        yield Versjon(
            slag, key, valid.lower, valid.upper, known.lower, known.upper, reason,
            dict(zip(_FIELDS[slag], rest, strict=True)),
        )  # fmt: skip


def stillingstittel(kode: str, tittel: str, language: str) -> str:
    """The title in the reader's language, where it is the state's own or one that is proposed."""
    known = stillingskoder().get(kode)
    if known is not None and known.navn == tittel:
        return known.name(language)
    nn, en = titler().get(tittel, (tittel, tittel))
    return {"nn": nn, "en": en}.get(language, tittel)


def medarbeidergruppe(kode: str) -> str:
    """The name of an employee group in the code list."""
    return kodeverk("medarbeidergruppe").get(kode, kode)
