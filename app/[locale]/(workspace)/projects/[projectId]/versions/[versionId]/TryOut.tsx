"use client";

import { useQuery } from "@tanstack/react-query";
import { Send, Square } from "lucide-react";
import { useTranslations } from "next-intl";
import { Disclosure } from "@/app/components/Disclosure";
import { useState } from "react";
import type { FormEvent } from "react";
import { TriedAnswer } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/[versionId]/TriedAnswer";
import { useTryOut } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/[versionId]/use-try-out";
import { HyperparameterField } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/HyperparameterField";
import { checkHyperparameters } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/hyperparameters";
import { SAMPLING_SETTINGS } from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/sampling-settings";
import { versionSymbol } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/version-symbol";
import { Button } from "@/app/components/ui/Button";
import { Field } from "@/app/components/ui/Field";
import { Panel } from "@/app/components/ui/Panel";
import { Select } from "@/app/components/ui/Select";
import { Textarea } from "@/app/components/ui/Textarea";
import { useTRPC } from "@/app/trpc/context";
import { samplingParametersSchema } from "@/lib/contracts/sampling";

const NONE = "none";

export interface TryOutProps {
  projectId: string;
  version: { id: string; number: number; parentVersionId: string | null };
}

/** Ask a policy something and read the answer as it is written, beside another version's if wanted. */
export function TryOut({ projectId, version }: TryOutProps) {
  const t = useTranslations("versions");
  const trpc = useTRPC();
  const policies = useQuery(trpc.version.list.queryOptions({ projectId, kind: "policy" }));
  const [text, setText] = useState("");
  const [texts, setTexts] = useState<Record<string, string>>({});
  const [otherId, setOtherId] = useState(version.parentVersionId ?? NONE);
  const here = useTryOut();
  const there = useTryOut();
  const others = policies.data?.filter((policy) => policy.id !== version.id) ?? [];
  const other = others.find((policy) => policy.id === otherId);
  const { overrides, problems } = checkHyperparameters(SAMPLING_SETTINGS, texts);
  const valid = text.trim() !== "" && Object.keys(problems).length === 0;
  const busy = here.state.running || there.state.running;
  const ask = (event?: FormEvent) => {
    event?.preventDefault();
    if (!valid || busy) return;
    const messages = [{ role: "user" as const, content: text }];
    // one seed for both, so that what differs is the version
    const parameters = samplingParametersSchema.parse({
      ...overrides,
      seed: Math.floor(Math.random() * 2 ** 32),
    });
    here.ask({ versionId: version.id, messages, parameters });
    if (other !== undefined) there.ask({ versionId: other.id, messages, parameters });
  };
  const stop = () => {
    here.stop();
    there.stop();
  };
  return (
    <Panel title={t("try")} description={t("tryText")}>
      <form onSubmit={ask} className="space-y-4">
        <Field label={t("tryPrompt")}>
          {(control) => (
            <Textarea
              {...control}
              required={false}
              rows={2}
              placeholder={t("tryPlaceholder")}
              value={text}
              onChange={(event) => setText(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) ask();
              }}
            />
          )}
        </Field>
        <div className="flex flex-wrap items-end justify-between gap-3">
          <Field label={t("tryCompare")} className="w-56">
            {(control) => (
              <Select
                {...control}
                required={false}
                value={other === undefined ? NONE : otherId}
                onValueChange={setOtherId}
                options={[
                  { value: NONE, label: t("tryCompareNone") },
                  ...others.map((policy) => ({
                    value: policy.id,
                    label: `${versionSymbol("policy", policy.number)}  ${policy.name}`,
                  })),
                ]}
              />
            )}
          </Field>
          {busy ? (
            <Button icon={<Square aria-hidden className="size-3.5" />} onClick={stop}>
              {t("tryStop")}
            </Button>
          ) : (
            <Button
              type="submit"
              variant="primary"
              disabled={!valid}
              icon={<Send aria-hidden className="size-4" />}
            >
              {t("tryAsk")}
            </Button>
          )}
        </div>
        <Disclosure label={t("trySettings")}>
          <div className="grid gap-4 sm:grid-cols-2">
            {SAMPLING_SETTINGS.map((field) => (
              <HyperparameterField
                key={field.name}
                field={field}
                text={texts[field.name] ?? field.defaultText}
                onChange={(next) => setTexts({ ...texts, [field.name]: next })}
              />
            ))}
          </div>
        </Disclosure>
      </form>
      {here.state.asked && (
        <div className="mt-4 grid gap-3 md:grid-cols-2">
          <TriedAnswer name={versionSymbol("policy", version.number)} state={here.state} />
          {there.state.asked && other !== undefined && (
            <TriedAnswer name={versionSymbol("policy", other.number)} state={there.state} />
          )}
        </div>
      )}
    </Panel>
  );
}
