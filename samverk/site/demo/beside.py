"""Tenants built side by side: they share no rows, and each is one transaction of its own."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from threading import Thread
from typing import Any

TICK_SECONDS = 0.2
_told: Any = None  # the queue of one of the processes, set when it begins


def cores() -> int:
    """How many processes the machine runs at the same time."""
    return len(os.sched_getaffinity(0))


def each(work: Callable[[str], None], slugs: Sequence[str]) -> Iterator[str]:
    """Do the work for every tenant in processes of their own; yield what they tell on the way.

    Args:
        work: a function of a module, called with a slug; it tells through `tell`.
        slugs: of the tenants, in the order they begin.

    Raises:
        Exception: what a tenant's work raised, when the others have ended theirs.
    """
    from django.db import connection

    # Begun afresh, not forked: a connection to the database is not shared between processes.
    context = multiprocessing.get_context("spawn")
    # What is told is in the pipe when `tell` returns, so nothing told is left behind at the end.
    told = context.SimpleQueue()
    name = connection.settings_dict["NAME"]
    with context.Pool(min(cores(), len(slugs)), _begin, (told, name)) as pool:
        done = pool.map_async(work, slugs, chunksize=1)
        while not done.ready():
            if told.empty():
                done.wait(TICK_SECONDS)
            else:
                yield told.get()
        done.get()
        while not told.empty():
            yield told.get()


def tell(text: str) -> None:
    """Say to the process that began this one how far the work has come."""
    _told.put(text)


def _end_with_parent() -> None:
    """A killed parent takes its children with it: what they had begun is rolled back."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _begin(told: Any, database: str) -> None:
    import django
    from django.db import connections

    global _told  # noqa: PLW0603 - one per process, set once
    _told = told
    Thread(target=_end_with_parent, daemon=True).start()
    django.setup()
    connections["default"].settings_dict["NAME"] = database
