import { expect, test } from "@playwright/test";
import type { Page } from "@playwright/test";
import { expectNoSeriousViolations } from "@/tests/e2e/support/accessibility";
import { signInAsAdmin } from "@/tests/e2e/support/admin";
import { callApi } from "@/tests/e2e/support/api";
import { createAnnotationProject, storedJudgments } from "@/tests/e2e/support/annotation-project";

function responses(page: Page) {
  return page.getByRole("heading", { name: /^(Response|回复) [A-Z]/ });
}

async function openDesk(page: Page, projectId: string, locale = "en"): Promise<void> {
  await page.goto(`/${locale}/projects/${projectId}/annotate`);
  await expect(responses(page)).toHaveCount(3);
  // The hand is at the first row.
  await expect(page.getByRole("radiogroup").first().locator("input:focus")).toHaveCount(1);
}

async function press(page: Page, keys: string): Promise<void> {
  for (const key of keys.split(" ")) await page.keyboard.press(key);
}

function question(page: Page): Promise<string> {
  return page.getByRole("region", { name: /Conversation|对话/ }).innerText();
}

test.beforeEach(async ({ page }) => {
  await signInAsAdmin(page);
});

test("the keyboard alone rates, gives a reason, ranks with a tie, submits and gets the next item", async ({
  page,
}) => {
  const { projectId } = await createAnnotationProject(page, "By keyboard");
  await openDesk(page, projectId);
  const first = await question(page);

  await press(page, "4 ArrowUp r");
  await page.keyboard.type("one claim is missing");
  await press(page, "Enter ArrowDown 3 3 5");
  await press(page, "Enter");
  await expect(
    page.getByText("8 scores are missing, and the ranking is not complete.").first(),
  ).toBeVisible();
  await press(page, "5 5 5 5 2 2 1 1");
  await expect(page.getByRole("textbox", { name: "Type the ranking, best first" })).toBeFocused();
  await page.keyboard.type("b a=c");
  await press(page, "Enter");

  await expect.poll(() => question(page)).not.toBe(first);
  await expect(page.getByText("1 of 4")).toBeVisible();
  await expect.poll(async () => (await storedJudgments(page, projectId)).length).toBe(1);
  const [stored] = await storedJudgments(page, projectId);
  expect(stored?.ranking).toEqual([["B"], ["A", "C"]]);
  const values = (label: string) =>
    ["accuracy", "relevance", "naturalness", "conciseness"].map(
      (dimension) =>
        stored?.scores.find((score) => score.label === label && score.dimension === dimension)?.value,
    );
  expect(values("A")).toEqual([4, 3, 3, 5]);
  expect(values("B")).toEqual([5, 5, 5, 5]);
  expect(values("C")).toEqual([2, 2, 1, 1]);
  expect(stored?.scores.filter((score) => score.reason !== null)).toEqual([
    { label: "A", dimension: "accuracy", value: 4, reason: "one claim is missing" },
  ]);
  expect(stored?.activeSeconds).toBeGreaterThan(0);
});

test("a draft survives a reload, a change of language, and an undo", async ({ page }) => {
  const { projectId } = await createAnnotationProject(page, "Drafts");
  await openDesk(page, projectId);
  const first = await question(page);
  await press(page, "4 2 c = a 5");
  await expect(page.getByText("Draft saved").first()).toBeVisible();

  await page.reload();
  await expect(responses(page)).toHaveCount(3);
  expect(await question(page)).toBe(first);
  const checked = page.locator("input[type=radio]:checked");
  await expect(checked).toHaveCount(3);
  await expect(page.getByRole("textbox", { name: "Type the ranking, best first" })).toHaveValue("C = A");

  await page.getByRole("link", { name: "切换到中文" }).click();
  await expect(page.getByRole("button", { name: "提交" })).toBeVisible();
  await expect(checked).toHaveCount(3);
  await expect(page.getByRole("radiogroup", { name: "回复 A 的准确性" })).toBeVisible();

  await press(page, "1");
  await expect(checked).toHaveCount(4);
  await page.getByRole("button", { name: "撤销" }).click();
  await expect(checked).toHaveCount(3);
});

