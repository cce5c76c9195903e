"""A report is seen by the one who wrote it and by system support; only the answer may be added."""

from django.db import migrations

from samverk.core.tenancy.migration import protect, tenant_fk

SEEN = "bruker_id = (SELECT samverk.subject()) OR (SELECT samverk.kan('drift.les'))"


class Migration(migrations.Migration):
    dependencies = [("ui", "0001_initial"), ("access", "0003_rules")]
    operations = [
        protect("ui_tilbakemelding", read=SEEN, write=SEEN),
        tenant_fk("ui_tilbakemelding", "bruker_id", "access_bruker"),
        tenant_fk("ui_tilbakemelding", "besvart_av_id", "access_bruker"),
        migrations.RunSQL(
            """
            REVOKE UPDATE ON ui_tilbakemelding FROM samverk_app;
            GRANT UPDATE (svar, besvart_at, besvart_av_id) ON ui_tilbakemelding TO samverk_app;
            CREATE INDEX tilbakemelding_mine ON ui_tilbakemelding (tenant_id, bruker_id, opprettet_at);
            CREATE INDEX tilbakemelding_aapne ON ui_tilbakemelding (tenant_id, opprettet_at)
              WHERE besvart_at IS NULL;
            """,
            migrations.RunSQL.noop,
        ),
    ]
