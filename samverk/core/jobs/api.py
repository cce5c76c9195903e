"""The door of long work: register it, order it, do it, follow it."""

from samverk.core.jobs.events import JOB_FEILET, JOB_FERDIG
from samverk.core.jobs.queries import JobFacts, job, newest_job
from samverk.core.jobs.registry import JobKind, Meter, add_job_bell, kind_of, register_job
from samverk.core.jobs.services import JobRefused, has_waiting, order_job, work_jobs

__all__ = [
    "JOB_FEILET", "JOB_FERDIG", "JobFacts", "JobKind", "JobRefused", "Meter", "add_job_bell",
    "has_waiting", "job", "kind_of", "newest_job", "order_job", "register_job", "work_jobs",
]  # fmt: skip
