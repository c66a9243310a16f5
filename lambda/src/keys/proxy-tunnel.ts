import type { Socket } from "node:net";
import { FetchError, reasonOf } from "./fetch-error.js";

/** A proxy answers with a line and few header fields. */
const MAX_HEADER_BYTES = 8 * 1024;
/** The port of https, which URL leaves out. */
const HTTPS_PORT = "443";

/**
 * Opens a tunnel through an HTTP proxy with the method CONNECT (RFC 9110 section 9.3.6). The proxy sees host and port of
 * the URL. TLS goes through the tunnel, so it can neither read nor change what is fetched.
 *
 * @param proxyUrl `http://host:port`
 * @param url of the https server to reach
 * @param signal ends the attempt, and closes the tunnel
 * @returns a connection to that server; the caller closes it
 * @throws FetchError whose reason names no host
 */
export function openTunnel(proxyUrl: string, url: string, signal: AbortSignal): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const authority = `${hostname}:${port || HTTPS_PORT}`;
  return new Promise((resolve, reject) => {
    const { request } = process.getBuiltinModule("node:http");
    const connecting = request(proxyUrl, {
      method: "CONNECT",
      path: authority,
      // RFC 9112 section 3.2.3: the host is the authority, not the proxy.
      headers: { host: authority },
      agent: false,
      maxHeaderSize: MAX_HEADER_BYTES,
      signal,
    });
    const fail = (reason: string): void => {
      connecting.destroy();
      reject(new FetchError(reason));
    };
    connecting.on("error", (error) => {
      const reason = reasonOf(error, signal);
      fail(signal.aborted ? reason : `proxy: ${reason}`);
    });
    // Node emits this for every status, and never emits `response` after CONNECT.
    connecting.on("connect", ({ statusCode = 0 }, socket, firstBytes) => {
      // The listener stays for the socket's whole life: an error must not end the process.
      socket.on("error", () => undefined);
      signal.addEventListener("abort", () => socket.destroy(), { once: true });
      if (statusCode < 200 || statusCode > 299) {
        socket.destroy();
        fail(`proxy: status ${statusCode}`);
      } else if (firstBytes.length > 0) {
        // A TLS server is silent until the client has spoken, so these bytes are not from one.
        socket.destroy();
        fail("proxy: data after the header");
      } else {
        resolve(socket);
      }
    });
    connecting.end();
  });
}
