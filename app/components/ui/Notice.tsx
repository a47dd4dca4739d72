import type { ReactNode } from "react";
import { classNames } from "@/app/components/ui/class-names";
import type { BadgeTone } from "@/app/components/ui/Badge";

const TONES: Record<BadgeTone, string> = {
  neutral: "border-line bg-sunken text-ink",
  accent: "border-accent/25 bg-accent-soft text-ink",
  success: "border-success/25 bg-success-soft text-ink",
  warning: "border-warning/30 bg-warning-soft text-ink",
  danger: "border-danger/30 bg-danger-soft text-ink",
};

export interface NoticeProps {
  tone?: BadgeTone;
  icon?: ReactNode;
  children: ReactNode;
  action?: ReactNode;
  /** "alert" is read out at once, "status" when the reader pauses. */
  role?: "alert" | "status";
  className?: string;
}

/** A line across the page or a panel that says something about it. */
export function Notice({ tone = "neutral", icon, children, action, role, className }: NoticeProps) {
  return (
    <div
      role={role}
      className={classNames(
        "flex items-start gap-2 rounded-md border px-3 py-2 text-sm",
        TONES[tone],
        className,
      )}
    >
      {icon !== undefined && <span className="mt-0.5 shrink-0">{icon}</span>}
      <div className="min-w-0 flex-1">{children}</div>
      {action}
    </div>
  );
}
