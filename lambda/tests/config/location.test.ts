import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { ConfigError } from "../../src/config/configuration.ts";
import { fetchDocument, parseLocation } from "../../src/config/location.ts";
import type { Json } from "../support/keys.ts";

const TEXT = '{"a":"ü"}';
const SHA256 = createHash("sha256").update(TEXT).digest("hex");
const LOCATION = { bucket: "my-bucket", key: `orders/${SHA256}.json`, sha256: SHA256 };
const documentOf = (changes: Json): string =>
  JSON.stringify({ configuration_s3: { ...LOCATION, ...changes } });
const signal = new AbortController().signal;

describe("a document in the environment", () => {
  test("may be the location of the configuration", () => {
    expect(parseLocation(documentOf({}))).toEqual(LOCATION);
  });

  test.each([undefined, "", '{"trusted_issuers":{}}', "H4sIAAAA", "[]", '{"configuration_s3"'])(
    "may be the configuration itself, or unreadable: %j",
    (document) => {
      expect(parseLocation(document)).toBeUndefined();
    },
  );

  test.each<[Json]>([
    [{ bucket: "" }],
    [{ bucket: "My_Bucket" }],
    [{ bucket: null }],
    [{ key: "" }],
    [{ key: "a b" }],
    [{ sha256: SHA256.toUpperCase() }],
    [{ sha256: SHA256.slice(1) }],
    [{ sha256: null }],
    [{ version: "1" }],
  ])("is rejected with %j", (changes) => {
    expect(() => parseLocation(documentOf(changes))).toThrow(ConfigError);
  });

  test.each(['{"configuration_s3":', '{"configuration_s3":1}', '{"configuration_s3":{}}'])(
    "is rejected as %s",
    (document) => {
      expect(() => parseLocation(document)).toThrow(ConfigError);
    },
  );
});

describe("the fetched configuration", () => {
  const reading = (bytes: Uint8Array) => async () => bytes;

  test("is accepted if its hash matches", async () => {
    expect(await fetchDocument(LOCATION, reading(Buffer.from(TEXT)), signal)).toBe(TEXT);
  });

  test.each([Buffer.from(`${TEXT}\n`), Buffer.from('{"a":"u"}'), Buffer.alloc(0)])(
    "is rejected if its hash differs",
    async (bytes) => {
      await expect(fetchDocument(LOCATION, reading(bytes), signal)).rejects.toThrow(
        "configuration_s3.sha256 does not match the S3 object: apply the module again",
      );
    },
  );

  test("has a size limit", async () => {
    const read: unknown[] = [];
    await fetchDocument(
      LOCATION,
      async (location, maxBytes) => {
        read.push(location, maxBytes);
        return Buffer.from(TEXT);
      },
      signal,
    );
    expect(read).toEqual([LOCATION, 1024 * 1024]);
  });
});
