import { describe, expect, test } from "vitest";
import { FetchError, fetchJson } from "../../src/keys/fetch-json.ts";
import { duringTest, listenDuringTest } from "../support/during-test.ts";
import { prepareFetching } from "../support/fetching.ts";
import { answering, serveTls } from "../support/tls-server.ts";

const KEYS = { keys: [] };
const { identity, fetchFrom, serve } = await prepareFetching();

describe("a fetch ends at the deadline", () => {
  const exceeded = new FetchError("deadline exceeded");

  test("when the server accepts the connection and stays silent", async () => {
    const url = await listenDuringTest(() => undefined);
    await expect(fetchFrom(url, 100)).rejects.toThrow(exceeded);
  });

  test("when the server never answers the request", async () => {
    const url = await serve(() => undefined);
    await expect(fetchFrom(url, 300)).rejects.toThrow(exceeded);
  });

  test("when the server sends its answer byte by byte", async () => {
    const url = await serve((_request, response) => {
      const drip = setInterval(() => response.write(" "), 5);
      response.on("close", () => clearInterval(drip));
    });
    await expect(fetchFrom(url, 300)).rejects.toThrow(exceeded);
  });

  test("when the server switches protocols instead of answering", async () => {
    const url = await serve(({ socket }) => {
      socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n");
    });
    await expect(fetchFrom(url, 300)).rejects.toThrow(exceeded);
  });

  test("without a connection when the deadline has passed before the fetch", async () => {
    const { url, requests } = await duringTest(serveTls(identity, answering(KEYS)));
    await expect(
      fetchJson(url, { ca: identity.caCertificatesPem, signal: AbortSignal.abort() }),
    ).rejects.toThrow(exceeded);
    expect(requests()).toBe(0);
  });
});
