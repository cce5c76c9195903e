"""An identifier is seen in clear only for a purpose of the list, and the look is in the read log."""

from django.db import migrations

from samverk.core.tenancy.migration import function

# The look and its line are one statement: no service can take the value and forget the trace. A
# person whom the reader may not know of does not exist here either. Machines ask for thousands at
# once, so rights are asked for once and the lines are written as a set.
REVEAL = """CREATE FUNCTION samverk.reveal_identifiers(idents uuid[], hva text, grunn text) RETURNS TABLE (ident uuid, kryptert bytea) LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
DECLARE f access_formaal%ROWTYPE; rett boolean; kap text;
BEGIN
  SELECT * INTO f FROM access_formaal a WHERE a.kode = hva;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'formaal: ingen ser et nummer uten et formål fra listen' USING ERRCODE = 'SV101', DETAIL = 'ukjent';
  END IF;
  kap := CASE f.hvem WHEN 'menneske' THEN 'hr.nin.les' ELSE f.kapabilitet END;
  rett := CASE f.hvem
    WHEN 'selv' THEN samverk.behalf() IS NULL AND samverk.party() IS NOT NULL
    ELSE samverk.kind() = f.hvem AND samverk.kan(f.kapabilitet) AND samverk.kan(kap) END;
  IF rett IS NOT TRUE THEN
    RAISE EXCEPTION 'ingen_tilgang' USING ERRCODE = 'SV403', DETAIL = hva;
  END IF;
  IF EXISTS (SELECT FROM parties_identifikator i WHERE i.tenant_id = samverk.tenant() AND i.id = ANY (idents)
             AND f.hvem = 'selv' AND i.party_id <> samverk.party()) THEN
    RAISE EXCEPTION 'ingen_tilgang' USING ERRCODE = 'SV403', DETAIL = hva;
  END IF;
  IF EXISTS (SELECT FROM parties_identifikator i WHERE i.tenant_id = samverk.tenant() AND i.id = ANY (idents)
             AND i.type <> ALL (f.typer)) THEN
    RAISE EXCEPTION 'formaal: gjelder ikke denne typen nummer' USING ERRCODE = 'SV101', DETAIL = 'type';
  END IF;
  RETURN QUERY
    WITH sett AS MATERIALIZED (
      SELECT i.id, i.party_id, i.type, i.verdi_kryptert
      FROM parties_identifikator i
      JOIN parties_party p ON p.tenant_id = i.tenant_id AND p.id = i.party_id
      WHERE i.tenant_id = samverk.tenant() AND i.id = ANY (idents)
        AND (p.skjermet = 0 OR samverk.ser_skjermet(p.id))
    ), linje AS (
      INSERT INTO audit_lesing (tenant_id, at, bruker_id, kapabilitet, objekt_type, objekt_id,
        gjelder_party_id, dataklasse, formaal, begrunnelse)
      SELECT samverk.tenant(), samverk.now(), samverk.subject(), kap, s.type, s.id, s.party_id, 3, f.kode, btrim(grunn)
      FROM sett s
    )
    SELECT s.id, s.verdi_kryptert FROM sett s;
END $$"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
        ("access", "0005_formaal"),
        ("parties", "0004_find_by_folded_name"),
    ]
    operations = [
        migrations.RunSQL(
            """
            -- What a person wrote beside the purpose; read by the one it is about, so never a number.
            ALTER TABLE audit_lesing ADD COLUMN begrunnelse varchar(200) NOT NULL DEFAULT '',
              ADD CONSTRAINT lesing_begrunnelse CHECK (begrunnelse !~ '[0-9]{6}[ .-]?[0-9]{5}|[0-9]{4}[ .-][0-9]{2}[ .-][0-9]{5}');
            -- Who has read about whom is itself about persons: the one read about, the reader, and
            -- those who watch over the log.
            ALTER POLICY les ON audit_lesing USING (gjelder_party_id = (SELECT samverk.party())
              OR bruker_id = (SELECT samverk.subject()) OR (SELECT samverk.kan('logg.lesing.les')));
            DROP FUNCTION samverk.reveal_identifier(uuid);
            """,
            migrations.RunSQL.noop,
        ),
        function(REVEAL),
    ]
