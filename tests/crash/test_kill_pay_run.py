"""kill -9 of web, calculator, poster, worker and database in the middle of paying people.

One December run is taken from open to posted; every step of it dies once on the way, at a moment
when its rows are written and not committed. What died left nothing, and the next try does it once.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from tests.crash.conftest import WAIT, kill, until

ACTS = """
import json, sys
import django
django.setup()
from uuid import UUID
from django.db import connection, transaction
from samverk.core import clock
from samverk.core.access import api as access
from samverk.core.tenancy.api import tenant_by_slug
from samverk.payroll import api as payroll, demo
from samverk.processes import api as processes
from samverk.site import tasks
from samverk.core.workflow import api as workflow

uit = tenant_by_slug("uit")

def act(user, do):
    now = clock.now()
    with access.acting(access.visitor(uit), now=now):
        actor = access.actor_for(uit, access.Bruker.objects.get(tenant_id=uit.id, brukernavn=user))
    with access.acting(actor, now=now):
        return do(actor, now)

def step(user, name, run):
    do = getattr(payroll, name + "_loennskjoering")
    return act(user, lambda actor, now: do(actor=actor, kjoering_id=UUID(run), now=now))

def open_run():
    return str(act("lonn", lambda actor, now: payroll.open_loennskjoering(
        actor=actor, art="ordinaer", aar=2026, maaned=12, now=now)))

def settle(run):
    step("lonn", "control", run)
    act("lonn", lambda actor, now: demo.settle_findings(actor, UUID(run), now))

def dry_run(run, figures):
    with transaction.atomic():
        step("lonn", "calculate", run)
        settle(run)
        with access.acting(access.service_actor(uit)), connection.cursor() as cursor:
            cursor.execute(figures, [run])
            found = cursor.fetchone()
        transaction.set_rollback(True)
    return found

def wake():
    with transaction.atomic():
        tasks.wake("uit")

def approve_hire():
    def do(actor, now):
        [task] = [t for t in workflow.inbox(actor, now=now).tasks if t.node == "bdm"]
        processes.approve_hire(actor=actor, task_id=task.id, now=now)
        return str(task.instance_id)
    return act("ingrid", do)

for line in sys.argv[1:]:
    print(json.dumps(eval(line), default=str), flush=True)
"""
# Settling the findings takes people out, so the run is controlled, and says so, a second time.
CONTROLLED = {"beregnet": 1, "kontrollert": 2}
FIGURES = """SELECT antall, netto_oere, brutto_oere, (SELECT sum(hashtextextended(
  concat_ws('|', l.party_id, l.loennsart, l.nr, l.beloep_oere, l.antall), 0))
  FROM payroll_loennslinje l WHERE l.kjoering_id = k.id)
FROM payroll_loennskjoering k WHERE id = %s"""


def _said(process):
    """Return what a process of acts printed; it must have ended well."""
    out, err = process.communicate(timeout=WAIT)
    assert process.returncode == 0, err
    return [json.loads(line) for line in out.splitlines()]


class PayRun:
    """December's run, and what its acts look like from outside."""

    def __init__(self, place):
        self.place = place
        [self.run] = _said(self.acts("open_run()"))
        [self.expected] = _said(self.acts(f"dry_run({self.run!r}, {FIGURES!r})"))

    def acts(self, *lines):
        return self.place.python(ACTS, *lines)

    def step(self, user, name):
        return f"step({user!r}, {name!r}, {self.run!r})"

    def state(self):
        query = "SELECT tilstand FROM payroll_loennskjoering WHERE id = %s"
        return self.place.rows(query, self.run)[0][0]

    def figures(self):
        return json.loads(json.dumps(self.place.rows(FIGURES, self.run)[0], default=str))

    def events(self):
        query = "SELECT type, count(*) FROM outbox_event WHERE subject_id = %s GROUP BY 1"
        return {name.split(".")[2]: n for name, n in self.place.rows(query, self.run)}

    @contextmanager
    def dies_before(self, tilstand):
        """Whoever takes the run to a state dies on the threshold, and leaves nothing at all."""
        with self.place.halt(
            "payroll_loennskjoering",
            f"NEW.tilstand = {tilstand!r} AND OLD.tilstand <> {tilstand!r}",
        ) as in_the_middle:
            yield in_the_middle
        assert self.place.everything() == self.before, tilstand

    def process_dies(self, tilstand, *lines):
        """kill -9 the process itself at the last of its acts; those before it stand."""
        process = self.acts(*lines)
        with self.dies_before(tilstand) as in_the_middle:
            in_the_middle()
            self.before = self.place.everything()  # nothing of the act shows: it is not committed
            kill(process)

    def database_dies(self, tilstand, line):
        with self.dies_before(tilstand) as in_the_middle:
            self.before = self.place.everything()
            process = self.acts(line)
            in_the_middle()
            self.place.kill_database()
            assert process.wait(WAIT) == 1


