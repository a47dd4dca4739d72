import pg from "pg";
import { expect, it } from "vitest";
import { createTestDatabase } from "@/tests/support/postgres";

it("gives each caller a UTF-8 database of its own, migrated", async () => {
  const [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  expect(first.url).not.toBe(second.url);
  const client = new pg.Client({ connectionString: first.url });
  await client.connect();
  const { rows } = await client.query<{ length: number; tables: number }>(
    `select length('标注平台') as length,
       (select count(*)::int from information_schema.tables where table_schema = 'public') as tables`,
  );
  await client.end();
  expect(rows[0]?.length).toBe(4);
  expect(rows[0]?.tables).toBeGreaterThan(10);
  await Promise.all([first.drop(), second.drop()]);
});
