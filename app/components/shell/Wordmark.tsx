/** Two hands that meet: an answer and what someone thought of it. */
export function Wordmark() {
  return (
    <span className="inline-flex items-center gap-2 text-ink">
      <svg aria-hidden viewBox="0 0 20 20" className="size-5 text-accent">
        <rect x="1.5" y="4" width="8" height="12" rx="2.5" fill="currentColor" />
        <rect
          x="11.25"
          y="4.75"
          width="6.5"
          height="10.5"
          rx="1.75"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
        />
      </svg>
      <span className="text-base font-semibold tracking-tight">Plaudit</span>
    </span>
  );
}
