"""One pay run made ready to read: the eight steps, the causes, the controls, the two persons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.utils.translation import gettext, ngettext

from samverk.core.access import api as access
from samverk.core.access.api import Actor, BrukerFacts
from samverk.core.organisation import api as organisation
from samverk.core.parties import api as parties
from samverk.core.ui import api as ui
from samverk.core.ui.api import words
from samverk.payroll import api
from samverk.payroll.web.advance_panel import advance_panel
from samverk.payroll.web.figure import Change, Waterfall, waterfall
from samverk.payroll.web.forms import InnvilgForm
from samverk.payroll.web.words import AARSAKER, control_text, month_title, run_state

ORDER = (
    "aapen", "beregnet", "kontrollert", "godkjent", "betalt", "bokfoert", "meldt", "lukket",
)  # fmt: skip
UNITS_SHOWN = 40


@dataclass(frozen=True, slots=True)
class FlowStep:
    """One of the eight steps along the top."""

    state: Literal["done", "now", "next"]
    tittel: str
    tekst: str


@dataclass(frozen=True, slots=True)
class Button:
    """The act that waits for the reader, or why it does not."""

    handling: str
    tekst: str
    primary: bool = True


def run_page(
    actor: Actor, run: api.KjoeringFacts, now: datetime, *, innvilg: InnvilgForm | None = None
) -> dict[str, Any]:
    """Everything the run page shows, by the names its template uses.

    Args:
        actor, run, now: who reads which run, and when; innvilg: the form of a refused answer.
    """
    people = access.brukere(
        actor,
        [one for one in (run.beregnet_av, run.godkjent_av, run.betalt_av) if one is not None],
    )
    file = api.betalingsfil(actor, run.id)
    where = run_state(run, file)
    groups = api.findings(actor, run.id)
    out = api.set_aside(actor, run.id)
    names = parties.parties(actor.tenant_id, [one.party_id for one in out])
    before = api.previous_ordinary(actor, run) if run.art == "ordinaer" else None
    return {
        "status": where.status,
        "status_tekst": where.ord,
        "flyt": flow(run, groups, file),
        "forrige": before,
        "forskjell": run.brutto_oere - before.brutto_oere if before else 0,
        "aarsaker": _causes(actor, run, before) if before and run.antall else None,
        "forrige_maaned": month_title(before.aar, before.maaned) if before else "",
        "funn": _controls(run, groups, explained=False),
        "forklarte": _controls(run, groups, explained=True),
        "aapne_funn": ", ".join(reversed(open_findings(groups))),
        "personer": people,
        "beregner": _name(people, run.beregnet_av),
        "godkjenner": _name(people, run.godkjent_av),
        "betaler": _name(people, run.betalt_av),
        "tatt_ut": [
            (names[one.party_id].navn if one.party_id in names else "–", one.grunn) for one in out
        ],
        "knapp": button(actor, run, file),
        "hvorfor_ikke": why_not(actor, run, file),
        "neste": what_next(run, groups, file),
        "neste_siden": None if api.is_unpaid(run, file) else since(run),
        "stanset": stopped_words(run, words.day_of(now)) if file and file.er_stanset else "",
        "ny_dag": new_day(run, file),
        "er_frigitt": bool(run.betalt_at) and not api.is_unpaid(run, file),
        "kan_regne": run.tilstand in {"beregnet", "kontrollert"}
        and actor.can("lonn.kjoring.klargjor"),
        "satser_mangler": open_rates(actor, run),
        "enheter": _units(actor, run),
        "meldefrist": api.amelding_frist(run.utbetalingsdato.year, run.utbetalingsdato.month),
        "meldefrist_sats": api.rate_book(actor).rate("amelding.frist", run.utbetalingsdato),
        "forskudd": advance_panel(actor, run, innvilg) if run.forskudd_id else None,
        "now": now,
    }


def _name(people: dict[UUID, BrukerFacts], who: UUID | None) -> str:
    return people[who].navn if who in people else ""


def open_findings(groups: list[api.FunnGroup]) -> tuple[str, str]:
    """What nobody has explained yet: «1 stopp» and «7 varsler»."""
    stops = sum(g.antall - g.forklart for g in groups if g.alvor == "stopp")
    warnings = sum(g.antall - g.forklart for g in groups if g.alvor == "varsel")
    return (
        ngettext("%(n)s stopp", "%(n)s stopper", stops) % {"n": words.number(stops)},
        ngettext("%(n)s varsel", "%(n)s varsler", warnings) % {"n": words.number(warnings)},
    )


def flow(
    run: api.KjoeringFacts, groups: list[api.FunnGroup], file: api.Betalingsfil | None
) -> list[FlowStep]:
    """The eight steps: what is done, what is now, what comes."""
    at = ORDER.index(run.tilstand) if run.tilstand in ORDER else _stopped_at(run)
    texts = {
        "beregnet": gettext("%(n)s personer på %(sek)s sek.") % {
            "n": words.number(run.antall), "sek": words.decimal(f"{run.beregnet_ms / 1000:.1f}"),
        } if run.beregnet_at else "",
        "kontrollert": ", ".join(open_findings(groups)) if run.kontrollert_at else "",
        "godkjent": words.day_short(run.godkjent_at) if run.godkjent_at else gettext("av to"),
        "betalt": gettext("stanset") if api.is_unpaid(run, file)
        else words.day_short(run.betalt_at or run.utbetalingsdato),
        "bokfoert": words.day_short(run.bokfoert_at) if run.bokfoert_at else "",
        "meldt": words.day_short(run.meldt_at) if run.meldt_at else "",
    }  # fmt: skip
    titles = {
        "aapen": gettext("Åpnet"), "beregnet": gettext("Beregnet"),
        "kontrollert": gettext("Kontrollert"), "godkjent": gettext("Godkjent"),
        "betalt": gettext("Betalt"), "bokfoert": gettext("Bokført"), "meldt": gettext("Meldt"),
        "lukket": gettext("Ferdig"),
    }  # fmt: skip
    texts["aapen"] = words.day_short(run.opprettet_at)
    steps = []
    for place, state in enumerate(ORDER):
        mark: Literal["done", "now", "next"] = "next"
        if place <= at:
            mark = "done"
        elif place == at + 1 and run.tilstand in ORDER:
            mark = "now"
        steps.append(FlowStep(mark, titles[state], texts.get(state, "")))
    return steps


def _stopped_at(run: api.KjoeringFacts) -> int:
    """How far a run came before it was called off."""
    came = [run.beregnet_at, run.kontrollert_at, run.godkjent_at, run.betalt_at]
    return sum(1 for moment in came if moment is not None)


def _step(run: api.KjoeringFacts, file: api.Betalingsfil | None) -> str:
    """The state that says what is next: money that never came waits for a release anew."""
    return "godkjent" if api.is_unpaid(run, file) else run.tilstand


def button(actor: Actor, run: api.KjoeringFacts, file: api.Betalingsfil | None) -> Button | None:
    """The next act, when it is the reader's to take."""
    state = _step(run, file)
    first_payer = file is None or not file.releasers
    is_free = why_not(actor, run, file) == ""
    may_pay = actor.can("lonn.kjoring.utbetal") if first_payer else True
    choices = {
        "aapen": ("lonn.kjoring.klargjor", Button("beregn", gettext("Beregn og kontroller"))),
        "beregnet": ("lonn.kjoring.klargjor", Button("kontroller", gettext("Kontroller"))),
        "kontrollert": ("lonn.kjoring.godkjenn", Button("godkjenn", gettext("Godkjenn og lås"))),
        "betalt": ("lonn.kjoring.utbetal", Button("bokfoer", gettext("Bokfør"))),
        "bokfoert": ("lonn.kjoring.klargjor", Button("meld", gettext("Lag a-meldingen"))),
        "meldt": ("lonn.kjoring.klargjor", Button("lukk", gettext("Avslutt kjøringen"))),
    }
    if run.art == "forskudd":
        if run.forskudd_id is not None:
            del choices["aapen"]  # its own form has the sum
        choices["bokfoert"] = (
            "lonn.kjoring.klargjor", Button("meld", gettext("Ferdig, ingenting å melde"))
        )  # fmt: skip
    if state == "godkjent":
        mine = actor.can("okonomi.betaling.frigi") and may_pay and is_free
        text = gettext("Frigi betalingen") if first_payer else gettext("Frigi som nummer to")
        return Button("betal", text) if mine else None
    if state not in choices:
        return None
    capability, found = choices[state]
    return found if actor.can(capability) and is_free else None


