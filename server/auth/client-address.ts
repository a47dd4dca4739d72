/**
 * Where a request comes from, as far as it can be known: Next writes the socket's address into the header where no
 * proxy did. Only rate limits use it, beside limits that do not.
 */
export function clientAddressOf(headers: Headers): string {
  const first = headers.get("x-forwarded-for")?.split(",")[0]?.trim();
  return first === undefined || first === "" ? "unknown" : first.slice(0, 64);
}
