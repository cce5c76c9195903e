"""Screened persons do not exist for others; identifiers are only revealed, never selected."""

from django.db import migrations

from samverk.core.tenancy.migration import append_only, function, protect, tenant_fk


class Migration(migrations.Migration):
    dependencies = [("parties", "0001_initial"), ("tenancy", "0002_the_five")]
    operations = [
        # Replaced by the access app when grants exist; until then only the person self.
        function(
            "CREATE FUNCTION samverk.ser_skjermet(p uuid) RETURNS boolean LANGUAGE sql STABLE"
            " SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp"
            " AS $$ SELECT p = samverk.party() $$"
        ),
        function(
            "CREATE FUNCTION samverk.finn_party(tekst text, antall int) RETURNS SETOF uuid LANGUAGE sql STABLE"
            " SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp"
            " AS $$ SELECT id FROM parties_party WHERE tenant_id = samverk.tenant()"
            " AND lower(navn) LIKE '%' || replace(replace(replace(lower(tekst), '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%'"
            " AND (skjermet = 0 OR samverk.ser_skjermet(id))"
            " ORDER BY samverk.sortname(navn) LIMIT least(antall, 200) $$"
        ),
        protect("parties_party", read="skjermet = 0 OR samverk.ser_skjermet(id)"),
        protect("parties_identifikator"),
        protect("parties_samtykke", update=False),
        append_only("parties_samtykke"),
        tenant_fk("parties_identifikator", "party_id", "parties_party"),
        tenant_fk("parties_samtykke", "party_id", "parties_party"),
        migrations.RunSQL(
            """
            CREATE INDEX party_navn ON parties_party (tenant_id, samverk.sortname(navn), id);
            CREATE INDEX party_navn_trgm ON parties_party USING gin (lower(navn) gin_trgm_ops);
            CREATE INDEX party_uhid ON parties_party (uhid) WHERE uhid IS NOT NULL;
            CREATE INDEX identifikator_hash ON parties_identifikator (tenant_id, type, verdi_hash);
            CREATE INDEX identifikator_party ON parties_identifikator (tenant_id, party_id, type);
            ALTER TABLE parties_party ADD CONSTRAINT party_art CHECK (art IN ('person', 'organisasjon'));
            ALTER TABLE parties_party ADD CONSTRAINT party_skjerming CHECK (skjermet IN (0, 6, 7));
            -- The ciphertext is not readable for the runtime; samverk.reveal_identifier() returns it
            -- and leaves a trace in the same statement.
            REVOKE SELECT ON parties_identifikator FROM samverk_app;
            GRANT SELECT (id, tenant_id, party_id, type, verdi_hash, siste_fire, gyldig, kilde, registrert_at)
              ON parties_identifikator TO samverk_app;
            """,
            migrations.RunSQL.noop,
        ),
    ]