def why_not(actor: Actor, run: api.KjoeringFacts, file: api.Betalingsfil | None) -> str:
    """Why the reader may not take the next act although the right is there."""
    me = actor.bruker_id
    if run.art == "forskudd" and api.is_own(actor, run.id):
        return gettext("Forskuddet er ditt eget. En annen må behandle det.")
    approves = run.tilstand == "kontrollert" and actor.can("lonn.kjoring.godkjenn")
    if approves and me in {run.beregnet_av, run.kontrollert_av}:
        return gettext("Du beregnet kjøringen. En annen må godkjenne den.")
    if approves and run.art == "forskudd" and me == run.opprettet_av:
        return gettext("Du ba om forskuddet. En annen må godkjenne det.")
    if _step(run, file) == "godkjent" and actor.can("okonomi.betaling.frigi"):
        return _why_not_release(actor, run, file)
    return ""


def _why_not_release(actor: Actor, run: api.KjoeringFacts, file: api.Betalingsfil | None) -> str:
    me = actor.bruker_id
    if me in {run.beregnet_av, run.godkjent_av}:
        return gettext("Du beregnet eller godkjente kjøringen. En annen må betale den.")
    if run.antall == 1 and api.is_own(actor, run.id):
        return gettext("Lønna er din egen. To andre må frigi betalingen.")
    if file is not None and me in file.releasers:
        return gettext("Du har frigitt betalingen. En annen må frigi den som nummer to.")
    return ""


