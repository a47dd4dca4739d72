"use client";

import { createContext, useContext } from "react";
import type { ReactNode } from "react";

export interface Me {
  id: string;
  name: string;
  email: string;
  role: "admin" | "annotator";
}

const MeContext = createContext<Me | null>(null);

export function MeProvider({ me, children }: { me: Me; children: ReactNode }) {
  return <MeContext value={me}>{children}</MeContext>;
}

/** Who is signed in. What a role hides on pages is a courtesy; the services decide. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (me === null) throw new Error("useMe belongs inside the signed-in pages");
  return me;
}
