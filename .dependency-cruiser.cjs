/**
 * Which room may import which, and no cycles. `server` and `trainer` never import each other: they meet in the
 * database. The rooms: docs/architecture.md.
 */
const ROOMS = "^(app|server|lm|trainer|cli|drizzle|lib|proxy)(/|\\.ts$)";

/** A room (or part of one) may import itself and `allowed`, nothing else of the project's own. */
function only(name, from, allowed) {
  return {
    name,
    severity: "error",
    comment: `${from} may import only ${allowed.join(", ") || "itself"}`,
    from: { path: from },
    to: { path: ROOMS, pathNot: [from, ...allowed] },
  };
}

const SAMPLER_CLIENT = "^lm/inference/(client|contracts)";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "lib-is-pure",
      severity: "error",
      comment: "lib imports nothing of the project and no package but zod",
      from: { path: "^lib/" },
      to: { dependencyTypes: ["npm", "npm-dev", "npm-optional", "npm-peer"], pathNot: "node_modules/zod/" },
    },
    only("lib", "^lib/", []),
    only("drizzle", "^drizzle/", ["^lib/"]),
    only("lm", "^lm/", ["^lib/"]),
    only("server", "^server/", ["^drizzle/", "^lib/", SAMPLER_CLIENT]),
    only("app", "^app/|^proxy\\.ts$", ["^app/", "^server/", "^lib/"]),
    only("trainer-parts", "^trainer/(tensorflow|losses|reward|ppo)/", [
      "^trainer/(tensorflow|losses|reward|ppo)/",
      "^lm/",
      "^lib/",
    ]),
    only("trainer-pipeline", "^trainer/pipeline/", [
      "^trainer/(tensorflow|losses|reward|ppo)/",
      "^lm/",
      "^lib/",
    ]),
    only("trainer-worker", "^trainer/worker/", ["^trainer/pipeline/", "^drizzle/", "^lm/", "^lib/"]),
    only("cli", "^cli/", [
      "^server/services/",
      "^trainer/(pipeline|tensorflow)/",
      "^lm/",
      "^drizzle/",
      "^lib/",
    ]),
    {
      name: "lm-without-tensorflow",
      severity: "error",
      comment: "lm runs where TensorFlow cannot: in the sampler",
      from: { path: "^lm/" },
      to: { path: "node_modules/@tensorflow/" },
    },
    {
      name: "no-native-inference-in-the-web-process",
      severity: "error",
      comment: "a native run stops the event loop: the sampler and the worker do that",
      from: { path: "^(app|server)/" },
      to: { path: "node_modules/(@tensorflow|onnxruntime-node)/" },
    },
    {
      name: "server-for-types-only",
      severity: "error",
      comment: "what the browser loads takes nothing of server but types",
      from: {
        path: "^app/",
        pathNot: "(^app/api/|/(page|layout|route|not-found|loading)\\.tsx?$|^app/.*\\.server\\.tsx?$)",
      },
      to: { path: "^(server|drizzle)/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "shipped-code-without-development-packages",
      severity: "error",
      from: { path: "^(app|server|lm|trainer|cli|lib|drizzle)/", pathNot: "\\.config\\.ts$" },
      to: {
        dependencyTypes: ["npm-dev"],
        dependencyTypesNot: ["type-only"],
        pathNot: "node_modules/@types/",
      },
    },
    {
      name: "resolvable",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(\\.next|\\.data|\\.cache)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
    reporterOptions: { text: { highlightFocused: true } },
  },
};
