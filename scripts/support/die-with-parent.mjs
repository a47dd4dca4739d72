import { fileURLToPath } from "node:url";

// Preloaded into children that were started with an IPC channel: they end when their parent does, even by SIGKILL.
if (process.channel) {
  process.on("disconnect", () => {
    process.kill(process.pid, "SIGTERM");
    setTimeout(() => process.kill(process.pid, "SIGKILL"), 10_000).unref();
  });
  // Alone it must not keep a child alive that has nothing left to do.
  process.channel.unref();
}

// For this process, not for those that it forks. They would inherit it with execArgv, and may have nothing but their
// channel to live on: the workers of `next build` then end before their work, and the build with them, without an error.
const at = process.execArgv.findIndex((argument) =>
  [import.meta.url, fileURLToPath(import.meta.url)].includes(argument),
);
if (at > 0 && process.execArgv[at - 1] === "--import") process.execArgv.splice(at - 1, 2);
