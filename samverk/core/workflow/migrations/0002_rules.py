"""Published things never change, steps are never deleted, done tasks are frozen, four eyes hold."""

from django.db import migrations

from samverk.core.tenancy.migration import append_only, audited, function, protect, tenant_fk

# A draft may only be published, and only by another person than its drafter.
PUBLISHED = """CREATE FUNCTION samverk.published_is_fixed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
DECLARE fritt text[] := ARRAY['versjon','publisert_av_id','publisert_at','gyldig_fra','vedtaksref'];
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.publisert_at IS NOT NULL OR NEW.versjon IS NOT NULL THEN
      RAISE EXCEPTION 'uforanderlig: et utkast publiseres etterpå' USING ERRCODE = 'SV001';
    END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'uforanderlig: definisjoner slettes ikke' USING ERRCODE = 'SV001';
  END IF;
  IF OLD.publisert_at IS NOT NULL OR (to_jsonb(NEW) - fritt) IS DISTINCT FROM (to_jsonb(OLD) - fritt) THEN
    RAISE EXCEPTION 'uforanderlig: det som er publisert, endres med en ny versjon' USING ERRCODE = 'SV001';
  END IF;
  IF NEW.publisert_at IS NOT NULL AND NEW.utkast_av_id IS NOT NULL
     AND samverk.personer(NEW.utkast_av_id, NULL) && samverk.personer(NEW.publisert_av_id, NULL) THEN
    RAISE EXCEPTION 'to_personer: utkastet må publiseres av en annen' USING ERRCODE = 'SV003';
  END IF;
  RETURN NEW;
END $$"""

# One person may have several accounts, so people are compared, not accounts.
PERSONER = """CREATE FUNCTION samverk.personer(a uuid, b uuid) RETURNS uuid[] LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
  SELECT coalesce(array_agg(coalesce(u.party_id, u.id)), '{}') FROM access_bruker u WHERE u.id IN (a, b)
$$"""

STEP = """CREATE FUNCTION samverk.step_is_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'uforanderlig: steg slettes aldri' USING ERRCODE = 'SV001';
  END IF;
  IF OLD.status <> 'aapen' OR
     (NEW.instance_id, NEW.nr, NEW.scope, NEW.node, NEW.kind, NEW.pass_no, NEW.entered_at, NEW.from_step_id)
     IS DISTINCT FROM
     (OLD.instance_id, OLD.nr, OLD.scope, OLD.node, OLD.kind, OLD.pass_no, OLD.entered_at, OLD.from_step_id) THEN
    RAISE EXCEPTION 'uforanderlig: et forlatt steg endres ikke' USING ERRCODE = 'SV001';
  END IF;
  RETURN NEW;
END $$"""

