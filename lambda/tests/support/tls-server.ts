import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import {
  createCertificateAuthority,
  type ServerCertificate,
} from "../../../tests/e2e/lab/certificate-authority.ts";

export const LOOPBACK = "127.0.0.1";

/** A certificate for the loopback address, and the authority that issued it. */
export interface Identity extends ServerCertificate {
  readonly caCertificatesPem: string;
}

/** A server on the loopback address. */
export interface TestServer {
  /** Without a trailing slash. */
  readonly url: string;
  /** Number of requests so far. */
  readonly requests: () => number;
  readonly close: () => Promise<void>;
}

/** Makes a certificate with its own authority, which verifies no other identity. */
export async function createIdentity(
  hosts: readonly string[] = [LOOPBACK],
  isExpired = false,
): Promise<Identity> {
  const authority = await createCertificateAuthority();
  const certificate = await authority.issueServerCertificate({ hosts, isExpired });
  return { ...certificate, caCertificatesPem: authority.certificatePem };
}

/** Serves https on a free port. */
export function serveTls(identity: Identity, listener: RequestListener): Promise<TestServer> {
  const { certificatePem: cert, privateKeyPem: key } = identity;
  return serve("https", createServer({ cert, key }, listener), listener);
}

/** Serves http without TLS on a free port. */
export function servePlain(listener: RequestListener): Promise<TestServer> {
  return serve("http", createHttpServer(listener), listener);
}

/** Answers every request with this document. */
export function answering(document: unknown): RequestListener {
  return (_request, response) => {
    response.setHeader("content-type", "application/json").end(JSON.stringify(document));
  };
}

async function serve(scheme: string, server: Server, listener: RequestListener): Promise<TestServer> {
  let requests = 0;
  const sockets = new Set<Socket>();
  server.removeListener("request", listener);
  server.on("request", (request, response) => {
    requests++;
    listener(request, response);
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    // In many tests the client closes the connection early.
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${scheme}://${LOOPBACK}:${port}`,
    requests: () => requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) {
          socket.destroy();
        }
      }),
  };
}
