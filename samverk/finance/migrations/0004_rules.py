"""Rights, immutability and the two-person rules of finance."""

from django.db import migrations

from samverk.core.tenancy.migration import append_only, audited, function, protect, tenant_fk

HEAD = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$"

# The person behind an account counts, not the account; a deputy carries the principal's bans too.
PERIOD_CHANGE = f"""CREATE FUNCTION samverk.period_change_rules() RETURNS trigger {HEAD}
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.bekreftet_at IS NOT NULL THEN
      RAISE EXCEPTION 'uforanderlig: endringen er bekreftet' USING ERRCODE = 'SV001';
    END IF;
    RETURN OLD;
  END IF;
  IF TG_OP = 'INSERT' THEN
    NEW.foreslaatt_av := samverk.subject(); NEW.foreslaatt_party := samverk.party(); NEW.foreslaatt_at := samverk.now();
    NEW.bekreftet_av := NULL; NEW.bekreftet_party := NULL; NEW.bekreftet_at := NULL;
    IF NOT EXISTS (SELECT FROM finance_period p WHERE p.tenant_id = NEW.tenant_id AND p.periode = NEW.periode
        AND p.status <> NEW.til_status) THEN
      RAISE EXCEPTION 'perioden har alt denne statusen' USING ERRCODE = 'SV203', DETAIL = NEW.periode::text;
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.bekreftet_at IS NOT NULL OR (NEW.tenant_id, NEW.periode, NEW.til_status, NEW.begrunnelse, NEW.foreslaatt_av,
      NEW.foreslaatt_party, NEW.foreslaatt_at) IS DISTINCT FROM (OLD.tenant_id, OLD.periode, OLD.til_status,
      OLD.begrunnelse, OLD.foreslaatt_av, OLD.foreslaatt_party, OLD.foreslaatt_at) THEN
    RAISE EXCEPTION 'uforanderlig: en periodeendring kan bare bekreftes én gang' USING ERRCODE = 'SV001';
  END IF;
  NEW.bekreftet_av := samverk.subject(); NEW.bekreftet_party := samverk.party(); NEW.bekreftet_at := samverk.now();
  IF NEW.bekreftet_av IS NULL OR OLD.foreslaatt_av IN (NEW.bekreftet_av, samverk.behalf())
     OR OLD.foreslaatt_party = NEW.bekreftet_party THEN
    RAISE EXCEPTION 'to_personer: en annen må bekrefte' USING ERRCODE = 'SV003';
  END IF;
  UPDATE finance_period SET status = NEW.til_status WHERE tenant_id = NEW.tenant_id AND periode = NEW.periode;
  RETURN NEW;
END $$"""

PERIOD = f"""CREATE FUNCTION samverk.period_rules() RETURNS trigger {HEAD}
BEGIN
  IF TG_OP = 'DELETE' OR (NEW.tenant_id, NEW.periode) IS DISTINCT FROM (OLD.tenant_id, OLD.periode)
     OR pg_trigger_depth() < 2 THEN
    RAISE EXCEPTION 'uforanderlig: en periode lukkes og åpnes av to personer' USING ERRCODE = 'SV001';
  END IF;
  RETURN NEW;
END $$"""

# Code, period of validity and owner of what has been posted on may end, never move or vanish.
PROJECT = f"""CREATE FUNCTION samverk.delprosjekt_rules() RETURNS trigger {HEAD}
BEGIN
  IF (NEW.tenant_id, NEW.kode) IS DISTINCT FROM (OLD.tenant_id, OLD.kode) THEN
    RAISE EXCEPTION 'uforanderlig: koden følger delprosjektet for alltid' USING ERRCODE = 'SV001';
  END IF;
  RETURN NEW;
END $$"""

STEP = f"""CREATE FUNCTION samverk.payment_step_rules() RETURNS trigger {HEAD}
DECLARE b finance_paymentbatch%ROWTYPE; frigitt integer; meg uuid;
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
  IF b.art <> 'lonn' AND EXISTS (SELECT FROM finance_payment p WHERE p.tenant_id = b.tenant_id
      AND p.batch_id = b.id AND p.party_id = NEW.party_id) THEN
    RAISE EXCEPTION 'to_personer' USING ERRCODE = 'SV003', DETAIL = 'mottaker';
  END IF;
  RETURN NEW;
END $$"""

