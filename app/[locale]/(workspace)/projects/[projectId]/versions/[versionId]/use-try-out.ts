"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { useTRPCClient } from "@/app/trpc/context";
import type { RouterInputs } from "@/app/trpc/router-outputs";

export interface TryOutState {
  asked: boolean;
  running: boolean;
  /** Somebody pressed stop. */
  stopped: boolean;
  text: string;
  end: { tokens: number; finishReason: "stop" | "length" | "cancelled" } | null;
  error: unknown;
}

const IDLE: TryOutState = {
  asked: false,
  running: false,
  stopped: false,
  text: "",
  end: null,
  error: null,
};

/** One answer as it is written. Stopping, asking again or leaving the page stops the sampler too. */
export function useTryOut() {
  const client = useTRPCClient();
  const [state, setState] = useState(IDLE);
  const running = useRef<{ unsubscribe: () => void } | null>(null);
  useEffect(() => () => running.current?.unsubscribe(), []);

  const ask = useCallback(
    (input: RouterInputs["version"]["tryOut"]) => {
      running.current?.unsubscribe();
      setState({ ...IDLE, asked: true, running: true });
      const finish = (change: Partial<TryOutState>) => {
        running.current?.unsubscribe();
        running.current = null;
        setState((before) => ({ ...before, ...change, running: false }));
      };
      running.current = client.version.tryOut.subscribe(input, {
        onData: (event) => {
          if (event.type === "text") {
            setState((before) => ({ ...before, text: before.text + event.text }));
          } else {
            finish({ text: event.text, end: { tokens: event.tokens, finishReason: event.finishReason } });
          }
        },
        onError: (error) => finish({ error }),
      });
    },
    [client],
  );
  const stop = useCallback(() => {
    running.current?.unsubscribe();
    running.current = null;
    setState((before) => (before.running ? { ...before, running: false, stopped: true } : before));
  }, []);
  return { state, ask, stop };
}
