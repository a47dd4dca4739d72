import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import type { Page } from "@playwright/test";
import { expectNoSeriousViolations } from "@/tests/e2e/support/accessibility";
import { signInAsAdmin } from "@/tests/e2e/support/admin";
import { callApi } from "@/tests/e2e/support/api";
import { judgeAll } from "@/tests/e2e/support/judge-all";

/** Two cores train a tiny model. Milliseconds. */
const RUN_TIME = 180_000;

const PROMPTS = [
  ...Array.from({ length: 10 }, (_, i) => JSON.stringify({ prompt: `Say ${i}.`, tags: ["numbers"] })),
  '{"prompt": 7}',
  JSON.stringify({
    messages: [
      { role: "system", content: "Be brief." },
      { role: "user", content: "用一句话介绍火星。" },
    ],
  }),
].join("\n");

/** Waits for a badge of the page: "Done", "Open". */
async function expectStatus(page: Page, status: string): Promise<void> {
  await expect(page.getByRole("main").getByText(status, { exact: true }).first()).toBeVisible({
    timeout: RUN_TIME,
  });
}

/** The figure under "Judgments" on a round's page. */
function judgmentsOf(page: Page) {
  return page
    .locator("dt")
    .filter({ hasText: /^Judgments$/ })
    .locator("xpath=following-sibling::dd[1]");
}

async function fillSettings(page: Page, settings: Readonly<Record<string, string>>): Promise<void> {
  const dialog = page.getByRole("dialog");
  for (const [label, value] of Object.entries(settings)) await dialog.getByLabel(label).fill(value);
}

