"use client";

import { useTranslations } from "next-intl";
import { Disclosure } from "@/app/components/Disclosure";
import { HyperparameterField } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/HyperparameterField";
import type {
  Hyperparameter,
  HyperparameterTexts,
} from "@/app/[locale]/(workspace)/projects/[projectId]/runs/hyperparameters";
import { Button } from "@/app/components/ui/Button";

export interface HyperparameterFieldsProps {
  fields: readonly Hyperparameter[];
  texts: HyperparameterTexts;
  onChange: (texts: HyperparameterTexts) => void;
}

/** The main settings open, the others folded. */
export function HyperparameterFields({ fields, texts, onChange }: HyperparameterFieldsProps) {
  const t = useTranslations("runs.launch");
  const advanced = fields.filter((field) => field.advanced);
  const changed = fields.filter(
    (field) => (texts[field.name] ?? field.defaultText).trim() !== field.defaultText,
  );
  const row = (field: Hyperparameter) => (
    <HyperparameterField
      key={field.name}
      field={field}
      text={texts[field.name] ?? field.defaultText}
      onChange={(text) => onChange({ ...texts, [field.name]: text })}
    />
  );
  return (
    <fieldset>
      <legend className="sr-only">{t("basics")}</legend>
      <div className="mb-2 flex items-baseline justify-between gap-3">
        <span aria-hidden className="text-sm font-semibold">
          {t("basics")}
        </span>
        <span className="flex items-center gap-2 text-xs text-faint">
          {t("changed", { count: changed.length })}
          <Button size="sm" variant="ghost" disabled={changed.length === 0} onClick={() => onChange({})}>
            {t("reset")}
          </Button>
        </span>
      </div>
      <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
        {fields.filter((field) => !field.advanced).map(row)}
      </div>
      <Disclosure
        label={t("advancedCount", { count: advanced.length })}
        className="mt-5 border-t border-line pt-3"
      >
        <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2">{advanced.map(row)}</div>
      </Disclosure>
    </fieldset>
  );
}
