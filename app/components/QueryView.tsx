"use client";

import type { ReactNode } from "react";
import { ErrorState } from "@/app/components/ui/ErrorState";

export interface QueryViewProps<Data> {
  query: { data: Data | undefined; error: unknown; isPending: boolean; refetch: () => unknown };
  /** As large as what will be there. */
  skeleton: ReactNode;
  children: (data: Data) => ReactNode;
}

/** Its skeleton, its error with a retry, or its data; data that is there stays while a later refetch fails. */
export function QueryView<Data>({ query, skeleton, children }: QueryViewProps<Data>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isPending) return <div aria-busy="true">{skeleton}</div>;
  return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
}
