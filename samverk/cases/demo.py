"""Cases' part of the scripted life: a year of ordinary case work, some of it still open.

Persons are the named cast; the outside world is invented. Everything goes through the services, at
the time it is said to have happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from samverk.archive import api as archive
from samverk.cases import api as cases
from samverk.core.access import api as access
from samverk.core.access.api import Actor, DemoPlace
from samverk.core.clock import OSLO
from samverk.core.documents.api import render_pdf

STORIES = Path(__file__).parent / "data" / "demo_stories.yaml"


@dataclass(frozen=True, slots=True)
class Teller:
    """What a story needs of its place: the person it is about, and words to fill in."""

    place: DemoPlace
    person: Mapping[str, Any]
    leder: str
    enhet: UUID
    words: Mapping[str, str]

    def say(self, text: str) -> str:
        """Fill the names of this institution into a text."""
        return text.format(**self.words)

    def as_(self, who: str) -> Actor:
        """Return who acts: «personen» is whom it is about, «leder» leads the unit."""
        parts = {"personen": self.person["bruker"], "leder": self.leder}
        return self.place.cast[parts.get(who, who)]


def build(place: DemoPlace) -> None:
    """Tell the stories of one university; the collaboration's own tenant has none.

    Args:
        place: the tenant under construction.
    """
    if not place.tenant.is_university:
        return
    stories = yaml.safe_load(STORIES.read_text(encoding="utf8"))
    people = [row for row in place.people if not row["roller"] and row["enhet"]]
    leader = next(row for row in place.people if "leder" in row["roller"])
    tellers = [
        _teller(place, people[number % len(people)], leader) for number in range(len(stories))
    ]
    # Numbers are given as things happen, so the stories are told side by side, by the clock.
    moments = sorted(
        (_at(event["naar"]), number, order, event)
        for number, story in enumerate(stories)
        for order, event in enumerate([story, *story["hendelser"]])
    )
    opened: dict[int, cases.SakFacts] = {}
    for now, number, _order, event in moments:
        if now > place.now:
            break
        if "hendelser" in event:
            opened[number] = _open(tellers[number], event, now)
            continue
        with access.acting(tellers[number].as_(event["hvem"]), now=now) as actor:
            _happen(tellers[number], actor, opened[number], event, now)


def _teller(place: DemoPlace, person: Mapping[str, Any], leader: Mapping[str, Any]) -> Teller:
    words = {
        "person": " ".join(person["navn"]),
        "leder": " ".join(leader["navn"]),
        "fornavn": person["navn"][0],
        "enhet": leader["enhet"],
        "uni": place.tenant.kortnavn,
    }
    return Teller(place, person, leader["bruker"], place.units[leader["enhet"]], words)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OSLO)


def _open(teller: Teller, story: dict[str, Any], now: datetime) -> cases.SakFacts:
    person = teller.person["party_id"]
    if "melding" in story:
        with access.acting(teller.as_("personen"), now=now) as actor:
            report = cases.NyMelding(
                tekst=teller.say(story["melding"]),
                gjelder=story["tittel"],
                gjelder_type="demo",
                gjelder_id=teller.place.units[""],
                enhet_id=teller.place.units[""],
                rolle=story["rolle"],
            )
            return cases.report_error(actor=actor, melding=report, now=now)
    is_personal = bool(story.get("personsak"))
    with access.acting(teller.as_(story["ansvarlig"]), now=now) as actor:
        mappe = archive.NySaksmappe(
            tittel=teller.say(story["tittel"]),
            klasse=story["klasse"],
            arkivdel="PERS" if is_personal else "SAK",
            enhet_id=teller.enhet,
            saksansvarlig=actor.bruker_id,
            tilgangskode="P" if is_personal else "",
            hidden=(teller.words["person"],) if is_personal else (),
            parter=(archive.NyPart(person),) if is_personal else (),
        )
        ny = cases.NySak(story["type"], mappe, party_id=person if is_personal else None)
        return cases.open_sak(actor=actor, ny=ny, now=now)


def _happen(
    teller: Teller,
    actor: Actor,
    case: cases.SakFacts,
    event: dict[str, Any],
    now: datetime,
) -> None:
    """Let one thing happen: notat, inn, ut, internt, arkiver or lukk."""
    text = teller.say(event.get("tekst", ""))
    match event["hva"]:
        case "notat":
            cases.write_notat(actor=actor, sak_id=case.id, tekst=text, now=now)
        case "inn" | "internt":
            _receive(teller, actor, case, event, now)
        case "ut":
            waiting = archive.restanser(actor, case.mappe.id)
            letter = cases.NyttBrev(
                mottaker=teller.say(event["til"]),
                tittel=teller.say(event["tittel"]),
                tekst=text,
                party_id=case.party_id,
                svar_paa=waiting[0].id if waiting else None,
            )
            post = cases.send_letter(actor=actor, sak_id=case.id, brev=letter, now=now)
            if post.status == "F":  # to somebody outside: the writer sends it, and says so
                archive.ekspeder_journalpost(actor=actor, registrering_id=post.id, now=now)
        case "arkiver":
            for post in archive.journalposter(actor, case.mappe.id):
                for wanted in "JA":
                    archive.advance_journalposter(
                        actor=actor, registrering_ids=[post.id], wanted=wanted, now=now
                    )
        case "lukk":
            cases.close_sak(actor=actor, sak_id=case.id, confirm_avskrivning=True, now=now)


def _receive(
    teller: Teller, actor: Actor, case: cases.SakFacts, event: dict[str, Any], now: datetime
) -> None:
    """Register what came in, or an internal document, as a PDF."""
    title = teller.say(event["tittel"])
    sender = teller.say(event.get("fra", ""))
    incoming = event["hva"] == "inn"
    content = render_pdf(
        template="core/brev",
        data={
            "avsender": sender or teller.place.tenant.navn,
            "referanse": case.nummer,
            "avsnitt": [teller.say(event.get("tekst", title))],
            "signert_av": sender or actor.navn,
        },
        title=title,
        language="nb",
        now=now,
    )
    person = archive.NyKorrespondansepart("EA" if incoming else "IA", sender or actor.navn)
    if sender == teller.words["person"]:
        person = replace(person, party_id=teller.person["party_id"])
    ny = archive.NyJournalpost(
        type="I" if incoming else "X",
        tittel=title,
        dokumenter=(archive.NyttDokument(title, "dokument.pdf", content),),
        parter=() if event.get("uten_part") else (person,),
        hidden=(teller.words["person"],) if case.mappe.tilgangskode else (),
        status="" if incoming else "F",
        automatic=bool(event.get("automatisk")),
    )
    archive.register_journalpost(actor=actor, mappe_id=case.mappe.id, ny=ny, now=now)