test("a submission whose answer is lost is sent again and stored once, and the next item is there meanwhile", async ({
  page,
}) => {
  const { projectId } = await createAnnotationProject(page, "Lost answers");
  await openDesk(page, projectId);
  const first = await question(page);
  let lost = 0;
  await page.route("**/api/trpc/*annotate.submit*", async (route) => {
    if (lost++ > 0) return route.fallback();
    // It arrives, but nobody hears of it.
    await route.fetch();
    return route.abort();
  });
  await press(page, "3 3 3 3 4 4 4 4 5 5 5 5");
  await page.keyboard.type("cba");
  await Promise.all([page.keyboard.press("Enter"), page.keyboard.press("Enter")]);

  await expect.poll(() => question(page)).not.toBe(first);
  await expect.poll(() => lost, { timeout: 20_000 }).toBeGreaterThan(1);
  await expect(page.getByText(/to be sent/)).toHaveCount(0);
  expect(await storedJudgments(page, projectId)).toHaveLength(1);
  expect(
    await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("outbox"))),
  ).toEqual([]);
});

test("without a network the page goes on, says what waits, and sends it later", async ({ page, context }) => {
  const { projectId } = await createAnnotationProject(page, "Offline");
  await openDesk(page, projectId);
  const first = await question(page);
  await page.waitForLoadState("networkidle");
  await context.setOffline(true);
  await press(page, "3 3 3 3 4 4 4 4 5 5 5 5");
  await page.keyboard.type("abc");
  await press(page, "Enter");
  await expect.poll(() => question(page)).not.toBe(first);
  await expect(page.getByText(/^1 judgment waits to be sent/)).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText(/^1 judgment waits to be sent/)).toBeHidden({ timeout: 40_000 });
  expect(await storedJudgments(page, projectId)).toHaveLength(1);
});

test("two tabs show one item, share what is entered, and go on together", async ({ page, context }) => {
  const { projectId } = await createAnnotationProject(page, "Two tabs");
  await openDesk(page, projectId);
  const first = await question(page);
  const other = await context.newPage();
  await openDesk(other, projectId);
  expect(await question(other)).toBe(first);

  await page.bringToFront();
  await press(page, "3 3 3 3 4 4 4 4 5 5 5 5");
  await expect(other.locator("input[type=radio]:checked")).toHaveCount(12);
  await page.keyboard.type("abc");
  await press(page, "Enter");
  await expect.poll(() => question(page)).not.toBe(first);
  await expect.poll(async () => (await question(other)) === (await question(page))).toBe(true);
  expect(await storedJudgments(page, projectId)).toHaveLength(1);
});

test("dragging, the signs between the letters and a press rank as well", async ({ page }) => {
  const { projectId } = await createAnnotationProject(page, "By hand");
  await openDesk(page, projectId);
  const text = page.getByRole("textbox", { name: "Type the ranking, best first" });
  await page.getByRole("button", { name: "Response B, not ranked yet" }).click();
  await page.getByRole("button", { name: "Response A, not ranked yet" }).click();
  await page.getByRole("button", { name: "Response C, not ranked yet" }).click();
  await expect(text).toHaveValue("B > A > C");
  await page.getByRole("button", { name: "Tie C with A" }).click();
  await expect(text).toHaveValue("B > A = C");

  const from = await page.getByRole("button", { name: /^Response B, place 1/ }).boundingBox();
  const to = await page.getByRole("button", { name: /^Response C, place 2/ }).boundingBox();
  if (from === null || to === null) throw new Error("the chips are not on the page");
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + 60, from.y + from.height / 2, { steps: 5 });
  await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 10 });
  await page.mouse.up();
  await expect(text).toHaveValue("A = C > B");
});

