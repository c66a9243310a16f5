import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import getPort from "get-port";
import { describe, expect, onTestFinished, test } from "vitest";
import { FetchError, fetchJson } from "../../src/keys/fetch-json.ts";
import { type ProxyBehavior, sending, startProxy, tunnel } from "../support/connect-proxy.ts";
import { duringTest } from "../support/during-test.ts";
import { prepareFetching } from "../support/fetching.ts";
import { answering, createIdentity, LOOPBACK, serveTls } from "../support/tls-server.ts";

const KEYS = { keys: [] };
const ESTABLISHED = "HTTP/1.1 200 Connection established\r\n\r\n";
const { identity, serve } = await prepareFetching();

const fetchThrough = async (
  proxyUrl: string,
  url: string,
  { ca = identity.caCertificatesPem, signal = AbortSignal.timeout(20_000) } = {},
): Promise<unknown> => (await fetchJson(url, { ca, signal, proxyUrl })).document;

describe("through a proxy, a document is fetched", () => {
  test("over TLS with the server itself, and the proxy sees only host and port", async () => {
    const url = await serve(answering(KEYS));
    const proxy = await startProxy(tunnel());
    expect(await fetchThrough(proxy.url, `${url}/jwks.json?secret=1`)).toEqual(KEYS);
    const authority = url.replace("https://", "");
    expect(proxy.requests).toEqual([
      `CONNECT ${authority} HTTP/1.1\r\nhost: ${authority}\r\nConnection: close\r\n\r\n`,
    ]);
    await proxy.closed();
  });

  test.each([
    "HTTP/1.0 200 OK\r\n\r\n",
    "HTTP/1.1 204 No Content\r\n\r\n",
    // RFC 9110 section 9.3.6: both have no meaning in a successful answer to CONNECT.
    "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    `HTTP/1.1 200 OK\r\nVia: ${"x".repeat(4_000)}\r\n\r\n`,
  ])("after the answer %j", async (answer) => {
    const proxy = await startProxy(tunnel(answer));
    expect(await fetchThrough(proxy.url, await serve(answering(KEYS)))).toEqual(KEYS);
  });

  test("from a host without a port in its URL, on port 443", async () => {
    const { port } = new URL(await serve(answering(KEYS)));
    const proxy = await startProxy(tunnel(ESTABLISHED, Number(port)));
    expect(await fetchThrough(proxy.url, `https://${LOOPBACK}/`)).toEqual(KEYS);
    expect(proxy.requests[0]).toMatch(/^CONNECT 127\.0\.0\.1:443 HTTP\/1\.1\r\n/);
  });

  test("from a host that only the proxy can resolve, and whose name the certificate must have", async () => {
    const named = await createIdentity(["login.example.invalid"]);
    const { url } = await duringTest(serveTls(named, answering(KEYS)));
    const port = Number(new URL(url).port);
    const toServer: ProxyBehavior = (client) => tunnel(ESTABLISHED, port)(client, `${LOOPBACK}:1`);
    const proxy = await startProxy(toServer);
    const ca = named.caCertificatesPem;
    expect(await fetchThrough(proxy.url, "https://login.example.invalid/", { ca })).toEqual(KEYS);
    expect(proxy.requests[0]).toMatch(/^CONNECT login\.example\.invalid:443 /);
    await expect(fetchThrough(proxy.url, "https://other.example.invalid/", { ca })).rejects.toThrow(
      new FetchError("ERR_TLS_CERT_ALTNAME_INVALID"),
    );
  });

  test("from an IPv6 address, through a proxy at an IPv6 address", async () => {
    const ipv6 = await createIdentity(["::1"]);
    const server = createServer({ cert: ipv6.certificatePem, key: ipv6.privateKeyPem }, answering(KEYS));
    await new Promise<void>((resolve) => server.listen(0, "::1", resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const proxy = await startProxy(tunnel());
    const url = `https://[::1]:${port}/`;
    expect(await fetchThrough(proxy.url, url, { ca: ipv6.caCertificatesPem })).toEqual(KEYS);
    expect(proxy.requests[0]).toContain(`CONNECT [::1]:${port} HTTP/1.1\r\nhost: [::1]:${port}\r\n`);
    await expect(fetchThrough(`http://[::1]:${await getPort({ host: "::1" })}`, url)).rejects.toThrow(
      new FetchError("proxy: ECONNREFUSED"),
    );
  });

  test("only if the server's certificate is trusted: the proxy can't answer in its place", async () => {
    const impostor = await createIdentity();
    const { url } = await duringTest(serveTls(impostor, answering(KEYS)));
    const proxy = await startProxy(tunnel());
    await expect(fetchThrough(proxy.url, url)).rejects.toThrow(FetchError);
    await proxy.closed();
  });
});

describe("a fetch fails, and names the proxy", () => {
  test("if no proxy listens", async () => {
    const url = `http://${LOOPBACK}:${await getPort({ host: LOOPBACK })}`;
    await expect(fetchThrough(url, "https://127.0.0.1/")).rejects.toThrow(
      new FetchError("proxy: ECONNREFUSED"),
    );
  });

  test("if the name of the proxy is unknown", async () => {
    await expect(fetchThrough("http://proxy.example.invalid:3128", "https://127.0.0.1/")).rejects.toThrow(
      /^proxy: (ENOTFOUND|EAI_AGAIN)$/,
    );
  });

  test.each<readonly [string, ProxyBehavior, string]>([
    ["refuses with 403", sending("HTTP/1.1 403 Forbidden\r\n\r\n"), "proxy: status 403"],
    [
      "asks for a password, with a body",
      sending(
        'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="p"\r\nContent-Length: 6\r\n\r\nsecret',
      ),
      "proxy: status 407",
    ],
    ["redirects", sending("HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1/\r\n\r\n"), "proxy: status 302"],
    ["sends only an informational answer", sending("HTTP/1.1 100 Continue\r\n\r\n"), "proxy: status 100"],
    ["switches protocols", sending("HTTP/1.1 101 Switching Protocols\r\n\r\n"), "proxy: status 101"],
    ["closes without an answer", sending("", true), "proxy: ECONNRESET"],
    ["closes within the header", sending("HTTP/1.1 200 OK\r\nVi", true), "proxy: ECONNRESET"],
    [
      "sends a body",
      sending(`HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{"keys":[]}`),
      "proxy: data after the header",
    ],
    ["sends bytes after the header", sending(`${ESTABLISHED}\x00`), "proxy: data after the header"],
    ["closes the tunnel", sending(ESTABLISHED, true), "ECONNRESET"],
  ])("if it %s", async (_name, behavior, reason) => {
    const proxy = await startProxy(behavior);
    await expect(fetchThrough(proxy.url, "https://127.0.0.1/")).rejects.toThrow(new FetchError(reason));
    await proxy.closed();
  });

  test.each<readonly [string, string]>([
    ["does not speak HTTP", "SSH-2.0-OpenSSH_9.6\r\n"],
    ["sends garbage", "\x00\xff\x16\x03\x01".repeat(50)],
    ["sends a header larger than 8 KB", `HTTP/1.1 200 OK\r\nX-Filler: ${"x".repeat(9_000)}\r\n\r\n`],
    ["sends a header without an end", `HTTP/1.1 200 OK\r\n${"X: x\r\n".repeat(20_000)}`],
    ["sends a status that is no number", "HTTP/1.1 OK\r\n\r\n"],
  ])("if it %s", async (_name, bytes) => {
    const proxy = await startProxy(sending(bytes));
    await expect(fetchThrough(proxy.url, "https://127.0.0.1/")).rejects.toThrow(/^proxy: HPE_[A-Z_]+$/);
    await proxy.closed();
  });

  test("if it sends bytes into the tunnel that are no TLS", async () => {
    const proxy = await startProxy((client) => {
      client.write(ESTABLISHED);
      client.once("data", () => client.write("nonsense\r\n".repeat(10)));
    });
    await expect(fetchThrough(proxy.url, "https://127.0.0.1/")).rejects.toThrow(FetchError);
    await proxy.closed();
  });
});

describe("the deadline counts for proxy and server together", () => {
  test.each<readonly [string, ProxyBehavior]>([
    ["never answers", () => undefined],
    ["never ends its header", sending("HTTP/1.1 200 OK\r\n")],
    ["opens a tunnel to nothing", sending(ESTABLISHED)],
  ])("if the proxy %s, and the connection is closed", async (_name, behavior) => {
    const controller = new AbortController();
    const proxy = await startProxy((client, authority) => {
      behavior(client, authority);
      // The proxy has answered as far as it will.
      setImmediate(() => controller.abort());
    });
    const { signal } = controller;
    await expect(fetchThrough(proxy.url, "https://127.0.0.1/", { signal })).rejects.toThrow(
      new FetchError("deadline exceeded"),
    );
    await proxy.closed();
  });

  test("if the server behind the tunnel never answers", async () => {
    const controller = new AbortController();
    const url = await serve(() => controller.abort());
    const proxy = await startProxy(tunnel());
    await expect(fetchThrough(proxy.url, url, { signal: controller.signal })).rejects.toThrow(
      new FetchError("deadline exceeded"),
    );
    await proxy.closed();
  });
});
