import next from "@next/eslint-plugin-next";
import reactHooks from "eslint-plugin-react-hooks";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

/** Files whose default export a framework or a tool asks for. */
const DEFAULT_EXPORTS = [
  "app/**/{page,layout,loading,error,not-found,template,default,global-error}.tsx",
  "app/**/{sitemap,robots,manifest,icon,apple-icon,opengraph-image}.{ts,tsx}",
  "app/i18n/request.ts",
  "*.config.{js,mjs,cjs,ts}",
  "drizzle/*.config.ts",
];

export default defineConfig(
  {
    ignores: [
      "node_modules/",
      ".next*/",
      ".data/",
      ".cache/",
      "next-env.d.ts",
      "drizzle/migrations/",
      "tests/fixtures/",
      "test-results/",
      "playwright-report/",
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.{ts,tsx,mts}"],
    extends: [tseslint.configs.strict],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      // What follows needs types.
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/only-throw-error": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
      ],
      eqeqeq: ["error", "always"],
    },
  },
  {
    files: ["**/*.{ts,tsx,js,mjs,cjs}"],
    rules: {
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "Export by name: one search then finds every use." },
        { selector: "ExportAllDeclaration", message: "No barrels: import the file that defines it." },
      ],
      "no-empty": ["error", { allowEmptyCatch: false }],
      "prefer-const": "error",
      "no-var": "error",
    },
  },
  {
    files: ["**/*.{js,mjs,cjs}"],
    rules: { "no-unused-vars": ["error", { argsIgnorePattern: "^_" }], eqeqeq: "error" },
  },
  { files: DEFAULT_EXPORTS, rules: { "no-restricted-syntax": "off" } },
  {
    files: ["app/**/*.{ts,tsx}"],
    plugins: { "@next/next": next, "react-hooks": reactHooks },
    rules: {
      ...next.configs.recommended.rules,
      ...next.configs["core-web-vitals"].rules,
      ...reactHooks.configs.flat.recommended.rules,
      "react-hooks/exhaustive-deps": "error",
      // The pages live in app/; there is no pages/ to look at.
      "@next/next/no-html-link-for-pages": "off",
    },
  },
);
