import { expect, it } from "vitest";
import { ActivityClock } from "@/app/desk/activity-clock";

it("stops counting 30 s after the last sign of life and goes on with the next", () => {
  const clock = new ActivityClock(0, true);
  clock.signOfLife(10_000);
  expect(clock.activeSeconds(25_000)).toBe(25);
  expect(clock.activeSeconds(100_000)).toBe(40);
  clock.signOfLife(200_000);
  expect(clock.activeSeconds(205_000)).toBe(45);
});

it("counts nothing while the page is hidden", () => {
  const clock = new ActivityClock(0, true);
  clock.setVisible(5_000, false);
  clock.signOfLife(20_000);
  clock.setVisible(60_000, true);
  expect(clock.activeSeconds(62_000)).toBe(7);
});

it("goes on from the seconds of an earlier visit", () => {
  const clock = new ActivityClock(0, true);
  clock.restart(50_000, 12.5);
  expect(clock.activeSeconds(51_000)).toBe(13.5);
});

it("tells a tab that somebody is at from one that was left open", () => {
  const clock = new ActivityClock(0, true);
  clock.signOfLife(10_000);
  expect(clock.sawLifeWithin(609_999, 600_000)).toBe(true);
  expect(clock.sawLifeWithin(610_000, 600_000)).toBe(false);
  clock.signOfLife(700_000);
  expect(clock.sawLifeWithin(700_001, 600_000)).toBe(true);
});
