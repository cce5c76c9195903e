"""The runtime's rights on tables that libraries own: sessions and the job queue (tenant-free)."""

from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("sessions", "0001_initial"),
        ("procrastinate", "0041_post_retry_failed_job"),
        ("tenancy", "0002_the_five"),
    ]
    operations = [
        migrations.RunSQL(
            """
            GRANT SELECT, INSERT, UPDATE, DELETE ON django_session TO samverk_app;
            GRANT SELECT ON django_migrations TO samverk_app;
            DO $$ DECLARE t text; BEGIN
              FOR t IN SELECT tablename FROM pg_tables
                       WHERE schemaname = 'public' AND tablename LIKE 'procrastinate%' LOOP
                EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO samverk_app', t);
              END LOOP;
              FOR t IN SELECT sequencename FROM pg_sequences
                       WHERE schemaname = 'public' AND sequencename LIKE 'procrastinate%' LOOP
                EXECUTE format('GRANT USAGE ON SEQUENCE %I TO samverk_app', t);
              END LOOP;
            END $$;
            """,
            migrations.RunSQL.noop,
        )
    ]
