"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ListedItem } from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/[roundId]/listed-item";
import { Button } from "@/app/components/ui/Button";
import { Timestamp } from "@/app/components/ui/Timestamp";
import { useToast } from "@/app/components/ui/Toaster";
import { useFailureToast } from "@/app/components/use-failure-toast";
import { useTRPC } from "@/app/trpc/context";

/** Who has the item at hand; a press frees it for others. */
export function ItemClaims({ item }: { item: ListedItem }) {
  const t = useTranslations("rounds");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const toast = useToast();
  const release = useMutation(
    trpc.round.releaseClaim.mutationOptions({
      onError: useFailureToast(),
      onSuccess: () => toast({ title: t("claimReleased"), tone: "success" }),
      onSettled: () => queryClient.invalidateQueries(trpc.round.pathFilter()),
    }),
  );
  return (
    <ul aria-label={t("claims")} className="space-y-1.5">
      {item.claims.map(({ id, annotatorName, claimedAt }) => (
        <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
          <span className="min-w-0 flex-1 wrap-anywhere">{t("claimedBy", { name: annotatorName })}</span>
          <span className="text-xs text-faint">
            <Timestamp at={claimedAt} />
          </span>
          <Button
            size="sm"
            loading={release.isPending && release.variables.claimId === id}
            onClick={() => release.mutate({ claimId: id })}
          >
            {t("claimRelease")}
          </Button>
        </li>
      ))}
    </ul>
  );
}
