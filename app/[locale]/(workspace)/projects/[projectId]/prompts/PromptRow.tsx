"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Archive, ArchiveRestore, ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { MessageList } from "@/app/components/MessageList";
import { Badge } from "@/app/components/ui/Badge";
import { IconButton } from "@/app/components/ui/IconButton";
import { TableCell, TableRow } from "@/app/components/ui/Table";
import { Timestamp } from "@/app/components/ui/Timestamp";
import { useToast } from "@/app/components/ui/Toaster";
import { classNames } from "@/app/components/ui/class-names";
import { useFailureToast } from "@/app/components/use-failure-toast";
import { useTRPC } from "@/app/trpc/context";
import type { RouterOutputs } from "@/app/trpc/router-outputs";

export type ListedPrompt = RouterOutputs["prompt"]["list"]["prompts"][number];

export interface PromptRowProps {
  prompt: ListedPrompt;
  onTag: (tag: string) => void;
}

/** One prompt: its last message; the whole conversation when opened. */
export function PromptRow({ prompt, onTag }: PromptRowProps) {
  const t = useTranslations("prompts");
  const [open, setOpen] = useState(false);
  const archive = useArchive();
  const last = prompt.messages.at(-1)?.content ?? "";
  const isArchived = prompt.archivedAt !== null;
  const language = ["en", "zh"].includes(prompt.language) ? (prompt.language as "en" | "zh") : "und";
  return (
    <TableRow>
      <TableCell className="w-full">
        <button
          type="button"
          aria-expanded={open}
          title={open ? t("collapse") : t("expand")}
          onClick={() => setOpen(!open)}
          className="flex w-full items-start gap-1.5 text-left"
        >
          <ChevronRight
            aria-hidden
            className={classNames(
              "mt-1 size-3.5 shrink-0 text-faint transition-transform duration-150",
              open && "rotate-90",
            )}
          />
          <span className="min-w-0">
            <span className={classNames("max-w-[72ch] wrap-anywhere", open ? "sr-only" : "line-clamp-2")}>
              {last}
            </span>
            {open && <span className="text-sm text-faint">{t("collapse")}</span>}
            <span className="flex flex-wrap gap-x-3 text-xs text-faint">
              {prompt.messages.length > 1 && <span>{t("turns", { count: prompt.messages.length })}</span>}
              {prompt.messages[0]?.role === "system" && <span>{t("withSystem")}</span>}
              {!prompt.askPolicy && <span title={t("notAskedHint")}>{t("notAsked")}</span>}
            </span>
          </span>
        </button>
        {open && (
          <div className="mt-2 pl-5">
            <MessageList messages={prompt.messages} />
          </div>
        )}
      </TableCell>
      <TableCell className="hidden whitespace-nowrap text-muted sm:table-cell">
        {t(`languages.${language}`)}
      </TableCell>
      <TableCell className="hidden md:table-cell">
        <span className="flex max-w-56 flex-wrap gap-1">
          {prompt.tags.map((tag) => (
            <button
              key={tag}
              type="button"
              title={t("byTag", { tag })}
              className="rounded-sm hover:opacity-75"
              onClick={() => onTag(tag)}
            >
              <Badge>{tag}</Badge>
            </button>
          ))}
        </span>
      </TableCell>
      <TableCell numeric className="hidden sm:table-cell">
        {prompt.roundCount}
      </TableCell>
      <TableCell className="hidden text-muted md:table-cell">
        <Timestamp at={prompt.createdAt} />
      </TableCell>
      <TableCell className="py-1">
        <IconButton
          label={isArchived ? t("restore") : t("archive")}
          icon={
            isArchived ? (
              <ArchiveRestore aria-hidden className="size-4" />
            ) : (
              <Archive aria-hidden className="size-4" />
            )
          }
          onClick={() => archive(prompt.id, !isArchived)}
        />
      </TableCell>
    </TableRow>
  );
}

/** Archives or takes back; the toast undoes it. */
function useArchive(): (promptId: string, archived: boolean) => void {
  const t = useTranslations("prompts");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const toast = useToast();
  const mutation = useMutation(
    trpc.prompt.archive.mutationOptions({
      onError: useFailureToast(),
      onSuccess: (_, { promptId, archived }) => {
        void queryClient.invalidateQueries(trpc.prompt.list.pathFilter());
        toast({
          title: archived === false ? t("restored") : t("archived"),
          action: {
            label: t("undo"),
            onSelect: () => mutation.mutate({ promptId, archived: archived === false }),
          },
        });
      },
    }),
  );
  return (promptId, archived) => mutation.mutate({ promptId, archived });
}
