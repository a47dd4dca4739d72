"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ConversationEditor } from "@/app/[locale]/(workspace)/projects/[projectId]/prompts/ConversationEditor";
import { toTags } from "@/app/[locale]/(workspace)/projects/[projectId]/prompts/to-tags";
import { Button } from "@/app/components/ui/Button";
import { Dialog } from "@/app/components/ui/Dialog";
import { Field } from "@/app/components/ui/Field";
import { Input } from "@/app/components/ui/Input";
import { useToast } from "@/app/components/ui/Toaster";
import { useFailureToast } from "@/app/components/use-failure-toast";
import { useTRPC } from "@/app/trpc/context";
import type { Conversation } from "@/lib/contracts/message";

const BLANK: Conversation = [{ role: "user", content: "" }];

export interface AddPromptDialogProps {
  projectId: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function AddPromptDialog({ projectId, open, onOpenChange }: AddPromptDialogProps) {
  const t = useTranslations("prompts");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const toast = useToast();
  const [messages, setMessages] = useState(BLANK);
  const [tags, setTags] = useState("");
  const [checked, setChecked] = useState(false);
  const add = useMutation(
    trpc.prompt.add.mutationOptions({
      onError: useFailureToast(),
      onSuccess: (result) => {
        void queryClient.invalidateQueries(trpc.prompt.list.pathFilter());
        toast({ title: result.added > 0 ? t("added") : t("duplicate"), tone: "success" });
      },
    }),
  );
  const save = async (another: boolean) => {
    setChecked(true);
    if (messages.some((message) => message.content.trim() === "")) return;
    await add.mutateAsync({ projectId, prompts: [{ messages, tags: toTags(tags) }] });
    setMessages(messages[0]?.role === "system" ? [messages[0], ...BLANK] : BLANK);
    setChecked(false);
    if (!another) onOpenChange(false);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      width="lg"
      title={t("addTitle")}
      description={t("addText")}
      footer={
        <>
          <Button disabled={add.isPending} onClick={() => void save(true).catch(() => undefined)}>
            {t("saveMore")}
          </Button>
          <Button
            variant="primary"
            loading={add.isPending}
            onClick={() => void save(false).catch(() => undefined)}
          >
            {t("save")}
          </Button>
        </>
      }
    >
      <ConversationEditor messages={messages} onChange={setMessages} showErrors={checked} />
      <Field label={t("tags")} hint={t("tagsHint")} className="mt-4 pb-2">
        {(control) => <Input {...control} value={tags} onChange={(event) => setTags(event.target.value)} />}
      </Field>
    </Dialog>
  );
}
