"use client";

import { Database } from "lucide-react";
import { useTranslations } from "next-intl";
import { layoutLineage } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/layout-lineage";
import type {
  LineageEdge,
  LineageNode,
} from "@/app/[locale]/(workspace)/projects/[projectId]/versions/layout-lineage";
import type { ListedVersion } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/VersionSelect";
import { VersionMark } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/VersionMark";
import { classNames } from "@/app/components/ui/class-names";
import { Link } from "@/app/i18n/navigation";

/** Pixels. */
const NODE = { width: 136, height: 48 };
const PITCH = { x: 188, y: 72 };

const DASHES: Record<LineageEdge["relation"], string | undefined> = {
  trained: undefined,
  improved: "5 4",
  fitted: "1.5 3",
};

export interface LineageGraphProps {
  projectId: string;
  versions: readonly ListedVersion[];
  /** Drawn as the one in question. */
  currentId?: string;
}

export function LineageGraph({ projectId, versions, currentId }: LineageGraphProps) {
  const t = useTranslations("versions");
  const { nodes, edges, columns, lanes } = layoutLineage(versions);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const width = (columns - 1) * PITCH.x + NODE.width;
  const height = (lanes - 1) * PITCH.y + NODE.height;
  return (
    <div
      role="region"
      aria-label={t("lineageLabel")}
      tabIndex={0}
      className="overflow-x-auto scroll-thin rounded-md"
    >
      <div className="relative m-4" style={{ width, height }}>
        <svg aria-hidden width={width} height={height} className="absolute inset-0 overflow-visible">
          {edges.map((edge) => {
            const from = byId.get(edge.from);
            const to = byId.get(edge.to);
            if (from === undefined || to === undefined) return null;
            return (
              <path
                key={`${edge.from} ${edge.to} ${edge.relation}`}
                d={edgePath(from, to)}
                fill="none"
                stroke="var(--color-line-strong)"
                strokeWidth={1.5}
                strokeDasharray={DASHES[edge.relation]}
              />
            );
          })}
        </svg>
        <ul>
          {nodes.map((node) => (
            <li
              key={node.id}
              className="absolute"
              style={{
                left: node.column * PITCH.x,
                top: node.lane * PITCH.y,
                width: NODE.width,
                height: NODE.height,
              }}
            >
              <Node
                projectId={projectId}
                node={node}
                version={versions.find((version) => version.id === node.id)}
                current={node.id === currentId}
              />
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

interface NodeProps {
  projectId: string;
  node: LineageNode;
  version: ListedVersion | undefined;
  current: boolean;
}

function Node({ projectId, node, version, current }: NodeProps) {
  const t = useTranslations("versions");
  const datasets = useTranslations("datasets");
  const isDataset = node.kind === "dataset";
  return (
    <Link
      href={`/projects/${projectId}/${isDataset ? "datasets" : "versions"}/${node.id}`}
      aria-current={current ? "true" : undefined}
      className={classNames(
        "flex h-full flex-col justify-center gap-1 rounded-md border bg-raised px-2 text-xs text-muted transition-colors duration-150 hover:border-accent",
        current ? "border-accent" : "border-line-strong",
      )}
    >
      {node.kind === "dataset" ? (
        <span className="flex items-center gap-1.5 font-medium text-ink">
          <Database aria-hidden className="size-3 text-faint" />
          {datasets("name", { number: node.number })}
        </span>
      ) : (
        <>
          <span className="flex items-center gap-1.5">
            <VersionMark kind={node.kind} number={node.number} />
            {version?.isDeployed === true && <span className="truncate text-success">{t("deployed")}</span>}
          </span>
          <span className="truncate" title={version?.name}>
            {version?.name}
          </span>
        </>
      )}
    </Link>
  );
}

/** From the right side of one node to the left side of another; over the heads of nodes between in one lane. */
function edgePath(from: LineageNode, to: LineageNode): string {
  const x1 = from.column * PITCH.x + NODE.width;
  const y1 = from.lane * PITCH.y + NODE.height / 2;
  const x2 = to.column * PITCH.x;
  const y2 = to.lane * PITCH.y + NODE.height / 2;
  const bend = Math.max(24, (x2 - x1) / 2);
  const lift = from.lane === to.lane && to.column - from.column > 1 ? NODE.height * 0.8 : 0;
  return `M${x1},${y1} C${x1 + bend},${y1 - lift} ${x2 - bend},${y2 - lift} ${x2},${y2}`;
}
