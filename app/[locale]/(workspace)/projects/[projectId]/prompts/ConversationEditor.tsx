"use client";

import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/app/components/ui/Button";
import { Field } from "@/app/components/ui/Field";
import { Textarea } from "@/app/components/ui/Textarea";
import type { Conversation } from "@/lib/contracts/message";

const PLACEHOLDERS = {
  system: "systemPlaceholder",
  user: "userPlaceholder",
  assistant: "assistantPlaceholder",
} as const;

export interface ConversationEditorProps {
  messages: Conversation;
  onChange: (messages: Conversation) => void;
  /** Marks empty messages. */
  showErrors: boolean;
}

/** A system message at the front if wanted, earlier exchanges, and the user's message at the end. */
export function ConversationEditor({ messages, onChange, showErrors }: ConversationEditorProps) {
  const t = useTranslations("prompts");
  const hasSystem = messages[0]?.role === "system";
  const write = (at: number, content: string) =>
    onChange(messages.map((message, i) => (i === at ? { ...message, content } : message)));
  const addExchange = () =>
    onChange([
      ...messages.slice(0, hasSystem ? 1 : 0),
      { role: "user", content: "" },
      { role: "assistant", content: "" },
      ...messages.slice(hasSystem ? 1 : 0),
    ]);
  const remove = (at: number, count: number) =>
    onChange(messages.filter((_, i) => i < at || i >= at + count));
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap gap-2">
        {!hasSystem && (
          <Button
            size="sm"
            icon={<Plus aria-hidden className="size-3.5" />}
            onClick={() => onChange([{ role: "system", content: "" }, ...messages])}
          >
            {t("addSystem")}
          </Button>
        )}
        <Button size="sm" icon={<Plus aria-hidden className="size-3.5" />} onClick={addExchange}>
          {t("addTurns")}
        </Button>
      </div>
      {messages.map((message, i) => {
        const isLast = i === messages.length - 1;
        const removable = message.role === "system" || (message.role === "user" && !isLast);
        return (
          <Field
            key={i}
            label={t(`roles.${message.role}`)}
            error={showErrors && message.content.trim() === "" && t("invalidEmpty")}
            aside={
              removable && (
                <button
                  type="button"
                  className="inline-flex items-center gap-0.5 rounded-sm text-xs text-faint hover:text-danger"
                  onClick={() => remove(i, message.role === "system" ? 1 : 2)}
                >
                  <X aria-hidden className="size-3" />
                  {message.role === "system" ? t("removeSystem") : t("removeTurns")}
                </button>
              )
            }
          >
            {(control) => (
              <Textarea
                {...control}
                rows={isLast ? 4 : 2}
                placeholder={t(PLACEHOLDERS[message.role])}
                value={message.content}
                onChange={(event) => write(i, event.target.value)}
              />
            )}
          </Field>
        );
      })}
    </div>
  );
}
