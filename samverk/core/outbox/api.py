"""The door of the outbox."""

from samverk.core.outbox.models import Delivery, Event
from samverk.core.outbox.registry import EventFacts, add_waker, subscribe, wake
from samverk.core.outbox.services import (
    DeadDelivery,
    DeliveryMissing,
    NewEvent,
    dead_deliveries,
    deliver_due,
    event_facts,
    events_after,
    publish,
    publish_all,
    replay,
)

__all__ = [
    "DeadDelivery",
    "Delivery",
    "DeliveryMissing",
    "Event",
    "EventFacts",
    "NewEvent",
    "add_waker",
    "dead_deliveries",
    "deliver_due",
    "event_facts",
    "events_after",
    "publish",
    "publish_all",
    "replay",
    "subscribe",
    "wake",
]
