-- What was judged, frozen, trained, deployed or audited never changes.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  RAISE EXCEPTION 'rows of % are immutable: % refused', TG_TABLE_NAME, lower(TG_OP)
    USING ERRCODE = 'restrict_violation';
END
$body$;
--> statement-breakpoint
DO $guards$
DECLARE guarded text;
BEGIN
  FOREACH guarded IN ARRAY ARRAY[
    'judgments', 'judgment_scores', 'datasets', 'dataset_judgments', 'model_versions', 'deployments', 'audit_log'
  ] LOOP
    EXECUTE format(
      'CREATE TRIGGER %I BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()',
      guarded || '_immutable', guarded);
    EXECUTE format(
      'CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
      guarded || '_not_truncated', guarded);
  END LOOP;
END
$guards$;
--> statement-breakpoint
-- A response is evidence once it is stored: it may not be rewritten under the judgments that point at it.
CREATE TRIGGER responses_immutable BEFORE UPDATE ON responses FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- Workers listen on `jobs` (something to claim or to cancel), web nodes on `job_events` (something to show).
-- Postgres folds equal notifications of one transaction into one.
CREATE FUNCTION notify_job() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF TG_OP = 'INSERT'
    OR (NEW.status = 'queued' AND OLD.status <> 'queued')
    OR (NEW.cancel_requested_at IS NOT NULL AND OLD.cancel_requested_at IS NULL)
  THEN
    PERFORM pg_notify('jobs', NEW.id::text);
  END IF;
  -- a heartbeat alone shows nothing new
  IF TG_OP = 'INSERT'
    OR NEW.status IS DISTINCT FROM OLD.status
    OR NEW.progress IS DISTINCT FROM OLD.progress
    OR NEW.error IS DISTINCT FROM OLD.error
    OR NEW.attempt IS DISTINCT FROM OLD.attempt
    OR NEW.cancel_requested_at IS DISTINCT FROM OLD.cancel_requested_at
    OR NEW.checkpointed_at IS DISTINCT FROM OLD.checkpointed_at
  THEN
    PERFORM pg_notify('job_events', NEW.id::text);
  END IF;
  RETURN NULL;
END
$body$;
--> statement-breakpoint
CREATE TRIGGER jobs_notify AFTER INSERT OR UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION notify_job();
--> statement-breakpoint
CREATE FUNCTION notify_job_output() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  PERFORM pg_notify('job_events', touched.job_id::text) FROM (SELECT DISTINCT job_id FROM added) AS touched;
  RETURN NULL;
END
$body$;
--> statement-breakpoint
CREATE TRIGGER job_logs_notify AFTER INSERT ON job_logs
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION notify_job_output();
--> statement-breakpoint
CREATE TRIGGER job_metrics_notify AFTER INSERT ON job_metrics
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION notify_job_output();
--> statement-breakpoint
CREATE TRIGGER job_metrics_replaced_notify AFTER UPDATE ON job_metrics
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION notify_job_output();
