export interface ScoreMatrixProps {
  label: string;
  columns: readonly { id: string; label: string }[];
  scores: readonly { responseId: string; dimension: string; value: number }[];
  /** Name of a dimension in the reader's language. */
  dimension: (key: string) => string;
}

/** Dimensions down, answers across; the darker, the higher. */
export function ScoreMatrix({ label, columns, scores, dimension }: ScoreMatrixProps) {
  const keys = [...new Set(scores.map((score) => score.dimension))];
  if (keys.length === 0) return null;
  return (
    <table className="text-sm" aria-label={label}>
      <thead>
        <tr>
          <td />
          {columns.map((column) => (
            <th
              key={column.id}
              scope="col"
              className="w-9 px-1 pb-1 text-center text-xs font-medium text-faint"
            >
              {column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <tr key={key}>
            <th scope="row" className="pr-3 text-left text-xs font-normal text-muted">
              {dimension(key)}
            </th>
            {columns.map((column) => {
              const score = scores.find((one) => one.responseId === column.id && one.dimension === key);
              return (
                <td key={column.id} className="p-0.5">
                  <span
                    className="block rounded-sm text-center leading-6 figures"
                    style={
                      score && {
                        backgroundColor: `color-mix(in oklab, var(--color-accent) ${(score.value - 1) * 9}%, transparent)`,
                      }
                    }
                  >
                    {score?.value ?? "–"}
                  </span>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
