"""Nobody releases a payment to themselves alone: pay is no exception when it pays nobody else."""

from django.db import migrations

from samverk.core.tenancy.migration import function

# As before, and: who gets the money releases pay only as one among others who are paid, and a
# deputy is who the deputy stands in for.
STEP = """CREATE OR REPLACE FUNCTION samverk.payment_step_rules() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
DECLARE b finance_paymentbatch%ROWTYPE; frigitt integer; bak uuid[];
BEGIN
  SELECT * INTO b FROM finance_paymentbatch WHERE tenant_id = NEW.tenant_id AND id = NEW.batch_id FOR UPDATE;
  NEW.bruker_id := samverk.subject(); NEW.party_id := samverk.party(); NEW.skjedde_at := samverk.now();
  SELECT count(*) INTO frigitt FROM finance_paymentstep s WHERE s.tenant_id = b.tenant_id AND s.batch_id = b.id AND s.steg = 'frigitt';
  IF EXISTS (SELECT FROM finance_paymentstep s WHERE s.tenant_id = b.tenant_id AND s.batch_id = b.id
      AND s.steg IN ('betalt', 'avvist', 'stanset')) THEN
    RAISE EXCEPTION 'betalingen er ferdig' USING ERRCODE = 'SV210', DETAIL = 'ferdig';
  END IF;
  IF NEW.steg IN ('hentet', 'betalt', 'avvist') AND frigitt < 2 THEN
    RAISE EXCEPTION 'betalingen er ikke frigitt av to' USING ERRCODE = 'SV210', DETAIL = 'ikke_frigitt';
  END IF;
  IF NEW.steg = 'stanset' AND EXISTS (SELECT FROM finance_paymentstep s WHERE s.tenant_id = b.tenant_id
      AND s.batch_id = b.id AND s.steg = 'hentet') THEN
    RAISE EXCEPTION 'filen er sendt' USING ERRCODE = 'SV210', DETAIL = 'hentet';
  END IF;
  IF NEW.steg <> 'frigitt' THEN RETURN NEW; END IF;
  IF frigitt >= 2 THEN RAISE EXCEPTION 'betalingen er alt frigitt' USING ERRCODE = 'SV210', DETAIL = 'frigitt'; END IF;
  IF NEW.bruker_id IS NULL OR NEW.party_id IS NULL THEN
    RAISE EXCEPTION 'to_personer' USING ERRCODE = 'SV003', DETAIL = 'maskin';
  END IF;
  IF EXISTS (SELECT FROM access_bruker u WHERE u.tenant_id = b.tenant_id AND u.id = b.opprettet_av
      AND (u.party_id = NEW.party_id OR u.id IN (NEW.bruker_id, samverk.behalf()))) THEN
    RAISE EXCEPTION 'to_personer' USING ERRCODE = 'SV003', DETAIL = 'oppretter';
  END IF;
  IF EXISTS (SELECT FROM finance_paymentstep s WHERE s.tenant_id = b.tenant_id AND s.batch_id = b.id AND s.steg = 'frigitt'
      AND (s.party_id = NEW.party_id OR s.bruker_id = samverk.behalf())) THEN
    RAISE EXCEPTION 'to_personer' USING ERRCODE = 'SV003', DETAIL = 'samme';
  END IF;
  IF EXISTS (SELECT FROM finance_payment p JOIN access_bruker u ON u.tenant_id = p.tenant_id AND u.id = p.konto_endret_av
      WHERE p.tenant_id = b.tenant_id AND p.batch_id = b.id
        AND (u.party_id = NEW.party_id OR u.id IN (NEW.bruker_id, samverk.behalf()))
        AND NOT (b.art = 'lonn' AND p.party_id = NEW.party_id)) THEN
    RAISE EXCEPTION 'to_personer' USING ERRCODE = 'SV003', DETAIL = 'konto';
  END IF;
  SELECT array_remove(ARRAY[NEW.party_id, (SELECT u.party_id FROM access_bruker u
    WHERE u.tenant_id = b.tenant_id AND u.id = samverk.behalf())], NULL) INTO bak;
  IF EXISTS (SELECT FROM finance_payment p WHERE p.tenant_id = b.tenant_id AND p.batch_id = b.id
      AND p.party_id = ANY (bak))
     AND (b.art <> 'lonn' OR NOT EXISTS (SELECT FROM finance_payment p WHERE p.tenant_id = b.tenant_id
       AND p.batch_id = b.id AND (p.party_id = ANY (bak)) IS NOT TRUE)) THEN
    RAISE EXCEPTION 'to_personer' USING ERRCODE = 'SV003', DETAIL = CASE WHEN EXISTS (
      SELECT FROM finance_payment p WHERE p.tenant_id = b.tenant_id AND p.batch_id = b.id
        AND p.party_id = NEW.party_id) THEN 'mottaker' ELSE 'mottaker_for' END;
  END IF;
  RETURN NEW;
END $$"""


class Migration(migrations.Migration):
    dependencies = [("finance", "0007_audit_in_bulk")]
    operations = [function(STEP)]
