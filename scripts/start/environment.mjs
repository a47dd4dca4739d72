import fs from "node:fs";
import path from "node:path";
import { ROOT } from "../support/paths.mjs";
import { ensureSecret } from "../support/secrets.mjs";

/** Reads .env, where a person may keep settings; what the environment has already wins. */
export function loadEnvironmentFile() {
  const file = path.join(ROOT, ".env");
  if (fs.existsSync(file)) process.loadEnvFile(file);
}

/** What web, sampler and worker are started with. Secrets are made once for the installation. */
export function childEnvironment({ dataDirectory, databaseUrl, host, port, samplerPort, development }) {
  // An empty variable is one that was left out; libraries take it for a value.
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ""));
  return {
    ...given,
    NODE_ENV: development ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: databaseUrl,
    PLAUDIT_DATA_DIR: dataDirectory,
    NEXTAUTH_SECRET: process.env.NEXTAUTH_SECRET || ensureSecret(dataDirectory, "nextauth.secret"),
    // Without an address of its own the web process takes the one that the browser asked for.
    ...(process.env.NEXTAUTH_URL ? {} : { AUTH_TRUST_HOST: "true" }),
    SAMPLER_URL: process.env.SAMPLER_URL || `http://127.0.0.1:${samplerPort}`,
    SAMPLER_TOKEN: process.env.SAMPLER_TOKEN || ensureSecret(dataDirectory, "sampler.secret"),
    HOST: host,
    PORT: String(port),
    HOSTNAME: host,
  };
}

/** The address to show: a wildcard is not one that a browser can open. */
export function originOf(host, port) {
  if (process.env.NEXTAUTH_URL) return new URL(process.env.NEXTAUTH_URL).origin;
  const name = host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