# The same rules as in the services, so that no other route passes them by.
TASK = """CREATE FUNCTION samverk.task_is_done_by_the_right_one() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
DECLARE hvem uuid[];
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'uforanderlig: oppgaver slettes aldri' USING ERRCODE = 'SV001';
  END IF;
  IF OLD.status IN ('utfoert', 'avbrutt') THEN
    RAISE EXCEPTION 'uforanderlig: oppgaven er avsluttet' USING ERRCODE = 'SV001';
  END IF;
  IF NEW.status <> 'utfoert' THEN RETURN NEW; END IF;
  IF NEW.done_by_id IS DISTINCT FROM samverk.subject()
     OR (NEW.assignee_id IS NOT NULL AND NEW.assignee_id <> NEW.done_by_id)
     OR NOT EXISTS (
       SELECT FROM workflow_taskcandidate k WHERE k.tenant_id = NEW.tenant_id AND k.task_id = NEW.id
         AND k.bruker_id = NEW.done_by_id AND k.til_at IS NULL
         AND k.on_behalf_of_id IS NOT DISTINCT FROM NEW.on_behalf_of_id) THEN
    RAISE EXCEPTION 'ikke_din: oppgaven venter på en annen' USING ERRCODE = 'SV403';
  END IF;
  hvem := samverk.personer(NEW.done_by_id, NEW.on_behalf_of_id);
  IF NOT NEW.is_for_subject AND EXISTS (
    SELECT FROM workflow_instance i WHERE i.id = NEW.instance_id AND i.gjelder_party_id = ANY (hvem)) THEN
    RAISE EXCEPTION 'egen_sak: ingen behandler sin egen sak' USING ERRCODE = 'SV002', DETAIL = 'egen_sak';
  END IF;
  IF NEW.ikke_samme_som <> '' AND EXISTS (
    SELECT FROM workflow_humantask o WHERE o.tenant_id = NEW.tenant_id AND o.instance_id = NEW.instance_id
      AND o.scope = NEW.scope AND o.node = NEW.ikke_samme_som AND o.status = 'utfoert'
      AND samverk.personer(o.done_by_id, o.on_behalf_of_id) && hvem) THEN
    RAISE EXCEPTION 'fire_oeyne: samme person som %', NEW.ikke_samme_som
      USING ERRCODE = 'SV002', DETAIL = NEW.ikke_samme_som;
  END IF;
  RETURN NEW;
END $$"""

# A task that is over waits for nobody.
CLOSE = """CREATE FUNCTION samverk.task_is_over() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
BEGIN
  UPDATE workflow_taskcandidate SET til_at = coalesce(NEW.done_at, samverk.now())
  WHERE tenant_id = NEW.tenant_id AND task_id = NEW.id AND til_at IS NULL;
  RETURN NULL;
END $$"""


def _shared(table: str) -> migrations.RunSQL:
    """A tenant's own rows, and the national ones that BOTT has published."""
    own = "tenant_id = (SELECT samverk.tenant())"
    bott = "(SELECT slug FROM tenancy_tenant WHERE id = (SELECT samverk.tenant())) = 'bott'"
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ADD CONSTRAINT {table}_tenant_key UNIQUE (tenant_id, id);
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY eier ON {table} TO samverk_owner USING (true) WITH CHECK (true);
        CREATE POLICY les ON {table} FOR SELECT TO samverk_app
          USING ({own} OR (is_nasjonal AND publisert_at IS NOT NULL));
        CREATE POLICY ny ON {table} FOR INSERT TO samverk_app WITH CHECK ({own} AND (NOT is_nasjonal OR {bott}));
        CREATE POLICY endre ON {table} FOR UPDATE TO samverk_app USING ({own}) WITH CHECK ({own});
        REVOKE ALL ON {table} FROM PUBLIC;
        GRANT SELECT, INSERT, UPDATE ON {table} TO samverk_app;
        CREATE TRIGGER publisert BEFORE INSERT OR UPDATE OR DELETE ON {table}
          FOR EACH ROW EXECUTE FUNCTION samverk.published_is_fixed();
        ALTER TABLE {table} ADD CONSTRAINT {table}_publisert CHECK (
          (publisert_at IS NULL) = (versjon IS NULL) AND (publisert_at IS NULL) = (publisert_av_id IS NULL)
          AND (publisert_at IS NULL) = (gyldig_fra IS NULL)
          AND (publisert_at IS NULL OR NOT is_nasjonal OR vedtaksref <> ''));
        CREATE INDEX {table}_noekkel ON {table} (noekkel, gyldig_fra) WHERE publisert_at IS NOT NULL;
        """,
        migrations.RunSQL.noop,
    )


INDEXES = """
CREATE UNIQUE INDEX variant_en_i_kraft ON workflow_variant (tenant_id, definisjon, spor, parameter)
  WHERE status IN ('godkjent', 'utloept');
CREATE INDEX instance_objekt ON workflow_instance (tenant_id, objekt_type, objekt_id);
CREATE INDEX instance_definition ON workflow_instance (tenant_id, definition_id, status);
CREATE INDEX step_machine ON workflow_step (tenant_id, next_at)
  WHERE status = 'aapen' AND next_at IS NOT NULL;
