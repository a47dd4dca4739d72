"use client";

import { useTranslations } from "next-intl";
import { Disclosure } from "@/app/components/Disclosure";
import {
  MAX_PROMPTS_SETTING,
  ROUND_SETTINGS,
  SAMPLING_SETTINGS,
} from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/sampling-settings";
import { HyperparameterField } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/HyperparameterField";
import type {
  Hyperparameter,
  HyperparameterTexts,
} from "@/app/[locale]/(workspace)/projects/[projectId]/runs/hyperparameters";
import { VersionSelect } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/VersionSelect";
import type { ListedVersion } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/VersionSelect";
import { Field } from "@/app/components/ui/Field";
import { Input } from "@/app/components/ui/Input";
import { Notice } from "@/app/components/ui/Notice";
import { Select } from "@/app/components/ui/Select";
import { Switch } from "@/app/components/ui/Switch";

export interface RoundFormState {
  name: string;
  scope: "all" | "some";
  /** Undefined: the deployed policy. */
  versionId: string | undefined;
  opens: boolean;
  texts: HyperparameterTexts;
}

export interface RoundFormProps {
  state: RoundFormState;
  onChange: (state: RoundFormState) => void;
  promptCount: number;
  policies: readonly ListedVersion[];
  policiesKnown: boolean;
}

export function RoundForm({ state, onChange, promptCount, policies, policiesKnown }: RoundFormProps) {
  const t = useTranslations("rounds");
  const common = useTranslations("common");
  const setting = (field: Hyperparameter) => (
    <HyperparameterField
      key={field.name}
      field={field}
      text={state.texts[field.name] ?? field.defaultText}
      onChange={(text) => onChange({ ...state, texts: { ...state.texts, [field.name]: text } })}
    />
  );
  return (
    <div className="space-y-4 pb-2">
      {policiesKnown && policies.length === 0 && <Notice tone="warning">{t("newNoPolicy")}</Notice>}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("newPrompts")}>
          {(control) => (
            <Select
              {...control}
              value={state.scope}
              onValueChange={(scope) => onChange({ ...state, scope: scope === "some" ? "some" : "all" })}
              options={[
                { value: "all", label: t("newPromptsAll", { count: promptCount }) },
                { value: "some", label: t("newPromptsSome") },
              ]}
            />
          )}
        </Field>
        {state.scope === "some" && setting(MAX_PROMPTS_SETTING)}
        <VersionSelect
          label={t("newPolicy")}
          versions={policies}
          value={state.versionId}
          onChange={(versionId) => onChange({ ...state, versionId })}
        />
        {ROUND_SETTINGS.map(setting)}
        <Field label={t("newName")} hint={t("newNameHint")} aside={common("optional")}>
          {(control) => (
            <Input
              {...control}
              maxLength={120}
              value={state.name}
              onChange={(event) => onChange({ ...state, name: event.target.value })}
            />
          )}
        </Field>
      </div>
      <label className="flex items-center gap-2 text-sm">
        <Switch
          aria-label={t("newOpens")}
          checked={state.opens}
          onCheckedChange={(opens) => onChange({ ...state, opens })}
        />
        {t("newOpens")}
      </label>
      <Disclosure label={t("newSampling")} className="border-t border-line pt-3">
        <div className="grid gap-4 sm:grid-cols-2">{SAMPLING_SETTINGS.map(setting)}</div>
      </Disclosure>
    </div>
  );
}
