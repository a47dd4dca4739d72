import { homedir } from "node:os";
import path from "node:path";

/** Where downloads are kept between installations on one machine. */
export function cacheDirectory(part: "wheels" | "hub"): string {
  const root = process.env.XDG_CACHE_HOME || path.join(homedir(), ".cache");
  return path.join(root, "plaudit", part);
}
