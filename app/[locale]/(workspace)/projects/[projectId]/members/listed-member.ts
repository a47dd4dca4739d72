import type { RouterOutputs } from "@/app/trpc/router-outputs";

export type ListedMember = RouterOutputs["project"]["members"][number];
