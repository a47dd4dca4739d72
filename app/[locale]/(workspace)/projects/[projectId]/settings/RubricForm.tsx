"use client";

import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { DimensionFields } from "@/app/[locale]/(workspace)/projects/[projectId]/settings/DimensionFields";
import { SaveBar } from "@/app/[locale]/(workspace)/projects/[projectId]/settings/SaveBar";
import { findRubricProblems } from "@/app/[locale]/(workspace)/projects/[projectId]/settings/find-rubric-problems";
import { useUpdateProject } from "@/app/[locale]/(workspace)/projects/[projectId]/settings/use-update-project";
import type { Project } from "@/app/[locale]/(workspace)/projects/[projectId]/settings/use-update-project";
import { Button } from "@/app/components/ui/Button";
import { Panel } from "@/app/components/ui/Panel";
import { useToast } from "@/app/components/ui/Toaster";
import type { Rubric, RubricDimension } from "@/lib/contracts/rubric";

const MAX_DIMENSIONS = 8;
const BLANK: RubricDimension = {
  key: "",
  labelEn: "",
  labelZh: "",
  anchorsEn: ["", "", "", "", ""],
  anchorsZh: ["", "", "", "", ""],
};

interface DraftDimension {
  /** Of this form only: keeps fields in place while dimensions move. */
  id: number;
  isNew: boolean;
  dimension: RubricDimension;
}

export interface RubricFormProps {
  project: Project;
  /** Scores by dimension; undefined while unknown, when nothing may be removed. */
  scores: Readonly<Record<string, number>> | undefined;
}

export function RubricForm({ project, scores }: RubricFormProps) {
  const t = useTranslations("settings");
  const toast = useToast();
  const [draft, setDraft] = useState<DraftDimension[] | null>(null);
  const saved = project.rubric.map((dimension, id) => ({ id, isNew: false, dimension }));
  const rows = draft ?? saved;
  const rubric: Rubric = rows.map((row) => row.dimension);
  const update = useUpdateProject((after) => {
    setDraft(null);
    toast({ title: t("saved", { version: after.guidelinesVersion }), tone: "success" });
  });
  const problems = findRubricProblems(rubric);
  const move = (from: number, to: number) => {
    const moved = [...rows];
    const [row] = moved.splice(from, 1);
    if (row !== undefined) moved.splice(to, 0, row);
    setDraft(moved);
  };
  const add = () =>
    setDraft([...rows, { id: Math.max(...rows.map((row) => row.id)) + 1, isNew: true, dimension: BLANK }]);
  return (
    <Panel title={t("rubric")} description={t("rubricText")}>
      <ol className="space-y-3">
        {rows.map(({ id, isNew, dimension }, i) => (
          <DimensionFields
            key={id}
            number={i + 1}
            dimension={dimension}
            isNew={isNew}
            scores={scores === undefined ? null : (scores[dimension.key] ?? 0)}
            problem={problems[i]}
            onChange={(next) =>
              setDraft(rows.map((row) => (row.id === id ? { ...row, dimension: next } : row)))
            }
            {...(rows.length > 1 && { onRemove: () => setDraft(rows.filter((row) => row.id !== id)) })}
            {...(i > 0 && { onUp: () => move(i, i - 1) })}
            {...(i < rows.length - 1 && { onDown: () => move(i, i + 1) })}
          />
        ))}
      </ol>
      <Button
        className="mt-3"
        icon={<Plus aria-hidden className="size-4" />}
        disabled={rubric.length >= MAX_DIMENSIONS}
        title={rubric.length >= MAX_DIMENSIONS ? t("tooMany") : undefined}
        onClick={add}
      >
        {t("addDimension")}
      </Button>
      <SaveBar
        changed={JSON.stringify(rubric) !== JSON.stringify(project.rubric)}
        valid={problems.every((problem) => problem === undefined)}
        saving={update.isPending}
        onDiscard={() => setDraft(null)}
        onSave={() => update.mutate({ projectId: project.id, rubric })}
      />
    </Panel>
  );
}
