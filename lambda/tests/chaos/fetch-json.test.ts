import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { FetchError, fetchJson } from "../../src/keys/fetch-json.ts";
import { prepareFetching } from "../support/fetching.ts";
import { answering, serveTls } from "../support/tls-server.ts";

const KEYS = { keys: [] };
const ACCEPT = "application/json, application/jwk-set+json, */*;q=0.1";
const BODY_LIMIT = 512 * 1024;

/** A JSON object of this size in bytes. */
const documentOf = (bytes: number): string => `{"a":"${"x".repeat(bytes - 8)}"}`;

const { identity, fetchFrom: fetchAt, serve } = await prepareFetching();

/** Fetches from a server with this listener. */
const fetchFrom = async (listener: RequestListener): Promise<unknown> =>
  fetchAt(`${await serve(listener)}/jwks.json`);

describe("a document is fetched", () => {
  test("over TLS with the private CA, in one request on its own connection", async () => {
    const headers: unknown[] = [];
    const document = await fetchFrom((request, response) => {
      headers.push(request.method, request.url, request.headers["accept"], request.headers["connection"]);
      response.end(JSON.stringify(KEYS));
    });
    expect(document).toEqual(KEYS);
    expect(headers).toEqual(["GET", "/jwks.json", ACCEPT, "close"]);
  });

  test("with any content type and in any chunks, even if they split a character", async () => {
    const bytes = Buffer.from('{"a":"€😀"}');
    const document = await fetchFrom(async (_request, response) => {
      response.setHeader("content-type", "text/plain");
      for (const byte of bytes) {
        response.write(Buffer.of(byte));
        await new Promise(setImmediate);
      }
      response.end();
    });
    expect(document).toEqual({ a: "€😀" });
  });

  test("if it has exactly the maximum size", async () => {
    const document = await fetchFrom((_request, response) => void response.end(documentOf(BODY_LIMIT)));
    expect(Object.keys(document as object)).toEqual(["a"]);
  });

  test("from a server that offers only key sets, or only another media type", async () => {
    const offers = (type: string) => (request: IncomingMessage, response: ServerResponse) => {
      const isAccepted = [type, "*/*;q=0.1"].some((each) =>
        request.headers["accept"]?.split(", ").includes(each),
      );
      response.writeHead(isAccepted ? 200 : 406, { "content-type": type }).end(JSON.stringify(KEYS));
    };
    expect(await fetchFrom(offers("application/jwk-set+json"))).toEqual(KEYS);
    expect(await fetchFrom(offers("text/plain"))).toEqual(KEYS);
  });

  test("after a byte order mark", async () => {
    expect(await fetchFrom((_request, response) => void response.end("\ufeff{}"))).toEqual({});
  });

  test.each<readonly [string, (bytes: Buffer) => Buffer]>([
    ["gzip", gzipSync],
    ["GZIP", gzipSync],
    ["x-gzip", gzipSync],
    ["deflate", deflateSync],
    ["deflate", deflateRawSync],
    ["br", brotliCompressSync],
    ["gzip, identity", gzipSync],
    ["aws-chunked,gzip", gzipSync],
    ["gzip, gzip", (bytes) => gzipSync(gzipSync(bytes))],
    // Named, but not applied, as some servers do.
    ...["identity", "gzip", "utf-8", "aws-chunked", "none", ""].map(
      (name) => [name, (bytes: Buffer) => bytes] as const,
    ),
  ])("in the content encoding %j, although none was asked for", async (encoding, encode) => {
    const document = await fetchFrom((_request, response) => {
      response.setHeader("content-encoding", encoding);
      response.end(encode(Buffer.from(documentOf(BODY_LIMIT))));
    });
    expect(Object.keys(document as object)).toEqual(["a"]);
  });

  test("even if it is an empty key set, which the caller judges", async () => {
    expect(await fetchFrom(answering(KEYS))).toEqual(KEYS);
  });
});

