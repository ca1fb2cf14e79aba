"""The chain, written by the database at commit, and an application role that may only add and read."""

from django.db import migrations

CHAIN = """
CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    last_number bigint;
    last_hash text;
BEGIN
    -- One at a time, and last of all locks: this runs at commit, when the action holds every other lock it needs.
    PERFORM pg_advisory_xact_lock(hashtext('audit.chain'));
    SELECT number, hash INTO last_number, last_hash FROM audit_chainlink ORDER BY number DESC LIMIT 1;
    INSERT INTO audit_chainlink (number, entry_id, hash) VALUES (
        coalesce(last_number, 0) + 1, NEW.id,
        encode(sha256(convert_to(coalesce(last_hash, '') || E'\\n' || NEW.body, 'UTF8')), 'hex')
    );
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER audit_chain AFTER INSERT ON audit_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_chain();
"""
# Whoever was given rights on these tables, other than their owner, is the application.
LESS = """
DO $$
DECLARE
    role text;
BEGIN
    FOR role IN SELECT DISTINCT grantee FROM information_schema.role_table_grants
                WHERE table_name = 'audit_entry' AND grantee <> current_user AND grantee <> 'PUBLIC' LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON audit_entry FROM %I', role);
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON audit_chainlink FROM %I', role);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunSQL(CHAIN, "DROP TRIGGER audit_chain ON audit_entry; DROP FUNCTION audit_chain();"),
        migrations.RunSQL(LESS, migrations.RunSQL.noop),
    ]
