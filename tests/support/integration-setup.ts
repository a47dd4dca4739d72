import type { TestProject } from "vitest/node";
import { migrateDatabase } from "@/drizzle/migrate";
import { ensureDatabase } from "@/scripts/postgres.mjs";
import { startThrowawayCluster } from "@/scripts/postgres/throwaway-cluster.mjs";
import { TEMPLATE_DATABASE } from "@/tests/support/template-database";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of the run's own Postgres, of its maintenance database. */
    postgresUrl: string;
  }
}

/** One Postgres a run, migrated once into a template that each test file's database is copied from. */
export async function setup(project: TestProject): Promise<() => void> {
  const cluster = await startThrowawayCluster();
  try {
    await ensureDatabase(cluster.urlOf("postgres"), TEMPLATE_DATABASE);
    await migrateDatabase(cluster.urlOf(TEMPLATE_DATABASE));
  } catch (error) {
    cluster.stop();
    throw error;
  }
  project.provide("postgresUrl", cluster.urlOf("postgres"));
  return () => {
    cluster.stop();
  };
}
