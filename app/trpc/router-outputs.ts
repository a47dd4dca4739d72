import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/api/root";

/** What a procedure answers: `RouterOutputs["round"]["get"]`. */
export type RouterOutputs = inferRouterOutputs<AppRouter>;

/** What a procedure takes. */
export type RouterInputs = inferRouterInputs<AppRouter>;
