export interface AccuracyIntervalProps {
  /** All three 0 to 1. */
  value: number;
  low: number;
  high: number;
  /** Said by screen readers. */
  label: string;
  chanceLabel: string;
}

/** An estimate with its interval on a line from 0 to 100 %, chance marked. */
export function AccuracyInterval({ value, low, high, label, chanceLabel }: AccuracyIntervalProps) {
  const at = (share: number) => `${Math.min(1, Math.max(0, share)) * 100}%`;
  return (
    <div role="img" aria-label={label} className="relative h-9 max-w-xl">
      <div className="absolute inset-x-0 top-2 h-1.5 rounded-full bg-line" />
      <div
        className="absolute top-2 h-1.5 rounded-full bg-accent/40"
        style={{ left: at(low), width: `${Math.max(0, high - low) * 100}%` }}
      />
      <div
        className="absolute top-0.5 h-4.5 w-1 -translate-x-1/2 rounded-full bg-accent"
        style={{ left: at(value) }}
      />
      <div className="absolute top-0 h-5 w-px bg-muted" style={{ left: at(0.5) }} />
      <div className="absolute inset-x-0 bottom-0 flex justify-between text-xs leading-none text-faint figures">
        <span>0 %</span>
        <span>50 % {chanceLabel}</span>
        <span>100 %</span>
      </div>
    </div>
  );
}
