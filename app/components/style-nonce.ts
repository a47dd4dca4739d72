"use client";

declare global {
  /** Where packages that insert a <style> look for a nonce (get-nonce). */
  var __webpack_nonce__: string | undefined;
}

/**
 * The nonce that the content security policy of this document asks of inserted styles. The browser hides the attribute
 * from style sheets and other frames, not from the page's own scripts.
 */
export function styleNonce(): string | undefined {
  if (typeof document === "undefined") return undefined;
  return document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce;
}

// before anything opens that locks the page's scrolling by a style of its own
if (typeof document !== "undefined") globalThis.__webpack_nonce__ = styleNonce();
