import { Skeleton } from "@/app/components/ui/Skeleton";

export function OverviewSkeleton() {
  return (
    <div className="space-y-4">
      <Skeleton className="mb-6 h-13 w-72" />
      <Skeleton className="h-142 w-full rounded-lg sm:h-78" />
      <div className="grid gap-4 lg:grid-cols-[1fr_20rem]">
        <Skeleton className="h-72 rounded-lg" />
        <Skeleton className="h-72 rounded-lg" />
      </div>
    </div>
  );
}