CREATE INDEX step_left ON workflow_step (tenant_id, left_at);
CREATE INDEX timer_due ON workflow_timer (tenant_id, due_at) WHERE fired_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX subscription_open ON workflow_subscription (tenant_id, type, verdi)
  WHERE matched_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX keptevent_open ON workflow_keptevent (tenant_id, type, noekkel, verdi) WHERE taken_at IS NULL;
CREATE INDEX task_done_by ON workflow_humantask (tenant_id, done_by_id, done_at) WHERE done_by_id IS NOT NULL;
CREATE INDEX instance_started_by ON workflow_instance (tenant_id, started_by_id) WHERE status = 'aapen';
CREATE INDEX task_instance ON workflow_humantask (tenant_id, instance_id);
CREATE INDEX task_step ON workflow_humantask (tenant_id, step_id);
CREATE INDEX timer_instance ON workflow_timer (tenant_id, instance_id);
CREATE INDEX candidate_task ON workflow_taskcandidate (tenant_id, task_id);
CREATE INDEX change_task ON workflow_taskchange (tenant_id, task_id, at);
CREATE INDEX task_due ON workflow_humantask (tenant_id, due_at) WHERE status IN ('ledig', 'tatt');
CREATE UNIQUE INDEX task_open_en ON workflow_humantask (tenant_id, step_id) WHERE status IN ('ledig', 'tatt');
CREATE INDEX candidate_inbox ON workflow_taskcandidate (tenant_id, bruker_id, sort_at, task_id)
  WHERE til_at IS NULL;
"""

CHECKS = """
ALTER TABLE workflow_variant
  ADD CONSTRAINT variant_ett CHECK ((spor <> '') <> (parameter <> '')),
  ADD CONSTRAINT variant_innhold CHECK ((spor <> '') = (fragment_id IS NOT NULL) AND (parameter <> '') = (verdi <> '')),
  ADD CONSTRAINT variant_status CHECK (status IN ('foreslaatt','godkjent','utloept','avsluttet')),
  ADD CONSTRAINT variant_utloep CHECK (utloeper_on > gyldig_fra AND utloeper_on <= gyldig_fra + interval '24 months'),
  ADD CONSTRAINT variant_begrunnelse CHECK (length(begrunnelse) >= 10),
  ADD CONSTRAINT variant_godkjent CHECK (status = 'foreslaatt' OR (godkjent_av_id IS NOT NULL
    AND godkjent_av_id <> foreslaatt_av_id AND vedtaksref <> ''));
ALTER TABLE workflow_instance
  ADD CONSTRAINT instance_status CHECK (status IN ('aapen','fullfoert','avbrutt')),
  ADD CONSTRAINT instance_ended CHECK ((status = 'aapen') = (ended_at IS NULL)),
  ADD CONSTRAINT instance_grunn CHECK ((status = 'avbrutt') = (avbrutt_grunn <> ''));
ALTER TABLE workflow_step
  ADD CONSTRAINT step_status CHECK (status IN ('aapen','ferdig','avbrutt','flyttet')),
  ADD CONSTRAINT step_left CHECK ((status = 'aapen') = (left_at IS NULL));
ALTER TABLE workflow_humantask
  ADD CONSTRAINT task_status CHECK (status IN ('ledig','tatt','utfoert','avbrutt')),
  ADD CONSTRAINT task_tatt CHECK (status <> 'tatt' OR assignee_id IS NOT NULL),
  ADD CONSTRAINT task_ledig CHECK (status <> 'ledig' OR assignee_id IS NULL),
  ADD CONSTRAINT task_done CHECK ((status = 'utfoert') = (done_at IS NOT NULL)
    AND (status = 'utfoert') = (done_by_id IS NOT NULL));
