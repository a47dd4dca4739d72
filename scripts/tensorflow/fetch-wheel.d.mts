export interface WheelLink {
  file: string;
  href: string;
  sha256: string | undefined;
}

/** The wheel of a package index's page (PEP 503) for the first of the platforms that has one. */
export function pickWheel(
  html: string,
  wanted: { name: string; version: string; platforms: string[] },
): WheelLink | undefined;
