export interface ThrowawayCluster {
  urlOf(database: string): string;
  /** Stops the server and removes its files. */
  stop(): void;
}

export function startThrowawayCluster(): Promise<ThrowawayCluster>;
