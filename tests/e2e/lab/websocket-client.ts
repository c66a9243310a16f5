import { WebSocket } from "ws";
import {
  type ApiAddress,
  hostHeader,
  originOf,
  type Query,
  type RequestHeaders,
  requestTarget,
} from "./gateway-address.ts";

/** A connection attempt to a WebSocket API. */
export type WebSocketCall = ApiAddress & {
  readonly headers?: RequestHeaders;
  readonly query?: Query;
};

/** The gateway accepted the connection. */
export interface WebSocketConnection {
  readonly status: 101;
  /** Sends a message (a string unchanged, other values as JSON) and waits for a reply. Rejects after 10 seconds. */
  request(message: unknown): Promise<string>;
  close(): Promise<void>;
}

/** The gateway refused the connection with 401, 403 or 500. */
export interface WebSocketRefusal {
  readonly status: Exclude<number, 101>;
}

const TIMEOUT_MILLISECONDS = 10_000;

/**
 * Connects to a WebSocket API.
 *
 * @returns the connection, or the HTTP status with which it was refused
 * @throws Error if there is no answer within 10 seconds
 */
export async function connectWebSocket(call: WebSocketCall): Promise<WebSocketConnection | WebSocketRefusal> {
  const url = `${originOf(call, "ws")}${requestTarget(call, "", call.query)}`;
  const socket = new WebSocket(url, {
    headers: { ...call.headers, host: hostHeader(call) },
    handshakeTimeout: TIMEOUT_MILLISECONDS,
  });
  const status = await handshake(socket);
  if (status !== 101) return { status };
  return {
    status,
    request: (message) => exchange(socket, typeof message === "string" ? message : JSON.stringify(message)),
    close: () => close(socket),
  };
}

function handshake(socket: WebSocket): Promise<number> {
  return new Promise((resolve, reject) => {
    // This listener is never removed: an error without a listener would end the process.
    socket.on("error", reject);
    socket.once("open", () => resolve(101));
    socket.once("unexpected-response", (request, response) => {
      resolve(response.statusCode ?? 0);
      request.destroy();
    });
  });
}

function exchange(socket: WebSocket, message: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      socket.off("message", onMessage);
      socket.off("close", onClose);
      finish();
    };
    const onMessage = (data: { toString(): string }) => settle(() => resolve(data.toString()));
    const onClose = (code: number) => settle(() => reject(new Error(`the connection was closed (${code})`)));
    const onTimeout = () => settle(() => reject(new Error("no reply on the WebSocket within 10 s")));
    const timer = setTimeout(onTimeout, TIMEOUT_MILLISECONDS);
    socket.once("message", onMessage);
    socket.once("close", onClose);
    socket.send(message);
  });
}

function close(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState === WebSocket.CLOSED) return resolve();
    const timer = setTimeout(() => socket.terminate(), 2000);
    socket.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
    socket.close();
  });
}
