"""What stands behind a figure: cases at the reader's own university, steps and slots by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from lxml import etree

from samverk.core.access.api import Actor
from samverk.core.periods import start_of_day
from samverk.core.workflow.api import definition_xml, definitions

MAX_CASES = 50
DEVIATION_DAYS = 90
_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_FLYT = "{urn:samverk:flyt:1}"


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case behind a figure, at the reader's own university.

    `tall` is what it gave the figure: fields, days or hours; for a share 1 when it is in it.
    """

    id: UUID
    slag: str
    dato: date
    tall: int
    instans_id: UUID | None
    sak_id: UUID | None
    tittel: str


# Run as the reader, so that row-level security leaves only what she may see at her own university.
_CASES: dict[str, str] = {
    "gjentatte_felt": """
SELECT i.id, i.objekt_type, (i.ended_at AT TIME ZONE 'Europe/Oslo')::date,
  coalesce(sum(p.n_gjentatt), 0)::integer, i.id
FROM workflow_instance i
LEFT JOIN provenance_innsending p ON p.tenant_id = i.tenant_id AND p.instans_id = i.id
WHERE i.tenant_id = samverk.tenant() AND i.status = 'fullfoert'
  AND i.ended_at >= %(fra)s AND i.ended_at < %(til)s
GROUP BY i.id, i.objekt_type, i.ended_at
UNION ALL
SELECT objekt_id, min(objekt_type), max(innsendt_at AT TIME ZONE 'Europe/Oslo')::date,
  sum(n_gjentatt)::integer, NULL::uuid
FROM provenance_innsending
WHERE tenant_id = samverk.tenant() AND instans_id IS NULL AND aktoer_art <> 'maskin'
  AND innsendt_at >= %(fra)s AND innsendt_at < %(til)s
GROUP BY objekt_id
ORDER BY 4 DESC, 3 DESC LIMIT %(limit)s
""",
    "vedtak_til_loenn": """
SELECT a.id, 'ansettelse', f.dag, f.dager, a.instans_id
FROM samverk.foerste_utbetalinger((%(fra)s AT TIME ZONE 'Europe/Oslo')::date,
  (%(til)s AT TIME ZONE 'Europe/Oslo')::date) f
JOIN hr_ansettelse a ON a.tenant_id = samverk.tenant() AND a.id = f.ansettelse
ORDER BY 4 DESC, 3 DESC LIMIT %(limit)s
""",
    "timeloenn_i_tide": """
SELECT t.id, 'timeliste', (t.innsendt_at AT TIME ZONE 'Europe/Oslo')::date, n.i_tide::integer,
  a.instans_id
FROM samverk.timelister_telt((%(fra)s AT TIME ZONE 'Europe/Oslo')::date,
  (%(til)s AT TIME ZONE 'Europe/Oslo')::date) n
JOIN hr_timeliste t ON t.tenant_id = samverk.tenant() AND t.id = n.liste
JOIN hr_kontrakt k ON k.tenant_id = t.tenant_id AND k.id = t.kontrakt_id
LEFT JOIN hr_ansettelse a ON a.tenant_id = k.tenant_id AND a.id = k.ansettelse_id
ORDER BY n.i_tide, t.innsendt_at LIMIT %(limit)s
""",
    "autoarkiv": """
SELECT r.id, 'journalpost', (r.opprettet_at AT TIME ZONE 'Europe/Oslo')::date,
  r.is_automatic::integer, NULL::uuid
FROM archive_registrering r
WHERE r.tenant_id = samverk.tenant() AND r.type = 'journalpost' AND r.journalstatus <> 'U'
  AND r.opprettet_at >= %(fra)s AND r.opprettet_at < %(til)s
ORDER BY r.is_automatic, r.opprettet_at DESC LIMIT %(limit)s
""",
    "ventetid_ledd": """
SELECT s.id, 'oppgave', (s.left_at AT TIME ZONE 'Europe/Oslo')::date,
  round(extract(epoch FROM s.left_at - s.entered_at) / 3600)::integer, s.instance_id
FROM workflow_step s
WHERE s.tenant_id = samverk.tenant() AND s.kind = 'userTask' AND s.status = 'ferdig'
  AND s.left_at >= %(fra)s AND s.left_at < %(til)s
ORDER BY s.left_at - s.entered_at DESC LIMIT %(limit)s
""",
}


