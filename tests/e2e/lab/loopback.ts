import { createServer } from "node:net";

/**
 * Finds a loopback address other than 127.0.0.1, on which the function's https calls stay https: the emulator
 * rewrites those to `127.0.0.1` and `localhost` into plain http to itself. Linux has all of 127/8; macOS only 127.0.0.1
 * of it, but `::1`.
 *
 * @returns the address, IPv6 without brackets
 * @throws Error when the machine has neither
 */
export async function secondLoopbackAddress(): Promise<string> {
  for (const address of ["127.0.0.2", "::1"]) {
    if (await canBind(address)) return address;
  }
  throw new Error("no loopback address besides 127.0.0.1: enable IPv6 on the loopback interface");
}

function canBind(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host, port: 0 }, () => server.close(() => resolve(true)));
  });
}