class Browser:
    """A person at a web process of their own, which is killed at the end."""

    def __init__(self, place, user):
        self.process, port = place.web()
        self.address = f"http://127.0.0.1:{port}"
        self.cookies = CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.cookies))
        self.opener.open(f"{self.address}/logg-inn/uit/", timeout=WAIT)
        self.post("/logg-inn/uit/demo/", brukernavn=user)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        kill(self.process)

    def post(self, path, **fields):
        [token] = [c.value for c in self.cookies if c.name == "csrftoken"]
        data = urlencode(fields | {"csrfmiddlewaretoken": token}).encode()
        with self.opener.open(f"{self.address}{path}", data, timeout=WAIT) as answer:
            return answer.read().decode()


def _web_dies(pay, user, handling, tilstand, **fields):
    """kill -9 the web process while it answers a button of the run's page."""
    path = f"/lonn/kjoringer/{pay.run}/{handling}/"
    with (
        ThreadPoolExecutor(1) as hands,
        pay.dies_before(tilstand) as in_the_middle,
        Browser(pay.place, user) as browser,
    ):
        pay.before = pay.place.everything()
        pressed = hands.submit(browser.post, path, **fields)
        in_the_middle()
        kill(browser.process)
        assert isinstance(pressed.exception(WAIT), OSError)
    assert pay.events().get(tilstand, 0) == 0


def _calculates_once(pay):
    _web_dies(pay, "lonn", "beregn", "beregnet")
    pay.process_dies("beregnet", pay.step("lonn", "calculate"))
    pay.database_dies("beregnet", pay.step("lonn", "calculate"))
    _said(pay.acts(pay.step("lonn", "calculate"), f"settle({pay.run!r})"))
    assert (pay.state(), pay.events()) == ("kontrollert", CONTROLLED)
    assert pay.figures() == pay.expected


def _approves_once(pay):
    [(net,)] = pay.place.rows(
        "SELECT netto_oere FROM payroll_loennskjoering WHERE id = %s", pay.run
    )
    _web_dies(pay, "lonnsleder", "godkjenn", "godkjent", sum=net)
    with Browser(pay.place, "lonnsleder") as browser:
        said = browser.post(f"/lonn/kjoringer/{pay.run}/godkjenn/", sum=net)
    assert "Kjøringen er godkjent og låst." in said
    assert (pay.state(), pay.events()) == ("godkjent", CONTROLLED | {"godkjent": 1})


def _pays_once(pay):
    pay.process_dies("betalt", pay.step("okonomi", "pay"), pay.step("direktor", "pay"))
    _said(pay.acts(pay.step("direktor", "pay")))
    assert pay.events() == CONTROLLED | {"godkjent": 1, "betalt": 1}
    [(people, oere)] = pay.place.rows(
        "SELECT antall, sum_oere FROM finance_paymentbatch WHERE source_id = %s", pay.run
    )
    assert [people, oere] == pay.expected[:2]


