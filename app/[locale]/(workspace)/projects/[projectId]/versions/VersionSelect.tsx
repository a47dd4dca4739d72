"use client";

import { useTranslations } from "next-intl";
import { Field } from "@/app/components/ui/Field";
import { Select } from "@/app/components/ui/Select";
import type { RouterOutputs } from "@/app/trpc/router-outputs";

export type ListedVersion = RouterOutputs["version"]["list"][number];

export interface VersionSelectProps {
  label: string;
  hint?: string;
  versions: readonly ListedVersion[];
  /** Undefined: the deployed one, or else the newest. */
  value: string | undefined;
  onChange: (versionId: string) => void;
}

/** Newest first; the deployed one is said to be so. */
export function VersionSelect({ label, hint, versions, value, onChange }: VersionSelectProps) {
  const t = useTranslations("versions");
  const sorted = [...versions].sort((a, b) => b.number - a.number);
  const chosen = value ?? sorted.find((version) => version.isDeployed)?.id ?? sorted[0]?.id;
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <Select
          {...control}
          value={chosen}
          disabled={sorted.length === 0}
          onValueChange={onChange}
          options={sorted.map((version) => ({
            value: version.id,
            label: `${version.kind === "policy" ? "π" : "R"}${version.number}  ${version.name}`,
            ...(version.isDeployed && { note: t("deployed") }),
          }))}
        />
      )}
    </Field>
  );
}
