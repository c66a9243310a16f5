import { createSocket } from "node:dgram";
import { once } from "node:events";
import { onTestFinished } from "vitest";
import type { Json } from "./keys.ts";
import { LOOPBACK } from "./tls-server.ts";

/** An X-Ray daemon, as far as it receives datagrams, until the test ends. */
export interface XrayDaemon {
  /** The value of AWS_XRAY_DAEMON_ADDRESS. */
  readonly address: string;
  /** Waits for the next datagram. @returns its document */
  readonly next: () => Promise<Json>;
}

/** Starts the daemon on the loopback address. */
export async function startXrayDaemon(): Promise<XrayDaemon> {
  const socket = createSocket("udp4");
  const datagrams: string[] = [];
  let received: () => void = () => undefined;
  socket.on("message", (bytes) => {
    datagrams.push(bytes.toString());
    received();
  });
  socket.bind(0, LOOPBACK);
  await once(socket, "listening");
  onTestFinished(() => void socket.close());
  return {
    address: `${LOOPBACK}:${socket.address().port}`,
    next: async () => {
      if (datagrams.length === 0) {
        await new Promise<void>((resolve) => {
          received = resolve;
        });
      }
      const [header, document, ...others] = datagrams.shift()?.split("\n") ?? [];
      if (header !== '{"format":"json","version":1}' || document === undefined || others.length > 0) {
        throw new Error("the datagram is not a header and one document");
      }
      return JSON.parse(document);
    },
  };
}
