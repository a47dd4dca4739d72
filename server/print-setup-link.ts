/**
 * Prints `{"url": string | null}`: a fresh one-time link for the first admin, null once there is one.
 * `npm start` calls it: DATABASE_URL, and NEXTAUTH_URL as the address that people open.
 */
import { openDatabase } from "@/drizzle/client";
import { ensureSetupLink } from "@/server/services/setup/ensure-setup-link";

const { DATABASE_URL, NEXTAUTH_URL } = process.env;
if (!DATABASE_URL || !NEXTAUTH_URL) {
  console.error("DATABASE_URL and NEXTAUTH_URL must be set");
  process.exit(1);
}
const { db, close } = openDatabase(DATABASE_URL, { maxConnections: 1 });
try {
  const url = await ensureSetupLink({ db, origin: new URL(NEXTAUTH_URL).origin });
  process.stdout.write(`${JSON.stringify({ url })}\n`);
} finally {
  await close();
}
