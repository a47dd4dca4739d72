"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ImportPreview } from "@/app/[locale]/(workspace)/projects/[projectId]/prompts/ImportPreview";
import { toTags } from "@/app/[locale]/(workspace)/projects/[projectId]/prompts/to-tags";
import { ImportDialog } from "@/app/components/ImportDialog";
import { Field } from "@/app/components/ui/Field";
import { Input } from "@/app/components/ui/Input";
import { Select } from "@/app/components/ui/Select";
import { useToast } from "@/app/components/ui/Toaster";
import { useFailureToast } from "@/app/components/use-failure-toast";
import { useImportText } from "@/app/components/use-import-text";
import { useRouter } from "@/app/i18n/navigation";
import { useTRPC, useTRPCClient } from "@/app/trpc/context";

const FORMATS = ["auto", "lines", "jsonl", "json"] as const;

export interface ImportPromptsDialogProps {
  projectId: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Paste or choose a file; what would happen is shown as one goes, and only then stored. */
export function ImportPromptsDialog({ projectId, open, onOpenChange }: ImportPromptsDialogProps) {
  const t = useTranslations("prompts");
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  const [format, setFormat] = useState<(typeof FORMATS)[number]>("auto");
  const [tags, setTags] = useState("");
  const source = useImportText({
    open,
    queryKey: ["import-prompts-preview", projectId, format],
    dryRun: (text) => client.prompt.importText.mutate({ projectId, text, format, dryRun: true }),
    count: ({ found }) => found,
  });
  const store = useMutation(
    trpc.prompt.importText.mutationOptions({
      onError: useFailureToast(),
      onSuccess: ({ added, duplicates, roundId }) => {
        void queryClient.invalidateQueries(trpc.prompt.list.pathFilter());
        toast({
          tone: "success",
          title: t("imported", { added }),
          description: t("importedDuplicates", { count: duplicates }),
          ...(roundId !== null && {
            action: {
              label: t("importedRound"),
              onSelect: () => router.push(`/projects/${projectId}/rounds/${roundId}`),
            },
          }),
        });
        source.setText("");
        onOpenChange(false);
      },
    }),
  );
  return (
    <ImportDialog
      open={open}
      onOpenChange={onOpenChange}
      source={source}
      texts={{
        title: t("importTitle"),
        description: t("importText"),
        paste: t("importPaste"),
        placeholder: t("importPlaceholder"),
        chooseFile: t("importFile"),
        tooLarge: t("tooLarge"),
        skipBad: t("skipBad"),
        submit: t("importButton", { count: source.storable }),
      }}
      storing={store.isPending}
      onSubmit={() =>
        store.mutate({
          projectId,
          text: source.text,
          format,
          tags: toTags(tags),
          onError: source.skipBad ? "skip" : "refuse",
        })
      }
      preview={source.found !== undefined && <ImportPreview found={source.found} />}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("importFormat")}>
          {(control) => (
            <Select
              {...control}
              value={format}
              onValueChange={(value) => setFormat(FORMATS.find((one) => one === value) ?? "auto")}
              options={FORMATS.map((value) => ({ value, label: t(`formats.${value}`) }))}
            />
          )}
        </Field>
        <Field label={t("tags")} hint={t("tagsHint")}>
          {(control) => <Input {...control} value={tags} onChange={(event) => setTags(event.target.value)} />}
        </Field>
      </div>
    </ImportDialog>
  );
}
