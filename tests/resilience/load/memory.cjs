// Runs first in the process of a function, and reports its memory when asked: the heap after garbage collection.
process.on("message", () => {
  globalThis.gc();
  globalThis.gc();
  const { rss, heapUsed } = process.memoryUsage();
  process.send({ rss, heapUsed });
});
// Lambda's runtime client decides when the process ends.
process.channel.unref();
