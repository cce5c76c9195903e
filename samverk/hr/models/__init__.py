"""Models of HR, one aggregate per file."""

from samverk.hr.models.ansettelse import Ansettelse
from samverk.hr.models.arbeidsforhold import Arbeidsforhold, ArbeidsforholdVersjon, Nummerserie
from samverk.hr.models.besettelse import (
    BesettelseVersjon,
    Kontering,
    Loennsavtale,
    Stillingsbesettelse,
)
from samverk.hr.models.bitemporal import VersjonRow
from samverk.hr.models.epostendring import Epostendring
from samverk.hr.models.henting import Hentesamtykke, Henting
from samverk.hr.models.kontoendring import Kontoendring
from samverk.hr.models.kontrakt import Gjenkjenning, Kontrakt, Signatur
from samverk.hr.models.stilling import Stilling, StillingVersjon
from samverk.hr.models.timer import Forskudd, Timeliste, Timeregistrering

__all__ = [
    "Ansettelse", "Arbeidsforhold", "ArbeidsforholdVersjon", "BesettelseVersjon",
    "Epostendring", "Forskudd",
    "Gjenkjenning", "Hentesamtykke", "Henting", "Kontering", "Kontoendring", "Kontrakt",
    "Loennsavtale", "Nummerserie", "Signatur", "Stilling", "StillingVersjon", "Stillingsbesettelse",
    "Timeliste", "Timeregistrering", "VersjonRow",
]  # fmt: skip
