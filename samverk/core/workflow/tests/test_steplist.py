"""«Steg for steg» in three languages, from the rows of the case."""

from dataclasses import replace
from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

import pytest

from samverk.core.workflow.rules.bpmn import Kind
from samverk.core.workflow.rules.progress import Progress, Visit
from samverk.core.workflow.rules.steplist import list_steps
from samverk.core.workflow.rules.tokens import OPEN, Machine
from samverk.core.workflow.tests import samples

OSLO = ZoneInfo("Europe/Oslo")
NOW = datetime(2026, 11, 20, 9, 12, tzinfo=OSLO)
DUE = datetime(2026, 11, 26, tzinfo=OSLO)


def progress(name, acts, *, answers=(), fragments=None, due=None, failed=False, cancelled=False):
    """A case led through `acts`: `node`, `node outcome=value` or `node !timer`."""
    given = iter(answers)
    fragments = {k: samples.definition(v) for k, v in (fragments or {}).items()}
    m = Machine(samples.definition(name), fragments, count(1).__next__, lambda n, s: next(given))
    m.start()
    for act in acts:
        path, _, rest = act.partition(" ")
        step = next(s for s in m.open_steps if s.path == path)
        if rest.startswith("!"):
            m.fire(step.key, rest[1:])
        else:
            m.complete(step.key, dict([rest.split("=")]) if rest else {})
    if cancelled:
        m.cancel_all()
    visits = [
        Visit(
            node=s.node, entered_at=NOW, scope=s.scope, pass_no=s.pass_no, status=s.status,
            exit_flow=s.exit_flow, left_at=None if s.status == OPEN else NOW, values=s.values,
            who=("Kari Nordmann" if s.status == OPEN else "Ola Hansen") * (s.kind == Kind.USER),
            role="leder (BDM)" * (s.status == OPEN), due_at=due if s.status == OPEN else None,
            failed_at=NOW if failed and s.kind == Kind.SERVICE and s.status == OPEN else None,
        )
        for s in m.steps.values()
    ]  # fmt: skip
    return Progress(m.definition, visits, fragments, is_cancelled=cancelled)


LEADER = [{"vei": "leder"}]
HIRE = "ansettelse_til_loenn"
NEED = "behov_til_betaling"


def lines(case, language="nb"):
    return [str(line).replace("\u00a0", " ") for line in list_steps(case, language=language).lines]


def test_the_list_reads_as_the_brief_shows_it():
    text = list_steps(progress(HIRE, ["bestill"], answers=LEADER, due=DUE)).as_text()
    wanted = (samples.FOLDER / "hvor_er_saken.txt").read_text("utf-8")
    assert text.replace("\u00a0", " ") == wanted


def test_an_open_choice_is_told_as_either_or():
    assert lines(progress(HIRE, []))[2] == (
        "3. Videre: Enten Ansettelsesråd vedtar eller Leder (BDM) godkjenner."
    )
    found = lines(progress(NEED, []))
    assert found[2] == (
        "3. Videre: Enten Start anskaffelsessak (så er saken slutt); "
        "Innkjøper velger leverandør; eller rett videre."
    )
    assert found[5] == (
        "6. Videre: Enten tilbake til Meld behov; Meld avslag (så er saken slutt); "
        "eller rett videre."
    )


def test_a_second_round_and_an_interrupted_step():
    acts = ["bestill", "bdm", "kontrakt", "signer !frist_sign", "avklar avklart=ny_kontrakt"]
    found = lines(progress(HIRE, acts, answers=LEADER))
    assert found[5:9] == [
        "6. Avbrutt: Kandidaten signerer. Stoppet 20. november 2026 kl. 09.12.",
        "7. Ferdig: Avklar med kandidaten. Utført av Ola Hansen 20. november 2026 kl. 09.12. "
        "Resultat: ny kontrakt.",
        "8. Du er her: Lag arbeidskontrakt, 2. gang. Samverk arbeider.",
        "9. Videre: Kandidaten signerer. Frist 14 dager.",
    ]


def test_inside_a_bound_slot_the_inner_step_is_where_you_are():
    case = progress(
        HIRE, ["bestill", "bdm"], answers=LEADER, fragments={"lokal": "lokal_kontroll_uio"}
    )
    found = lines(case)
    assert found[3].startswith("4. Du er her: HR-kontroll ved fakultetet. Venter på Kari Nordmann")
    assert found[4] == "5. Videre: Lag arbeidskontrakt. Gjøres av Samverk."


def test_a_bound_slot_ahead_is_told_by_its_steps():
    case = progress(HIRE, ["bestill"], answers=LEADER, fragments={"lokal": "lokal_kontroll_uio"})
    assert lines(case)[3] == "4. Videre: HR-kontroll ved fakultetet. Frist 2 dager."


def test_a_slot_that_was_not_in_use_is_told_as_skipped():
    found = lines(progress(HIRE, ["bestill", "bdm"], answers=LEADER))
    assert found[3] == "4. Hoppet over: Lokal kontroll. Ikke i bruk ved din institusjon."


