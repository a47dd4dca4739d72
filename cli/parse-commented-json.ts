/** JSON that people write: with comments, and a comma after the last entry. @throws SyntaxError */
export function parseCommentedJson(text: string): unknown {
  return JSON.parse(withoutLastCommas(withoutComments(text.replace(/^\uFEFF/, ""))));
}

/** Comments become blanks, so that an error names the right line and column. */
function withoutComments(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (found) =>
    found.startsWith('"') ? found : found.replace(/[^\n]/g, " "),
  );
}

function withoutLastCommas(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])/g, (found) => (found === "," ? " " : found));
}
