import { AxeBuilder } from "@axe-core/playwright";
import { expect } from "@playwright/test";
import type { Page } from "@playwright/test";

/** WCAG A and AA, and axe's own advice, of serious or critical weight: none. */
export async function expectNoSeriousViolations(page: Page): Promise<void> {
  // Half-faded colours would be measured, not the real ones.
  // One that is cancelled meanwhile is as good as finished.
  await page.evaluate(() =>
    Promise.allSettled(document.getAnimations().map((animation) => animation.finished)),
  );
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(
    serious.map(({ id, nodes }) => ({
      id,
      nodes: nodes.map((node) => `${node.target.join(" ")}: ${node.failureSummary ?? ""}`),
    })),
  ).toEqual([]);
}
