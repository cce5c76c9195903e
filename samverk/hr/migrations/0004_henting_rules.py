"""Fetching from another institution: only one's own, only with consent, seen at both ends."""

from django.db import migrations

from samverk.core.tenancy.migration import append_only, audited, function, protect, tenant_fk

DEFINER = "SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp"

# Who holds this token at another institution, with a standing consent to be recognised given there.
FUNNET = f"""CREATE FUNCTION samverk.hr_gjenkjent(merke bytea) RETURNS TABLE (kilde uuid, party uuid)
LANGUAGE sql STABLE {DEFINER} AS $$
  SELECT g.tenant_id, g.party_id
  FROM hr_gjenkjenning g
  JOIN parties_party p ON p.tenant_id = g.tenant_id AND p.id = g.party_id AND p.skjermet = 0
  CROSS JOIN LATERAL (
    SELECT s.gitt FROM parties_samtykke s
    WHERE s.tenant_id = g.tenant_id AND s.party_id = g.party_id AND s.formaal = 'gjenkjenning'
    ORDER BY s.registrert_at DESC, s.id DESC LIMIT 1) siste
  WHERE g.token = merke AND siste.gitt AND g.tenant_id <> samverk.tenant()
  ORDER BY g.gitt_at
$$"""

# What is told before anything is fetched: who, the last digits of the account, and whether there is
# a municipality. Only to a person, and only for a token that the platform makes of their own number.
GJENKJENN = f"""CREATE FUNCTION samverk.hr_gjenkjenn(merke bytea)
RETURNS TABLE (kilde uuid, slug text, kortnavn text, navn text, spraak text, konto_slutt text, har_kommune boolean)
LANGUAGE sql STABLE {DEFINER} AS $$
  SELECT t.id, t.slug, t.kortnavn, p.navn, p.spraak, coalesce((
    SELECT i.siste_fire FROM parties_identifikator i WHERE i.tenant_id = p.tenant_id
      AND i.party_id = p.id AND i.type = 'kontonummer' AND i.gyldig @> samverk.today()
    ORDER BY i.registrert_at DESC LIMIT 1), ''),
    EXISTS (SELECT FROM hr_signatur s WHERE s.tenant_id = p.tenant_id AND s.party_id = p.id)
  FROM samverk.hr_gjenkjent(merke) f
  JOIN tenancy_tenant t ON t.id = f.kilde
  JOIN parties_party p ON p.tenant_id = f.kilde AND p.id = f.party
  WHERE samverk.party() IS NOT NULL AND samverk.behalf() IS NULL
$$"""

