import getPort from "get-port";
import { describe, expect, test } from "vitest";
import { FetchError } from "../../src/keys/fetch-json.ts";
import { duringTest, listenDuringTest } from "../support/during-test.ts";
import { prepareFetching } from "../support/fetching.ts";
import { answering, LOOPBACK, servePlain } from "../support/tls-server.ts";

const KEYS = { keys: [] };
const { fetchFrom, serve } = await prepareFetching();

describe("a fetch", () => {
  test("fails immediately if no server listens", async () => {
    const url = `https://${LOOPBACK}:${await getPort({ host: LOOPBACK })}`;
    await expect(fetchFrom(url)).rejects.toThrow(new FetchError("ECONNREFUSED"));
  });

  test("fails if the host name is unknown", async () => {
    await expect(fetchFrom("https://login.example.invalid/jwks.json")).rejects.toThrow(
      /^(ENOTFOUND|EAI_AGAIN)$/,
    );
  });

  test("fails without a request if the server speaks HTTP instead of TLS", async () => {
    const { url, requests } = await duringTest(servePlain(answering(KEYS)));
    await expect(fetchFrom(url.replace("http:", "https:"))).rejects.toThrow(FetchError);
    expect(requests()).toBe(0);
  });

  test("fails if the server closes the connection during the handshake", async () => {
    const url = await listenDuringTest((socket) => socket.once("data", () => socket.resetAndDestroy()));
    await expect(fetchFrom(url)).rejects.toThrow(new FetchError("ECONNRESET"));
  });

  test("fails if the server closes the connection during the body", async () => {
    const url = await serve((request, response) => {
      response.writeHead(200, { "content-length": "100" }).write('{"keys":[');
      setTimeout(() => request.socket.destroy(), 20);
    });
    await expect(fetchFrom(url)).rejects.toThrow(new FetchError("ECONNRESET"));
  });

  test("fails if a chunked body ends early, even if the received part is JSON", async () => {
    const url = await serve((request, response) => {
      response.write('{"keys":[]}');
      setTimeout(() => request.socket.end(), 20);
    });
    await expect(fetchFrom(url)).rejects.toThrow(FetchError);
  });

  test("fails if the headers are too large", async () => {
    const url = await serve(({ socket }) => {
      socket.write(`HTTP/1.1 200 OK\r\nX-Filler: ${"x".repeat(100_000)}\r\n\r\n{}`);
    });
    await expect(fetchFrom(url)).rejects.toThrow(new FetchError("HPE_HEADER_OVERFLOW"));
  });

  test("causes no uncaught error if nonsense follows the answer", async () => {
    const url = await serve(({ socket }) => {
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 nonsense\r\n\r\n");
    });
    await Promise.allSettled([fetchFrom(url)]);
  });

  test("skips informational answers", async () => {
    const url = await serve(({ socket }) => {
      socket.end(
        'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n\r\n{"keys":[]}',
      );
    });
    expect(await fetchFrom(url)).toEqual(KEYS);
  });

  test("fails if the answer is not HTTP", async () => {
    const url = await serve((request) => {
      request.socket.end("SSH-2.0-OpenSSH_9.6\r\n");
    });
    await expect(fetchFrom(url)).rejects.toThrow(FetchError);
  });
});

describe("the error of a failed fetch", () => {
  test.each([
    ["an invalid port", "https://127.0.0.1:99999/secret"],
    ["another scheme", "http://127.0.0.1/secret"],
    ["no scheme", "secret"],
  ])("contains no part of a URL with %s", async (_name, url) => {
    const error: unknown = await fetchFrom(url).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).not.toContain("secret");
  });
});
