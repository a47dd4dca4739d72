import type { Page } from "@playwright/test";
import { callApi, setupStatus } from "@/tests/e2e/support/api";

export const ADMIN = { name: "Ada Lin", email: "ada@example.org", password: "paper lantern 42" };

/** The one-time link that the start of the installation printed. */
export function setupUrl(): string {
  const url = process.env["PLAUDIT_E2E_SETUP_URL"];
  if (url === undefined || url === "") throw new Error("PLAUDIT_E2E_SETUP_URL is not set");
  return url;
}

/** Signed in as the first admin, who is made if there is none yet: each file can also run alone. */
export async function signInAsAdmin(page: Page): Promise<void> {
  if ((await setupStatus(page)).needsSetup) {
    const token = new URL(setupUrl()).searchParams.get("token");
    await callApi(page, "setup.createFirstAdmin", { token, ...ADMIN });
  }
  await page.goto("/en/sign-in");
  await page.getByLabel("E-mail").fill(ADMIN.email);
  await page.getByLabel("Password", { exact: true }).fill(ADMIN.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Projects", level: 1 }).waitFor();
}
