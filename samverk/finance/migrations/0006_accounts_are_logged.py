"""The accounts of a payment file are read for one purpose, and each read is in the read log."""

from django.db import migrations

from samverk.core.tenancy.migration import function

ACCOUNTS = """CREATE OR REPLACE FUNCTION samverk.payment_accounts(batch uuid) RETURNS TABLE (nr integer, konto bytea) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
DECLARE kap text := CASE WHEN samverk.kan('okonomi.betaling.frigi') THEN 'okonomi.betaling.frigi'
  WHEN samverk.kan('okonomi.betaling.foresla') THEN 'okonomi.betaling.foresla' END;
BEGIN
  IF kap IS NULL THEN
    RAISE EXCEPTION 'ingen_tilgang' USING ERRCODE = 'SV403';
  END IF;
  INSERT INTO audit_lesing (tenant_id, at, bruker_id, kapabilitet, objekt_type, objekt_id,
    gjelder_party_id, dataklasse, formaal)
  SELECT p.tenant_id, samverk.now(), samverk.subject(), kap, 'kontonummer', p.id, p.party_id, 3, 'utbetaling'
  FROM finance_payment p WHERE p.tenant_id = samverk.tenant() AND p.batch_id = batch;
  RETURN QUERY SELECT p.nr, p.konto_kryptert FROM finance_payment p
    WHERE p.tenant_id = samverk.tenant() AND p.batch_id = batch ORDER BY p.nr;
END $$"""


class Migration(migrations.Migration):
    dependencies = [("finance", "0005_own_codes"), ("audit", "0002_reveal_for_a_purpose")]
    operations = [function(ACCOUNTS)]
