"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Toast } from "radix-ui";
import { createContext, useCallback, useContext, useMemo, useState } from "react";
import type { ReactNode } from "react";
import type { BadgeTone } from "@/app/components/ui/Badge";
import { IconButton } from "@/app/components/ui/IconButton";
import { classNames } from "@/app/components/ui/class-names";

export interface ToastOptions {
  title: ReactNode;
  description?: ReactNode;
  tone?: BadgeTone;
  /** Undo, for example. `label` is what the button says. */
  action?: { label: string; onSelect: () => void };
  /** Milliseconds; errors stay twice as long. */
  duration?: number;
}

type ShowToast = (options: ToastOptions) => void;

const ToastContext = createContext<ShowToast | null>(null);

/** `const toast = useToast(); toast({ title, tone: "success" })` */
export function useToast(): ShowToast {
  const show = useContext(ToastContext);
  if (show === null) throw new Error("useToast needs a <Toaster> above it");
  return show;
}

const EDGES: Record<BadgeTone, string> = {
  neutral: "before:bg-line-strong",
  accent: "before:bg-accent",
  success: "before:bg-success",
  warning: "before:bg-warning",
  danger: "before:bg-danger",
};

export function Toaster({ children }: { children: ReactNode }) {
  const t = useTranslations("common");
  const [toasts, setToasts] = useState<(ToastOptions & { id: number })[]>([]);
  const show = useCallback<ShowToast>((options) => {
    setToasts((shown) => [...shown.slice(-3), { ...options, id: (shown.at(-1)?.id ?? 0) + 1 }]);
  }, []);
  const remove = useCallback((id: number) => {
    setToasts((shown) => shown.filter((toast) => toast.id !== id));
  }, []);
  return (
    <ToastContext value={show}>
      <Toast.Provider label={t("notification")} swipeDirection="right">
        {children}
        {useMemo(
          () =>
            toasts.map((toast) => (
              <Toast.Root
                key={toast.id}
                duration={toast.duration ?? (toast.tone === "danger" ? 10_000 : 5_000)}
                onOpenChange={(open) => {
                  if (!open) remove(toast.id);
                }}
                className={classNames(
                  "relative flex animate-settle items-start gap-3 overflow-hidden rounded-md border border-line bg-raised py-2.5 pr-2 pl-4 shadow-float",
                  "before:absolute before:inset-y-0 before:left-0 before:w-1",
                  EDGES[toast.tone ?? "neutral"],
                )}
              >
                <div className="min-w-0 flex-1 py-0.5">
                  <Toast.Title className="text-base font-medium">{toast.title}</Toast.Title>
                  {toast.description !== undefined && (
                    <Toast.Description className="mt-0.5 text-sm text-muted">
                      {toast.description}
                    </Toast.Description>
                  )}
                </div>
                {toast.action !== undefined && (
                  <Toast.Action
                    altText={toast.action.label}
                    onClick={toast.action.onSelect}
                    className="h-7 rounded-md px-2 text-sm font-medium text-accent hover:bg-accent-soft"
                  >
                    {toast.action.label}
                  </Toast.Action>
                )}
                <Toast.Close asChild>
                  <IconButton size="sm" label={t("close")} icon={<X aria-hidden className="size-4" />} />
                </Toast.Close>
              </Toast.Root>
            )),
          [toasts, remove, t],
        )}
        <Toast.Viewport className="fixed right-0 bottom-0 z-60 flex w-96 max-w-full flex-col gap-2 p-4 outline-none" />
      </Toast.Provider>
    </ToastContext>
  );
}
