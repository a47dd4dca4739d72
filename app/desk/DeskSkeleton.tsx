import { Skeleton } from "@/app/components/ui/Skeleton";

/** As large as an item with four responses. */
export function DeskSkeleton() {
  return (
    <div className="flex flex-1 flex-col gap-2.5">
      <Skeleton className="h-24 shrink-0 rounded-lg" />
      <div className="grid min-h-80 flex-1 gap-2.5 lg:min-h-0 lg:grid-cols-4">
        {[0, 1, 2, 3].map((column) => (
          <Skeleton
            key={column}
            className={column > 0 ? "h-full rounded-lg max-lg:hidden" : "h-full rounded-lg"}
          />
        ))}
      </div>
      <Skeleton className="h-12 shrink-0 rounded-lg" />
      <Skeleton className="ml-auto h-8 w-40 shrink-0" />
    </div>
  );
}