describe("an answer is refused", () => {
  test.each<[string, string, Buffer, string]>([
    ["in an unknown content encoding", "zstd", Buffer.from("KLUv"), "an unknown content encoding"],
    ["in three content encodings", "gzip, gzip, gzip", gzipSync(gzipSync(gzipSync("{}"))), "gzip"],
    ["that is cut short", "gzip", gzipSync(documentOf(1000)).subarray(0, 30), "gzip"],
    ["that is larger than the limit when decoded", "gzip", gzipSync(documentOf(BODY_LIMIT + 1)), "gzip"],
    ["that is a bomb", "br", brotliCompressSync(Buffer.alloc(100_000_000)), "br"],
    ["whose encoding is made up", 'x"}{', Buffer.from("x"), "an unknown content encoding"],
  ])("%s, and the reason names the encoding", async (_name, encoding, body, named) => {
    await expect(
      fetchFrom((_request, response) => {
        response.setHeader("content-encoding", encoding);
        response.end(body);
      }),
    ).rejects.toThrow(new FetchError(`body is not a valid JSON object, neither as it is nor as ${named}`));
  });

  test.each([201, 204, 304, 400, 404, 429, 500, 503])("when its status is %d", async (status) => {
    await expect(
      fetchFrom(
        (_request, response) => void response.writeHead(status).end(status === 201 ? "{}" : undefined),
      ),
    ).rejects.toThrow(new FetchError(`status ${status}`));
  });

  test.each([301, 302, 303, 307, 308])("when it is a %d redirect, which is not followed", async (status) => {
    const elsewhere = await serveTls(identity, answering(KEYS));
    try {
      await expect(
        fetchFrom(
          (_request, response) => void response.writeHead(status, { location: elsewhere.url }).end("{}"),
        ),
      ).rejects.toThrow(new FetchError(`status ${status}`));
      expect(elsewhere.requests()).toBe(0);
    } finally {
      await elsewhere.close();
    }
  });

  test("when its body is one byte too long", async () => {
    await expect(
      fetchFrom((_request, response) => void response.end(documentOf(BODY_LIMIT + 1))),
    ).rejects.toThrow(new FetchError("body too large"));
  });

  test("when it announces 100 MB, most of which is never read", async () => {
    let sent = 0;
    const fetched = fetchFrom((_request, response) => {
      response.setHeader("content-length", 100 * 1024 * 1024);
      const chunk = Buffer.alloc(64 * 1024, " ");
      const pump = (): void => {
        while (!response.destroyed && response.write(chunk)) {
          sent += chunk.length;
        }
      };
      response.on("drain", pump);
      pump();
    });
    await expect(fetched).rejects.toThrow(new FetchError("body too large"));
    // The sockets' buffers take more than the limit, and their size depends on the machine.
    expect(sent).toBeLessThan(20 * 1024 * 1024);
  });

  test("when its body has no length and never ends, and the connection is closed at the limit", async () => {
    let isClosed: (() => void) | undefined;
    const closed = new Promise<void>((resolve) => {
      isClosed = resolve;
    });
    const fetched = fetchFrom((_request, response) => {
      const chunk = Buffer.alloc(64 * 1024, " ");
      const pump = (): void => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on("drain", pump).on("close", () => isClosed?.());
      pump();
    });
    await expect(fetched).rejects.toThrow(new FetchError("body too large"));
    await closed;
  });

  test.each([
    ["empty", ""],
    ["HTML", "<!doctype html><title>Sign in</title>"],
    ["a list", "[]"],
    ["cut short", '{"keys":['],
    ["an object with a duplicate name", '{"keys":[],"keys":[]}'],
    ["an object after two byte order marks", "\ufeff\ufeff{}"],
  ])("when its body is %s", async (_name, body) => {
    await expect(fetchFrom((_request, response) => void response.end(body))).rejects.toThrow(
      new FetchError("body is not a valid JSON object"),
    );
  });
});

test.each(["https://999.1.1.1/", "https://a b/", "https://[:::]/", "nothing"])(
  "an invalid URL is reported as invalid: %s",
  async (url) => {
    const fetched = fetchJson(url, { ca: undefined, signal: AbortSignal.timeout(1_000) });
    await expect(fetched).rejects.toEqual(new FetchError("the URL is not valid"));
  },
);
