"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { SaveBar } from "@/app/[locale]/(workspace)/projects/[projectId]/settings/SaveBar";
import { useUpdateProject } from "@/app/[locale]/(workspace)/projects/[projectId]/settings/use-update-project";
import type { Project } from "@/app/[locale]/(workspace)/projects/[projectId]/settings/use-update-project";
import { Markdown } from "@/app/components/Markdown";
import { Panel } from "@/app/components/ui/Panel";
import { Tabs } from "@/app/components/ui/Tabs";
import { Textarea } from "@/app/components/ui/Textarea";
import { useToast } from "@/app/components/ui/Toaster";

export function GuidelinesForm({ project }: { project: Project }) {
  const t = useTranslations("settings");
  const toast = useToast();
  const [draft, setDraft] = useState<string | null>(null);
  const text = draft ?? project.guidelines;
  const update = useUpdateProject((saved) => {
    setDraft(null);
    toast({ title: t("saved", { version: saved.guidelinesVersion }), tone: "success" });
  });
  return (
    <Panel title={t("guidelines")} description={t("guidelinesText")}>
      <Tabs
        label={t("guidelines")}
        items={[
          {
            value: "write",
            label: t("write"),
            content: (
              <Textarea
                aria-label={t("guidelinesLabel")}
                rows={12}
                maxLength={50_000}
                className="min-h-72 font-mono text-sm"
                value={text}
                onChange={(event) => setDraft(event.target.value)}
              />
            ),
          },
          {
            value: "preview",
            label: t("preview"),
            content: (
              <div className="min-h-72 rounded-md border border-line bg-paper p-4">
                {text.trim() === "" ? (
                  <p className="text-base text-muted">{t("previewEmpty")}</p>
                ) : (
                  <Markdown text={text} />
                )}
              </div>
            ),
          },
        ]}
      />
      <SaveBar
        changed={text !== project.guidelines}
        valid
        saving={update.isPending}
        onDiscard={() => setDraft(null)}
        onSave={() => update.mutate({ projectId: project.id, guidelines: text })}
      />
    </Panel>
  );
}
