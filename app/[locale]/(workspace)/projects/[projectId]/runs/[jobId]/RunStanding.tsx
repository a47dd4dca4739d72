"use client";

import { Ban, Clock, TriangleAlert } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import type { RunView } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/[jobId]/run-view";
import type { Connection } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/[jobId]/use-live-run";
import { RunProgress } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/RunProgress";
import { useJobError } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/use-job-error";
import { Notice } from "@/app/components/ui/Notice";
import { classNames } from "@/app/components/ui/class-names";

/** Where the run is now: its progress, or why it stands still and what was kept. Nothing once it is done. */
export function RunStanding({ run, connection }: { run: RunView; connection: Connection }) {
  const t = useTranslations("runs");
  const format = useFormatter();
  const jobError = useJobError();
  if (run.status === "done") return null;
  const kept =
    run.checkpointedAt === null
      ? t("failedKeptNothing")
      : t("failedKept", {
          at: format.dateTime(run.checkpointedAt, { timeStyle: "short", dateStyle: "short" }),
        });
  if (run.status === "failed") {
    return (
      <Notice role="alert" tone="danger" icon={<TriangleAlert aria-hidden className="size-4 text-danger" />}>
        <b className="font-semibold">{t("failedTitle")}</b>
        {run.error !== null && <p className="wrap-anywhere">{jobError(run.error)}</p>}
        <p className="text-muted">{kept}</p>
      </Notice>
    );
  }
  if (run.status === "cancelled") {
    return (
      <Notice icon={<Ban aria-hidden className="size-4 text-muted" />}>
        <b className="font-semibold">{t("cancelledTitle")}</b>
        <p className="text-muted">{kept}</p>
      </Notice>
    );
  }
  if (run.status === "queued") {
    return (
      <Notice role="status" icon={<Clock aria-hidden className="size-4 text-muted" />}>
        <b className="font-semibold">{t("queuedTitle")}</b>
        <p className="text-muted">{t("queuedText")}</p>
      </Notice>
    );
  }
  return (
    <section className="rounded-lg border border-line bg-panel px-4 py-3">
      <RunProgress
        progress={run.progress}
        label={t(`titles.${run.kind}`)}
        aside={<ConnectionMark connection={connection} />}
      />
    </section>
  );
}

function ConnectionMark({ connection }: { connection: Connection }) {
  const t = useTranslations("runs");
  return (
    <span
      role="status"
      className={classNames("flex items-center gap-1.5", connection === "lost" && "text-warning")}
    >
      <span
        aria-hidden
        className={classNames(
          "size-1.5 rounded-full",
          connection === "live" && "animate-breathe bg-success",
          connection === "connecting" && "bg-line-strong",
          connection === "lost" && "bg-warning",
        )}
      />
      {connection === "lost" ? t("reconnecting") : connection === "connecting" ? t("connecting") : t("live")}
    </span>
  );
}