test("what the server refuses stays in the browser, with why, and its item can be judged again", async ({
  page,
}) => {
  const { projectId } = await createAnnotationProject(page, "Refused");
  await openDesk(page, projectId);
  const first = await question(page);
  // Another tab of an older page gives the item back at this moment.
  const claim = await callApi<{ claim: { id: string } }>(page, "annotate.claimNext", { projectId });
  await callApi(page, "annotate.skip", { claimId: claim.claim.id, reason: "unclear" });
  await press(page, "3 3 3 3 4 4 4 4 5 5 5 5");
  await page.keyboard.type("abc");
  await press(page, "Enter");
  await expect.poll(() => question(page)).not.toBe(first);
  await expect(page.getByText("1 judgment was not stored.")).toBeVisible();
  await expect(page.getByText(/^0 of \d$/)).toBeVisible();

  await page.reload();
  await page.getByRole("button", { name: "Show", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Judgments that were not stored" });
  await expect(dialog.getByText(/given back/)).toBeVisible();
  await dialog.getByText("What you entered").click();
  await expect(dialog.getByText("A > B > C")).toBeVisible();
  await expectNoSeriousViolations(page);
  await callApi(page, "annotate.takeBackSkip", { claimId: claim.claim.id });
  await dialog.getByRole("button", { name: "Open the item again" }).click();
  await expect.poll(() => question(page)).toBe(first);
  await expect(page.locator("input[type=radio]:checked")).toHaveCount(12);
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByText("1 judgment was not stored.")).toBeHidden();
  await expect.poll(async () => (await storedJudgments(page, projectId)).length).toBe(1);
  await expect(page.getByText(/^1 of \d$/)).toBeVisible();
});

test("skipping asks why and leads on; the last item leads to a page that says so", async ({ page }) => {
  const { projectId } = await createAnnotationProject(page, "Skipping", 2);
  await openDesk(page, projectId);
  const first = await question(page);
  await press(page, "s");
  await expect(page.getByRole("dialog", { name: "Skip this item?" })).toBeVisible();
  await press(page, "2");
  await expect.poll(() => question(page)).not.toBe(first);
  // not the desk's own, which is disabled
  const notifications = page.getByRole("region", { name: /^Notifications/ });
  await notifications.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => question(page)).toBe(first);
  await press(page, "s");
  await press(page, "2");
  await expect.poll(() => question(page)).not.toBe(first);
  await press(page, "s");
  await expect(page.getByRole("dialog", { name: "Skip this item?" })).toBeVisible();
  await press(page, "1");
  await expect(page.getByRole("heading", { name: "Nothing waits for you" })).toBeVisible();
  await expectNoSeriousViolations(page);
});

test("the keys are listed, and nothing tells which model wrote what", async ({ page }) => {
  const { projectId } = await createAnnotationProject(page, "Keys");
  await openDesk(page, projectId);
  await press(page, "?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
  await expectNoSeriousViolations(page);
  await press(page, "Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  expect(await page.content()).not.toContain("browser test");
});

for (const [locale, theme] of [
  ["en", "light"],
  ["zh", "dark"],
] as const) {
  test(`the desk is accessible: ${locale}, ${theme}`, async ({ page }) => {
    const { projectId } = await createAnnotationProject(page, `Accessible ${locale} ${theme}`, 1);
    await page.emulateMedia({ colorScheme: theme });
    await openDesk(page, projectId, locale);
    await press(page, "5 4 a");
    await expectNoSeriousViolations(page);
    await press(page, "Enter");
    await expectNoSeriousViolations(page);

    await page.setViewportSize({ width: 390, height: 844 });
    await expectNoSeriousViolations(page);
    const widths = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    expect(widths[0]).toBeLessThanOrEqual(widths[1] ?? 0);

    await page.goto(`/${locale}`);
    await expect(page.getByRole("heading", { level: 2 }).first()).toBeVisible();
    await expectNoSeriousViolations(page);
  });
}

test("no page asks any other host for anything", async ({ page, baseURL }) => {
  const foreign: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.origin !== baseURL) foreign.push(request.url());
  });
  const { projectId } = await createAnnotationProject(page, "No strangers", 1);
  await openDesk(page, projectId);
  await page.goto("/zh");
  await page.waitForLoadState("networkidle");
  expect(foreign).toEqual([]);
});
