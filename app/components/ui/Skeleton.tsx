import { classNames } from "@/app/components/ui/class-names";

/** Give it the size of what will be there (`className="h-8 w-40"`), so that nothing jumps. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={classNames("animate-breathe rounded-md bg-line/70", className)} />;
}
