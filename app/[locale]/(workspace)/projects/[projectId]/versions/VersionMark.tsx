"use client";

import { versionSymbol } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/version-symbol";
import { Badge } from "@/app/components/ui/Badge";
import { VersionBadge } from "@/app/components/ui/VersionBadge";

export interface VersionMarkProps {
  kind: "policy" | "reward" | "encoder";
  number: number;
  name?: string | undefined;
}

/** A version's badge; encoders only read, so they have no colour of their own. */
export function VersionMark({ kind, number, name }: VersionMarkProps) {
  if (kind === "encoder") {
    return (
      <Badge>
        {versionSymbol(kind, number)}
        {name !== undefined && <span className="font-normal">{name}</span>}
      </Badge>
    );
  }
  return <VersionBadge kind={kind} number={number} {...(name !== undefined && { name })} />;
}
