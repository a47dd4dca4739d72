ALTER TYPE "public"."link_kind" ADD VALUE 'password-reset';--> statement-breakpoint
ALTER TABLE "links" DROP CONSTRAINT "links_annotator_has_project";--> statement-breakpoint
ALTER TABLE "round_items" ALTER COLUMN "failure" SET DATA TYPE jsonb
	USING CASE WHEN "failure" IS NOT NULL THEN jsonb_build_object('code', 'INVALID_INPUT', 'message', "failure") END;--> statement-breakpoint
ALTER TABLE "links" ADD COLUMN "user_id" uuid;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "disabled_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_reset_names_user" CHECK (("links"."kind" in ('first-admin', 'invite')) = ("links"."user_id" is null));--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_annotator_has_project" CHECK ("links"."role" = 'admin' or "links"."project_id" is not null or "links"."user_id" is not null);