/** Only a path of this site, without its language: what an address bar says is not trusted with more. */
export function safeReturnPath(from: string | string[] | undefined): string {
  if (typeof from !== "string" || !/^\/(?![/\\])/.test(from) || from.startsWith("/sign-in")) return "/";
  return from;
}