test("an admin goes once around the loop in the browser, and the next round asks the improved policy", async ({
  page,
}) => {
  test.setTimeout(4 * RUN_TIME);
  await signInAsAdmin(page);
  const { id } = await callApi<{ id: string }>(page, "project.create", { name: "Around the loop" });
  const overview = `/en/projects/${id}`;

  await test.step("prompts: an upload says which line is wrong before anything is stored", async () => {
    await page.goto(overview);
    await page.getByRole("link", { name: "Add prompts" }).click();
    await page.getByRole("button", { name: "Upload many" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Upload prompts" });
    await dialog.getByLabel("Paste here, or choose a file").fill(PROMPTS);
    await expect(dialog.getByText("11 prompts found")).toBeVisible();
    await expect(dialog.getByText("Line 11", { exact: true })).toBeVisible();
    await expect(dialog.getByRole("button", { name: "Import 11 prompts" })).toBeDisabled();
    await dialog.getByLabel("Leave out the lines that cannot be read").click();
    await dialog.getByRole("button", { name: "Import 11 prompts" }).click();
    await expect(page.getByText("11 prompts", { exact: true })).toBeVisible();
  });

  await test.step("a round: sampled in the background, watched live, opened", async () => {
    await page.goto(overview);
    await page.getByRole("link", { name: "Start a round" }).click();
    const dialog = page.getByRole("dialog", { name: "Start a round" });
    await expect(dialog.getByText("44 answers to sample, 11 judgments to collect")).toBeVisible();
    await fillSettings(page, { "Answers a prompt": "3" });
    await dialog.getByText("How answers are drawn").click();
    await fillSettings(page, { "Longest answer": "12" });
    await dialog.getByRole("button", { name: "Start the round" }).click();
    await expect(page.getByRole("heading", { name: "Round 1" })).toBeVisible();
    await expectStatus(page, "Open");
    await expect(judgmentsOf(page)).toHaveText(/^0\s*of 11$/);
    await page.getByRole("button", { name: /Say 0\./ }).click();
    await expect(page.getByText("Answer C", { exact: true })).toBeVisible();
  });

  await test.step("judgments: shown with who gave them", async () => {
    expect(await judgeAll(page, id)).toBe(11);
    await page.reload();
    await expect(judgmentsOf(page)).toHaveText(/^11\s*of 11$/);
    await page.getByRole("button", { name: /Say 0\./ }).click();
    await expect(page.getByRole("article", { name: /Judged by Ada Lin/ })).toBeVisible();
  });

  await test.step("a dataset: frozen, hashed, downloadable", async () => {
    await page.goto(overview);
    await page.getByRole("link", { name: "Freeze a dataset" }).click();
    await page.getByRole("button", { name: "Freeze a dataset" }).click();
    await expect(page.getByRole("heading", { name: "Dataset 1" })).toBeVisible();
    await expect(page.getByLabel("SHA-256 of the content")).toHaveValue(/^[0-9a-f]{64}$/);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download train.jsonl" }).click(),
    ]);
    const lines = (await readFile(await download.path(), "utf8")).trim().split("\n");
    expect(download.suggestedFilename()).toBe("dataset-1-train.jsonl");
    expect(lines.map((line) => (JSON.parse(line) as { ranking: unknown[] }).ranking.length)).toEqual(
      lines.map(() => 3),
    );
  });

  await test.step("a reward model: limits are the contract's, curves come live, the report has its interval", async () => {
    await page.getByRole("link", { name: "Train reward model" }).click();
    const dialog = page.getByRole("dialog", { name: "Train a reward model" });
    await fillSettings(page, { Epochs: "0" });
    await expect(dialog.getByText("At least 1.")).toBeVisible();
    await expect(dialog.getByRole("button", { name: "Start the run" })).toBeDisabled();
    await fillSettings(page, { Epochs: "1", "Longest text": "64", "Learning rate": "1e-3" });
    await dialog.getByRole("button", { name: "Start the run" }).click();
    await expect(page.getByRole("heading", { name: "Train a reward model" })).toBeVisible();
    await expectStatus(page, "Done");
    await expect(page.getByText("Held-out pair accuracy")).toBeVisible();
    await expect(page.getByText(/95 % interval/)).toBeVisible();
    await expect(page.getByRole("region", { name: "Loss", exact: true })).toBeVisible();
    await page.getByRole("tab", { name: "Configuration" }).click();
    await expect(page.getByRole("row", { name: /Epochs/ })).toContainText("changed");
  });

  await test.step("PPO: reward, KL and answers beside the reference's; its charts can be saved", async () => {
    await page.goto(overview);
    await page.getByRole("link", { name: "Run PPO" }).click();
    const dialog = page.getByRole("dialog", { name: "Run PPO" });
    await fillSettings(page, {
      Iterations: "2",
      "Batch size": "4",
      "Passes per batch": "1",
      "Longest answer": "12",
    });
    await dialog.getByRole("button", { name: "Start the run" }).click();
    await expect(page.getByRole("heading", { name: "Improve the policy with PPO" })).toBeVisible();
    await expectStatus(page, "Done");
    await expect(page.getByRole("region", { name: "KL to the reference" })).toBeVisible();
    await expectNoSeriousViolations(page);

    await page.getByRole("button", { name: "Download Reward", exact: true }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: "As numbers (CSV)" }).click(),
    ]);
    expect(await readFile(await download.path(), "utf8")).toMatch(
      /^\uFEFFstep,objectiveScores\r\n1,-?\d[^\r]*\r\n2,/,
    );
    await page.getByRole("button", { name: "Download Reward", exact: true }).click();
    const [picture] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: "As a picture (PNG)" }).click(),
    ]);
    const bytes = await readFile(await picture.path());
    expect(bytes.subarray(1, 4).toString("latin1")).toBe("PNG");

    await page.getByRole("tab", { name: "Answers" }).click();
    await expect(page.getByText("After iteration 2")).toBeVisible();
    await page.getByRole("slider", { name: "Iteration" }).press("Home");
    await expect(page.getByText("Before training")).toBeVisible();
    await page.getByRole("tab", { name: "Log" }).click();
    await expect(page.getByRole("log")).toContainText("iteration 2 of 2");
  });

  await test.step("deploy: evidence first, tried out, then at a press", async () => {
    await page.getByRole("link", { name: "Open π2" }).click();
    await expect(page.getByText("Parity of the export: passed")).toBeVisible();
    await expectNoSeriousViolations(page);
    await page.getByLabel("Your message").fill("Say 1.");
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    await expect(page.getByText(/\d+ tokens?/).first()).toBeVisible({ timeout: 60_000 });
    await page.getByRole("button", { name: "Deploy" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Deploy it" }).click();
    await expect(page.getByText("π2 answers now", { exact: true })).toBeVisible();
  });

  await test.step("the next round, in Chinese, is answered by the improved policy", async () => {
    await page.goto(`/zh/projects/${id}`);
    await page.getByRole("link", { name: "开始一轮" }).click();
    const dialog = page.getByRole("dialog", { name: "开始一轮" });
    await fillSettings(page, { 每条提示的回复数: "2" });
    await dialog.getByText("采样方式").click();
    await fillSettings(page, { 最长回复: "8" });
    await dialog.getByRole("button", { name: "开始", exact: true }).click();
    await expect(page.getByRole("heading", { name: "第 2 轮" })).toBeVisible();
    await expect(page.getByRole("main").getByRole("link", { name: /π2/ })).toBeVisible();
    await expectStatus(page, "进行中");
  });

  await test.step("roll back at a press", async () => {
    await page.goto(`/en/projects/${id}/versions`);
    await expect(page.getByRole("region", { name: /from left to right/ })).toBeVisible();
    await page.getByRole("button", { name: "Roll back" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Roll back" }).click();
    await expect(page.getByText("π1 answers again", { exact: true })).toBeVisible();
    await expect(page.getByRole("row", { name: /Rolled back/ })).toContainText("replaced π2");
  });
});
