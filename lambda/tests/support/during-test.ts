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
 * Listens for plain TCP connections until the test ends.
 *
 * @param onConnection is called with each connection
 * @returns the https URL of the server
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
