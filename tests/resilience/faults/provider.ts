import type { RequestListener } from "node:http";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import type { Json } from "../../../lambda/tests/support/keys.ts";
import { createIdentity, LOOPBACK, serveTls } from "../../../lambda/tests/support/tls-server.ts";
import { onCleanup } from "../../support/cleanup.ts";

/** What the provider's endpoint does with a request for keys. */
export type Behaviour =
  | { readonly kind: "answers"; readonly document: Json; readonly delayMilliseconds?: number }
  /** Answers that are not a key set, in turn. */
  | { readonly kind: "garbage" }
  /** Resets the connection when the client has sent something. */
  | { readonly kind: "resets" }
  /** Accepts the connection and never sends anything. */
  | { readonly kind: "hangs" }
  /** The port is closed. */
  | { readonly kind: "refuses" }
  /** Another server at the provider's address answers, whose certificate is of another authority. */
  | { readonly kind: "impostor"; readonly document: Json };

/** A key endpoint over TLS whose behaviour the run sets. */
export interface Provider {
  /** Without a trailing slash. */
  readonly url: string;
  readonly caCertificatesPem: string;
  readonly behave: (behaviour: Behaviour) => Promise<void>;
  /** Connections so far. */
  readonly connections: () => number;
}

const GARBAGE: readonly RequestListener[] = [
  (_request, response) => void response.end("<html><body>Maintenance</body></html>"),
  (_request, response) => void response.end('{"keys":[{"kty":"EC","crv":"P-256"'),
  (_request, response) => void response.end('{"keys":{"0":{}}}'),
  (_request, response) => void response.end(Buffer.from([0xff, 0xfe, 0, 0x7b, 0x80])),
  (_request, response) => void response.end(`{"keys":[],"padding":"${"x".repeat(600 * 1024)}"}`),
  (_request, response) => void response.writeHead(500).end('{"keys":[]}'),
  (_request, response) => void response.writeHead(302, { location: "https://localhost/" }).end(),
  (_request, response) => void response.writeHead(200, { "content-length": "1000" }).write('{"keys":'),
];

/** Starts a provider, which refuses connections until the first behaviour is set. */
export async function startProvider(): Promise<Provider> {
  const [identity, otherIdentity] = await Promise.all([createIdentity(), createIdentity()]);
  let behaviour: Behaviour = { kind: "refuses" };
  let connections = 0;
  let garbage = 0;

  const listener: RequestListener = (request, response) => {
    if (behaviour.kind === "garbage") {
      GARBAGE[garbage++ % GARBAGE.length]?.(request, response);
    } else if ("document" in behaviour) {
      const { document } = behaviour;
      const delay = behaviour.kind === "answers" ? (behaviour.delayMilliseconds ?? 0) : 0;
      setTimeout(() => response.end(JSON.stringify(document)), delay);
    }
  };
  const own = await serveTls(identity, listener);
  const impostor = await serveTls(otherIdentity, listener);

  /** Stands in front of both servers, so that the address stays the same whatever happens. */
  const front = createServer((socket) => {
    connections++;
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    socket.on("error", () => undefined);
    if (behaviour.kind === "resets") {
      socket.once("data", () => socket.resetAndDestroy());
    } else if (behaviour.kind !== "hangs") {
      const { port } = new URL(behaviour.kind === "impostor" ? impostor.url : own.url);
      const server = connect(Number(port), LOOPBACK);
      server.on("error", () => socket.destroy());
      socket.on("close", () => server.destroy());
      server.on("close", () => socket.destroy());
      socket.pipe(server).pipe(socket);
    }
  });
  const open = new Set<Socket>();
  const listen = (port: number): Promise<void> =>
    new Promise((resolve) => void front.listen(port, LOOPBACK, resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      front.close(() => resolve());
      for (const socket of open) {
        socket.destroy();
      }
    });

  await listen(0);
  const { port } = front.address() as AddressInfo;
  await close();
  onCleanup(async () => {
    await Promise.all([front.listening ? close() : undefined, own.close(), impostor.close()]);
  });
  return {
    url: `https://${LOOPBACK}:${port}`,
    caCertificatesPem: identity.caCertificatesPem,
    connections: () => connections,
    behave: async (next) => {
      behaviour = next;
      if (next.kind === "refuses" && front.listening) {
        await close();
      } else if (next.kind !== "refuses" && !front.listening) {
        await listen(port);
      }
    },
  };
}
