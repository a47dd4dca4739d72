import { expect, test } from "@playwright/test";
import { ADMIN, setupUrl } from "@/tests/e2e/support/admin";
import { expectNoSeriousViolations } from "@/tests/e2e/support/accessibility";
import { setupStatus } from "@/tests/e2e/support/api";

test.describe.configure({ mode: "serial" });

test("the one-time link makes the first admin, once, and opens a project", async ({ page }) => {
  test.skip(!(await setupStatus(page)).needsSetup, "this installation has its admin already");
  await page.goto(setupUrl());
  await expectNoSeriousViolations(page);

  await page.getByRole("button", { name: "Create the account" }).click();
  await expect(page.getByText("Your name is missing.")).toBeVisible();
  await expect(page.getByLabel("Name")).toBeFocused();
  await expect(page.getByText("10 characters are missing.")).toBeVisible();

  await page.getByLabel("Name").fill(ADMIN.name);
  await page.getByLabel("E-mail").fill(ADMIN.email);
  await page.getByLabel("Password", { exact: true }).fill(ADMIN.password);
  await page.getByRole("button", { name: "Create the account" }).click();
  await page.waitForURL((url) => !url.pathname.includes("setup"));
  await expect(page.getByRole("button", { name: /Account: Ada Lin/ })).toBeVisible();

  await page.context().clearCookies();
  await page.goto(setupUrl());
  await expect(page.getByText("This installation has its administrator already.")).toBeVisible();
});

test("a wrong token is refused in words", async ({ page }) => {
  await page.goto("/en/join?token=wrong");
  await expect(page.getByText("This invitation was used, has expired or was withdrawn.")).toBeVisible();
});

test("signing in comes back to the page that was wanted", async ({ page }) => {
  await page.goto("/zh/projects/00000000-0000-7000-8000-000000000000/annotate?x=1");
  await expect(page).toHaveURL(/\/zh\/sign-in\?from=/);
  await expect(page.getByRole("heading", { name: "登录" })).toBeVisible();
  await expectNoSeriousViolations(page);

  await page.getByRole("link", { name: "Switch to English" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.getByLabel("E-mail").fill(ADMIN.email);
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("E-mail or password is wrong.")).toBeVisible();

  await page.getByLabel("Password", { exact: true }).fill(ADMIN.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/en\/projects\/00000000-0000-7000-8000-000000000000\/annotate\?x=1/);

  await page.getByRole("button", { name: /Account:/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/en\/sign-in/);
});

test("pages have a strict policy, their own language, and the chosen theme at the first paint", async ({
  page,
}) => {
  const response = await page.goto("/zh/sign-in");
  const policy = response?.headers()["content-security-policy"] ?? "";
  expect(policy).toMatch(/script-src 'self' 'nonce-[\w+/=-]+' 'strict-dynamic';/);
  expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-Hans");

  await page.getByRole("button", { name: "外观" }).click();
  await page.getByRole("menuitemcheckbox", { name: "深色" }).click();
  // The choice is kept by the time that the page shows it, not by the time that the key is up.
  await expect
    .poll(async () => (await page.request.get("/zh/sign-in")).text())
    .toContain('data-theme="dark"');
  await page.reload();
  await expect(page.locator("html")).toHaveCSS("color-scheme", "dark");
});