# The case page that belongs to it, when the reader may open it. A join may lose the order of what
# it joins, so each row keeps its place.
_WITH_CASE = """
SELECT b.id, b.slag, b.dato, b.tall, b.instans, s.id, coalesce(m.tittel, '')
FROM (SELECT bak.*, row_number() OVER () FROM (BAK) bak) b (id, slag, dato, tall, instans, plass)
LEFT JOIN cases_sak s ON s.tenant_id = samverk.tenant() AND s.instans_id = b.instans
LEFT JOIN archive_mappe m ON m.tenant_id = s.tenant_id AND m.id = s.saksmappe_id
ORDER BY b.plass
"""


def cases_behind(noekkel: str, fra: date, til: date) -> list[CaseFacts]:
    """Return the reader's own university's cases behind a figure: all that were counted.

    Those that drew the figure the wrong way come first; there is one more than `MAX_CASES` when
    there are more.

    Args:
        noekkel: the indicator; fra, til: the period [fra, til), by local date.
    """
    sql = _CASES.get(noekkel)
    if sql is None:
        return []
    params: dict[str, datetime | int] = {
        "fra": start_of_day(fra), "til": start_of_day(til), "limit": MAX_CASES + 1,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_WITH_CASE.replace("BAK", sql), params)
        return [CaseFacts(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class StepName:
    """What a step or slot is called in the three languages."""

    nb: str
    nn: str
    en: str


def step_names(actor: Actor) -> dict[tuple[str, str], StepName]:
    """Return (process key, node id or slot key) → name, from the published definitions.

    What was measured before a step was told by its own file stands under the process that calls
    the slot: such a step is found under ("", node id), when only one file has a step of that name.
    """
    names: dict[tuple[str, str], StepName] = {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    slots: dict[str, dict[str, StepName]] = {}
    for found in reversed(definitions(actor)):
        root = etree.fromstring(definition_xml(actor, found.id).encode(), parser)
        for node in root.iter(f"{_BPMN}userTask", f"{_BPMN}callActivity"):
            called = _names_of(found.noekkel, node)
            names.update(called)
            if found.is_fragment:
                for (file, key), name in called.items():
                    slots.setdefault(key, {})[file] = name
    alone = {key: files for key, files in slots.items() if len(files) == 1}
    return names | {("", key): name for key, files in alone.items() for name in files.values()}


def _names_of(process: str, node: etree._Element) -> dict[tuple[str, str], StepName]:
    texts = {t.get("sprak"): t.get("tekst", "") for t in node.iter(f"{_FLYT}navn")}
    nb = node.get("name", "")
    name = StepName(nb, texts.get("nn", nb), texts.get("en", nb))
    keys = [node.get("id", "")]
    keys += [slot.get("noekkel", "") for slot in node.iter(f"{_FLYT}spor")]
    return {(process, key): name for key in keys if key}


@dataclass(frozen=True, slots=True)
class DeviationFacts:
    """A local deviation that expires soon, or has."""

    universitet_id: UUID
    definisjon: str
    hva: str
    utloeper: date
    status: str
    navn: StepName | None


def expiring_deviations(actor: Actor, *, today: date) -> list[DeviationFacts]:
    """Return the four universities' local deviations that expire within 90 days, soonest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM samverk.avvik_som_utloeper(%s)", [today + timedelta(days=DEVIATION_DAYS)]
        )
        rows = cursor.fetchall()
    names = step_names(actor) if rows else {}
    return [
        DeviationFacts(place, process, what, ends, status, names.get((process, what)))
        for place, process, what, ends, status in rows
    ]
