import { randomUUID } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { TEMPLATE_DATABASE } from "@/tests/support/template-database";

export interface TestDatabase {
  /** postgres:// address of a database of this file's own, migrated and empty. */
  url: string;
  /** Disconnects whoever is left and removes the database. */
  drop(): Promise<void>;
}

/** Call it in a file's beforeAll; copying the template takes some 50 ms. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const maintenanceUrl = inject("postgresUrl");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  // Two copies at once would each find the other "accessing" the template.
  await maintain(maintenanceUrl, [
    "select pg_advisory_lock(7300)",
    `create database ${name} template ${TEMPLATE_DATABASE}`,
  ]);
  const url = new URL(maintenanceUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => maintain(maintenanceUrl, [`drop database if exists ${name} with (force)`]),
  };
}

async function maintain(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
