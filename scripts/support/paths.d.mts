export const ROOT: string;
/** Everything that an installation owns; absolute. */
export function dataDirectory(): string;
/** Downloads and builds that every clone of this person shares; absolute. */
export function cacheDirectory(): string;
export function ensureDataDirectory(directory?: string): string;
