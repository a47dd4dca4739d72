import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";

/**
 * A random secret of this installation, made once and readable by its owner only. Processes that race for the first
 * time agree: a file appears whole or not at all, and the first one stays.
 */
export function ensureSecret(directory, name) {
  const file = path.join(directory, name);
  if (!fs.existsSync(file)) {
    const fresh = `${file}.${process.pid}.new`;
    fs.writeFileSync(fresh, crypto.randomBytes(32).toString("hex"), { mode: 0o600 });
    try {
      fs.linkSync(fresh, file);
    } catch (error) {
      if (error.code !== "EEXIST") fs.renameSync(fresh, file); // a file system without hard links
    } finally {
      fs.rmSync(fresh, { force: true });
    }
  }
  return fs.readFileSync(file, "utf8").trim();
}
