/** For callers in this process, who end a subscription's generator instead; over HTTP there is a signal. */
export const NEVER_ABORTED = new AbortController().signal;
