"""Whoever holds the budget of a unit decides its hires, also without leading it."""

from django.db import migrations

RIGHTS = (
    "hr.ansettelse.bestill",
    "hr.arbeidsforhold.godkjenn",
    "hr.rekruttering.vedta",
    "okonomi.bilag.bdm",
)
MAY = " OR ".join(
    [
        *(f"enhet_id IN (SELECT samverk.enheter('{one}'))" for one in RIGHTS),
        "(SELECT samverk.kan('hr.arbeidsforhold.skriv'))",
    ]
)


class Migration(migrations.Migration):
    dependencies = [("hr", "0020_hours_sent_back")]
    operations = [
        migrations.RunSQL(
            "DROP POLICY endre ON hr_ansettelse;"
            f" CREATE POLICY endre ON hr_ansettelse FOR UPDATE TO samverk_app USING ({MAY})"
            f" WITH CHECK ({MAY})",
            migrations.RunSQL.noop,
        )
    ]
