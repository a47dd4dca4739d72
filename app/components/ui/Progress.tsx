import { Progress as Primitive } from "radix-ui";
import { classNames } from "@/app/components/ui/class-names";

export interface ProgressProps {
  /** 0 to 1; null where nobody knows. */
  value: number | null;
  /** Said by screen readers. */
  label: string;
  tone?: "accent" | "success" | "danger";
  className?: string;
}

const TONES = { accent: "bg-accent", success: "bg-success", danger: "bg-danger" };

export function Progress({ value, label, tone = "accent", className }: ProgressProps) {
  const share = value === null ? null : Math.min(1, Math.max(0, value));
  return (
    <Primitive.Root
      value={share === null ? null : Math.round(share * 100)}
      aria-label={label}
      className={classNames("relative h-1.5 w-full overflow-hidden rounded-full bg-line", className)}
    >
      <Primitive.Indicator
        className={classNames(
          "h-full origin-left rounded-full transition-transform duration-300 ease-out",
          share === null && "animate-breathe",
          TONES[tone],
        )}
        style={{ transform: `translateX(-${share === null ? 60 : (1 - share) * 100}%)` }}
      />
    </Primitive.Root>
  );
}
