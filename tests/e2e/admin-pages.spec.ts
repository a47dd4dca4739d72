import { expect, test } from "@playwright/test";
import type { Page } from "@playwright/test";
import { expectNoSeriousViolations } from "@/tests/e2e/support/accessibility";
import { signInAsAdmin } from "@/tests/e2e/support/admin";
import { createAnnotationProject } from "@/tests/e2e/support/annotation-project";
import { callApi, queryApi } from "@/tests/e2e/support/api";
import { judgeAll } from "@/tests/e2e/support/judge-all";

const PAGES = [
  "",
  "/prompts",
  "/rounds",
  "/datasets",
  "/runs",
  "/versions",
  "/members",
  "/settings",
  "/audit",
];

test.beforeEach(async ({ page }) => {
  await signInAsAdmin(page);
});

/** Its skeletons are gone. */
async function openPage(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole("main").getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator("main [aria-busy=true]")).toHaveCount(0);
}

async function expectNoSidewaysScroll(page: Page, path: string): Promise<void> {
  const [content, view] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(content, path).toBeLessThanOrEqual(view ?? 0);
}

for (const [locale, theme] of [
  ["en", "light"],
  ["zh", "dark"],
] as const) {
  test(`every page of an admin is accessible, on a desk and on a phone: ${locale}, ${theme}`, async ({
    page,
  }) => {
    test.setTimeout(300_000);
    await page.emulateMedia({ colorScheme: theme });
    const { projectId, roundId } = await createAnnotationProject(page, `Pages ${locale}`, 5);
    await judgeAll(page, projectId);
    const dataset = await callApi<{ id: string }>(page, "dataset.freeze", { projectId });
    const versions = await queryApi<{ id: string }[]>(page, "version.list", { projectId });
    const details = [
      `/rounds/${roundId}`,
      `/datasets/${dataset.id}`,
      ...versions.slice(0, 1).map(({ id }) => `/versions/${id}`),
    ];
    for (const path of [...PAGES, ...details]) {
      await page.setViewportSize({ width: 1440, height: 900 });
      await openPage(page, `/${locale}/projects/${projectId}${path}`);
      await expectNoSeriousViolations(page);
      await page.setViewportSize({ width: 390, height: 844 });
      await expectNoSidewaysScroll(page, path);
    }
  });
}

test("dialogs and menus keep to the page's own content policy", async ({ page }) => {
  const broken: string[] = [];
  page.on("console", (message) => {
    if (/Content Security Policy/.test(message.text())) broken.push(message.text());
  });
  const { id } = await callApi<{ id: string }>(page, "project.create", { name: "Policy" });
  await openPage(page, `/en/projects/${id}/prompts`);
  await page.getByRole("combobox", { name: "Language" }).click();
  await page.getByRole("option", { name: "Chinese" }).click();
  await page.getByRole("button", { name: "Add a prompt" }).first().click();
  await expect(page.getByRole("dialog", { name: "Add a prompt" }).getByLabel("User")).toBeFocused();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /Account/ }).click();
  await expect(page.getByRole("menuitem", { name: "Sign out" })).toBeVisible();
  expect(broken).toEqual([]);
});

test("an empty project teaches each next step with its button", async ({ page }) => {
  const { id } = await callApi<{ id: string }>(page, "project.create", { name: "Nothing yet" });
  const base = `/en/projects/${id}`;
  await openPage(page, base);
  await expect(page.getByRole("link", { name: "Add prompts" })).toBeVisible();
  await openPage(page, `${base}/prompts`);
  await expect(page.getByRole("heading", { name: "No prompts yet" })).toBeVisible();
  await openPage(page, `${base}/rounds`);
  await expect(page.getByRole("heading", { name: "No round yet" })).toBeVisible();
  await openPage(page, `${base}/datasets`);
  await expect(page.getByText(/4 more prompts must be judged/)).toBeVisible();
  await openPage(page, `${base}/runs`);
  await expect(page.getByRole("link", { name: "Go to the datasets" })).toBeVisible();
});

