"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useDebounced } from "@/app/components/use-debounced";

export interface ImportTextOptions<F> {
  open: boolean;
  /** Beside the text: what the outcome depends on. */
  queryKey: readonly unknown[];
  /** What would happen, without storing anything. */
  dryRun: (text: string) => Promise<F>;
  /** What the text holds that can be stored. */
  count: (found: F) => number;
}

/** A text to import and what would come of it, asked for whenever the typing rests. */
export function useImportText<F extends { errors: readonly unknown[] }>(options: ImportTextOptions<F>) {
  const { open, queryKey, dryRun, count } = options;
  const [text, setText] = useState("");
  const [skipBad, setSkipBad] = useState(false);
  const rested = useDebounced(text, 400);
  const preview = useQuery({
    queryKey: [...queryKey, rested],
    queryFn: () => dryRun(rested),
    enabled: open && rested.trim() !== "",
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  const found = rested.trim() === "" ? undefined : preview.data;
  const bad = found?.errors.length ?? 0;
  const storable = found === undefined ? 0 : count(found);
  return {
    text,
    setText,
    skipBad,
    setSkipBad,
    bad,
    storable,
    error: preview.isError ? preview.error : undefined,
    found: preview.isError ? undefined : found,
    /** The preview is of this very text, and something can be stored. */
    ready: storable > 0 && (bad === 0 || skipBad) && rested === text,
  };
}

export type ImportText = Omit<ReturnType<typeof useImportText>, "found">;
