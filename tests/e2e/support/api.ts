import type { Page } from "@playwright/test";

/** A mutation with the page's own session; what it says is the caller's to know. */
export async function callApi<T = unknown>(page: Page, procedure: string, input: unknown): Promise<T> {
  const response = await page.request.post(`/api/trpc/${procedure}`, { data: { json: input } });
  return readAnswer<T>(procedure, response);
}

export async function queryApi<T = unknown>(page: Page, procedure: string, input: unknown): Promise<T> {
  const query = encodeURIComponent(JSON.stringify({ json: input }));
  return readAnswer<T>(procedure, await page.request.get(`/api/trpc/${procedure}?input=${query}`));
}

export async function setupStatus(page: Page): Promise<{ needsSetup: boolean }> {
  const response = await page.request.get("/api/trpc/setup.status");
  return readAnswer("setup.status", response);
}

async function readAnswer<T>(
  procedure: string,
  response: { ok(): boolean; status(): number; text(): Promise<string> },
): Promise<T> {
  const text = await response.text();
  if (!response.ok()) throw new Error(`${procedure} answered ${response.status()}: ${text.slice(0, 500)}`);
  return (JSON.parse(text) as { result: { data: { json: T } } }).result.data.json;
}
