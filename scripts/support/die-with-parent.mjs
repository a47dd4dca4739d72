// Preloaded into children that were started with an IPC channel: they end when their parent does, even by SIGKILL.
if (process.channel) {
  process.on("disconnect", () => {
    process.kill(process.pid, "SIGTERM");
    setTimeout(() => process.kill(process.pid, "SIGKILL"), 10_000).unref();
  });
  // Alone it must not keep a child alive that has nothing left to do.
  process.channel.unref();
}
