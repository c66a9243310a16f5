import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** An HTTP server on this machine, to which an API passes the requests that it accepts. */
export interface Backend {
  readonly url: string;
  /** The headers of the requests so far, oldest first. */
  readonly received: readonly IncomingHttpHeaders[];
  stop(): Promise<void>;
}

/** Starts a backend on a free port. It answers every request with a 200. */
export async function startBackend(): Promise<Backend> {
  const received: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    received.push(request.headers);
    response.setHeader("content-type", "application/json").end('{"backend":true}');
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/orders`,
    received,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
