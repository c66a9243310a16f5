import { createServer } from "node:net";

/**
 * Finds a loopback address other than 127.0.0.1. The emulator redirects the function's https calls to `127.0.0.1` and
 * `localhost` to itself, over plain http; calls to other addresses stay https. Linux has all of 127/8. macOS has only
 * 127.0.0.1 and `::1`.
 *
 * @returns the address, IPv6 without brackets
 * @throws Error if the machine has no such address
 */
export async function secondLoopbackAddress(): Promise<string> {
  for (const address of ["127.0.0.2", "::1"]) {
    if (await canBind(address)) return address;
  }
  throw new Error("no loopback address other than 127.0.0.1: enable IPv6 on the loopback interface");
}

function canBind(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host, port: 0 }, () => server.close(() => resolve(true)));
  });
}
