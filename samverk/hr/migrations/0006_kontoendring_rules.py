"""Another account is in force only when it was confirmed; no way around it in the database."""

from django.db import migrations

from samverk.core.tenancy.migration import audited, function, protect, tenant_fk

DEFINER = "SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp"

# A wish is decided once, by the person, while it holds; what was asked for never changes.
LAAST = """CREATE FUNCTION samverk.hr_kontoendring_laast() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE fri text[] := '{status,avgjort_at}';
BEGIN
  IF TG_OP = 'DELETE' OR OLD.status <> 'venter' OR to_jsonb(NEW) - fri <> to_jsonb(OLD) - fri THEN
    RAISE EXCEPTION 'uforanderlig: en kontoendring avgjøres én gang' USING ERRCODE = 'SV001';
  END IF;
  IF NEW.status = 'bekreftet' AND NEW.avgjort_at >= OLD.utloeper_at THEN
    RAISE EXCEPTION 'kontoendring_utloept' USING ERRCODE = 'SV027';
  END IF;
  RETURN NEW;
END $$"""

# The first account needs nothing more than the signature. Any later one needs a confirmed wish for
# exactly that number, newer than the account in force, so that an old confirmation opens nothing.
BEKREFTET = f"""CREATE FUNCTION samverk.hr_konto_bekreftet() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE siste timestamptz;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.tenant_id, NEW.party_id, NEW.type, NEW.verdi_hash, NEW.verdi_kryptert, NEW.registrert_at)
       IS DISTINCT FROM (OLD.tenant_id, OLD.party_id, OLD.type, OLD.verdi_hash, OLD.verdi_kryptert, OLD.registrert_at)
       OR NOT NEW.gyldig <@ OLD.gyldig THEN
      RAISE EXCEPTION 'uforanderlig: en konto kan bare avsluttes' USING ERRCODE = 'SV001';
    END IF;
    RETURN NEW;
  END IF;
  SELECT max(i.registrert_at) INTO siste FROM parties_identifikator i
  WHERE i.tenant_id = NEW.tenant_id AND i.party_id = NEW.party_id AND i.type = 'kontonummer';
  IF siste IS NOT NULL AND NOT EXISTS (
    SELECT FROM hr_kontoendring e WHERE e.tenant_id = NEW.tenant_id AND e.party_id = NEW.party_id
      AND e.status = 'bekreftet' AND e.verdi_hash = NEW.verdi_hash AND e.avgjort_at >= siste) THEN
    RAISE EXCEPTION 'konto_ikke_bekreftet' USING ERRCODE = 'SV026';
  END IF;
  RETURN NEW;
END $$"""

EGEN = "party_id = (SELECT samverk.party())"


class Migration(migrations.Migration):
    dependencies = [
        ("hr", "0005_kontoendring"),
        ("audit", "0001_initial"),
        ("parties", "0003_identifier_again"),
    ]
    operations = [
        function(LAAST),
        function(BEKREFTET),
        # The machine sends the mail; it decides nothing.
        protect("hr_kontoendring", read=f"{EGEN} OR (SELECT samverk.kind()) = 'maskin'", write=EGEN),
        audited("hr_kontoendring"),
        tenant_fk("hr_kontoendring", "party_id", "parties_party"),
        migrations.RunSQL(
            """
            ALTER TABLE hr_kontoendring
              ADD CONSTRAINT hr_kontoendring_status CHECK (status IN ('venter','bekreftet','stoppet')),
              ADD CONSTRAINT hr_kontoendring_avgjort CHECK ((status = 'venter') = (avgjort_at IS NULL)),
              ADD CONSTRAINT hr_kontoendring_frist CHECK (utloeper_at > opprettet_at);
            CREATE TRIGGER laast BEFORE UPDATE OR DELETE ON hr_kontoendring
              FOR EACH ROW EXECUTE FUNCTION samverk.hr_kontoendring_laast();
            CREATE TRIGGER ny_venter BEFORE INSERT ON hr_kontoendring
              FOR EACH ROW WHEN (NEW.status <> 'venter') EXECUTE FUNCTION samverk.refuse_change();
            CREATE TRIGGER konto_ny BEFORE INSERT ON parties_identifikator
              FOR EACH ROW WHEN (NEW.type = 'kontonummer') EXECUTE FUNCTION samverk.hr_konto_bekreftet();
            CREATE TRIGGER konto_endret BEFORE UPDATE ON parties_identifikator
              FOR EACH ROW WHEN (OLD.type = 'kontonummer' OR NEW.type = 'kontonummer')
              EXECUTE FUNCTION samverk.hr_konto_bekreftet();
            """,
            migrations.RunSQL.noop,
        ),
    ]
