"use client";

import { FileUp } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "@/app/components/ui/Button";
import { Field } from "@/app/components/ui/Field";
import { Textarea } from "@/app/components/ui/Textarea";
import { classNames } from "@/app/components/ui/class-names";

const MAX_BYTES = 20_000_000;
/** A text area slows down on more than this; the rest is kept, not shown. */
const SHOWN = 20_000;

export interface TextOrFileProps {
  label: string;
  placeholder: string;
  chooseLabel: string;
  tooLarge: string;
  value: string;
  onChange: (text: string) => void;
}

/** Text to paste, a file to choose, or a file dropped on it. */
export function TextOrFile({ label, placeholder, chooseLabel, tooLarge, value, onChange }: TextOrFileProps) {
  const input = useRef<HTMLInputElement>(null);
  const [fileName, setFileName] = useState<string | null>(null);
  const [refused, setRefused] = useState(false);
  const [dragging, setDragging] = useState(false);
  const isLong = value.length > SHOWN;
  const read = async (file: File | undefined) => {
    if (file === undefined) return;
    setRefused(file.size > MAX_BYTES);
    if (file.size > MAX_BYTES) return;
    onChange(await file.text());
    setFileName(file.name);
  };
  return (
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setDragging(true);
      }}
      onDragLeave={() => setDragging(false)}
      onDrop={(event) => {
        event.preventDefault();
        setDragging(false);
        void read(event.dataTransfer.files[0]);
      }}
    >
      <Field
        label={label}
        error={refused && tooLarge}
        aside={
          <span className="flex items-center gap-2">
            {fileName}
            <Button
              size="sm"
              icon={<FileUp aria-hidden className="size-3.5" />}
              onClick={() => input.current?.click()}
            >
              {chooseLabel}
            </Button>
          </span>
        }
      >
        {(control) => (
          <Textarea
            {...control}
            rows={6}
            readOnly={isLong}
            spellCheck={false}
            placeholder={placeholder}
            value={isLong ? `${value.slice(0, SHOWN)}\n…` : value}
            onChange={(event) => {
              setFileName(null);
              onChange(event.target.value);
            }}
            className={classNames("max-h-64 font-mono text-sm", dragging && "outline-2 outline-accent")}
          />
        )}
      </Field>
      <input
        ref={input}
        type="file"
        accept=".txt,.jsonl,.json,.ndjson,text/plain,application/json"
        className="sr-only"
        tabIndex={-1}
        aria-hidden
        onChange={(event) => {
          void read(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
    </div>
  );
}