def test_both_arms_of_a_block_stand_as_where_you_are():
    acts = ["behov", "godkjenn godkjent=ja", "ordre"]
    case = progress(NEED, acts, answers=[{"vei": "direkte"}])
    assert [x.split(".")[1] for x in lines(case)[5:8]] == [
        " Du er her: Bekreft mottak", " Du er her: Faktura mottatt", " Videre: Treveis kontroll",
    ]  # fmt: skip


def test_a_technical_fault_is_told_with_since_when():
    case = progress(HIRE, ["bestill", "bdm"], answers=LEADER, failed=True)
    assert lines(case)[4] == (
        "5. Du er her: Lag arbeidskontrakt. "
        "Vi retter en teknisk feil, siden 20. november 2026 kl. 09.12."
    )


@pytest.mark.parametrize(
    ("language", "here", "gone"),
    [
        ("nn", "3. Du er her: Leiar (BDM) godkjenner. Ventar på Kari Nordmann sidan "
               "20. november 2026. Frist 25. november 2026. "
               "Etter fristen: Varsle leiaren til leiar.",
         "Ikkje aktuelt i denne saka: Tilsetjingsråd vedtek."),
        ("en", "3. You are here: Manager (budget) approves. Waiting for Kari Nordmann since "
               "20 November 2026. Due 25 November 2026. After the deadline: "
               "Notify the manager's manager.",
         "Not relevant in this case: Appointments board decides."),
    ],
)  # fmt: skip
def test_nynorsk_and_english(language, here, gone):
    found = lines(progress(HIRE, ["bestill"], answers=LEADER, due=DUE), language)
    assert (found[2], found[-1]) == (here, gone)


@pytest.mark.parametrize(
    ("acts", "more", "summary"),
    [
        (["bestill", "bdm"], {},
         "Samverk arbeider med saken siden 20. november 2026 kl. 09.12."
         " Deretter: Kandidaten signerer."),
        (["bestill", "bdm", "kontrakt", "signer"], {},
         "Samverk arbeider med saken siden 20. november 2026 kl. 09.12."
         " Deretter: Arkiver vedtak og kontrakt; Legg klart for lønn."),
        (["bestill", "bdm"], {"failed": True},
         "Vi retter en teknisk feil, siden 20. november 2026 kl. 09.12."
         " Deretter: Kandidaten signerer."),
        (["bestill"], {"cancelled": True}, "Saken er avbrutt."),
        (["bestill", "bdm", "kontrakt", "signer", "hr", "arkiv", "loenn"], {},
         "Saken venter på Første lønn utbetalt siden 20. november 2026."),
        (["bestill", "bdm", "kontrakt", "signer", "hr", "arkiv", "loenn", "foerste_loenn"], {},
         "Saken er ferdig."),
    ],
)  # fmt: skip
def test_the_summary_always_says_who_or_what(acts, more, summary):
    case = progress(HIRE, acts, answers=LEADER, **more)
    assert list_steps(case).summary.replace("\u00a0", " ") == summary


@pytest.mark.parametrize(
    ("acts", "more", "is_working"),
    [
        (["bestill"], {}, False),
        (["bestill", "bdm"], {}, True),
        (["bestill", "bdm"], {"failed": True}, False),
        (["bestill", "bdm"], {"cancelled": True}, False),
        (["bestill", "bdm", "kontrakt", "signer", "hr", "arkiv", "loenn"], {}, False),
    ],
)
def test_a_case_moves_on_by_itself_only_while_a_machine_step_is_due(acts, more, is_working):
    assert progress(HIRE, acts, answers=LEADER, **more).is_working is is_working


def test_a_finished_case_names_only_ordinary_steps_as_not_relevant():
    acts = ["bestill", "bdm", "kontrakt", "signer", "hr", "arkiv", "loenn", "foerste_loenn"]
    found = lines(progress(HIRE, acts, answers=LEADER))
    assert found[-1] == "Ikke aktuelt i denne saken: Ansettelsesråd vedtar."


def test_a_process_as_drawn_is_told_from_its_start():
    drawn = Progress(samples.definition(HIRE), [])
    found = list_steps(drawn)
    assert found.summary == "Prosessen slik den er tegnet."
    assert len(found.lines) > 4
    assert {line.state for line in found.lines} == {"next"}
    begun = lines(progress(HIRE, []))
    assert [line.split(". ", 1)[1] for line in lines(drawn)[1:]] == [
        line.split(". ", 1)[1] for line in begun[1:]
    ]


def test_a_value_whose_arrow_has_no_name_is_not_called_what_the_other_way_is():
    acts = ["bestill", "bdm", "kontrakt", "signer !frist_sign", "avklar avklart=trukket"]
    case = progress(HIRE, acts, answers=LEADER)
    flows = dict(case.definition.flows)
    flows["f_trukket"] = replace(flows["f_trukket"], name="", names={})
    unnamed = replace(case, definition=replace(case.definition, flows=flows))
    (found,) = [line for line in lines(unnamed) if "Avklar med kandidaten" in line]
    assert found.endswith("Resultat: trukket.")
