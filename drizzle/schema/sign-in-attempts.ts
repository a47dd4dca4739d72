import { index, integer, pgTable, text } from "drizzle-orm/pg-core";
import { instantColumn } from "@/drizzle/schema/columns";

/** Failed sign-ins of one key (an address, an e-mail, or both) in one window of time. */
export const signInAttempts = pgTable(
  "sign_in_attempts",
  {
    key: text("key").primaryKey(),
    failures: integer("failures").notNull(),
    windowEndsAt: instantColumn("window_ends_at").notNull(),
  },
  (table) => [index("sign_in_attempts_window_ends_at").on(table.windowEndsAt)],
);
