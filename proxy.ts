import { NextRequest } from "next/server";
import type { NextResponse } from "next/server";
import createIntlProxy from "next-intl/middleware";
import { REQUEST_PATH_HEADER } from "@/app/i18n/request-path";
import { routing } from "@/app/i18n/routing";

const handleLocale = createIntlProxy(routing);

/**
 * Puts the reader's language into the path and a fresh nonce into the content security policy. It redirects and sets
 * headers; who may see what is decided where the data is read.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = btoa(crypto.randomUUID());
  const policy = contentSecurityPolicy(nonce, process.env.NODE_ENV === "development");
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  // Next takes the nonce for its own scripts from the request's policy.
  headers.set("content-security-policy", policy);
  const path = request.nextUrl.pathname.replace(/^\/(en|zh)(?=\/|$)/, "") || "/";
  headers.set(REQUEST_PATH_HEADER, path + request.nextUrl.search);
  const response = handleLocale(new NextRequest(request, { headers }));
  response.headers.set("content-security-policy", policy);
  return response;
}

function contentSecurityPolicy(nonce: string, development: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    // The development server injects styles without a nonce.
    development ? "style-src-elem 'self' 'unsafe-inline'" : `style-src-elem 'self' 'nonce-${nonce}'`,
    // Positions and colours that are computed are style attributes; they cannot load or run anything.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

export const config = { matcher: "/((?!api/|_next/|.*\\..*).*)" };
