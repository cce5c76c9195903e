"""What the demo's cast do, marked for translation: the texts come from cast_people.yaml."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

CAST_TEXTS = (
    _("Arkivar"),
    _("Emneansvarlig"),
    _("Fakultetsdirektør"),
    _("Førsteamanuensis og stedfortreder"),
    _("Gruppelærer på timer"),
    _("HR-leder og prosessansvarlig"),
    _("HR-saksbehandler"),
    _("Instituttleder, har budsjettet"),
    _("Lønnskonsulent"),
    _("Lønnsleder"),
    _("Læringsassistent på timer"),
    _("Personvernombud"),
    _("Professor og saksbehandler"),
    _("Prosjektleder i samarbeidet"),
    _("Sekretær for UDIR-BOTT"),
    _("Seminarleder på timer"),
    _("Studentassistent på timer"),
    _("Tilgang og systemstøtte"),
    _("Universitetsdirektør"),
    _("Økonomikonsulent"),
)
