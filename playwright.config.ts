import { defineConfig } from "@playwright/test";

/**
 * scripts/test.mjs starts a real installation, finds a Chromium and runs this: `npm test -- --only e2e`. Against a
 * running one: PLAUDIT_E2E_URL and PLAUDIT_E2E_SETUP_URL (its one-time link), CHROMIUM_PATH.
 */
export default defineConfig({
  testDir: "tests/e2e",
  outputDir: "test-results",
  // One journey at a time: they share an installation, and a model on two cores.
  workers: 1,
  fullyParallel: false,
  forbidOnly: process.env.CI === "true",
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ["json", { outputFile: process.env.PLAUDIT_E2E_REPORT ?? "test-results/e2e.json" }]],
  use: {
    baseURL: process.env.PLAUDIT_E2E_URL,
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH,
      // The sandbox needs a user namespace, which root in a container does not have.
      args: process.getuid?.() === 0 ? ["--no-sandbox", "--disable-dev-shm-usage"] : [],
    },
  },
});
