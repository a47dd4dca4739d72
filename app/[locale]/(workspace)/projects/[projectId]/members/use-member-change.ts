"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ListedMember } from "@/app/[locale]/(workspace)/projects/[projectId]/members/listed-member";
import { useToast } from "@/app/components/ui/Toaster";
import { useFailureToast } from "@/app/components/use-failure-toast";
import { useTRPC } from "@/app/trpc/context";

export type MemberChange = "remove" | "promote" | "demote" | "disable" | "enable";

export interface UseMemberChangeOptions {
  projectId: string;
  member: ListedMember;
  onDone: () => void;
}

export function useMemberChange({ projectId, member, onDone }: UseMemberChangeOptions) {
  const t = useTranslations("members");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const toast = useToast();
  const onError = useFailureToast();
  const remove = useMutation(trpc.project.removeMember.mutationOptions({ onError }));
  const setRole = useMutation(trpc.account.setRole.mutationOptions({ onError }));
  const setDisabled = useMutation(trpc.account.setDisabled.mutationOptions({ onError }));
  const { userId, name } = member;

  const apply = (change: MemberChange) => {
    const onSuccess = () => {
      onDone();
      toast({ title: t(`changes.${change}.done`, { name }), tone: "success" });
      void queryClient.invalidateQueries(trpc.project.members.queryFilter({ projectId }));
    };
    switch (change) {
      case "remove":
        return remove.mutate({ projectId, userId }, { onSuccess });
      case "promote":
      case "demote":
        return setRole.mutate(
          { projectId, userId, role: change === "promote" ? "admin" : "annotator" },
          { onSuccess },
        );
      case "disable":
      case "enable":
        return setDisabled.mutate({ projectId, userId, disabled: change === "disable" }, { onSuccess });
    }
  };
  return { apply, pending: remove.isPending || setRole.isPending || setDisabled.isPending };
}
