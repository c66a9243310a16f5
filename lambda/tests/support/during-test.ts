import { createServer, type Socket } from "node:net";
import getPort from "get-port";
import { onTestFinished } from "vitest";
import { LOOPBACK, type TestServer } from "./tls-server.ts";

/** Waits for a server to start, and closes it after the test. */
export async function duringTest(starting: Promise<TestServer>): Promise<TestServer> {
  const server = await starting;
  onTestFinished(server.close);
  return server;
}

/**
 * Listens with neither TLS nor HTTP, until the test is over.
 *
 * @param onConnection does what the server does with each connection
 * @returns the https URL under which a client will try
 */
export async function listenDuringTest(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on("error", () => undefined));
    onConnection(socket);
  });
  const port = await getPort({ host: LOOPBACK });
  await new Promise<void>((resolve) => server.listen(port, LOOPBACK, resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) {
      socket.destroy();
    }
  });
  return `https://${LOOPBACK}:${port}`;
}
