"""The door of the outbox."""

from samverk.core.outbox.models import Delivery, Event
from samverk.core.outbox.registry import EventFacts, add_waker, subscribe, wake
from samverk.core.outbox.services import (
    NewEvent,
    deliver_due,
    event_facts,
    events_after,
    publish,
    publish_all,
    replay,
)

__all__ = [
    "Delivery",
    "Event",
    "EventFacts",
    "NewEvent",
    "add_waker",
    "deliver_due",
    "event_facts",
    "events_after",
    "publish",
    "publish_all",
    "replay",
    "subscribe",
    "wake",
]
