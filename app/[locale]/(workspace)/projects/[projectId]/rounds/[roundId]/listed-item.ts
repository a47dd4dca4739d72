import type { RouterOutputs } from "@/app/trpc/router-outputs";

export type ListedItem = RouterOutputs["round"]["items"]["items"][number];
