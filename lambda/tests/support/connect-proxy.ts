import { connect, type Socket } from "node:net";
import { listenDuringTest } from "./during-test.ts";

/** A proxy that runs until the test ends. */
export interface TestProxy {
  /** `http://host:port` */
  readonly url: string;
  /** The header of each request so far. */
  readonly requests: readonly string[];
  /** Settles when the last connection from the client has closed. */
  readonly closed: () => Promise<void>;
}

/** What a proxy does with a connection once it has the whole header of a request. */
export type ProxyBehavior = (client: Socket, authority: string) => void;

/** Starts a proxy on the loopback address. */
export async function startProxy(behavior: ProxyBehavior): Promise<TestProxy> {
  const requests: string[] = [];
  let lastClosed: Promise<void> = Promise.resolve();
  const url = await listenDuringTest((client) => {
    lastClosed = new Promise((resolve) => client.once("close", () => resolve()));
    let header = "";
    const read = (chunk: Buffer): void => {
      header += chunk.toString("latin1");
      if (header.includes("\r\n\r\n")) {
        client.off("data", read);
        requests.push(header);
        behavior(client, /^CONNECT (\S+) HTTP\/1\.1\r\n/.exec(header)?.[1] ?? "");
      }
    };
    client.on("data", read);
  });
  return { url: url.replace("https:", "http:"), requests, closed: () => lastClosed };
}

/**
 * Connects to where the client wants to go.
 *
 * @param answer header of the answer, sent when the connection is open
 * @param port replaces the port that the client wants
 */
export function tunnel(answer = "HTTP/1.1 200 Connection established\r\n\r\n", port?: number): ProxyBehavior {
  return (client, authority) => {
    const [, host = "", wanted = ""] = /^\[?(.*?)\]?:(\d+)$/.exec(authority) ?? [];
    const server = connect(port ?? Number(wanted), host, () => {
      client.write(answer);
      client.pipe(server).pipe(client);
    });
    server.on("error", () => client.destroy());
    client.on("close", () => server.destroy());
    // Otherwise nobody would read that the client has closed the connection.
    server.on("close", () => client.resume());
  };
}

/** Sends these bytes, and closes the connection if it is asked to. */
export function sending(bytes: string, isClosed = false): ProxyBehavior {
  return (client) => void (isClosed ? client.end(bytes) : client.write(bytes));
}
