"use client";

import { useTranslations } from "next-intl";
import { AlertDialog } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "@/app/components/ui/Button";

export interface ConfirmDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  /** Names what will change or be lost, and whether it can be undone. */
  description: ReactNode;
  confirmLabel: ReactNode;
  onConfirm: () => void;
  danger?: boolean;
  loading?: boolean;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const t = useTranslations("common");
  return (
    <AlertDialog.Root open={props.open} onOpenChange={props.onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 animate-appear bg-overlay" />
        <AlertDialog.Content className="fixed inset-x-4 top-[18dvh] z-50 mx-auto max-w-md animate-settle rounded-lg border border-line bg-panel p-5 shadow-float outline-none">
          <AlertDialog.Title className="text-lg font-semibold">{props.title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-2 text-base text-muted">
            {props.description}
          </AlertDialog.Description>
          <div className="mt-5 flex justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button variant="ghost">{t("cancel")}</Button>
            </AlertDialog.Cancel>
            <Button
              variant={props.danger === true ? "danger" : "primary"}
              loading={props.loading ?? false}
              onClick={props.onConfirm}
            >
              {props.confirmLabel}
            </Button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
