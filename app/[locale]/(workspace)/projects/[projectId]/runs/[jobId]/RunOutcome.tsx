"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { RunView } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/[jobId]/run-view";
import {
  readPolicyOutcome,
  readRewardReport,
  readRewardTraining,
} from "@/app/[locale]/(workspace)/projects/[projectId]/runs/read-run-result";
import { PolicyFigures } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/PolicyFigures";
import { RewardFigures } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/RewardFigures";
import { Panel } from "@/app/components/ui/Panel";
import { Stat } from "@/app/components/ui/Stat";

/** What a finished run came to. */
export function RunOutcome({ run }: { run: RunView }) {
  const t = useTranslations("runs");
  const format = useFormatter();
  if (run.status !== "done") return null;
  const report = readRewardReport(run.result);
  const outcome = readPolicyOutcome(run.result);
  if (report !== null) {
    return (
      <Panel>
        <RewardFigures
          report={report}
          training={readRewardTraining(run.result)}
          judgmentsBehind={run.judgmentsBehind}
        />
      </Panel>
    );
  }
  if (outcome !== null) {
    return (
      <Panel>
        <PolicyFigures outcome={outcome} judgmentsBehind={run.judgmentsBehind} />
      </Panel>
    );
  }
  const numbers = Object.entries(run.result ?? {}).filter(
    (entry): entry is [string, number] => typeof entry[1] === "number",
  );
  if (numbers.length === 0) return null;
  return (
    <Panel>
      <dl className="grid grid-cols-2 gap-4 sm:grid-cols-4">
        {numbers.map(([name, value]) => {
          const key = `results.${name}` as "results.responses";
          return <Stat key={name} label={t.has(key) ? t(key) : name} value={format.number(value)} />;
        })}
      </dl>
    </Panel>
  );
}