def what_next(
    run: api.KjoeringFacts, groups: list[api.FunnGroup], file: api.Betalingsfil | None
) -> str:
    """What must happen now, and by whom."""
    stops = any(g.alvor == "stopp" and g.forklart < g.antall for g in groups)
    if run.tilstand in {"beregnet", "kontrollert"} and stops:
        return gettext("Nå: Lønn retter eller forklarer det som stopper.")
    if run.tilstand == "avlyst":
        if run.betalt_at:
            return gettext("Forskuddet ble ikke betalt. Det kan bes om et nytt.")
        return gettext("Forskuddet er avslått. Ingenting betales ut.")
    step = _step(run, file)
    if step == "godkjent" and file is not None and file.releasers:
        return gettext("Nå: En til fra økonomi eller ledelsen frigir betalingen.")
    own = {
        "aapen": gettext("Nå: Lønn innvilger eller avslår."),
        "bokfoert": gettext("Nå: Lønn avslutter. Et forskudd meldes med lønna det trekkes av."),
    }
    if run.art == "forskudd" and step in own:
        return own[step]
    return {
        "aapen": gettext("Nå: Lønn beregner og kontrollerer."),
        "beregnet": gettext("Nå: Lønn kontrollerer."),
        "kontrollert": gettext("Nå: Lønnslederen godkjenner."),
        "godkjent": gettext("Nå: Økonomi frigir betalingen."),
        "betalt": gettext("Nå: Økonomi bokfører."),
        "bokfoert": gettext("Nå: Lønn lager a-meldingen."),
        "meldt": gettext("Nå: Lønn avslutter kjøringen."),
    }.get(step, gettext("Ingenting gjenstår."))


def since(run: api.KjoeringFacts) -> datetime | None:
    """Since when the run has waited for what must happen now; None when nothing remains."""
    return {
        "aapen": run.opprettet_at, "beregnet": run.beregnet_at, "kontrollert": run.kontrollert_at,
        "godkjent": run.godkjent_at, "betalt": run.betalt_at, "bokfoert": run.bokfoert_at,
        "meldt": run.meldt_at,
    }.get(run.tilstand)  # fmt: skip


def new_day(run: api.KjoeringFacts, file: api.Betalingsfil | None) -> date | None:
    """The day the money is in the account, where the file that stands has another than the run."""
    if file is None or file.er_stanset or file.forfall == run.utbetalingsdato:
        return None
    return file.forfall


def stopped_words(run: api.KjoeringFacts, today: date) -> str:
    """What a file that was stopped or rejected means for the run."""
    if run.tilstand == "godkjent" and run.art == "forskudd":
        return gettext(
            "Betalingsfilen er stanset. Frigi betalingen på nytt, eller avslå forskuddet."
        )
    if run.tilstand == "godkjent":
        return gettext("Betalingsfilen er stanset. Frigi betalingen på nytt med en ny fil.")
    if run.forskudd_id is None:
        return _pay_anew_words(run, today)
    if run.art == "forskudd" and run.bokfoert_at:
        return gettext(
            "Pengene kom ikke fram: filen er stanset eller avvist av banken. Forskuddet trekkes"
            " ikke av lønna. Økonomi tilbakefører bilagene."
        )
    return gettext("Pengene kom ikke fram: filen er stanset eller avvist av banken.")


