"""An address that HR changed: what it was, what it became, why and by whom; never changed itself."""

import django.db.models.deletion
from django.db import migrations, models

import samverk.core.tenancy.ids
from samverk.core.tenancy.migration import append_only, audited, protect, tenant_fk

SKRIV = "(SELECT samverk.kan('hr.arbeidsforhold.skriv'))"
EGEN = "party_id = (SELECT samverk.party())"


def to(target: str) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=target
    )


class Migration(migrations.Migration):
    dependencies = [
        ("hr", "0017_many_hours_at_once"),
        ("access", "0003_rules"),
        ("audit", "0001_initial"),
        ("parties", "0002_rules"),
        ("tenancy", "0002_the_five"),
    ]
    operations = [
        migrations.CreateModel(
            name="Epostendring",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samverk.core.tenancy.ids.new_id, primary_key=True, serialize=False
                    ),
                ),
                ("forrige", models.CharField(blank=True, max_length=200)),
                ("ny", models.CharField(max_length=200)),
                ("grunn", models.CharField(max_length=400)),
                ("endret_at", models.DateTimeField()),
                ("endret_av", to("access.bruker")),
                ("party", to("parties.party")),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.tenant",
                    ),
                ),
            ],
            options={"db_table": "hr_epostendring"},
        ),
        protect(
            "hr_epostendring", update=False, read=f"{EGEN} OR {SKRIV}",
            # Nobody changes their own, and the hand is the one that acts.
            write=f"{SKRIV} AND NOT coalesce({EGEN}, false) AND endret_av_id = (SELECT samverk.subject())",
        ),
        append_only("hr_epostendring"),
        audited("hr_epostendring"),
        tenant_fk("hr_epostendring", "party_id", "parties_party"),
    ]
