import { sql } from "drizzle-orm";
import { timestamp, uuid } from "drizzle-orm/pg-core";

/** Time-ordered id; the first migration supplies uuidv7() where the server is older than Postgres 18. */
export const idColumn = () =>
  uuid("id")
    .primaryKey()
    .default(sql`uuidv7()`);

export const instantColumn = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

export const createdAtColumn = () => instantColumn("created_at").notNull().defaultNow();
