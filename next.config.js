import { existsSync, writeFileSync } from "node:fs";
import createNextIntlPlugin from "next-intl/plugin";

const withNextIntl = createNextIntlPlugin("./app/i18n/request.ts");

const distDir = process.env.NEXT_DIST_DIR ?? ".next";

/**
 * Two development servers of one checkout need two output directories (NEXT_DIST_DIR=.next-second). Next writes the
 * names of their generated types into the TypeScript configuration it is given: the second one gets its own.
 */
function tsconfigPath() {
  if (distDir === ".next") return "tsconfig.json";
  const own = `tsconfig${distDir}.json`;
  if (!existsSync(own)) writeFileSync(own, JSON.stringify({ extends: "./tsconfig.json" }));
  return own;
}

/** @type {import("next").NextConfig} */
const config = {
  distDir,
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  serverExternalPackages: ["pg", "@node-rs/argon2", "onnxruntime-node", "@tensorflow/tfjs-node-gpu"],
  // Types and lint are the business of `npm run check`.
  typescript: { ignoreBuildErrors: true, tsconfigPath: tsconfigPath() },
  async headers() {
    return [
      {
        source: "/:path*",
        headers: [
          { key: "X-Content-Type-Options", value: "nosniff" },
          { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
          { key: "X-Frame-Options", value: "DENY" },
          {
            key: "Permissions-Policy",
            value: "camera=(), microphone=(), geolocation=(), browsing-topics=()",
          },
          { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
        ],
      },
    ];
  },
};

export default withNextIntl(config);
