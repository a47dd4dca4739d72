"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/app/components/ui/Button";
import { Checkbox } from "@/app/components/ui/Checkbox";
import { Field } from "@/app/components/ui/Field";
import { Input } from "@/app/components/ui/Input";
import { Popover } from "@/app/components/ui/Popover";
import { Switch } from "@/app/components/ui/Switch";
import { useTRPC } from "@/app/trpc/context";

export interface FreezeChoice {
  /** Percent, as typed. */
  share: string;
  seed: string;
  /** Empty: all. */
  roundIds: readonly string[];
  includeSynthetic: boolean;
}

export interface FreezeOptionsProps {
  projectId: string;
  choice: FreezeChoice;
  onChange: (choice: FreezeChoice) => void;
  shareFits: boolean;
  seedFits: boolean;
}

export function FreezeOptions({ projectId, choice, onChange, shareFits, seedFits }: FreezeOptionsProps) {
  const t = useTranslations("datasets");
  return (
    <div className="mt-4 grid gap-4 border-t border-line pt-4 sm:grid-cols-2 lg:grid-cols-4">
      <Field
        label={t("evalShare")}
        hint={t("evalShareHint")}
        error={!shareFits && t("invalidShare")}
        aside="%"
      >
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            className="figures"
            value={choice.share}
            onChange={(event) => onChange({ ...choice, share: event.target.value })}
          />
        )}
      </Field>
      <Field label={t("seed")} hint={t("seedHint")} error={!seedFits && t("invalidSeed")}>
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            className="figures"
            value={choice.seed}
            onChange={(event) => onChange({ ...choice, seed: event.target.value })}
          />
        )}
      </Field>
      <RoundChoice
        projectId={projectId}
        roundIds={choice.roundIds}
        onChange={(roundIds) => onChange({ ...choice, roundIds })}
      />
      <Field label={t("includeSynthetic")}>
        {(control) => (
          <div className="flex h-8 items-center">
            <Switch
              id={control.id}
              checked={choice.includeSynthetic}
              onCheckedChange={(includeSynthetic) => onChange({ ...choice, includeSynthetic })}
            />
          </div>
        )}
      </Field>
    </div>
  );
}

interface RoundChoiceProps {
  projectId: string;
  roundIds: readonly string[];
  onChange: (roundIds: readonly string[]) => void;
}

function RoundChoice({ projectId, roundIds, onChange }: RoundChoiceProps) {
  const t = useTranslations("datasets");
  const roundsText = useTranslations("rounds");
  const trpc = useTRPC();
  const rounds = useQuery(trpc.round.list.queryOptions({ projectId }));
  const judged = rounds.data?.filter((round) => round.judgmentCount > 0) ?? [];
  return (
    <Field label={t("rounds")}>
      {(control) => (
        <Popover
          label={t("rounds")}
          trigger={
            <Button id={control.id} className="w-full">
              <span className="flex-1 text-left font-normal">
                {roundIds.length === 0 ? t("roundsAll") : t("roundsChosen", { count: roundIds.length })}
              </span>
              <ChevronDown aria-hidden className="size-4 text-faint" />
            </Button>
          }
        >
          <ul className="space-y-2">
            {judged.map((round) => (
              <li key={round.id}>
                <label className="flex items-center gap-2 text-base">
                  <Checkbox
                    aria-label={roundsText("name", { number: round.number })}
                    checked={roundIds.includes(round.id)}
                    onCheckedChange={(on) =>
                      onChange(
                        on === true ? [...roundIds, round.id] : roundIds.filter((id) => id !== round.id),
                      )
                    }
                  />
                  {roundsText("name", { number: round.number })}
                  <span className="ml-auto text-sm text-faint figures">
                    {round.judgmentCount} {t("judgments", { count: round.judgmentCount })}
                  </span>
                </label>
              </li>
            ))}
          </ul>
        </Popover>
      )}
    </Field>
  );
}
