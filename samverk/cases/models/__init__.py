"""Case and note."""

from samverk.cases.models.sak import Sak, SakNotat

__all__ = ["Sak", "SakNotat"]