test("a prompt is written as a conversation, archived, and taken back by undo", async ({ page }) => {
  const { id } = await callApi<{ id: string }>(page, "project.create", { name: "Prompts" });
  await openPage(page, `/en/projects/${id}/prompts`);
  await page.getByRole("button", { name: "Add a prompt" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Add a prompt" });
  await dialog.getByRole("button", { name: "Add a system message" }).click();
  await dialog.getByRole("button", { name: "Add the prompt" }).click();
  await expect(dialog.getByText("Write something here.")).toHaveCount(2);
  await dialog.getByLabel("System", { exact: true }).fill("You sell books.");
  await dialog.getByLabel("User", { exact: true }).fill("Do you have anything on volcanoes?");
  await dialog.getByLabel("Tags").fill("shop, books");
  await dialog.getByRole("button", { name: "Add the prompt" }).click();
  const row = page.getByRole("row", { name: /volcanoes/ });
  await expect(row).toContainText("system message");
  await expect(row).toContainText("books");

  await row.getByRole("button", { name: "Archive" }).click();
  await expect(row).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(row).toBeVisible();

  await page.getByRole("searchbox", { name: "Search in prompts" }).fill("earthquakes");
  await expect(page.getByRole("heading", { name: "Nothing matches" })).toBeVisible();
  await page.getByRole("button", { name: "Clear the search" }).click();
  await expect(row).toBeVisible();
});

test("an admin sees who judged an item and how; a judged dimension cannot be taken out of the rubric", async ({
  page,
}) => {
  const { projectId, roundId } = await createAnnotationProject(page, "Rubric", 1);
  await judgeAll(page, projectId);
  await openPage(page, `/en/projects/${projectId}/rounds/${roundId}`);
  await page.getByRole("button", { name: /Question 1/ }).click();
  const judgment = page.getByRole("article", { name: /Judged by/ });
  await expect(judgment.getByRole("table", { name: /Scores of/ })).toBeVisible();
  await expect(judgment).toContainText(/Ranking[A-C] {2}> {2}[A-C] {2}> {2}[A-C]/);

  await openPage(page, `/en/projects/${projectId}/settings`);
  await expect(page.getByText("3 scores").first()).toBeVisible();
  const removals = page.getByRole("button", { name: /It has been judged, so it stays/ });
  await expect(removals).toHaveCount(4);
  await expect(removals.first()).toBeDisabled();
  await page.getByRole("button", { name: "Add a dimension" }).click();
  const save = page.getByRole("button", { name: "Save", exact: true }).nth(1);
  await expect(save).toBeDisabled();
  await page.getByLabel("Name in English").last().fill("Tone");
  await page.getByLabel("Name in Chinese").last().fill("语气");
  await page.getByLabel("Key").last().fill("accuracy");
  await expect(page.getByText("Another dimension has this key.")).toBeVisible();
  await page.getByLabel("Key").last().fill("tone");
  await save.click();
  await expect(page.getByText("Saved as version 2", { exact: true })).toBeVisible();
  await openPage(page, `/en/projects/${projectId}/audit`);
  await expect(page.getByRole("row", { name: /changed the project/ })).toContainText("rubric");
});

test("an invitation is shown once, lets one person in, and can be withdrawn", async ({ page, browser }) => {
  const { id } = await callApi<{ id: string }>(page, "project.create", { name: "Guests" });
  await openPage(page, `/en/projects/${id}/members`);
  const invite = async () => {
    await page.getByRole("button", { name: "Invite somebody" }).click();
    await page.getByRole("button", { name: "Make the link" }).click();
    const link = await page.getByLabel("Invitation link").inputValue();
    await page.getByRole("button", { name: "Done" }).click();
    return link;
  };
  const link = await invite();
  const guest = await (await browser.newContext()).newPage();
  await guest.goto(link);
  await guest.getByLabel("Name").fill("Guest Rater");
  await guest.getByLabel("E-mail").fill(`guest-${id}@example.org`);
  await guest.getByLabel("Password", { exact: true }).fill("tall paper boat");
  await guest.getByRole("button", { name: /Create the account|Join/ }).click();
  await guest.waitForURL((url) => !url.pathname.includes("join"));
  await guest.goto(`/en/projects/${id}/members`);
  await expect(guest).toHaveURL(/\/annotate$/);
  await guest.context().close();

  await invite();
  await openPage(page, `/en/projects/${id}/members`);
  const member = page.getByRole("row", { name: /^Guest Rater/ });
  await expect(member).toContainText("Annotator");
  await expect(page.getByText("Used by Guest Rater")).toBeVisible();
  await page.getByRole("button", { name: "Withdraw" }).click();
  await expect(page.getByText("Withdrawn", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Actions for Guest Rater" }).click();
  await page.getByRole("menuitem", { name: "Remove from this project" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(member).toHaveCount(0);
});

test("an admin gives somebody a link for a new password, and closes their account", async ({
  page,
  browser,
}) => {
  const { id } = await callApi<{ id: string }>(page, "project.create", { name: "Forgetful" });
  const { url } = await callApi<{ url: string }>(page, "invite.create", { projectId: id });
  const email = `forgetful-${id}@example.org`;
  const guest = await (await browser.newContext()).newPage();
  await callApi(guest, "invite.accept", {
    token: new URL(url).searchParams.get("token"),
    name: "Forgetful Rater",
    email,
    password: "an old paper boat",
  });
  await openPage(page, `/en/projects/${id}/members`);
  const choose = async (entry: string) => {
    await page.getByRole("button", { name: "Actions for Forgetful Rater" }).click();
    await page.getByRole("menuitem", { name: entry }).click();
  };
  await choose("Make a password link");
  await page.getByRole("button", { name: "Make the link" }).click();
  const link = await page.getByLabel("Link for a new password").inputValue();
  await page.getByRole("button", { name: "Done" }).click();
  await guest.goto(link);
  await expect(guest.getByText(email)).toBeVisible();
  await guest.getByLabel("New password").fill("a new paper boat");
  await guest.getByRole("button", { name: "Set the password and sign in" }).click();
  await guest.waitForURL((address) => !address.pathname.includes("reset"));
  await guest.goto(`/en/projects/${id}/annotate`);
  await expect(guest).toHaveURL(/\/annotate$/);

  await choose("Disable the account");
  await page.getByRole("alertdialog").getByRole("button", { name: "Disable" }).click();
  await expect(page.getByRole("row", { name: /^Forgetful Rater/ })).toContainText("disabled");
  await guest.context().clearCookies();
  await guest.goto("/en/sign-in");
  await guest.getByLabel("E-mail").fill(email);
  await guest.getByLabel("Password", { exact: true }).fill("a new paper boat");
  await guest.getByRole("button", { name: "Sign in" }).click();
  await expect(guest.getByText("This account is disabled.", { exact: false })).toBeVisible();
  await guest.context().close();
});
