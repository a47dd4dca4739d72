"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ListedItem } from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/[roundId]/listed-item";
import { Button } from "@/app/components/ui/Button";
import { Timestamp } from "@/app/components/ui/Timestamp";
import { useToast } from "@/app/components/ui/Toaster";
import { useFailureToast } from "@/app/components/use-failure-toast";
import { SKIP_REASONS } from "@/app/desk/skip-reasons";
import { useTRPC } from "@/app/trpc/context";

/** Who gave the item back unjudged, and why; a press hands it to them again. */
export function ItemSkips({ item }: { item: ListedItem }) {
  const t = useTranslations("rounds");
  const desk = useTranslations("desk");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const toast = useToast();
  const giveBack = useMutation(
    trpc.round.returnItem.mutationOptions({
      onError: useFailureToast(),
      onSuccess: (_nothing, { userId }) => {
        const name = item.skips.find((skip) => skip.annotatorId === userId)?.annotatorName ?? "";
        toast({ title: t("skipReturned", { name }), tone: "success" });
      },
      onSettled: () => queryClient.invalidateQueries(trpc.round.pathFilter()),
    }),
  );
  const inWords = (reason: string) => {
    const known = SKIP_REASONS.find((one) => one.reason === reason);
    return known === undefined ? reason : desk(known.text);
  };
  return (
    <ul aria-label={t("skips")} className="space-y-1.5">
      {item.skips.map(({ annotatorId, annotatorName, reason, skippedAt }) => (
        <li key={annotatorId} className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
          <span className="min-w-0 flex-1 wrap-anywhere">
            {t("skippedBy", { name: annotatorName, reason: inWords(reason) })}
          </span>
          <span className="text-xs text-faint">
            <Timestamp at={skippedAt} />
          </span>
          <Button
            size="sm"
            loading={giveBack.isPending && giveBack.variables.userId === annotatorId}
            onClick={() => giveBack.mutate({ roundItemId: item.id, userId: annotatorId })}
          >
            {t("skipReturn")}
          </Button>
        </li>
      ))}
    </ul>
  );
}
