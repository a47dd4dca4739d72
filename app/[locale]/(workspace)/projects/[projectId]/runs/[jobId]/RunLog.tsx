"use client";

import { Download } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { downloadFile } from "@/app/components/charts/download-file";
import { Button } from "@/app/components/ui/Button";
import { Switch } from "@/app/components/ui/Switch";
import { classNames } from "@/app/components/ui/class-names";

export interface RunLogLine {
  sequence: number;
  at: Date;
  level: "info" | "warning" | "error";
  message: string;
}

const TONES = { info: "text-muted", warning: "text-warning", error: "text-danger" };

/** The log's end, which stays in view while it grows unless the reader scrolled up. */
export function RunLog({ lines, fileName }: { lines: readonly RunLogLine[]; fileName: string }) {
  const t = useTranslations("runs");
  const format = useFormatter();
  const [follow, setFollow] = useState(true);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (follow) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [lines, follow]);

  const save = () => {
    const text = lines.map((line) => `${line.at.toISOString()} ${line.level} ${line.message}\n`).join("");
    downloadFile(`${fileName}.log`, new Blob([text], { type: "text/plain" }));
  };
  return (
    <div>
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <label className="flex items-center gap-2 text-sm text-muted">
          <Switch checked={follow} onCheckedChange={setFollow} aria-label={t("logFollow")} />
          {t("logFollow")}
        </label>
        <Button
          size="sm"
          icon={<Download aria-hidden className="size-3.5" />}
          disabled={lines.length === 0}
          onClick={save}
        >
          {t("logDownload")}
        </Button>
      </div>
      <div
        ref={box}
        role="log"
        aria-label={t("logLabel")}
        tabIndex={0}
        onWheel={(event) => {
          if (event.deltaY < 0) setFollow(false);
        }}
        className="h-112 overflow-auto rounded-lg border border-line bg-sunken p-3 font-mono text-xs scroll-thin"
      >
        {lines.length === 0 && <p className="font-sans text-sm text-faint">{t("logEmpty")}</p>}
        {lines.map((line) => (
          <div key={line.sequence} className="flex gap-3 py-px">
            <time
              dateTime={line.at.toISOString()}
              title={line.at.toISOString()}
              className="shrink-0 text-faint figures"
            >
              {format.dateTime(line.at, {
                hour: "2-digit",
                minute: "2-digit",
                second: "2-digit",
                hour12: false,
              })}
            </time>
            {line.level !== "info" && (
              <span className={classNames("shrink-0 font-semibold", TONES[line.level])}>
                {t(`logLevels.${line.level}`)}
              </span>
            )}
            <span className={classNames("min-w-0 whitespace-pre-wrap wrap-anywhere", TONES[line.level])}>
              {line.message}
            </span>
          </div>
        ))}
      </div>
    </div>
  );
}
