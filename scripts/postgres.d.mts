export interface PostgresAddress {
  /** postgres:// address of the installation's database. */
  url: string;
  /** False where DATABASE_URL names a server of one's own. */
  embedded: boolean;
  /** True if this call started the server. */
  started: boolean;
  /** The cluster, if embedded. */
  directory?: string;
}

export function ensurePostgres(options?: { dataDirectory?: string }): Promise<PostgresAddress>;
export function stopPostgres(options?: { dataDirectory?: string; mode?: "fast" | "immediate" }): void;
export function findEmbeddedPostgres(options?: {
  dataDirectory?: string;
}): { pid: number; port: number; ready: boolean } | null;
export function clusterUrl(port: number, password: string, database: string): string;
export function ensureDatabase(maintenanceUrl: string, name: string): Promise<void>;
