"""Tenants, and the functions that tell who acts for whom inside a transaction."""

import samverk.core.tenancy.ids
from django.db import migrations, models

from samverk.core.tenancy.migration import function, reference

CONTEXT = [
    ("tenant", "uuid", "nullif(current_setting('samverk.tenant', true), '')::uuid"),
    ("subject", "uuid", "nullif(current_setting('samverk.subject', true), '')::uuid"),
    ("party", "uuid", "nullif(current_setting('samverk.party', true), '')::uuid"),
    ("behalf", "uuid", "nullif(current_setting('samverk.behalf', true), '')::uuid"),
    ("kind", "text", "nullif(current_setting('samverk.kind', true), '')"),
    # The clock is an argument: a service may act at a stated time (scripted life, imports, tests).
    (
        "now",
        "timestamptz",
        "coalesce(nullif(current_setting('samverk.now', true), '')::timestamptz, now())",
    ),
    (
        "today",
        "date",
        "(coalesce(nullif(current_setting('samverk.now', true), '')::timestamptz, now())"
        " AT TIME ZONE 'Europe/Oslo')::date",
    ),
]


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Tenant",
            fields=[
                ("id", models.UUIDField(default=samverk.core.tenancy.ids.new_id, primary_key=True, serialize=False)),
                ("slug", models.SlugField(max_length=12, unique=True)),
                ("kortnavn", models.CharField(max_length=12, unique=True)),
                ("navn", models.CharField(max_length=120)),
                ("domene", models.CharField(max_length=60)),
                ("orgnr", models.CharField(blank=True, max_length=9)),
                ("orgnr_sikkerhet", models.CharField(default="ubekreftet", max_length=12)),
                ("is_university", models.BooleanField(default=True)),
            ],
            options={"db_table": "tenancy_tenant"},
        ),
        *[
            function(
                f"CREATE FUNCTION samverk.{name}() RETURNS {kind} LANGUAGE sql STABLE PARALLEL SAFE"
                f" AS $$ SELECT {body} $$",
                execute_for="samverk_app, samverk_report",
            )
            for name, kind, body in CONTEXT
        ],
        function(
            "CREATE FUNCTION samverk.sortname(navn text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE"
            # The embedded server has no ICU and C.UTF-8 sorts å before æ.
            " AS $$ SELECT translate(lower(navn), 'æøåäöü', '{|}{|y') $$",
            execute_for="samverk_app, samverk_report",
        ),
        function(
            """CREATE FUNCTION samverk.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              RAISE EXCEPTION 'uforanderlig: % kan ikke endres eller slettes', TG_TABLE_NAME
                USING ERRCODE = 'SV001';
            END $$"""
        ),
        function(
            # After a bulk load the planner knows nothing of the new rows until autovacuum comes by;
            # the runtime owns no table and could not ask for it itself.
            """CREATE FUNCTION samverk.refresh_statistics(module text) RETURNS integer LANGUAGE plpgsql
            SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
            DECLARE navn text; antall integer := 0;
            BEGIN
              FOR navn IN SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                  AND c.relname LIKE replace(module, '_', '\_') || '\_%' LOOP
                EXECUTE format('ANALYZE %I', navn);
                antall := antall + 1;
              END LOOP;
              RETURN antall;
            END $$"""
        ),
        reference("tenancy_tenant"),
    ]