# A batch is whole when it commits: count and sum are those of its payments.
BATCH_WHOLE = f"""CREATE FUNCTION samverk.payment_batch_whole() RETURNS trigger {HEAD}
BEGIN
  IF (SELECT (count(*), coalesce(sum(p.beloep_oere), 0)) FROM finance_payment p
      WHERE p.tenant_id = NEW.tenant_id AND p.batch_id = NEW.id) IS DISTINCT FROM (NEW.antall::bigint, NEW.sum_oere::numeric) THEN
    RAISE EXCEPTION 'betalingsfilen er ikke hel: %', NEW.id USING ERRCODE = 'SV202';
  END IF;
  RETURN NULL;
END $$"""

# Payments are added together with their batch, never later: count and sum must hold again.
PAYMENT_NEW = f"""CREATE FUNCTION samverk.payment_new() RETURNS trigger {HEAD}
BEGIN
  IF EXISTS (
    SELECT FROM (SELECT DISTINCT tenant_id, batch_id FROM nye) q
    JOIN finance_paymentbatch b ON b.tenant_id = q.tenant_id AND b.id = q.batch_id
    CROSS JOIN LATERAL (SELECT count(*) c, sum(p.beloep_oere) s FROM finance_payment p
      WHERE p.tenant_id = b.tenant_id AND p.batch_id = b.id) t
    WHERE t.c <> b.antall OR t.s <> b.sum_oere) THEN
    RAISE EXCEPTION 'betalingsfilen er ikke hel' USING ERRCODE = 'SV202';
  END IF;
  RETURN NULL;
END $$"""

ACCOUNTS = f"""CREATE FUNCTION samverk.payment_accounts(batch uuid) RETURNS TABLE (nr integer, konto bytea) {HEAD}
BEGIN
  IF NOT (samverk.kan('okonomi.betaling.frigi') OR samverk.kan('okonomi.betaling.foresla')) THEN
    RAISE EXCEPTION 'ingen_tilgang' USING ERRCODE = 'SV403';
  END IF;
  RETURN QUERY SELECT p.nr, p.konto_kryptert FROM finance_payment p
    WHERE p.tenant_id = samverk.tenant() AND p.batch_id = batch ORDER BY p.nr;
END $$"""

CHART = "(SELECT samverk.kan('okonomi.kontoplan.skriv'))"
PERIODS = "(SELECT samverk.kan('okonomi.periode.lukk'))"
CONFIRM = "(SELECT samverk.kan('okonomi.periode.lukk') OR samverk.kan('okonomi.periode.bekreft'))"
PROJECTS = "(SELECT samverk.kan('okonomi.prosjekt.skriv'))"
PROPOSE = "(SELECT samverk.kan('okonomi.betaling.foresla'))"
SEE_PAY = "(SELECT samverk.kan('okonomi.betaling.foresla') OR samverk.kan('okonomi.betaling.frigi'))"
SEE_BUDGET = (
    "(SELECT samverk.hele_regnskapet()) OR koststed IN (SELECT samverk.koststeder('okonomi.regnskap.les'))"
    " OR koststed IN (SELECT samverk.koststeder('hr.ansettelse.bestill'))"
)


