"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { SaveBar } from "@/app/[locale]/(workspace)/projects/[projectId]/settings/SaveBar";
import { useUpdateProject } from "@/app/[locale]/(workspace)/projects/[projectId]/settings/use-update-project";
import type { Project } from "@/app/[locale]/(workspace)/projects/[projectId]/settings/use-update-project";
import { Field } from "@/app/components/ui/Field";
import { Input } from "@/app/components/ui/Input";
import { Panel } from "@/app/components/ui/Panel";
import { Textarea } from "@/app/components/ui/Textarea";
import { useToast } from "@/app/components/ui/Toaster";

export function GeneralForm({ project }: { project: Project }) {
  const t = useTranslations("settings");
  const toast = useToast();
  const [name, setName] = useState<string | null>(null);
  const [description, setDescription] = useState<string | null>(null);
  const discard = () => {
    setName(null);
    setDescription(null);
  };
  const update = useUpdateProject(() => {
    discard();
    toast({ title: t("savedGeneral"), tone: "success" });
  });
  const written = { name: name ?? project.name, description: description ?? project.description };
  const changed = written.name !== project.name || written.description !== project.description;
  const valid = written.name.trim() !== "";
  return (
    <Panel title={t("general")}>
      <div className="space-y-4">
        <Field label={t("name")} error={!valid && t("invalid.name")} required>
          {(control) => (
            <Input
              {...control}
              maxLength={120}
              value={written.name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label={t("descriptionLabel")}>
          {(control) => (
            <Textarea
              {...control}
              rows={2}
              maxLength={2000}
              value={written.description}
              onChange={(event) => setDescription(event.target.value)}
            />
          )}
        </Field>
      </div>
      <SaveBar
        changed={changed}
        valid={valid}
        saving={update.isPending}
        onDiscard={discard}
        onSave={() => update.mutate({ projectId: project.id, ...written })}
      />
    </Panel>
  );
}
