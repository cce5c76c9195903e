"""Loennsforhold: payroll's own set-up for an arbeidsforhold."""

from __future__ import annotations

from django.db import models

from samverk.core.parties.api import Party
from samverk.core.tenancy.api import TenantRow


class Loennsforhold(TenantRow):
    """That an arbeidsforhold is paid here, and from where its cost is booked first.

    The facts about work (percent, pay, hours) stay in HR; this row is what makes payroll fetch
    them, and what the first pay of a hire is measured from.
    """

    arbeidsforhold_id = models.UUIDField()
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", db_index=False)
    trekkode = models.CharField(max_length=12, default="hoved")  # hoved | bi: main or side employer
    sak_id = models.UUIDField(null=True)
    opprettet_at = models.DateTimeField()

    class Meta:
        """One per arbeidsforhold."""

        db_table = "payroll_loennsforhold"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "arbeidsforhold_id"], name="loennsforhold_arbeidsforhold_en"
            )
        ]

    def __str__(self) -> str:
        return str(self.arbeidsforhold_id)
