"""Tells how far a job has come, in transactions of their own: its own is not seen till done.

The thread has its own connection. A report is waited for, so that a meter that cannot tell stops
the work instead of letting it go on unseen.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any
from uuid import UUID

from django.db import connection

from samverk.core.access.api import Actor, acting
from samverk.core.jobs.models import Job

TELL_AT_MOST = timedelta(milliseconds=400)
Clock = Callable[[], datetime]


class RowMeter:
    """The meter of one job; writes to its row."""

    def __init__(self, machine: Actor, job_id: UUID, clock: Clock) -> None:
        self._machine, self._job_id, self._clock = machine, job_id, clock
        self._told_at: datetime | None = None
        self._hand = ThreadPoolExecutor(1)

    def __enter__(self) -> RowMeter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Let go of the thread and its connection."""
        self._hand.submit(_close).result()
        self._hand.shutdown()

    def __call__(self, done: int, total: int) -> None:
        """Tell how many are done; more often than people can see is left out."""
        now = self._clock()
        if done < total and self._told_at and now - self._told_at < TELL_AT_MOST:
            return
        self._told_at = now
        self.write(gjort=done, av=total, meldt_at=now)

    def phase(self, name: str) -> None:
        """Tell that a named part has begun; the count begins anew."""
        now = self._clock()
        self._told_at = None
        self.write(fase=name, fase_at=now, gjort=0, av=0, meldt_at=now)

    def write(self, **values: Any) -> None:
        """Write to the row, in a transaction of its own."""
        self._hand.submit(self._write, values).result()

    def _write(self, values: dict[str, Any]) -> None:
        with acting(self._machine, now=self._clock()):
            Job.objects.filter(tenant_id=self._machine.tenant_id, id=self._job_id).update(**values)


def _close() -> None:
    """Close the thread's own connection; looked up here, where it is not the caller's."""
    connection.close()
