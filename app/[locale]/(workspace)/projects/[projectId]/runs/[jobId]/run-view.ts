import type { RunState } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/[jobId]/merge-run-event";
import type { RouterOutputs } from "@/app/trpc/router-outputs";

/** The stored run with what the stream knows better. */
export type RunView = RouterOutputs["run"]["get"] & RunState;
