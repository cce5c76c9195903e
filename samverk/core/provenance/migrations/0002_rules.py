"""Submissions and known concepts are append-only and hold counts that add up."""

from django.db import migrations

from samverk.core.tenancy.migration import append_only, protect


class Migration(migrations.Migration):
    dependencies = [("provenance", "0001_initial"), ("tenancy", "0002_the_five")]
    operations = [
        protect("provenance_innsending", update=False),
        append_only("provenance_innsending"),
        protect("provenance_kjentfelt", update=False),
        append_only("provenance_kjentfelt"),
        migrations.RunSQL(
            """
            ALTER TABLE provenance_innsending
              ADD CONSTRAINT innsending_summerer
                CHECK (n_felt = n_tastet + n_arvet + n_hentet + n_beregnet),
              ADD CONSTRAINT innsending_gjentatt CHECK (n_gjentatt <= n_tastet),
              ADD CONSTRAINT innsending_felter
                CHECK (jsonb_typeof(felter) = 'array' AND jsonb_array_length(felter) = n_felt),
              ADD CONSTRAINT innsending_maskin_taster_ikke
                CHECK (aktoer_art <> 'maskin' OR n_tastet = 0);
            CREATE INDEX innsending_objekt
              ON provenance_innsending (tenant_id, objekt_type, objekt_id, innsendt_at);
            CREATE INDEX innsending_at ON provenance_innsending (tenant_id, innsendt_at);
            CREATE INDEX innsending_instans ON provenance_innsending (tenant_id, instans_id)
              WHERE instans_id IS NOT NULL;
            """,
            migrations.RunSQL.noop,
        ),
    ]