def _posts_once(pay):
    post = pay.step("okonomi", "post")
    pay.process_dies("bokfoert", post)
    pay.database_dies("bokfoert", post)
    [vouchers] = _said(pay.acts(post))
    assert pay.events() == CONTROLLED | {"godkjent": 1, "betalt": 1, "bokfoert": 1}
    lines = """SELECT count(DISTINCT v.id), sum(l.beloep_oere), sum(-l.beloep_oere) FILTER (
      WHERE l.beloep_oere < 0 AND v.source_id = %s || ':betaling')
    FROM finance_voucher v JOIN finance_voucherline l ON l.voucher_id = v.id AND l.fy = v.fy
    WHERE v.source_id LIKE %s || ':%%'"""
    assert pay.place.rows(lines, pay.run, pay.run) == [(vouchers, 0, pay.expected[1])]
    gaps = """SELECT s.serie, s.fy FROM finance_series s LEFT JOIN finance_voucher v
      USING (tenant_id, serie, fy) GROUP BY s.id
    HAVING count(v.nr) <> s.neste_nr - 1 OR max(v.nr) <> s.neste_nr - 1"""
    assert pay.place.rows(gaps) == []


def _delivers_once(pay):
    """The worker dies with half of the payslips' events delivered and one at its listener."""
    told = """SELECT count(*), count(DISTINCT subject_id), min(nr), max(nr) FROM outbox_event
    WHERE type = 'payroll.loenn.utbetalt.v1' AND data ->> 'kjoering' = %s"""
    [(count, people, first, last)] = pay.place.rows(told, pay.run)
    assert count == people > 50
    heard = """SELECT count(k.id), count(DISTINCT k.event_id), sum(d.forsoek) FROM outbox_delivery d
      LEFT JOIN workflow_keptevent k USING (tenant_id, event_id)
    WHERE d.sink = 'workflow.hendelser' AND d.status = 'levert' AND d.nr BETWEEN %s AND %s"""
    middle = (first + last) // 2
    with pay.place.halt(
        "outbox_delivery", f"NEW.status = 'levert' AND NEW.nr >= {middle}"
    ) as there:
        worker = pay.place.worker()
        there()
        kill(worker)
    [(kept, events, _)] = pay.place.rows(heard, first, last)
    assert kept == events < count
    worker = pay.place.worker()
    _said(pay.acts("wake()"))
    until(lambda: pay.place.rows("SELECT 1 FROM outbox_delivery WHERE status <> 'levert'") == [])
    kill(worker)
    assert pay.place.rows(heard, first, last) == [(count, count, count)]


def test_a_pay_run_is_paid_once_whoever_dies_on_the_way(life):
    before = life.verify()
    assert before["sealed_rows"] > 0
    pay = PayRun(life)
    for part in (_calculates_once, _approves_once, _pays_once, _posts_once, _delivers_once):
        part(pay)
    assert life.verify() == before | {"ok": True, "findings": []}


def test_a_machine_step_whose_worker_dies_is_done_once(life):
    """The contract is written and not committed when the worker dies; the next writes it once."""
    step = "SELECT status, forsoek FROM workflow_step WHERE instance_id = %s AND node = %s"
    contracts = """SELECT count(*) FROM hr_kontrakt k JOIN workflow_instance i
    ON i.objekt_id = k.ansettelse_id WHERE i.id = %s"""
    with life.halt("workflow_step", "NEW.forsoek > OLD.forsoek") as in_the_middle:
        [instance] = _said(life.python(ACTS, "approve_hire()"))
        worker = life.worker()
        in_the_middle()
        kill(worker)
    assert life.rows(contracts, instance) == [(0,)]
    worker = life.worker()
    _said(life.python(ACTS, "wake()"))
    until(lambda: life.rows(contracts, instance) == [(1,)])
    kill(worker)
    assert life.rows(step, instance, "kontrakt") == [("ferdig", 1)]
    assert life.verify()["ok"] is True
