"""The line in both read logs has a purpose of the list, which the person reads in her own language."""

from django.db import migrations

from samverk.core.tenancy.migration import function

DEFINER = "SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp"

HENT = f"""CREATE OR REPLACE FUNCTION samverk.hr_hent(fra uuid) RETURNS TABLE (felt text, kryptert bytea, tekst text)
LANGUAGE plpgsql {DEFINER} AS $$
DECLARE mitt hr_hentesamtykke%ROWTYPE; der uuid; konto bytea; kommune text; n integer := 0; hva text;
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
  hva := concat_ws(' og ', CASE WHEN konto IS NOT NULL THEN 'kontonummer' END, CASE WHEN kommune IS NOT NULL THEN 'skattekommune' END);
  INSERT INTO audit_lesing (tenant_id, at, kapabilitet, objekt_type, objekt_id, gjelder_party_id, dataklasse, formaal, begrunnelse, antall)
  SELECT v.tenant, samverk.now(), 'hr.opplysninger.hent', hva, mitt.id, v.person, 3, v.formaal,
    (SELECT t.kortnavn FROM tenancy_tenant t WHERE t.id = v.annen), n
  FROM (VALUES
    (fra, der, 'hentet_til', samverk.tenant()), (samverk.tenant(), samverk.party(), 'hentet_fra', fra)
  ) AS v(tenant, person, formaal, annen);
  INSERT INTO audit_spor (tenant_id, at, aktoer_art, handling, objekt_type, objekt_id)
  VALUES (fra, samverk.now(), 'ekstern', 'hr.opplysninger.utlever', 'hr_hentesamtykke', mitt.id);
  IF konto IS NOT NULL THEN felt := 'kontonummer'; kryptert := konto; tekst := ''; RETURN NEXT; END IF;
  IF kommune IS NOT NULL THEN felt := 'skattekommune'; kryptert := NULL; tekst := kommune; RETURN NEXT; END IF;
END $$"""


class Migration(migrations.Migration):
    dependencies = [("hr", "0015_forskudd_stanset"), ("audit", "0002_reveal_for_a_purpose")]
    operations = [function(HENT)]