def _pay_anew_words(run: api.KjoeringFacts, today: date) -> str:
    text = gettext(
        "Pengene kom ikke fram: filen er stanset eller avvist av banken. To må frigi betalingen på"
        " nytt, så lages en ny fil."
    )
    if run.utbetalingsdato < today:
        text += " " + gettext("Betalingsdagen er passert, så pengene kommer første bankdag.")
    if run.bokfoert_at:
        text += " " + gettext("Bilagene står. Økonomi retter dagen på bankbilaget.")
    return text


def open_rates(actor: Actor, run: api.KjoeringFacts) -> list[tuple[str, str]]:
    """(key, words) of the figures in use that nobody has seen and two have not confirmed."""
    book = api.rate_book(actor)
    found = []
    for text in run.ubekreftede_satser:
        ref = text.partition("=")[0]
        row = book.by_ref(ref)
        if not row.is_confirmed:
            found.append((row.key, ui.sentence(row.text)))
    return found


def _causes(actor: Actor, run: api.KjoeringFacts, before: api.KjoeringFacts) -> Waterfall:
    causes = api.waterfall(actor, ny=run.id, gammel=before.id)
    changes = [
        Change(
            str(AARSAKER.get(one.kode, one.kode)), one.oere,
            gettext("%(n)s personer") % {"n": words.number(one.personer)},
        )
        for one in causes
    ]  # fmt: skip
    rest = run.brutto_oere - before.brutto_oere - sum(one.oere for one in causes)
    if rest:
        changes.append(Change(gettext("Refusjoner og forskudd"), rest))
    return waterfall(
        (month_title(before.aar, before.maaned), before.brutto_oere),
        (month_title(run.aar, run.maaned), run.brutto_oere),
        changes,
    )


def _controls(
    run: api.KjoeringFacts, groups: list[api.FunnGroup], *, explained: bool
) -> ui.Table | None:
    wanted = [g for g in groups if (g.forklart == g.antall) is explained]
    if not wanted:
        return None
    rows = []
    for group in wanted:
        text = control_text(group.kontroll)
        here = f"/lonn/kjoringer/{run.id}/funn/{group.kontroll}/"
        chip = ui.Cell(gettext("Varsel"), status="warn")
        if explained:
            chip = ui.Cell(gettext("Forklart"), status="ok")
        elif group.alvor == "stopp":
            chip = ui.Cell(gettext("Stopper"), status="stop")
        rows.append(
            ui.Row(
                (
                    ui.Cell(text.tittel, note="" if explained else text.gjoer),
                    ui.Cell(words.number(group.antall), url=here),
                    chip,
                ),
                url=here,
            )
        )
    return ui.Table(
        gettext("Forklarte funn") if explained else gettext("Kontroller etter årsak"),
        [
            ui.Column(gettext("Årsak")),
            ui.Column(gettext("Personer"), kind="num"),
            ui.Column(gettext("Alvor")),
        ],
        rows,
        stack=True,
        hide_caption=not explained,
    )


def _units(actor: Actor, run: api.KjoeringFacts) -> ui.Table | None:
    found = api.unit_sums(actor, run.id)
    if not found:
        return None
    known = {u.id: u for u in organisation.enheter(actor.tenant_id, on=run.utbetalingsdato)}
    can_open = actor.can("lonn.bilag.les") or actor.can("lonn.slipp.les")
    rows = [
        ui.Row(
            (
                ui.Cell(
                    known[one.enhet_id].name(words.language()) if one.enhet_id in known else "–",
                    code=known[one.enhet_id].koststed or "" if one.enhet_id in known else "",
                ),
                words.number(one.personer),
                words.whole_kroner(one.brutto_oere),
                words.whole_kroner(one.brutto_oere + one.arbeidsgiver_oere),
            ),
            url=f"/lonn/kjoringer/{run.id}/bilag/{one.enhet_id}/" if can_open else "",
        )
        for one in found[:UNITS_SHOWN]
    ]
    return ui.Table(
        gettext("Kostnad per enhet"),
        [
            ui.Column(gettext("Enhet")),
            ui.Column(gettext("Personer"), kind="num"),
            ui.Column(gettext("Brutto, kr"), kind="num"),
            ui.Column(gettext("Samlet kostnad, kr"), kind="num"),
        ],
        rows,
        dense=True,
        hide_caption=True,
    )
