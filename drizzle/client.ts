import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg from "pg";

export type Database = NodePgDatabase;
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];
/** What a write inside somebody else's transaction takes. */
export type DatabaseOrTransaction = Database | Transaction;

export interface DatabaseClient {
  db: Database;
  pool: pg.Pool;
  close(): Promise<void>;
}

/** Opens a pool; nothing connects before the first query. */
export function openDatabase(url: string, { maxConnections = 10 } = {}): DatabaseClient {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
    application_name: "plaudit",
  });
  // a connection that dies while idle is replaced at the next query; without a listener it would end the process
  pool.on("error", (error) => {
    console.error(`database: an idle connection was lost (${error.message})`);
  });
  return { db: drizzle(pool), pool, close: () => pool.end() };
}
