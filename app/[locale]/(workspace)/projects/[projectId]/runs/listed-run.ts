import type { RouterOutputs } from "@/app/trpc/router-outputs";

export type ListedRun = RouterOutputs["run"]["list"]["runs"][number];
