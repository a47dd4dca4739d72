"use client";

import { useTranslations } from "next-intl";
import { memo } from "react";
import { Markdown } from "@/app/components/Markdown";

export interface ResponseTextProps {
  text: string;
  /** As written, every character visible, instead of as Markdown. */
  plain: boolean;
}

export const ResponseText = memo(function ResponseText({ text, plain }: ResponseTextProps) {
  const t = useTranslations("desk");
  if (text.trim() === "") return <p className="text-faint italic">{t("emptyResponse")}</p>;
  if (plain) return <div className="reading font-mono text-sm whitespace-pre-wrap">{text}</div>;
  return <Markdown text={text} className="text-base" />;
});
