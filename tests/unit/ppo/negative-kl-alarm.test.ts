import { describe, expect, it } from "vitest";
import { NegativeKlAlarm } from "@/trainer/ppo/negative-kl-alarm";

describe("the alarm of persistently negative KL (item 24)", () => {
  const negative = [-0.5, -0.6, -0.4, -0.55];

  it("stops the run in the third iteration in a row, with an error that says that sampling and scoring disagree", () => {
    const alarm = new NegativeKlAlarm();
    alarm.check(negative);
    alarm.check(negative);
    expect(() => alarm.check(negative)).toThrow(/sampling and scoring disagree/);
  });

  it("does not count noise around 0, nor a single bad iteration", () => {
    const alarm = new NegativeKlAlarm();
    for (let i = 0; i < 10; i++) alarm.check([-1, 0.9, -0.8, 0.7]);
    alarm.check(negative);
    alarm.check(negative);
    alarm.check([0.1, 0.2, 0.1, 0.3]);
    alarm.check(negative);
    alarm.check(negative);
    expect(alarm.suspicions).toBe(2);
  });

  it("goes on counting after a resume", () => {
    const alarm = new NegativeKlAlarm(2);
    expect(() => alarm.check(negative)).toThrow(/3 iterations/);
  });

  it("does not mind the exact zero of the first iteration", () => {
    const alarm = new NegativeKlAlarm();
    for (let i = 0; i < 5; i++) alarm.check([0, 0, 0]);
    expect(alarm.suspicions).toBe(0);
  });
});
