"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { Markdown } from "@/app/components/Markdown";
import { classNames } from "@/app/components/ui/class-names";
import type { Message } from "@/lib/contracts/message";

const ROLES = { user: "roleUser", assistant: "roleAssistant", system: "roleSystem" } as const;

/** The turns that the responses answer; scrolled to the last one, which is what they answer. */
export function Conversation({ messages }: { messages: readonly Message[] }) {
  const t = useTranslations("desk");
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = scroller.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
  }, [messages]);
  return (
    <section
      aria-label={t("conversation")}
      className="flex max-h-[40dvh] min-h-0 min-w-0 flex-col rounded-lg border border-line bg-paper lg:max-h-[28dvh]"
    >
      <div
        ref={scroller}
        tabIndex={0}
        role="group"
        aria-label={t("conversation")}
        className="min-h-0 flex-1 overflow-y-auto scroll-thin rounded-lg px-4 py-3 focus-visible:-outline-offset-2"
      >
        <ol className="space-y-2.5">
          {messages.map((message, index) => (
            <li key={index} className="grid gap-x-4 sm:grid-cols-[4.5rem_minmax(0,1fr)]">
              <span
                className={classNames(
                  "pt-0.5 text-xs leading-6 font-medium",
                  message.role === "user" ? "text-accent" : "text-faint",
                )}
              >
                {t(ROLES[message.role])}
              </span>
              <Markdown
                text={message.content}
                className={classNames("text-base", index === messages.length - 1 ? "text-ink" : "text-muted")}
              />
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}
