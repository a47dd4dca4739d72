import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import type { Database } from "@/drizzle/client";

/**
 * The one connection of a lane: it holds the locks of the lane's jobs and hears of new jobs and cancels. Statements go
 * through `use`, one after another, since a transaction must not be mixed with anything else.
 */
export class LaneSession {
  readonly #url: string;
  readonly #name: string;
  readonly #onNotification: () => void;
  readonly #onLost: () => void;
  #client: pg.Client | undefined;
  #db: Database | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: { url: string; name: string; onNotification(): void; onLost(): void }) {
    this.#url = options.url;
    this.#name = options.name;
    this.#onNotification = options.onNotification;
    this.#onLost = options.onLost;
  }

  get isOpen(): boolean {
    return this.#client !== undefined;
  }

  async open(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: this.#name,
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      // A server that went away without a word must not hold the lane for ever.
      query_timeout: 20_000,
    });
    client.on("error", () => this.#drop(client));
    client.on("end", () => this.#drop(client));
    client.on("notification", this.#onNotification);
    await client.connect();
    await client.query("listen jobs");
    this.#client = client;
    this.#db = drizzle(client) as unknown as Database;
  }

  /** Runs one statement or transaction on the connection. @throws if the connection is lost */
  use<R>(work: (db: Database) => Promise<R>): Promise<R> {
    const next = this.#queue.then(async () => {
      const [client, db] = [this.#client, this.#db];
      if (!client || !db) throw new Error("the connection to the database is lost");
      try {
        return await work(db);
      } catch (error) {
        // After a time-out the answer may still come: the connection is of no more use.
        if (/timeout|terminat|ECONNRESET|EPIPE|not queryable/i.test(describe(error))) {
          this.#drop(client);
          client.end().catch(() => undefined);
        }
        throw error;
      }
    });
    this.#queue = next.catch(() => undefined);
    return next;
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.end();
  }

  #drop(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    this.#db = undefined;
    this.#onLost();
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.message} ${error.cause instanceof Error ? error.cause.message : ""}`;
}
