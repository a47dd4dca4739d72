import type { Answers } from "@/app/desk/desk-state";

/** What one tab tells the others of the same browser about an item that both may show. */
export type TabMessage =
  { type: "changed"; claimId: string; answers: Answers } | { type: "finished"; claimId: string };

export interface TabChannel {
  post: (message: TabMessage) => void;
  close: () => void;
}

/** Every sender and receiver is this page in another tab of the same origin. */
export function openTabChannel(projectId: string, onMessage: (message: TabMessage) => void): TabChannel {
  if (typeof BroadcastChannel === "undefined") return { post: () => undefined, close: () => undefined };
  const channel = new BroadcastChannel(`plaudit.desk.${projectId}`);
  channel.onmessage = (event: MessageEvent<TabMessage>) => onMessage(event.data);
  return { post: (message) => channel.postMessage(message), close: () => channel.close() };
}
