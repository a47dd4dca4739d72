"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useFailureToast } from "@/app/components/use-failure-toast";
import { Badge } from "@/app/components/ui/Badge";
import { Button } from "@/app/components/ui/Button";
import { Panel } from "@/app/components/ui/Panel";
import { Table, TableCell, TableHead, TableRow } from "@/app/components/ui/Table";
import { Timestamp } from "@/app/components/ui/Timestamp";
import { useToast } from "@/app/components/ui/Toaster";
import { useTRPC } from "@/app/trpc/context";

/** Every invitation to the project; open ones can be withdrawn. */
export function InviteList({ projectId }: { projectId: string }) {
  const t = useTranslations("members");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const toast = useToast();
  const onError = useFailureToast();
  const invites = useQuery(trpc.invite.list.queryOptions({ projectId }));
  const revoke = useMutation(
    trpc.invite.revoke.mutationOptions({
      onError,
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.invite.list.queryFilter({ projectId }));
        toast({ title: t("revoked"), tone: "success" });
      },
    }),
  );
  if (invites.data === undefined || invites.data.length === 0) return null;
  return (
    <Panel title={t("invites")} flush>
      <Table
        label={t("invitesTable")}
        head={
          <>
            <TableHead>{t("columnState")}</TableHead>
            <TableHead className="hidden sm:table-cell">{t("columnRole")}</TableHead>
            <TableHead className="hidden sm:table-cell">{t("columnBy")}</TableHead>
            <TableHead>{t("columnExpires")}</TableHead>
            <TableHead>
              <span className="sr-only">{t("columnActions")}</span>
            </TableHead>
          </>
        }
      >
        {invites.data.map((invite) => (
          <TableRow key={invite.id}>
            <TableCell>
              <Badge tone={invite.state === "open" ? "accent" : "neutral"}>
                {t(`states.${invite.state}`, { name: invite.usedByName ?? "" })}
              </Badge>
            </TableCell>
            <TableCell className="hidden whitespace-nowrap sm:table-cell">
              {t(`roles.${invite.role}`)}
            </TableCell>
            <TableCell className="hidden text-muted sm:table-cell">{invite.createdByName}</TableCell>
            <TableCell className="text-muted">
              <Timestamp at={invite.expiresAt} relative={false} />
            </TableCell>
            <TableCell numeric>
              {invite.state === "open" && (
                <Button
                  size="sm"
                  variant="ghost"
                  loading={revoke.isPending && revoke.variables.inviteId === invite.id}
                  onClick={() => revoke.mutate({ inviteId: invite.id })}
                >
                  {t("revoke")}
                </Button>
              )}
            </TableCell>
          </TableRow>
        ))}
      </Table>
    </Panel>
  );
}
