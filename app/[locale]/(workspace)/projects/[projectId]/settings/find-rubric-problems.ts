import { rubricDimensionSchema } from "@/lib/contracts/rubric";
import type { Rubric } from "@/lib/contracts/rubric";

/** What is wrong with a dimension; keys under `settings.invalid`. */
export interface RubricProblem {
  field: "key" | "labels";
  message: "key" | "duplicate" | "label";
}

/** For each dimension its first problem, if it has one. */
export function findRubricProblems(rubric: Rubric): (RubricProblem | undefined)[] {
  return rubric.map((dimension, i) => {
    if (!rubricDimensionSchema.shape.key.safeParse(dimension.key).success) {
      return { field: "key", message: "key" };
    }
    if (rubric.findIndex((other) => other.key === dimension.key) !== i) {
      return { field: "key", message: "duplicate" };
    }
    if (dimension.labelEn.trim() === "" || dimension.labelZh.trim() === "") {
      return { field: "labels", message: "label" };
    }
    return undefined;
  });
}
