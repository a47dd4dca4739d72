/** How long a place of an item is held without a sign of life from its annotator's page. */
export const LEASE_SECONDS = 600;

/** How often a page sends one, while it is visible and somebody was at it within the last lease. */
export const HEARTBEAT_SECONDS = 60;
