"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ResponsesPreview } from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/ResponsesPreview";
import { ImportDialog } from "@/app/components/ImportDialog";
import { Field } from "@/app/components/ui/Field";
import { Input } from "@/app/components/ui/Input";
import { useToast } from "@/app/components/ui/Toaster";
import { useFailureToast } from "@/app/components/use-failure-toast";
import { useImportText } from "@/app/components/use-import-text";
import { useRouter } from "@/app/i18n/navigation";
import { useTRPC, useTRPCClient } from "@/app/trpc/context";

export interface ImportResponsesDialogProps {
  projectId: string;
  /** Beside the answers of a round, or as a round of its own. */
  target: { roundId: string } | { projectId: string };
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function ImportResponsesDialog({ projectId, target, open, onOpenChange }: ImportResponsesDialogProps) {
  const t = useTranslations("rounds");
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  const [source, setSource] = useState("");
  const draft = useImportText({
    open,
    queryKey: ["import-responses-preview", target],
    dryRun: (text) => client.round.importResponses.mutate({ ...target, text, dryRun: true }),
    count: ({ responses }) => responses,
  });
  const store = useMutation(
    trpc.round.importResponses.mutationOptions({
      onError: useFailureToast(),
      onSuccess: ({ stored, duplicates, roundId }) => {
        void queryClient.invalidateQueries(trpc.round.pathFilter());
        toast({
          tone: "success",
          title: t("importDone", { count: stored }),
          description: t("importDuplicates", { count: duplicates }),
        });
        draft.setText("");
        onOpenChange(false);
        if (roundId !== null) router.push(`/projects/${projectId}/rounds/${roundId}`);
      },
    }),
  );
  return (
    <ImportDialog
      open={open}
      onOpenChange={onOpenChange}
      source={draft}
      texts={{
        title: t("importTitle"),
        description: t("roundId" in target ? "importText" : "importNewText"),
        paste: t("importPaste"),
        placeholder: t("importPlaceholder"),
        chooseFile: t("importFile"),
        tooLarge: t("importTooLarge"),
        skipBad: t("importSkip"),
        submit: t("importSubmit", { count: draft.storable }),
      }}
      storing={store.isPending}
      onSubmit={() =>
        store.mutate({
          ...target,
          text: draft.text,
          onError: draft.skipBad ? "skip" : "refuse",
          ...(source.trim() !== "" && { sourceLabel: source.trim() }),
        })
      }
      preview={draft.found !== undefined && <ResponsesPreview found={draft.found} />}
    >
      <Field label={t("importSource")} hint={t("importSourceHint")}>
        {(control) => (
          <Input
            {...control}
            maxLength={120}
            placeholder="import"
            value={source}
            onChange={(event) => setSource(event.target.value)}
          />
        )}
      </Field>
    </ImportDialog>
  );
}
