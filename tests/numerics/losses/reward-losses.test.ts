import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { pairsFromRanking } from "@/lib/statistics/ranked-pairs";
import { bradleyTerryLoss } from "@/trainer/losses/bradley-terry-loss";
import { centeringLoss } from "@/trainer/losses/centering-loss";
import { plackettLuceLoss, plackettLuceStages } from "@/trainer/losses/plackett-luce-loss";
import { squaredErrorLoss } from "@/trainer/losses/squared-error-loss";

const first = (tensor: tf.Tensor) => tensor.dataSync()[0] as number;

describe("reward-model losses (item 14)", () => {
  it.each([
    [0, 0.693147],
    [1, 0.313262],
    [-1, 1.313262],
    [2, 0.126928],
  ])("Bradley-Terry at difference %f is %f", (difference, loss) => {
    expect(first(bradleyTerryLoss(tf.tensor1d([difference]), tf.tensor1d([0])))).toBeCloseTo(loss, 6);
  });

  it("Bradley-Terry with margin .5 at difference 1 is .474077", () => {
    expect(first(bradleyTerryLoss(tf.tensor1d([1]), tf.tensor1d([0]), tf.tensor1d([0.5])))).toBeCloseTo(
      0.474077,
      6,
    );
  });

  it("Bradley-Terry stays finite at a difference of 1000 either way", () => {
    expect(first(bradleyTerryLoss(tf.tensor1d([1000]), tf.tensor1d([0])))).toBe(0);
    expect(first(bradleyTerryLoss(tf.tensor1d([-1000]), tf.tensor1d([0])))).toBe(1000);
  });

  it("Plackett-Luce on [2, 1, 0, −1] in rank order is 1.161057; the mean of its six Bradley-Terry pairs .207038", () => {
    const rewards = tf.tensor1d([2, 1, 0, -1]);
    const ranking = [[0], [1], [2], [3]];
    expect(first(plackettLuceLoss(rewards, plackettLuceStages(ranking), 1))).toBeCloseTo(1.161057, 5);
    const pairs = pairsFromRanking(ranking);
    expect(pairs).toHaveLength(6);
    const side = (which: 0 | 1) =>
      tf.gather(
        rewards,
        tf.tensor1d(
          pairs.map((pair) => pair[which]),
          "int32",
        ),
      );
    expect(first(bradleyTerryLoss(side(0), side(1)))).toBeCloseTo(0.207038, 6);
  });

  it("Plackett-Luce of two responses is Bradley-Terry, and tied responses do not compete", () => {
    expect(first(plackettLuceLoss(tf.tensor1d([1, 0]), plackettLuceStages([[0], [1]]), 1))).toBeCloseTo(
      0.313262,
      6,
    );
    expect(first(plackettLuceLoss(tf.tensor1d([1, 1, 0]), plackettLuceStages([[0, 1], [2]]), 1))).toBeCloseTo(
      2 * 0.313262,
      5,
    );
    expect(plackettLuceStages([[0, 1]])).toEqual([]);
  });

  it("Plackett-Luce has the gradient of finite differences, choices of different size side by side", () => {
    const stages = [
      [[2], [0], [1, 3]],
      [[4, 0], [1]],
    ].flatMap(plackettLuceStages);
    const at = (values: number[]) => first(plackettLuceLoss(tf.tensor1d(values), stages, 2));
    const rewards = [0.3, -0.5, 1.1, 0.2, -0.4];
    const gradient = tf.grad((x) => plackettLuceLoss(x as tf.Tensor1D, stages, 2))(tf.tensor1d(rewards));
    rewards.forEach((_, i) => {
      const moved = (by: number) => rewards.map((reward, j) => (i === j ? reward + by : reward));
      expect(gradient.dataSync()[i]).toBeCloseTo((at(moved(0.01)) - at(moved(-0.01))) / 0.02, 3);
    });
  });

  it("Plackett-Luce of thousands of comparisons needs room for each comparison, not for each with every response", () => {
    const count = 20_000;
    const rankings = Array.from({ length: count }, (_, i) => [[2 * i], [2 * i + 1]]);
    const stages = rankings.flatMap(plackettLuceStages);
    // choices × responses would be 3.2 GB
    const loss = plackettLuceLoss(tf.zeros([2 * count]), stages, count);
    expect(first(loss)).toBeCloseTo(0.693147, 4);
  });

  it("centering .01·(r⁺ + r⁻)² of (1.2, .4) is .0256", () => {
    expect(0.01 * first(centeringLoss(tf.tensor1d([1.2]), tf.tensor1d([0.4])))).toBeCloseTo(0.0256, 6);
  });

  it("the squared error is a mean over responses", () => {
    expect(first(squaredErrorLoss(tf.tensor1d([1, -1]), tf.tensor1d([0, 1])))).toBeCloseTo(2.5, 6);
  });
});
