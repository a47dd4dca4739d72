/** What a thing one can type into or choose from looks like. */
export const fieldClasses =
  "w-full rounded-md border border-field bg-raised text-base text-ink transition-colors duration-150 " +
  "hover:border-muted focus-visible:outline-2 focus-visible:outline-offset-0 focus-visible:outline-accent " +
  "disabled:cursor-not-allowed disabled:opacity-60 aria-invalid:border-danger";
