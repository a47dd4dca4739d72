import { expect, it } from "vitest";
import { LEASE_MS, leaseStep } from "@/app/desk/lease-step";

it("an idle tab lets its lease run out within two leases, and then says so", () => {
  const steps: string[] = [];
  let heldUntil = LEASE_MS;
  for (let now = 60_000; now <= 25 * 60_000; now += 60_000) {
    const step = leaseStep({ now, heldUntil, alive: now < LEASE_MS });
    if (step === "renew") heldUntil = now + LEASE_MS;
    steps.push(step);
  }
  expect(steps.filter((step) => step === "renew")).toHaveLength(9);
  expect(steps.indexOf("lapsed") + 1).toBe(19);
  expect(steps.lastIndexOf("renew")).toBeLessThan(steps.indexOf("wait"));
});

it("a tab that somebody is at goes on asking, also after a break of the connection", () => {
  expect(leaseStep({ now: 5 * LEASE_MS, heldUntil: LEASE_MS, alive: true })).toBe("renew");
});
