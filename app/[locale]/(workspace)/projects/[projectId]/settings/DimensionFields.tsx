"use client";

import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { Disclosure } from "@/app/components/Disclosure";
import { AnchorFields } from "@/app/[locale]/(workspace)/projects/[projectId]/settings/AnchorFields";
import type { RubricProblem } from "@/app/[locale]/(workspace)/projects/[projectId]/settings/find-rubric-problems";
import { Badge } from "@/app/components/ui/Badge";
import { Field } from "@/app/components/ui/Field";
import { IconButton } from "@/app/components/ui/IconButton";
import { Input } from "@/app/components/ui/Input";
import type { RubricDimension } from "@/lib/contracts/rubric";

export interface DimensionFieldsProps {
  number: number;
  dimension: RubricDimension;
  /** Not saved yet, so its key may still change. */
  isNew: boolean;
  /** Null while unknown. */
  scores: number | null;
  problem: RubricProblem | undefined;
  onChange: (dimension: RubricDimension) => void;
  onRemove?: () => void;
  onUp?: () => void;
  onDown?: () => void;
}

export function DimensionFields(props: DimensionFieldsProps) {
  const { number, dimension, isNew, scores, problem, onChange, onRemove, onUp, onDown } = props;
  const t = useTranslations("settings");
  const locale = useLocale();
  const label =
    (locale === "zh" ? dimension.labelZh : dimension.labelEn) || dimension.key || t("newDimension");
  const judged = scores === null || scores > 0;
  const labelError = problem?.field === "labels" && t(`invalid.${problem.message}`);
  return (
    <li className="rounded-md border border-line bg-raised p-3">
      <div className="mb-3 flex items-center justify-between gap-3">
        <h3 className="flex min-w-0 items-center gap-2 text-base font-semibold">
          <span className="text-xs text-faint figures">{number}</span>
          <span className="truncate">{label}</span>
          {scores !== null && scores > 0 && (
            <span title={t("judgedHint")}>
              <Badge>{t("judged", { count: scores })}</Badge>
            </span>
          )}
        </h3>
        <div className="flex shrink-0">
          <IconButton
            size="sm"
            label={t("moveUp", { label })}
            icon={<ArrowUp aria-hidden className="size-4" />}
            disabled={onUp === undefined}
            onClick={onUp}
          />
          <IconButton
            size="sm"
            label={t("moveDown", { label })}
            icon={<ArrowDown aria-hidden className="size-4" />}
            disabled={onDown === undefined}
            onClick={onDown}
          />
          <IconButton
            size="sm"
            label={judged && !isNew ? t("judgedHint") : t("removeDimension", { label })}
            icon={<Trash2 aria-hidden className="size-4" />}
            disabled={onRemove === undefined || (judged && !isNew)}
            onClick={onRemove}
          />
        </div>
      </div>
      <div className="grid gap-3 sm:grid-cols-3">
        <Field label={t("labelEn")} error={labelError}>
          {(control) => (
            <Input
              {...control}
              lang="en"
              maxLength={60}
              value={dimension.labelEn}
              onChange={(event) => onChange({ ...dimension, labelEn: event.target.value })}
            />
          )}
        </Field>
        <Field label={t("labelZh")}>
          {(control) => (
            <Input
              {...control}
              lang="zh-Hans"
              maxLength={60}
              value={dimension.labelZh}
              onChange={(event) => onChange({ ...dimension, labelZh: event.target.value })}
            />
          )}
        </Field>
        <Field
          label={t("key")}
          {...(isNew && { hint: t("keyHint") })}
          error={problem?.field === "key" && t(`invalid.${problem.message}`)}
        >
          {(control) => (
            <Input
              {...control}
              className="font-mono"
              maxLength={64}
              disabled={!isNew}
              value={dimension.key}
              onChange={(event) => onChange({ ...dimension, key: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Disclosure label={t("anchors")} className="mt-3">
        <AnchorFields dimension={dimension} onChange={onChange} />
      </Disclosure>
    </li>
  );
}