ALTER TABLE workflow_migrationplan
  ADD CONSTRAINT plan_to_personer CHECK (godkjent_av_id IS NULL OR godkjent_av_id <> laget_av_id);
CREATE TRIGGER historie BEFORE UPDATE OR DELETE ON workflow_step
  FOR EACH ROW EXECUTE FUNCTION samverk.step_is_history();
CREATE TRIGGER riktig_person BEFORE UPDATE OR DELETE ON workflow_humantask
  FOR EACH ROW EXECUTE FUNCTION samverk.task_is_done_by_the_right_one();
CREATE TRIGGER over AFTER UPDATE OF status ON workflow_humantask FOR EACH ROW
  WHEN (NEW.status IN ('utfoert', 'avbrutt')) EXECUTE FUNCTION samverk.task_is_over();
"""

TENANT_TABLES = (
    "workflow_variant", "workflow_closedday", "workflow_instance", "workflow_step",
    "workflow_timer", "workflow_subscription", "workflow_keptevent", "workflow_migrationplan",
    "workflow_humantask", "workflow_taskcandidate",
)  # fmt: skip
KEYS = (
    ("workflow_variant", "eier_id", "access_bruker"),
    ("workflow_variant", "foreslaatt_av_id", "access_bruker"),
    ("workflow_variant", "godkjent_av_id", "access_bruker"),
    ("workflow_instance", "enhet_id", "organisation_orgenhet"),
    ("workflow_instance", "gjelder_party_id", "parties_party"),
    ("workflow_instance", "started_by_id", "access_bruker"),
    ("workflow_step", "instance_id", "workflow_instance"),
    ("workflow_step", "from_step_id", "workflow_step"),
    ("workflow_step", "actor_id", "access_bruker"),
    ("workflow_timer", "step_id", "workflow_step"),
    ("workflow_timer", "instance_id", "workflow_instance"),
    ("workflow_subscription", "step_id", "workflow_step"),
    ("workflow_subscription", "instance_id", "workflow_instance"),
    ("workflow_decisiontrace", "step_id", "workflow_step"),
    ("workflow_humantask", "step_id", "workflow_step"),
    ("workflow_humantask", "instance_id", "workflow_instance"),
    ("workflow_humantask", "enhet_id", "organisation_orgenhet"),
    ("workflow_humantask", "assignee_id", "access_bruker"),
    ("workflow_humantask", "escalated_to_id", "access_bruker"),
    ("workflow_humantask", "delegated_from_id", "access_bruker"),
    ("workflow_humantask", "done_by_id", "access_bruker"),
    ("workflow_humantask", "on_behalf_of_id", "access_bruker"),
    ("workflow_taskcandidate", "task_id", "workflow_humantask"),
    ("workflow_taskcandidate", "bruker_id", "access_bruker"),
    ("workflow_taskcandidate", "on_behalf_of_id", "access_bruker"),
    ("workflow_taskchange", "task_id", "workflow_humantask"),
    ("workflow_taskchange", "by_id", "access_bruker"),
    ("workflow_taskchange", "to_id", "access_bruker"),
)


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_initial"), ("audit", "0001_initial"), ("outbox", "0002_rules")]
    operations = [
        function(PERSONER),
        function(PUBLISHED),
        function(STEP),
        function(TASK),
        function(CLOSE),
        _shared("workflow_definition"),
        _shared("workflow_decisiontable"),
        *[protect(table) for table in TENANT_TABLES],
        protect("workflow_decisiontrace", update=False),
        protect("workflow_taskchange", update=False),
        append_only("workflow_decisiontrace"),
        append_only("workflow_taskchange"),
        *[tenant_fk(*key) for key in KEYS],
        migrations.RunSQL(INDEXES, migrations.RunSQL.noop),
        migrations.RunSQL(CHECKS, migrations.RunSQL.noop),
        *[
            audited(table)
            for table in (
                "workflow_definition", "workflow_decisiontable", "workflow_variant",
                "workflow_migrationplan",
            )
        ],
    ]
