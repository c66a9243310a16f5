import type { RequestListener } from "node:http";
import { createServer, type Server } from "node:https";
import { onCleanup } from "../../support/cleanup.ts";
import type { ServerCertificate } from "./certificate-authority.ts";

/** An https server that can stop and start again at the same address. */
export interface TlsListener {
  readonly port: number;
  /** Listens again after `stop`; does nothing if the server is listening. */
  start(): Promise<void>;
  /** Closes the port and every connection: callers see "connection refused". */
  stop(): Promise<void>;
}

/**
 * Starts an https server on a free port.
 *
 * @param host the address to bind, IPv6 without brackets
 */
export async function listenTls(
  host: string,
  certificate: ServerCertificate,
  handler: RequestListener,
): Promise<TlsListener> {
  const server = createServer({ cert: certificate.certificatePem, key: certificate.privateKeyPem }, handler);
  await listen(server, host, 0);
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const { port } = address;
  const stop = () => close(server);
  onCleanup(stop);
  return {
    port,
    start: async () => {
      if (!server.listening) await listen(server, host, port);
    },
    stop,
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // The callback gets an error only if the server was already closed.
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
