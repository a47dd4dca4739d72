import { sql } from "drizzle-orm";
import { getDatabase } from "@/server/database";

export const dynamic = "force-dynamic";

/** 200 once the pages can answer: the environment is complete and the database is there. */
export async function GET(): Promise<Response> {
  try {
    await getDatabase().execute(sql`select 1`);
    return Response.json({ status: "ok" });
  } catch (error) {
    console.error("health check failed", error);
    return Response.json({ status: "unavailable" }, { status: 503 });
  }
}
