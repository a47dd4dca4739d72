"use client";

import { Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import {
  POLICY_HYPERPARAMETERS,
  REWARD_HYPERPARAMETERS,
  toText,
} from "@/app/[locale]/(workspace)/projects/[projectId]/runs/hyperparameters";
import { useParameterText } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/use-run-texts";
import { Badge } from "@/app/components/ui/Badge";
import { Button } from "@/app/components/ui/Button";
import { Table, TableCell, TableHead, TableRow } from "@/app/components/ui/Table";
import { useToast } from "@/app/components/ui/Toaster";

export interface RunConfigProps {
  kind: string;
  config: Readonly<Record<string, unknown>>;
}

/** What the run was told, setting by setting, and what of it is not the default. */
export function RunConfig({ kind, config }: RunConfigProps) {
  const t = useTranslations("runs");
  const common = useTranslations("common");
  const toast = useToast();
  const words = useParameterText();
  const known = kind === "train-policy" ? POLICY_HYPERPARAMETERS : REWARD_HYPERPARAMETERS;
  const fields = known.filter((field) => field.name in config);
  const names = new Set(fields.map((field) => field.name));
  const others = Object.entries(config).filter(([name]) => !names.has(name));
  const copy = async () => {
    await navigator.clipboard.writeText(JSON.stringify(config, null, 2));
    toast({ title: common("copied"), tone: "success" });
  };
  return (
    <div>
      <div className="mb-2 flex justify-end">
        <Button size="sm" icon={<Copy aria-hidden className="size-3.5" />} onClick={() => void copy()}>
          {t("configCopy")}
        </Button>
      </div>
      <div className="rounded-lg border border-line bg-panel">
        <Table
          label={t("configLabel")}
          head={
            <>
              <TableHead>{t("configName")}</TableHead>
              <TableHead>{t("configValue")}</TableHead>
              <TableHead>{t("configDefault")}</TableHead>
            </>
          }
        >
          {fields.map((field) => {
            const text = toText(config[field.name]);
            return (
              <TableRow key={field.name}>
                <TableCell>
                  <div className="font-medium">{words.label(field.name)}</div>
                  <div className="text-xs text-faint">{words.hint(field.name)}</div>
                </TableCell>
                <TableCell className="whitespace-nowrap figures">
                  {words.value(config[field.name])}{" "}
                  {text !== field.defaultText && <Badge tone="accent">{t("configChanged")}</Badge>}
                </TableCell>
                <TableCell className="whitespace-nowrap text-muted figures">
                  {words.value(field.defaultText)}
                </TableCell>
              </TableRow>
            );
          })}
          {others.map(([name, value]) => (
            <TableRow key={name}>
              <TableCell className="font-mono text-xs">{name}</TableCell>
              <TableCell className="font-mono text-xs wrap-anywhere">{JSON.stringify(value)}</TableCell>
              <TableCell />
            </TableRow>
          ))}
        </Table>
      </div>
    </div>
  );
}
