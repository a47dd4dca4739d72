CREATE TYPE "public"."claim_release" AS ENUM('skipped', 'lapsed', 'withdrawn');--> statement-breakpoint
CREATE TYPE "public"."dataset_split" AS ENUM('train', 'eval');--> statement-breakpoint
CREATE TYPE "public"."job_kind" AS ENUM('sample-round', 'import-model', 'train-reward-model', 'train-policy');--> statement-breakpoint
CREATE TYPE "public"."job_lane" AS ENUM('train', 'light');--> statement-breakpoint
CREATE TYPE "public"."job_log_level" AS ENUM('info', 'warning', 'error');--> statement-breakpoint
CREATE TYPE "public"."job_status" AS ENUM('queued', 'running', 'done', 'failed', 'cancelled');--> statement-breakpoint
CREATE TYPE "public"."link_kind" AS ENUM('first-admin', 'invite');--> statement-breakpoint
CREATE TYPE "public"."deployment_reason" AS ENUM('initial', 'deploy', 'rollback');--> statement-breakpoint
CREATE TYPE "public"."model_version_kind" AS ENUM('policy', 'reward');--> statement-breakpoint
CREATE TYPE "public"."finish_reason" AS ENUM('stop', 'length', 'cancelled');--> statement-breakpoint
CREATE TYPE "public"."response_source" AS ENUM('sampled', 'imported');--> statement-breakpoint
CREATE TYPE "public"."round_item_status" AS ENUM('pending', 'ready', 'judged', 'failed');--> statement-breakpoint
CREATE TYPE "public"."round_status" AS ENUM('draft', 'sampling', 'open', 'paused', 'closed');--> statement-breakpoint
CREATE TYPE "public"."user_role" AS ENUM('admin', 'annotator');--> statement-breakpoint
CREATE TABLE "audit_log" (
	"sequence" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_log_sequence_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"actor_id" uuid,
	"project_id" uuid,
	"action" text NOT NULL,
	"subject_id" uuid,
	"details" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "claims" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"project_id" uuid NOT NULL,
	"round_item_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"display_order" uuid[] NOT NULL,
	"claimed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"lease_expires_at" timestamp with time zone NOT NULL,
	"completed_at" timestamp with time zone,
	"released_at" timestamp with time zone,
	"release_reason" "claim_release",
	CONSTRAINT "claims_item_id_key" UNIQUE("round_item_id","id"),
	CONSTRAINT "claims_one_end" CHECK ("claims"."completed_at" is null or "claims"."released_at" is null),
	CONSTRAINT "claims_release_reason" CHECK (("claims"."released_at" is null) = ("claims"."release_reason" is null))
);
--> statement-breakpoint
CREATE TABLE "drafts" (
	"claim_id" uuid PRIMARY KEY NOT NULL,
	"body" jsonb NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "skips" (
	"round_item_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"claim_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"skipped_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "skips_round_item_id_user_id_pk" PRIMARY KEY("round_item_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "dataset_judgments" (
	"project_id" uuid NOT NULL,
	"dataset_id" uuid NOT NULL,
	"judgment_id" uuid NOT NULL,
	"split" "dataset_split" NOT NULL,
	CONSTRAINT "dataset_judgments_dataset_id_judgment_id_pk" PRIMARY KEY("dataset_id","judgment_id")
);
--> statement-breakpoint
CREATE TABLE "datasets" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"project_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"content_hash" text NOT NULL,
	"path" text NOT NULL,
	"train_records" integer NOT NULL,
	"eval_records" integer NOT NULL,
	"train_prompts" integer NOT NULL,
	"eval_prompts" integer NOT NULL,
	"train_pairs" integer NOT NULL,
	"eval_pairs" integer NOT NULL,
	"synthetic_judgments" integer NOT NULL,
	"eval_share" double precision NOT NULL,
	"split_seed" bigint NOT NULL,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "datasets_project_id_key" UNIQUE("project_id","id"),
	CONSTRAINT "datasets_not_empty" CHECK ("datasets"."train_records" > 0 and "datasets"."eval_records" > 0)
);
--> statement-breakpoint
CREATE TABLE "job_logs" (
	"job_id" uuid NOT NULL,
	"sequence" bigint GENERATED ALWAYS AS IDENTITY (sequence name "job_logs_sequence_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"level" "job_log_level" NOT NULL,
	"message" text NOT NULL,
	CONSTRAINT "job_logs_job_id_sequence_pk" PRIMARY KEY("job_id","sequence")
);
--> statement-breakpoint
CREATE TABLE "job_metrics" (
	"job_id" uuid NOT NULL,
	"name" text NOT NULL,
	"step" integer NOT NULL,
	"value" double precision NOT NULL,
	CONSTRAINT "job_metrics_job_id_name_step_pk" PRIMARY KEY("job_id","name","step")
);
--> statement-breakpoint
CREATE TABLE "jobs" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"sequence" bigint GENERATED ALWAYS AS IDENTITY (sequence name "jobs_sequence_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"project_id" uuid,
	"kind" "job_kind" NOT NULL,
	"lane" "job_lane" NOT NULL,
	"payload" jsonb NOT NULL,
	"inputs" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"status" "job_status" DEFAULT 'queued' NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"max_attempts" integer DEFAULT 3 NOT NULL,
	"run_at" timestamp with time zone DEFAULT now() NOT NULL,
	"progress" jsonb,
	"error" jsonb,
	"result" jsonb,
	"worker" text,
	"heartbeat_at" timestamp with time zone,
	"cancel_requested_at" timestamp with time zone,
	"checkpointed_at" timestamp with time zone,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	CONSTRAINT "jobs_attempts" CHECK ("jobs"."attempt" >= 0 and "jobs"."max_attempts" >= 1),
	CONSTRAINT "jobs_finished_at" CHECK (("jobs"."status" in ('done', 'failed', 'cancelled')) = ("jobs"."finished_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "judgment_scores" (
	"judgment_id" uuid NOT NULL,
	"round_item_id" uuid NOT NULL,
	"response_id" uuid NOT NULL,
	"dimension" text NOT NULL,
	"value" smallint NOT NULL,
	"reason" text,
	CONSTRAINT "judgment_scores_judgment_id_response_id_dimension_pk" PRIMARY KEY("judgment_id","response_id","dimension"),
	CONSTRAINT "judgment_scores_value" CHECK ("judgment_scores"."value" between 1 and 5)
);
--> statement-breakpoint
CREATE TABLE "judgments" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"project_id" uuid NOT NULL,
	"round_item_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"claim_id" uuid,
	"idempotency_key" uuid NOT NULL,
	"ranking" jsonb NOT NULL,
	"comment" text,
	"display_order" uuid[] NOT NULL,
	"active_seconds" real NOT NULL,
	"shown_at" timestamp with time zone NOT NULL,
	"submitted_at" timestamp with time zone DEFAULT now() NOT NULL,
	"guidelines_version" integer NOT NULL,
	"counted" boolean NOT NULL,
	"synthetic" boolean DEFAULT false NOT NULL,
	"synthetic_rule" text,
	"imported_from" text,
	CONSTRAINT "judgments_item_id_key" UNIQUE("round_item_id","id"),
	CONSTRAINT "judgments_project_id_key" UNIQUE("project_id","id"),
	CONSTRAINT "judgments_claimed_or_imported" CHECK (("judgments"."claim_id" is null) = ("judgments"."imported_from" is not null)),
	CONSTRAINT "judgments_synthetic_rule" CHECK ("judgments"."synthetic" = ("judgments"."synthetic_rule" is not null)),
	CONSTRAINT "judgments_active_seconds" CHECK ("judgments"."active_seconds" >= 0)
);
--> statement-breakpoint
CREATE TABLE "links" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"kind" "link_kind" NOT NULL,
	"token_hash" text NOT NULL,
	"role" "user_role" NOT NULL,
	"project_id" uuid,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	"used_by" uuid,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "links_first_admin_is_admin" CHECK ("links"."kind" <> 'first-admin' or ("links"."role" = 'admin' and "links"."project_id" is null)),
	CONSTRAINT "links_annotator_has_project" CHECK ("links"."role" = 'admin' or "links"."project_id" is not null),
	CONSTRAINT "links_used_by_someone" CHECK (("links"."used_at" is null) = ("links"."used_by" is null))
);
--> statement-breakpoint
CREATE TABLE "deployments" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"sequence" bigint GENERATED ALWAYS AS IDENTITY (sequence name "deployments_sequence_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"project_id" uuid NOT NULL,
	"model_version_id" uuid NOT NULL,
	"previous_version_id" uuid,
	"reason" "deployment_reason" NOT NULL,
	"actor_id" uuid,
	"deployed_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "model_versions" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"project_id" uuid NOT NULL,
	"kind" "model_version_kind" NOT NULL,
	"number" integer NOT NULL,
	"name" text NOT NULL,
	"directory" text NOT NULL,
	"source" text NOT NULL,
	"parent_version_id" uuid,
	"dataset_id" uuid,
	"reward_version_id" uuid,
	"job_id" uuid,
	"tokenizer_hash" text NOT NULL,
	"content_hash" text NOT NULL,
	"report" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"parity" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "model_versions_project_id_key" UNIQUE("project_id","id"),
	CONSTRAINT "model_versions_directory_is_a_segment" CHECK ("model_versions"."directory" ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$'),
	CONSTRAINT "model_versions_dataset_of_reward" CHECK ("model_versions"."dataset_id" is null or "model_versions"."kind" = 'reward'),
	CONSTRAINT "model_versions_reward_of_policy" CHECK ("model_versions"."reward_version_id" is null or "model_versions"."kind" = 'policy')
);
--> statement-breakpoint
CREATE TABLE "project_members" (
	"project_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "project_members_project_id_user_id_pk" PRIMARY KEY("project_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "projects" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"rubric" jsonb NOT NULL,
	"guidelines" text DEFAULT '' NOT NULL,
	"guidelines_version" integer DEFAULT 1 NOT NULL,
	"is_demo" boolean DEFAULT false NOT NULL,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "projects_rubric_not_empty" CHECK (jsonb_array_length("projects"."rubric") > 0)
);
--> statement-breakpoint
CREATE TABLE "prompts" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"project_id" uuid NOT NULL,
	"messages" jsonb NOT NULL,
	"language" text NOT NULL,
	"tags" text[] DEFAULT '{}' NOT NULL,
	"content_hash" text NOT NULL,
	"ask_policy" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"archived_at" timestamp with time zone,
	CONSTRAINT "prompts_project_id_key" UNIQUE("project_id","id")
);
--> statement-breakpoint
CREATE TABLE "responses" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"project_id" uuid NOT NULL,
	"round_item_id" uuid NOT NULL,
	"source" "response_source" NOT NULL,
	"source_label" text,
	"model_version_id" uuid,
	"text" text NOT NULL,
	"text_hash" text NOT NULL,
	"token_ids" integer[],
	"logprobs" real[],
	"finish_reason" "finish_reason",
	"sampling" jsonb,
	"seed" bigint,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "responses_item_id_key" UNIQUE("round_item_id","id"),
	CONSTRAINT "responses_sampled_by_a_version" CHECK (("responses"."source" = 'sampled') = ("responses"."model_version_id" is not null and "responses"."token_ids" is not null and "responses"."seed" is not null)),
	CONSTRAINT "responses_logprob_per_token" CHECK ("responses"."logprobs" is null or cardinality("responses"."logprobs") = cardinality("responses"."token_ids"))
);
--> statement-breakpoint
CREATE TABLE "round_items" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"project_id" uuid NOT NULL,
	"round_id" uuid NOT NULL,
	"prompt_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"status" "round_item_status" DEFAULT 'pending' NOT NULL,
	"duplicates_dropped" integer DEFAULT 0 NOT NULL,
	"failure" text,
	CONSTRAINT "round_items_project_id_key" UNIQUE("project_id","id")
);
--> statement-breakpoint
CREATE TABLE "rounds" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"project_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"name" text DEFAULT '' NOT NULL,
	"status" "round_status" NOT NULL,
	"policy_version_id" uuid,
	"responses_per_prompt" integer NOT NULL,
	"sampling" jsonb NOT NULL,
	"overlap" integer DEFAULT 1 NOT NULL,
	"opens_when_sampled" boolean DEFAULT true NOT NULL,
	"job_id" uuid,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"opened_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	CONSTRAINT "rounds_project_id_key" UNIQUE("project_id","id"),
	CONSTRAINT "rounds_overlap" CHECK ("rounds"."overlap" between 1 and 50),
	CONSTRAINT "rounds_responses_per_prompt" CHECK ("rounds"."responses_per_prompt" between 0 and 16),
	CONSTRAINT "rounds_sampled_by_a_policy" CHECK (("rounds"."responses_per_prompt" > 0) = ("rounds"."policy_version_id" is not null))
);
--> statement-breakpoint
CREATE TABLE "sign_in_attempts" (
	"key" text PRIMARY KEY NOT NULL,
	"failures" integer NOT NULL,
	"window_ends_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text,
	"role" "user_role" NOT NULL,
	"locale" text DEFAULT 'en' NOT NULL,
	"session_version" integer DEFAULT 1 NOT NULL,
	"is_synthetic" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_email_lower_case" CHECK ("users"."email" = lower("users"."email")),
	CONSTRAINT "users_synthetic_cannot_sign_in" CHECK (not "users"."is_synthetic" or "users"."password_hash" is null)
);
--> statement-breakpoint
ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_actor_id_users_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claims" ADD CONSTRAINT "claims_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claims" ADD CONSTRAINT "claims_item_of_project" FOREIGN KEY ("project_id","round_item_id") REFERENCES "public"."round_items"("project_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drafts" ADD CONSTRAINT "drafts_claim_id_claims_id_fk" FOREIGN KEY ("claim_id") REFERENCES "public"."claims"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "skips" ADD CONSTRAINT "skips_round_item_id_round_items_id_fk" FOREIGN KEY ("round_item_id") REFERENCES "public"."round_items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "skips" ADD CONSTRAINT "skips_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "skips" ADD CONSTRAINT "skips_claim_id_claims_id_fk" FOREIGN KEY ("claim_id") REFERENCES "public"."claims"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dataset_judgments" ADD CONSTRAINT "dataset_judgments_dataset" FOREIGN KEY ("project_id","dataset_id") REFERENCES "public"."datasets"("project_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dataset_judgments" ADD CONSTRAINT "dataset_judgments_judgment" FOREIGN KEY ("project_id","judgment_id") REFERENCES "public"."judgments"("project_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "datasets" ADD CONSTRAINT "datasets_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "datasets" ADD CONSTRAINT "datasets_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_logs" ADD CONSTRAINT "job_logs_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_metrics" ADD CONSTRAINT "job_metrics_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "judgment_scores" ADD CONSTRAINT "judgment_scores_judgment" FOREIGN KEY ("round_item_id","judgment_id") REFERENCES "public"."judgments"("round_item_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "judgment_scores" ADD CONSTRAINT "judgment_scores_response_of_item" FOREIGN KEY ("round_item_id","response_id") REFERENCES "public"."responses"("round_item_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "judgments" ADD CONSTRAINT "judgments_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "judgments" ADD CONSTRAINT "judgments_item" FOREIGN KEY ("project_id","round_item_id") REFERENCES "public"."round_items"("project_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "judgments" ADD CONSTRAINT "judgments_claim" FOREIGN KEY ("round_item_id","claim_id") REFERENCES "public"."claims"("round_item_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_used_by_users_id_fk" FOREIGN KEY ("used_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_actor_id_users_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_version" FOREIGN KEY ("project_id","model_version_id") REFERENCES "public"."model_versions"("project_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_previous" FOREIGN KEY ("project_id","previous_version_id") REFERENCES "public"."model_versions"("project_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_versions" ADD CONSTRAINT "model_versions_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_versions" ADD CONSTRAINT "model_versions_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_versions" ADD CONSTRAINT "model_versions_parent" FOREIGN KEY ("project_id","parent_version_id") REFERENCES "public"."model_versions"("project_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_versions" ADD CONSTRAINT "model_versions_reward" FOREIGN KEY ("project_id","reward_version_id") REFERENCES "public"."model_versions"("project_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_versions" ADD CONSTRAINT "model_versions_dataset" FOREIGN KEY ("project_id","dataset_id") REFERENCES "public"."datasets"("project_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_members" ADD CONSTRAINT "project_members_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_members" ADD CONSTRAINT "project_members_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "projects" ADD CONSTRAINT "projects_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "prompts" ADD CONSTRAINT "prompts_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "responses" ADD CONSTRAINT "responses_item" FOREIGN KEY ("project_id","round_item_id") REFERENCES "public"."round_items"("project_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "responses" ADD CONSTRAINT "responses_model_version" FOREIGN KEY ("project_id","model_version_id") REFERENCES "public"."model_versions"("project_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "round_items" ADD CONSTRAINT "round_items_round" FOREIGN KEY ("project_id","round_id") REFERENCES "public"."rounds"("project_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "round_items" ADD CONSTRAINT "round_items_prompt_of_project" FOREIGN KEY ("project_id","prompt_id") REFERENCES "public"."prompts"("project_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rounds" ADD CONSTRAINT "rounds_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rounds" ADD CONSTRAINT "rounds_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rounds" ADD CONSTRAINT "rounds_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rounds" ADD CONSTRAINT "rounds_policy_version" FOREIGN KEY ("project_id","policy_version_id") REFERENCES "public"."model_versions"("project_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_log_project_sequence" ON "audit_log" USING btree ("project_id","sequence");--> statement-breakpoint
CREATE UNIQUE INDEX "claims_one_active" ON "claims" USING btree ("round_item_id","user_id") WHERE "claims"."completed_at" is null and "claims"."released_at" is null;--> statement-breakpoint
CREATE INDEX "claims_active_of_user" ON "claims" USING btree ("user_id","project_id") WHERE "claims"."completed_at" is null and "claims"."released_at" is null;--> statement-breakpoint
CREATE INDEX "claims_item" ON "claims" USING btree ("round_item_id","lease_expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "dataset_judgments_judgment_dataset" ON "dataset_judgments" USING btree ("judgment_id","dataset_id");--> statement-breakpoint
CREATE UNIQUE INDEX "datasets_project_number_key" ON "datasets" USING btree ("project_id","number");--> statement-breakpoint
CREATE UNIQUE INDEX "datasets_project_content_key" ON "datasets" USING btree ("project_id","content_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "jobs_sequence_key" ON "jobs" USING btree ("sequence");--> statement-breakpoint
CREATE UNIQUE INDEX "jobs_one_training" ON "jobs" USING btree ("lane") WHERE "jobs"."status" = 'running' and "jobs"."lane" = 'train';--> statement-breakpoint
CREATE INDEX "jobs_queued" ON "jobs" USING btree ("lane","sequence") WHERE "jobs"."status" = 'queued';--> statement-breakpoint
CREATE INDEX "jobs_running" ON "jobs" USING btree ("heartbeat_at") WHERE "jobs"."status" = 'running';--> statement-breakpoint
CREATE INDEX "jobs_project_sequence" ON "jobs" USING btree ("project_id","sequence");--> statement-breakpoint
CREATE INDEX "judgment_scores_response" ON "judgment_scores" USING btree ("response_id");--> statement-breakpoint
CREATE UNIQUE INDEX "judgments_idempotency_key" ON "judgments" USING btree ("idempotency_key");--> statement-breakpoint
CREATE UNIQUE INDEX "judgments_one_counted" ON "judgments" USING btree ("round_item_id","user_id") WHERE "judgments"."counted";--> statement-breakpoint
CREATE UNIQUE INDEX "judgments_claim_key" ON "judgments" USING btree ("claim_id");--> statement-breakpoint
CREATE INDEX "judgments_user_submitted" ON "judgments" USING btree ("user_id","submitted_at");--> statement-breakpoint
CREATE INDEX "judgments_project_submitted" ON "judgments" USING btree ("project_id","submitted_at");--> statement-breakpoint
CREATE UNIQUE INDEX "links_token_hash_key" ON "links" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "deployments_project_sequence" ON "deployments" USING btree ("project_id","sequence");--> statement-breakpoint
CREATE UNIQUE INDEX "model_versions_number_key" ON "model_versions" USING btree ("project_id","kind","number");--> statement-breakpoint
CREATE UNIQUE INDEX "model_versions_job_directory_key" ON "model_versions" USING btree ("job_id","directory");--> statement-breakpoint
CREATE INDEX "project_members_user" ON "project_members" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "prompts_project_content_key" ON "prompts" USING btree ("project_id","content_hash");--> statement-breakpoint
CREATE INDEX "prompts_project_created" ON "prompts" USING btree ("project_id","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "responses_item_text_key" ON "responses" USING btree ("round_item_id","text_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "round_items_round_prompt_key" ON "round_items" USING btree ("round_id","prompt_id");--> statement-breakpoint
CREATE INDEX "round_items_round_position" ON "round_items" USING btree ("round_id","status","position");--> statement-breakpoint
CREATE INDEX "round_items_prompt" ON "round_items" USING btree ("prompt_id");--> statement-breakpoint
CREATE UNIQUE INDEX "rounds_project_number_key" ON "rounds" USING btree ("project_id","number");--> statement-breakpoint
CREATE INDEX "sign_in_attempts_window_ends_at" ON "sign_in_attempts" USING btree ("window_ends_at");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_key" ON "users" USING btree ("email");