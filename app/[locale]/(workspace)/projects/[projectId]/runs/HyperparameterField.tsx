"use client";

import { useTranslations } from "next-intl";
import { checkHyperparameter } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/hyperparameters";
import type { Hyperparameter } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/hyperparameters";
import { useParameterText } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/use-run-texts";
import { Field } from "@/app/components/ui/Field";
import { Input } from "@/app/components/ui/Input";
import { Select } from "@/app/components/ui/Select";
import { Switch } from "@/app/components/ui/Switch";

export interface HyperparameterFieldProps {
  field: Hyperparameter;
  text: string;
  onChange: (text: string) => void;
}

export function HyperparameterField({ field, text, onChange }: HyperparameterFieldProps) {
  const t = useTranslations("runs");
  const words = useParameterText();
  const problem = checkHyperparameter(field, text).problem;
  const changed = text.trim() !== field.defaultText;
  return (
    <Field
      label={words.label(field.name)}
      hint={words.hint(field.name)}
      error={problem && t(`invalid.${problem.key}`, { limit: problem.limit })}
      aside={changed && t("launch.default", { value: words.value(field.defaultText) })}
    >
      {(control) =>
        field.control === "number" ? (
          <Input
            {...control}
            inputMode="decimal"
            autoComplete="off"
            className="figures"
            value={text}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : field.control === "switch" ? (
          <div className="flex h-8 items-center">
            <Switch
              id={control.id}
              aria-describedby={control["aria-describedby"]}
              checked={text === "true"}
              onCheckedChange={(on) => onChange(String(on))}
            />
          </div>
        ) : (
          <Select
            {...control}
            value={text}
            onValueChange={onChange}
            options={field.choices.map((choice) => ({ value: choice, label: words.value(choice) }))}
          />
        )
      }
    </Field>
  );
}
