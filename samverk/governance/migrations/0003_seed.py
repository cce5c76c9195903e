"""What every installation starts with: indicators version 1, limits of the lights, the bodies."""

from datetime import date
from pathlib import Path

import yaml
from django.db import migrations

DATA = Path(__file__).resolve().parents[1] / "data"


def _read(name):
    return yaml.safe_load((DATA / name).read_text(encoding="utf8"))


def seed(apps, schema_editor):
    bott = apps.get_model("tenancy", "Tenant").objects.get(slug="bott")
    indicator = apps.get_model("governance", "Indicator")
    for key, row in _read("indicators.yaml").items():
        (nb, nn, en), (formel, formel_nn, formel_en) = row["navn"], row["formel"]
        indicator.objects.create(
            tenant=bott, noekkel=key, versjon=1, navn=nb, navn_nn=nn, navn_en=en, formel=formel,
            formel_nn=formel_nn, formel_en=formel_en, enhet=row["enhet"], retning=row["retning"],
            svarer_paa=row["svarer_paa"], hendelser=row["hendelser"],
            is_levende=row.get("levende", False),
        )
    apps.get_model("governance", "LightScale").objects.create(
        tenant=bott, versjon=1, status="forslag", gjelder_fra=date(2025, 1, 1),
        grenser={
            "gul_over_andel": "0.5", "roed_over_andel": "1.0", "gul_faktor": 15,
            "roed_faktor": 20, "gul_gap": "0.10", "roed_gap": "0.25",
            "leveranse_roed_dager": 30, "rapport_slingring_dager": 7, "minste_n": 5,
        },
    )
    body = apps.get_model("governance", "CollabBody")
    for row in _read("bodies.yaml"):
        body.objects.create(tenant=bott, **row)


class Migration(migrations.Migration):
    dependencies = [("governance", "0002_rules"), ("tenancy", "0002_the_five")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
