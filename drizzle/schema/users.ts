import { sql } from "drizzle-orm";
import { boolean, check, integer, pgEnum, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAtColumn, idColumn, instantColumn } from "@/drizzle/schema/columns";

/** admin: everything on this installation; annotator: judges in the projects it is a member of. */
export const userRole = pgEnum("user_role", ["admin", "annotator"]);
export type UserRole = (typeof userRole.enumValues)[number];

export const users = pgTable(
  "users",
  {
    id: idColumn(),
    /** Lower case. */
    email: text("email").notNull(),
    name: text("name").notNull(),
    /** argon2id; null for accounts that nobody can sign in to (simulated annotators, imported feedback). */
    passwordHash: text("password_hash"),
    role: userRole("role").notNull(),
    locale: text("locale").notNull().default("en"),
    /** Every session carries it; raising it ends them all. */
    sessionVersion: integer("session_version").notNull().default(1),
    /** A program, not a person, judges under this name. */
    isSynthetic: boolean("is_synthetic").notNull().default(false),
    /** Set: nobody can sign in to it. Whatever it judged stays. */
    disabledAt: instantColumn("disabled_at"),
    createdAt: createdAtColumn(),
  },
  (table) => [
    uniqueIndex("users_email_key").on(table.email),
    check("users_email_lower_case", sql`${table.email} = lower(${table.email})`),
    check("users_synthetic_cannot_sign_in", sql`not ${table.isSynthetic} or ${table.passwordHash} is null`),
  ],
);
export type User = typeof users.$inferSelect;