class Migration(migrations.Migration):
    dependencies = [("finance", "0003_posting"), ("parties", "0002_rules")]
    operations = [
        function(PERIOD_CHANGE),
        function(PERIOD),
        function(PROJECT),
        function(STEP),
        function(BATCH_WHOLE),
        function(PAYMENT_NEW),
        function(ACCOUNTS),
        protect("finance_account", write=CHART),
        protect("finance_accountrole", write=CHART),
        protect("finance_period", write=PERIODS),
        protect("finance_periodchange", delete=True, write=CONFIRM),
        protect("finance_delprosjekt", write=PROJECTS),
        protect("finance_budget", update=False, read=SEE_BUDGET, write=PROJECTS),
        protect("finance_paymentbatch", update=False, read=SEE_PAY, write=PROPOSE),
        protect("finance_payment", update=False, read=SEE_PAY, write=PROPOSE),
        protect("finance_paymentstep", update=False, read=SEE_PAY, write=SEE_PAY),
        tenant_fk("finance_payment", "batch_id", "finance_paymentbatch"),
        tenant_fk("finance_payment", "party_id", "parties_party"),
        tenant_fk("finance_paymentstep", "batch_id", "finance_paymentbatch"),
        *[
            append_only(table)
            for table in (
                "finance_voucher", "finance_voucherline", "finance_dimset", "finance_reversal",
                "finance_budget", "finance_paymentbatch", "finance_payment", "finance_paymentstep",
            )
        ],
        *[
            audited(table)
            for table in (
                "finance_account", "finance_accountrole", "finance_period", "finance_periodchange",
                "finance_delprosjekt",
            )
        ],
        migrations.RunSQL(
            """
            REVOKE UPDATE ON finance_period FROM samverk_app;
            REVOKE SELECT ON finance_payment FROM samverk_app;
            GRANT SELECT (id, tenant_id, batch_id, nr, end_to_end_id, party_id, navn, siste_fire, konto_endret_av,
              beloep_oere, kid, melding) ON finance_payment TO samverk_app;
            ALTER TABLE finance_account
              ADD CONSTRAINT account_kode CHECK (kode BETWEEN 1000 AND 9999),
              ADD CONSTRAINT account_klasse CHECK (klasse = kode / 1000),
              ADD CONSTRAINT account_krav CHECK (krav <@ ARRAY['koststed','delprosjekt']::varchar[]),
              ADD CONSTRAINT account_en UNIQUE (tenant_id, kode, gyldig WITHOUT OVERLAPS);
            ALTER TABLE finance_accountrole
              ADD CONSTRAINT accountrole_sikkerhet CHECK (sikkerhet IN ('sett','sekundaer','ubekreftet')),
              ADD CONSTRAINT accountrole_en UNIQUE (tenant_id, rolle, gyldig WITHOUT OVERLAPS);
            ALTER TABLE finance_period
              ADD CONSTRAINT period_status CHECK (status IN ('O','C')),
              ADD CONSTRAINT period_kode CHECK (periode BETWEEN 200001 AND 210013 AND periode % 100 BETWEEN 1 AND 13);
            ALTER TABLE finance_periodchange
              ADD CONSTRAINT periodchange_status CHECK (til_status IN ('O','C')),
              ADD CONSTRAINT periodchange_grunn CHECK (length(trim(begrunnelse)) >= 3);
            CREATE UNIQUE INDEX periodchange_venter ON finance_periodchange (tenant_id, periode) WHERE bekreftet_at IS NULL;
            ALTER TABLE finance_delprosjekt
              ADD CONSTRAINT delprosjekt_kode CHECK (kode BETWEEN 1000 AND 999999999),
              ADD CONSTRAINT delprosjekt_koststed CHECK (koststed BETWEEN 1 AND 99999999),
              ADD CONSTRAINT delprosjekt_art CHECK (art IN ('bfv','bidrag','oppdrag','evu'));
            CREATE INDEX delprosjekt_eier ON finance_delprosjekt (tenant_id, koststed);
            ALTER TABLE finance_budget ADD CONSTRAINT budget_positiv CHECK (beloep_oere >= 0 AND versjon > 0);
            ALTER TABLE finance_paymentbatch
              ADD CONSTRAINT paymentbatch_art CHECK (art IN ('lonn','leverandor','reise')),
              ADD CONSTRAINT paymentbatch_tall CHECK (antall > 0 AND sum_oere > 0);
            ALTER TABLE finance_payment ADD CONSTRAINT payment_beloep CHECK (beloep_oere > 0),
              ADD CONSTRAINT payment_kid_eller_tekst CHECK (kid = '' OR melding = '');
            ALTER TABLE finance_paymentstep
              ADD CONSTRAINT paymentstep_steg CHECK (steg IN ('frigitt','hentet','betalt','avvist','stanset'));
            CREATE INDEX payment_party ON finance_payment (tenant_id, party_id);
            CREATE INDEX paymentstep_batch ON finance_paymentstep (tenant_id, batch_id);
            CREATE TRIGGER regler BEFORE INSERT OR UPDATE OR DELETE ON finance_periodchange
              FOR EACH ROW EXECUTE FUNCTION samverk.period_change_rules();
            CREATE TRIGGER regler BEFORE UPDATE OR DELETE ON finance_period
              FOR EACH ROW EXECUTE FUNCTION samverk.period_rules();
            CREATE TRIGGER regler BEFORE UPDATE ON finance_delprosjekt
              FOR EACH ROW EXECUTE FUNCTION samverk.delprosjekt_rules();
            CREATE TRIGGER regler BEFORE INSERT ON finance_paymentstep
              FOR EACH ROW EXECUTE FUNCTION samverk.payment_step_rules();
            CREATE TRIGGER hel AFTER INSERT ON finance_payment REFERENCING NEW TABLE AS nye
              FOR EACH STATEMENT EXECUTE FUNCTION samverk.payment_new();
            CREATE CONSTRAINT TRIGGER hel AFTER INSERT ON finance_paymentbatch DEFERRABLE INITIALLY DEFERRED
              FOR EACH ROW EXECUTE FUNCTION samverk.payment_batch_whole();
            """,
            migrations.RunSQL.noop,
        ),
    ]
