CREATE TABLE "guideline_versions" (
	"project_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"rubric" jsonb NOT NULL,
	"guidelines" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "guideline_versions_project_id_version_pk" PRIMARY KEY("project_id","version")
);
--> statement-breakpoint
ALTER TABLE "guideline_versions" ADD CONSTRAINT "guideline_versions_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
-- Of earlier versions only the numbers were kept.
INSERT INTO "guideline_versions" ("project_id", "version", "rubric", "guidelines")
	SELECT "id", "guidelines_version", "rubric", "guidelines" FROM "projects";--> statement-breakpoint
ALTER TABLE "claims" ADD COLUMN "guidelines_version" integer;--> statement-breakpoint
UPDATE "claims" SET "guidelines_version" = p."guidelines_version" FROM "projects" p WHERE p."id" = "claims"."project_id";--> statement-breakpoint
ALTER TABLE "claims" ALTER COLUMN "guidelines_version" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "claims" ADD CONSTRAINT "claims_guidelines" FOREIGN KEY ("project_id","guidelines_version") REFERENCES "public"."guideline_versions"("project_id","version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE FUNCTION keep_guidelines() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  INSERT INTO guideline_versions (project_id, version, rubric, guidelines)
    VALUES (NEW.id, NEW.guidelines_version, NEW.rubric, NEW.guidelines);
  RETURN NULL;
END
$body$;
--> statement-breakpoint
CREATE TRIGGER projects_keep_first_guidelines AFTER INSERT ON projects
  FOR EACH ROW EXECUTE FUNCTION keep_guidelines();
--> statement-breakpoint
CREATE TRIGGER projects_keep_guidelines AFTER UPDATE ON projects
  FOR EACH ROW WHEN (NEW.guidelines_version IS DISTINCT FROM OLD.guidelines_version)
  EXECUTE FUNCTION keep_guidelines();
--> statement-breakpoint
CREATE TRIGGER guideline_versions_immutable BEFORE UPDATE OR DELETE ON guideline_versions
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER guideline_versions_not_truncated BEFORE TRUNCATE ON guideline_versions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
