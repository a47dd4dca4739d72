"use client";

import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ResponsesPreview } from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/ResponsesPreview";
import { TextOrFile } from "@/app/components/TextOrFile";
import { Button } from "@/app/components/ui/Button";
import { Checkbox } from "@/app/components/ui/Checkbox";
import { Dialog } from "@/app/components/ui/Dialog";
import { Field } from "@/app/components/ui/Field";
import { Input } from "@/app/components/ui/Input";
import { useToast } from "@/app/components/ui/Toaster";
import { useErrorMessage } from "@/app/components/ui/use-error-message";
import { useDebounced } from "@/app/components/use-debounced";
import { useFailureToast } from "@/app/components/use-failure-toast";
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
  const errorMessage = useErrorMessage();
  const [text, setText] = useState("");
  const [source, setSource] = useState("");
  const [skipBad, setSkipBad] = useState(false);
  const rested = useDebounced(text, 400);
  const preview = useQuery({
    queryKey: ["import-responses-preview", target, rested],
    queryFn: () => client.round.importResponses.mutate({ ...target, text: rested, dryRun: true }),
    enabled: open && rested.trim() !== "",
    placeholderData: keepPreviousData,
    gcTime: 0,
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
        setText("");
        onOpenChange(false);
        if (roundId !== null) router.push(`/projects/${projectId}/rounds/${roundId}`);
      },
    }),
  );
  const found = rested.trim() === "" ? undefined : preview.data;
  const bad = found?.errors.length ?? 0;
  const ready = found !== undefined && found.responses > 0 && (bad === 0 || skipBad) && rested === text;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      width="lg"
      title={t("importTitle")}
      description={t("roundId" in target ? "importText" : "importNewText")}
      footer={
        <>
          {bad > 0 && (
            <label className="mr-auto flex items-center gap-2 text-sm">
              <Checkbox
                aria-label={t("importSkip")}
                checked={skipBad}
                onCheckedChange={(on) => setSkipBad(on === true)}
              />
              {t("importSkip")}
            </label>
          )}
          <Button
            variant="primary"
            disabled={!ready}
            loading={store.isPending}
            onClick={() =>
              store.mutate({
                ...target,
                text,
                onError: skipBad ? "skip" : "refuse",
                ...(source.trim() !== "" && { sourceLabel: source.trim() }),
              })
            }
          >
            {t("importSubmit", { count: found?.responses ?? 0 })}
          </Button>
        </>
      }
    >
      <div className="space-y-4 pb-2">
        <TextOrFile
          label={t("importPaste")}
          placeholder={t("importPlaceholder")}
          chooseLabel={t("importFile")}
          tooLarge={t("importTooLarge")}
          value={text}
          onChange={setText}
        />
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
        {preview.isError && (
          <p role="alert" className="text-sm text-danger">
            {errorMessage(preview.error)}
          </p>
        )}
        {found !== undefined && !preview.isError && <ResponsesPreview found={found} />}
      </div>
    </Dialog>
  );
}