# The one door through which a value crosses: for the acting person only, under that person's newest
# consent, only the fields it names, from a source that still may be recognised. A line in both
# institutions' read logs in the same statement; the ciphertext is useless without the platform's key.
HENT = f"""CREATE FUNCTION samverk.hr_hent(fra uuid) RETURNS TABLE (felt text, kryptert bytea, tekst text)
LANGUAGE plpgsql {DEFINER} AS $$
DECLARE mitt hr_hentesamtykke%ROWTYPE; der uuid; konto bytea; kommune text; n integer := 0;
BEGIN
  IF samverk.party() IS NULL OR samverk.behalf() IS NOT NULL THEN RETURN; END IF;
  SELECT * INTO mitt FROM hr_hentesamtykke h
  WHERE h.tenant_id = samverk.tenant() AND h.party_id = samverk.party() AND h.kilde_id = fra
  ORDER BY h.registrert_at DESC, h.id DESC LIMIT 1;
  IF NOT FOUND OR NOT mitt.gitt THEN RETURN; END IF;
  SELECT f.party INTO der FROM samverk.hr_gjenkjent(mitt.token) f WHERE f.kilde = fra;
  IF NOT FOUND THEN RETURN; END IF;
  IF 'kontonummer' = ANY (mitt.felter) THEN
    SELECT i.verdi_kryptert INTO konto FROM parties_identifikator i
    WHERE i.tenant_id = fra AND i.party_id = der AND i.type = 'kontonummer'
      AND i.gyldig @> samverk.today()
    ORDER BY i.registrert_at DESC LIMIT 1;
  END IF;
  IF 'skattekommune' = ANY (mitt.felter) THEN
    SELECT s.skattekommune INTO kommune FROM hr_signatur s
    WHERE s.tenant_id = fra AND s.party_id = der ORDER BY s.signert_at DESC, s.id DESC LIMIT 1;
  END IF;
  n := num_nonnulls(konto, kommune);
  IF n = 0 THEN RETURN; END IF;
  INSERT INTO audit_lesing (tenant_id, at, kapabilitet, objekt_type, objekt_id, gjelder_party_id, dataklasse, formaal, antall)
  SELECT v.tenant, samverk.now(), 'hr.opplysninger.hent', 'hr_hentesamtykke', mitt.id, v.person, 3, v.formaal, n
  FROM (VALUES
    (fra, der, 'Hentet til ' || (SELECT t.kortnavn FROM tenancy_tenant t WHERE t.id = samverk.tenant()) || ' med ditt samtykke'),
    (samverk.tenant(), samverk.party(), 'Hentet fra ' || (SELECT t.kortnavn FROM tenancy_tenant t WHERE t.id = fra) || ' med ditt samtykke')
  ) AS v(tenant, person, formaal);
  INSERT INTO audit_spor (tenant_id, at, aktoer_art, handling, objekt_type, objekt_id)
  VALUES (fra, samverk.now(), 'ekstern', 'hr.opplysninger.utlever', 'hr_hentesamtykke', mitt.id);
  IF konto IS NOT NULL THEN felt := 'kontonummer'; kryptert := konto; tekst := ''; RETURN NEXT; END IF;
  IF kommune IS NOT NULL THEN felt := 'skattekommune'; kryptert := NULL; tekst := kommune; RETURN NEXT; END IF;
END $$"""

EGEN = "party_id = (SELECT samverk.party())"


class Migration(migrations.Migration):
    dependencies = [
        ("hr", "0003_henting"),
        ("hr", "0002_rules"),
        ("audit", "0001_initial"),
        ("parties", "0002_rules"),
    ]
    operations = [
        protect("hr_hentesamtykke", update=False, read=EGEN, write=EGEN),
        protect("hr_henting", update=False, read=EGEN, write=EGEN),
        append_only("hr_hentesamtykke"),
        append_only("hr_henting"),
        audited("hr_hentesamtykke"),
        audited("hr_henting"),
        tenant_fk("hr_hentesamtykke", "party_id", "parties_party"),
        tenant_fk("hr_henting", "party_id", "parties_party"),
        tenant_fk("hr_henting", "samtykke_id", "hr_hentesamtykke"),
        migrations.RunSQL(
            """
            ALTER TABLE hr_hentesamtykke
              ADD CONSTRAINT hr_hentesamtykke_kilde FOREIGN KEY (kilde_id) REFERENCES tenancy_tenant (id),
              ADD CONSTRAINT hr_hentesamtykke_annen CHECK (kilde_id <> tenant_id),
              ADD CONSTRAINT hr_hentesamtykke_felter CHECK (
                cardinality(felter) > 0 AND felter <@ ARRAY['kontonummer','skattekommune']::varchar[]);
            CREATE INDEX hr_hentesamtykke_party ON hr_hentesamtykke (tenant_id, party_id, kilde_id, registrert_at);
            CREATE INDEX hr_henting_party ON hr_henting (tenant_id, party_id, hentet_at);
            DROP FUNCTION samverk.hr_gjenkjenn(bytea);
            """,
            migrations.RunSQL.noop,
        ),
        function(FUNNET, execute_for="samverk_owner"),
        function(GJENKJENN),
        function(HENT),
    ]
