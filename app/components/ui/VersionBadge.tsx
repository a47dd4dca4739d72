import { seriesColor } from "@/app/components/ui/series-color";
import { classNames } from "@/app/components/ui/class-names";

export interface VersionBadgeProps {
  kind: "policy" | "reward";
  /** Counts up within its kind and project; decides the colour. */
  number: number;
  /** Shown after the number. */
  name?: string;
  className?: string;
}

/** A round mark is a policy, a square one a reward model. */
export function VersionBadge({ kind, number, name, className }: VersionBadgeProps) {
  return (
    <span
      className={classNames(
        "inline-flex max-w-full items-center gap-1.5 rounded-sm border border-line bg-raised px-1.5 text-xs leading-4.5 font-medium whitespace-nowrap figures",
        className,
      )}
    >
      <span
        aria-hidden
        className={classNames("size-2 shrink-0", kind === "policy" ? "rounded-full" : "rounded-[2px]")}
        style={{ backgroundColor: seriesColor(number) }}
      />
      <span>
        {kind === "policy" ? "π" : "R"}
        {number}
      </span>
      {name !== undefined && <span className="truncate font-normal text-muted">{name}</span>}
    </span>
  );
}
