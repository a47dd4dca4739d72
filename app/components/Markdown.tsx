"use client";

import type { ComponentProps } from "react";
import ReactMarkdown from "react-markdown";
import remarkGfm from "remark-gfm";
import { classNames } from "@/app/components/ui/class-names";

const PLUGINS = [remarkGfm];

/** Pictures would tell a foreign host who reads what: their description and address are shown instead. */
function ImageAsText({ alt, src }: ComponentProps<"img">) {
  return (
    <span className="rounded-sm bg-sunken px-1 text-muted">
      [{alt === undefined || alt === "" ? "image" : alt}: {typeof src === "string" ? src : ""}]
    </span>
  );
}

function ExternalLink({ href, children }: ComponentProps<"a">) {
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent"
    >
      {children}
    </a>
  );
}

/** Reachable by the keyboard, since it may have to be scrolled. */
function CodeBlock({ children }: ComponentProps<"pre">) {
  return <pre tabIndex={0}>{children}</pre>;
}

const COMPONENTS = { img: ImageAsText, a: ExternalLink, pre: CodeBlock };

/** Text from a model or a person as Markdown; raw HTML in it stays text, and nothing is loaded from anywhere. */
export function Markdown({ text, className }: { text: string; className?: string }) {
  return (
    <div
      className={classNames(
        "reading [&>*+*]:mt-[0.6em] [&>*:first-child]:mt-0",
        "[&_p]:whitespace-pre-line [&_li]:mt-[0.2em] [&_ol]:list-decimal [&_ol]:pl-[1.6em] [&_ul]:list-disc [&_ul]:pl-[1.3em]",
        "[&_h1]:font-semibold [&_h2]:font-semibold [&_h3]:font-semibold [&_h4]:font-semibold",
        "[&_code]:rounded-sm [&_code]:bg-sunken [&_code]:px-[0.3em] [&_code]:py-[0.1em] [&_code]:font-mono [&_code]:text-[0.9em]",
        "[&_pre]:overflow-x-auto [&_pre]:rounded-md [&_pre]:border [&_pre]:border-line [&_pre]:bg-sunken [&_pre]:p-3 [&_pre]:leading-normal [&_pre]:scroll-thin [&_pre_code]:bg-transparent [&_pre_code]:p-0",
        "[&_blockquote]:border-l-2 [&_blockquote]:border-line-strong [&_blockquote]:pl-3 [&_blockquote]:text-muted",
        "[&_table]:block [&_table]:overflow-x-auto [&_td]:border [&_td]:px-2 [&_td]:py-1 [&_th]:border [&_th]:px-2 [&_th]:py-1 [&_th]:text-left",
        "[&_hr]:border-line",
        className,
      )}
    >
      <ReactMarkdown remarkPlugins={PLUGINS} components={COMPONENTS}>
        {text}
      </ReactMarkdown>
    </div>
  );
}
