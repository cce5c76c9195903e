"""Acts: order long work; do it. A job is done wholly or not at all, by one worker at a time.

The one who does a job holds a lock that the database lets go of when the worker dies, whatever it
died of. A job that says «arbeider» while nobody holds its lock has been left by a dead worker: the
next one does it from the beginning, for nothing of it was written.
"""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from samverk.core.access.api import Actor, Bruker, acting, actor_for
from samverk.core.audit.api import record_act
from samverk.core.errors import Refusal, Text
from samverk.core.jobs import registry
from samverk.core.jobs.events import JOB_FEILET, JOB_FERDIG
from samverk.core.jobs.meter import Clock, RowMeter
from samverk.core.jobs.models import Job
from samverk.core.outbox.api import NewEvent, publish
from samverk.core.tenancy.api import new_id, tenants

OBJEKT = "jobs.job"
OPEN = ("venter", "arbeider")
MAX_ATTEMPTS = 3
STOPPED = Text(
    "Arbeidet stoppet %(antall)s ganger på grunn av en feil hos oss."
    " Meld fra til systemstøtte før du prøver igjen."
)
UNKNOWN = Text("Denne typen arbeid finnes ikke lenger. Begynn på nytt.")
GONE = Text("Den som bestilte arbeidet, har ikke tilgang lenger. En annen må begynne på nytt.")
log = logging.getLogger("samverk.jobs")


class JobRefused(Refusal):
    """The object is being worked on already, or the job cannot be done."""


def order_job(*, actor: Actor, slag: str, objekt_id: UUID, now: datetime) -> UUID:
    """Order long work; it begins when this transaction has ended.

    Args:
        actor: needs the right that the kind names; the work is done as this person.
        slag: name of a registered kind; objekt_id: what to work on; now: time of the act.

    Raises:
        JobRefused: something works on the object already.
    """
    kind = registry.kind_of(slag)
    if kind is None:
        raise JobRefused(UNKNOWN)
    actor.require(kind.needs)
    job = Job(
        id=new_id(), tenant_id=actor.tenant_id, slag=slag, objekt_type=kind.objekt_type,
        objekt_id=objekt_id, kapabilitet=kind.sees, bestilt_av_id=actor.bruker_id, bestilt_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError as error:
        raise JobRefused(
            "Dette arbeides det alt med. Vent til det er ferdig.", code="arbeider_alt"
        ) from error
    record_act(actor=actor, handling="jobb.bestill", objekt_type=OBJEKT, objekt_id=job.id)
    tenant = actor.tenant
    transaction.on_commit(lambda: registry.ring(tenant))
    return job.id


def has_waiting(*, machine: Actor, now: datetime) -> bool:
    """Tell whether a tenant has long work to do, the work of a dead worker included."""
    with acting(machine, now=now):
        return Job.objects.filter(tenant_id=machine.tenant_id, status__in=OPEN).exists()


def work_jobs(*, machine: Actor, clock: Clock) -> int:
    """Do the waiting jobs of a tenant, oldest first; return how many were tried.

    Args:
        machine: the tenant's service user; clock: read as the work goes on.
    """
    with acting(machine, now=clock()):
        waiting = Job.objects.filter(tenant_id=machine.tenant_id, status__in=OPEN)
        ids = list(waiting.order_by("bestilt_at", "id").values_list("id", flat=True))
    return sum(_attempt(machine, key, clock) for key in ids)


def _attempt(machine: Actor, job_id: UUID, clock: Clock) -> bool:
    now = clock()
    with RowMeter(machine, job_id, clock) as meter:
        try:
            with acting(machine, now=now):
                job = _taken(machine, job_id)
                if job is None:
                    return False
                _do(machine, job, meter, now)
                _finish(machine, job, clock())
        except Refusal as refusal:
            _fail(machine, job_id, clock(), refusal.text)
        except Exception:
            log.exception("job %s stopped", job_id)
            if _attempts(machine, job_id, clock()) >= MAX_ATTEMPTS:
                _fail(machine, job_id, clock(), Text(STOPPED.id, {"antall": MAX_ATTEMPTS}))
    return True


def _taken(machine: Actor, job_id: UUID) -> Job | None:
    """The job, with its lock held to the end of the transaction; None when it is another's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [str(job_id)])
        if not cursor.fetchone()[0]:
            return None
    return Job.objects.filter(tenant_id=machine.tenant_id, id=job_id, status__in=OPEN).first()


def _do(machine: Actor, job: Job, meter: RowMeter, now: datetime) -> None:
    kind = registry.kind_of(job.slag)
    if kind is None:
        raise JobRefused(UNKNOWN)
    if job.forsoek >= MAX_ATTEMPTS:  # it took the worker down each time
        raise JobRefused(STOPPED, values={"antall": MAX_ATTEMPTS})
    meter.write(
        status="arbeider", forsoek=job.forsoek + 1, fase="", gjort=0, av=0,
        fase_at=now, meldt_at=now,
    )  # fmt: skip
    person = _person(machine, job)
    if not (person.can(kind.needs) and person.can(kind.sees)):
        raise JobRefused(GONE)
    with acting(person, now=now):
        kind.run(person, job.objekt_id, meter, now)


def _person(machine: Actor, job: Job) -> Actor:
    """The one who ordered the job, with the rights of today."""
    account = Bruker.objects.filter(
        tenant_id=machine.tenant_id, id=job.bestilt_av_id, aktiv=True
    ).first()
    if account is None:
        raise JobRefused(GONE)
    tenant = next(one for one in tenants() if one.id == machine.tenant_id)
    return actor_for(tenant, account)


def _finish(machine: Actor, job: Job, now: datetime) -> None:
    Job.objects.filter(tenant_id=machine.tenant_id, id=job.id).update(
        status="ferdig", ferdig_at=now
    )
    _tell(machine, job, JOB_FERDIG, now)


def _fail(machine: Actor, job_id: UUID, now: datetime, text: Text) -> None:
    with acting(machine, now=now):
        open_jobs = Job.objects.filter(tenant_id=machine.tenant_id, status__in=OPEN)
        job = open_jobs.select_for_update().filter(id=job_id).first()
        if job is None:  # another worker has ended it
            return
        job.status, job.ferdig_at = "feilet", now
        job.feil, job.feil_verdier = text.id, text.stored()["values"]
        job.save(update_fields=["status", "ferdig_at", "feil", "feil_verdier"])
        _tell(machine, job, JOB_FEILET, now)


def _tell(machine: Actor, job: Job, event_type: str, now: datetime) -> None:
    data = {"slag": job.slag, "objekt": str(job.objekt_id)}
    publish(actor=machine, event=NewEvent(event_type, OBJEKT, job.id, data=data), now=now)


def _attempts(machine: Actor, job_id: UUID, now: datetime) -> int:
    with acting(machine, now=now):
        return Job.objects.get(tenant_id=machine.tenant_id, id=job_id).forsoek
