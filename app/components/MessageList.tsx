"use client";

import { useTranslations } from "next-intl";
import { classNames } from "@/app/components/ui/class-names";
import type { Message } from "@/lib/contracts/message";

/** A conversation to read: who said what, in order. */
export function MessageList({ messages }: { messages: readonly Message[] }) {
  const t = useTranslations("prompts.roles");
  return (
    <ol className="space-y-2">
      {messages.map((message, i) => (
        <li key={i} className="grid gap-x-3 sm:grid-cols-[4.5rem_1fr]">
          <span className="pt-0.5 text-xs font-medium text-faint">{t(message.role)}</span>
          <p
            className={classNames(
              "text-base whitespace-pre-wrap reading",
              message.role === "system" && "text-muted italic",
            )}
          >
            {message.content}
          </p>
        </li>
      ))}
    </ol>
  );
}
