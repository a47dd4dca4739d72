import pg from "pg";
import { getEnvironment } from "@/server/env";

const RECONNECT_MILLISECONDS = 2_000;

/** Something changed in a job: its row, a metric, a line of its log. */
export interface JobEvents {
  /** Calls `onEvent` at each change of any job until the returned function is called. */
  subscribe(onEvent: (jobId: string) => void): () => void;
}

/**
 * One connection a process listens for everybody; it is opened with the first subscriber and closed with the last.
 * While it is away nobody is told, so that subscribers also look by themselves now and then.
 */
export class PostgresJobEvents implements JobEvents {
  private readonly listeners = new Set<(jobId: string) => void>();
  private client: pg.Client | null = null;
  private reconnect: NodeJS.Timeout | null = null;

  constructor(private readonly databaseUrl: string) {}

  subscribe(onEvent: (jobId: string) => void): () => void {
    this.listeners.add(onEvent);
    if (!this.client && !this.reconnect) this.connect();
    return () => {
      this.listeners.delete(onEvent);
      if (this.listeners.size === 0) this.disconnect();
    };
  }

  private connect(): void {
    const client = new pg.Client({
      connectionString: this.databaseUrl,
      keepAlive: true,
      application_name: "plaudit-events",
    });
    this.client = client;
    const retry = () => {
      if (this.client !== client) return;
      this.client = null;
      client.end().catch(() => undefined);
      this.reconnect = setTimeout(() => {
        this.reconnect = null;
        if (this.listeners.size > 0) this.connect();
      }, RECONNECT_MILLISECONDS);
    };
    client.on("error", retry);
    client.on("end", retry);
    client.on("notification", ({ payload }) => {
      for (const listener of this.listeners) listener(payload ?? "");
    });
    client
      .connect()
      .then(() => client.query("listen job_events"))
      .catch(retry);
  }

  private disconnect(): void {
    if (this.reconnect) clearTimeout(this.reconnect);
    this.reconnect = null;
    const { client } = this;
    this.client = null;
    client?.end().catch(() => undefined);
  }
}

const holder = globalThis as typeof globalThis & { plauditJobEvents?: JobEvents };

/** The web process's. */
export function getJobEvents(): JobEvents {
  holder.plauditJobEvents ??= new PostgresJobEvents(getEnvironment().databaseUrl);
  return holder.plauditJobEvents;
}
