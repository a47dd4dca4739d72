/** Licences under which a dependency may be used and shipped without obligations beyond naming it. */
const PERMISSIVE = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC-BY-3.0",
  "CC-BY-4.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  "OFL-1.1",
  "Python-2.0",
  "Unlicense",
  "Zlib",
]);

/** Packages whose licence asks for more, and why that is fine here. */
const EXCEPTIONS = [
  // MPL-2.0 covers changes to its own files: used unmodified, to build and to test.
  /^lightningcss(-|$)/,
  /^(@axe-core\/playwright|axe-core)$/,
  // LGPL: an optional, replaceable shared library that Next loads only for image optimisation, which is not used.
  /^@img\/sharp-/,
];

/** True if one alternative of an SPDX expression is permissive in all its parts. */
export function isPermissive(expression) {
  return expression
    .replace(/[()]/g, "")
    .split(/ OR /i)
    .some((alternative) => alternative.split(/ AND /i).every((part) => PERMISSIVE.has(part.trim())));
}

/**
 * @param {{packages: Record<string, {license?: string, version?: string}>}} lock
 * @returns {string[]} `name: licence` of each package that is not permissive
 */
export function findLicenceProblems(lock) {
  const problems = [];
  for (const [place, { license, version, optional, link }] of Object.entries(lock.packages)) {
    const name = place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
    if (place === "" || link || EXCEPTIONS.some((pattern) => pattern.test(name))) continue;
    // A foreign platform's binary that the index did not carry: it has its parent's licence and is not installed.
    if (license === undefined && optional) continue;
    if (license === undefined || !isPermissive(license))
      problems.push(`${name}@${version}: ${license ?? "none named"}`);
  }
  return problems;
}
