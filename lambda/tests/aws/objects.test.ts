import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createObjectReader } from "../../src/aws/objects.ts";
import { type AwsServer, requireSdk, startAwsServer } from "../support/aws-server.ts";

let aws: AwsServer;

beforeAll(async () => {
  aws = await startAwsServer();
});
afterAll(() => aws.close());

const read = (maxBytes = 100, signal = AbortSignal.timeout(10_000)): Promise<Uint8Array> =>
  createObjectReader(requireSdk)({ bucket: "my.bucket", key: "orders/a.json" }, maxBytes, signal);

describe("an S3 object", () => {
  test("is read completely", async () => {
    aws.answer = () => Buffer.from('{"a":1}');
    expect(Buffer.from(await read()).toString()).toBe('{"a":1}');
    expect(aws.calls.at(-1)?.operation).toBe("GET /my.bucket/orders/a.json?x-id=GetObject");
  });

  test("is rejected above the maximum size", async () => {
    aws.answer = () => Buffer.alloc(100);
    expect(await read()).toHaveLength(100);
    aws.answer = () => Buffer.alloc(101);
    await expect(read()).rejects.toThrow("missing or too large");
  });

  test("that is missing rejects", async () => {
    aws.answer = () => ({ error: "NoSuchKey" });
    await expect(read()).rejects.toThrow();
  });

  test("that doesn't arrive before the deadline rejects", async () => {
    aws.answer = () => "silence";
    await expect(read(100, AbortSignal.timeout(200))).rejects.toThrow();
  });
});
