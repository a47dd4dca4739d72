import { z } from "zod";

/** A list in the browser's storage. Where that refuses (full, blocked), it lives as long as the page does. */
export class StoredList<T> {
  private inMemory: T[] = [];
  /** The storage took the last write: it is the truth, which other tabs write too. */
  private isStored = true;

  constructor(
    private readonly storage: Storage,
    private readonly key: string,
    private readonly schema: z.ZodType<T>,
    /** What can do without something where the storage is too small for all. */
    private readonly shorten: (entry: T) => T,
  ) {}

  read(): T[] {
    if (!this.isStored) return this.inMemory;
    try {
      const text = this.storage.getItem(this.key);
      if (text === null) return this.inMemory;
      const parsed = z.array(this.schema).safeParse(JSON.parse(text));
      return parsed.success ? parsed.data : this.inMemory;
    } catch {
      return this.inMemory;
    }
  }

  write(entries: T[]): void {
    this.inMemory = entries;
    this.isStored = this.store(entries) || this.store(entries.map(this.shorten));
  }

  private store(entries: readonly T[]): boolean {
    try {
      if (entries.length === 0) this.storage.removeItem(this.key);
      else this.storage.setItem(this.key, JSON.stringify(entries));
      return true;
    } catch {
      return false;
    }
  }
}
