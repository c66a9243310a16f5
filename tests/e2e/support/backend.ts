import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A backend on this machine, for integrations that call a URL. */
export interface Backend {
  readonly url: string;
  /** The number of requests that have reached it. */
  requestCount(): number;
  stop(): Promise<void>;
}

/** Starts a backend that answers 200 to every request. */
export async function startBackend(): Promise<Backend> {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    response.setHeader("content-type", "application/json");
    response.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders`,
    requestCount: () => requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
