"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useLaunched } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/use-launched";
import { Button } from "@/app/components/ui/Button";
import { Dialog } from "@/app/components/ui/Dialog";
import { Field } from "@/app/components/ui/Field";
import { Input } from "@/app/components/ui/Input";
import { useTRPC } from "@/app/trpc/context";

export interface ImportModelDialogProps {
  projectId: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function ImportModelDialog({ projectId, open, onOpenChange }: ImportModelDialogProps) {
  const t = useTranslations("runs.launch");
  const common = useTranslations("common");
  const trpc = useTRPC();
  const [source, setSource] = useState("");
  const [name, setName] = useState("");
  const launch = useMutation(
    trpc.run.launchImport.mutationOptions(useLaunched(projectId, () => onOpenChange(false))),
  );
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("importTitle")}
      description={t("importText")}
      footer={
        <Button
          variant="primary"
          disabled={source.trim() === ""}
          loading={launch.isPending}
          onClick={() =>
            launch.mutate({ projectId, source, ...(name.trim() !== "" && { name: name.trim() }) })
          }
        >
          {t("importSubmit")}
        </Button>
      }
    >
      <div className="space-y-4 pb-2">
        <Field label={t("importSource")} required>
          {(control) => (
            <Input
              {...control}
              className="font-mono text-sm"
              placeholder={t("importSourcePlaceholder")}
              value={source}
              onChange={(event) => setSource(event.target.value)}
            />
          )}
        </Field>
        <Field label={t("name")} aside={common("optional")}>
          {(control) => (
            <Input
              {...control}
              maxLength={120}
              placeholder={t("namePlaceholder")}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
      </div>
    </Dialog>
  );
}
