"use client";

import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ImportPreview } from "@/app/[locale]/(workspace)/projects/[projectId]/prompts/ImportPreview";
import { toTags } from "@/app/[locale]/(workspace)/projects/[projectId]/prompts/to-tags";
import { TextOrFile } from "@/app/components/TextOrFile";
import { Button } from "@/app/components/ui/Button";
import { Checkbox } from "@/app/components/ui/Checkbox";
import { Dialog } from "@/app/components/ui/Dialog";
import { Field } from "@/app/components/ui/Field";
import { Input } from "@/app/components/ui/Input";
import { Select } from "@/app/components/ui/Select";
import { useToast } from "@/app/components/ui/Toaster";
import { useErrorMessage } from "@/app/components/ui/use-error-message";
import { useDebounced } from "@/app/components/use-debounced";
import { useFailureToast } from "@/app/components/use-failure-toast";
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
  const errorMessage = useErrorMessage();
  const [text, setText] = useState("");
  const [format, setFormat] = useState<(typeof FORMATS)[number]>("auto");
  const [tags, setTags] = useState("");
  const [skipBad, setSkipBad] = useState(false);
  const rested = useDebounced(text, 400);
  const preview = useQuery({
    queryKey: ["import-prompts-preview", projectId, rested, format],
    queryFn: () => client.prompt.importText.mutate({ projectId, text: rested, format, dryRun: true }),
    enabled: open && rested.trim() !== "",
    placeholderData: keepPreviousData,
    gcTime: 0,
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
        setText("");
        onOpenChange(false);
      },
    }),
  );
  const found = rested.trim() === "" ? undefined : preview.data;
  const bad = found?.errors.length ?? 0;
  const ready = found !== undefined && found.found > 0 && (bad === 0 || skipBad) && rested === text;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      width="lg"
      title={t("importTitle")}
      description={t("importText")}
      footer={
        <>
          {bad > 0 && (
            <label className="mr-auto flex items-center gap-2 text-sm">
              <Checkbox
                aria-label={t("skipBad")}
                checked={skipBad}
                onCheckedChange={(on) => setSkipBad(on === true)}
              />
              {t("skipBad")}
            </label>
          )}
          <Button
            variant="primary"
            disabled={!ready}
            loading={store.isPending}
            onClick={() =>
              store.mutate({
                projectId,
                text,
                format,
                tags: toTags(tags),
                onError: skipBad ? "skip" : "refuse",
              })
            }
          >
            {t("importButton", { count: found?.found ?? 0 })}
          </Button>
        </>
      }
    >
      <div className="space-y-4 pb-2">
        <TextOrFile
          label={t("importPaste")}
          placeholder={t("importPlaceholder")}
          tooLarge={t("tooLarge")}
          chooseLabel={t("importFile")}
          value={text}
          onChange={setText}
        />
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
            {(control) => (
              <Input {...control} value={tags} onChange={(event) => setTags(event.target.value)} />
            )}
          </Field>
        </div>
        {preview.isError && (
          <p role="alert" className="text-sm text-danger">
            {errorMessage(preview.error)}
          </p>
        )}
        {found !== undefined && !preview.isError && <ImportPreview found={found} />}
      </div>
    </Dialog>
  );
}
