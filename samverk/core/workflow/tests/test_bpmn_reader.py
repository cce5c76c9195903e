"""Reading a definition: what counts as the same file, and what is remembered of it."""

from samverk.core.workflow.rules.bpmn import Kind
from samverk.core.workflow.rules.bpmn_reader import canonical_sha256, parse_definition
from samverk.core.workflow.tests import samples
from samverk.core.workflow.tests.sketch import plain


def test_the_hire_has_26_elements_and_26_arrows():
    hire = samples.definition("ansettelse_til_loenn")
    assert (len(hire.nodes), len(hire.flows)) == (26, 26)
    bdm = hire.nodes["bdm"]
    assert (bdm.kind, bdm.rolle, bdm.skjema) == (Kind.USER, "bdm", "hr.ansettelse.godkjenn")
    assert (bdm.frist, bdm.frist_parameter, bdm.ikke_samme_som) == ("P3D", "frist_bdm", "bestill")
    assert bdm.names == {"nn": "Leiar (BDM) godkjenner", "en": "Manager (budget) approves"}
    timer = hire.nodes["frist_bdm"]
    assert (timer.host, timer.duration, timer.is_interrupting) == ("bdm", "P3D", False)
    assert hire.counts_working_days(bdm)
    assert not hire.counts_working_days(hire.nodes["signer"])
    assert hire.nodes["avklar"].utfall == {"avklart": ("ny_kontrakt", "trukket")}
    assert (hire.nodes["lokal"].spor, hire.nodes["lokal"].is_paakrevd) == ("lokal_kontroll", False)
    catch = hire.nodes["foerste_loenn"]
    assert (catch.hendelse, catch.korrelasjon) == ("payroll.loenn.utbetalt.v1", "arbeidsforhold")
    assert hire.named("en") == "Hire to first pay"
    assert hire.named("se") == "Ansettelse til første lønn"


def test_the_need_to_payment_has_28_arrows():
    assert len(samples.definition("behov_til_betaling").flows) == 28


def test_blanks_attribute_order_and_prefixes_do_not_change_the_digest():
    data = plain().xml()
    other = (
        data.replace(b"><", b">\n  <")
        .replace(b'sourceRef="start" targetRef="oppgave"', b'targetRef="oppgave" sourceRef="start"')
        .replace(b"xmlns:bpmn=", b"xmlns:b=")
        .replace(b"bpmn:", b"b:")
        .replace(b"</b:process>", b"<!-- note --></b:process>")
    )
    assert canonical_sha256(other) == canonical_sha256(data) == parse_definition(data).sha256


def test_a_changed_deadline_changes_the_digest():
    data = plain().xml()
    assert canonical_sha256(data.replace(b"P3D", b"P4D")) != canonical_sha256(data)


def test_figures_that_are_no_numbers_are_no_place_in_the_diagram():
    data = plain().xml().replace(b'width="110"', b'width="nan"').replace(b'x="160"', b'x="a"')
    shape = parse_definition(data).shapes["oppgave"]
    assert (shape.x, shape.width) == (0, 0)
