import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { createProofWriter } from "../../src/aws/proofs.ts";
import { type AwsServer, requireSdk, startAwsServer } from "../support/aws-server.ts";
import { createClock } from "../support/clock.ts";
import { NOW_SECONDS } from "../support/tokens.ts";

const TABLE = "arn:aws:dynamodb:eu-west-1:123456789012:table/dpop-proofs";

let aws: AwsServer;
let first: number;

beforeAll(async () => {
  aws = await startAwsServer();
});
beforeEach(() => {
  first = aws.calls.length;
});
afterAll(() => aws.close());

const calls = () => aws.calls.slice(first);
const write = createProofWriter(requireSdk, createClock().now);

test("a proof that the table does not have is written with the time at which it can be deleted", async () => {
  aws.answer = () => ({});
  expect(await write(TABLE, "an id", NOW_SECONDS)).toBe(true);
  expect(calls()).toEqual([
    {
      operation: "DynamoDB_20120810.PutItem",
      input: {
        TableName: TABLE,
        Item: { id: { S: "an id" }, expires_at: { N: String(NOW_SECONDS + 1) } },
        ConditionExpression: "attribute_not_exists(id)",
      },
    },
  ]);
});

test("a proof that the table has is reported", async () => {
  aws.answer = () => ({ error: "ConditionalCheckFailedException" });
  expect(await write(TABLE, "an id", NOW_SECONDS)).toBe(false);
});

test.each(["AccessDeniedException", "ResourceNotFoundException", "ProvisionedThroughputExceededException"])(
  "%s is an error whose message is only that name, and is not tried again",
  async (name) => {
    aws.answer = () => ({ error: name });
    await expect(write(TABLE, "an id", NOW_SECONDS)).rejects.toThrow(new RegExp(`^${name}$`));
    expect(calls()).toHaveLength(1);
    aws.answer = () => ({});
    expect(await write(TABLE, "an id", NOW_SECONDS)).toBe(true);
  },
);

test("a table that does not answer costs 0.9 seconds", async () => {
  aws.answer = () => "silence";
  const timeout = vi.spyOn(AbortSignal, "timeout");
  await expect(write(TABLE, "an id", NOW_SECONDS)).rejects.toThrow(/^deadline exceeded$/);
  expect(timeout.mock.calls).toEqual([[900]]);
  timeout.mockRestore();
});

test("connections are kept while proofs come, and closed after a pause, in which they may have died", async () => {
  aws.answer = () => ({});
  const clock = createClock();
  const sdk = requireSdk("@aws-sdk/client-dynamodb") as {
    DynamoDBClient: new (options: object) => { destroy(): void };
  };
  let closed = 0;
  class CountingClient extends sdk.DynamoDBClient {
    override destroy(): void {
      closed++;
      super.destroy();
    }
  }
  const counting = createProofWriter(() => ({ ...sdk, DynamoDBClient: CountingClient }), clock.now);
  const closedAfter: number[] = [];
  for (const pause of [0, 5, 5, 6, 5, -1]) {
    clock.advanceSeconds(pause);
    expect(await counting(TABLE, "an id", NOW_SECONDS)).toBe(true);
    closedAfter.push(closed);
  }
  const [first = 0] = closedAfter;
  expect(closedAfter.map((number) => number - first)).toEqual([0, 0, 0, 1, 1, 2]);
});

test("the SDK calls the endpoint of the region, the one that a VPC endpoint for DynamoDB has, not one of the account", async () => {
  const sdk = requireSdk("@aws-sdk/client-dynamodb") as { DynamoDBClient: new (options: object) => object };
  const hosts: string[] = [];
  const requestHandler = {
    handle: async ({ hostname }: { readonly hostname: string }) => {
      hosts.push(hostname);
      throw new Error("not sent");
    },
  };
  class RecordingClient extends sdk.DynamoDBClient {
    constructor(options: object) {
      super({ ...options, requestHandler });
    }
  }
  const recording = createProofWriter(() => ({ ...sdk, DynamoDBClient: RecordingClient }), createClock().now);
  vi.stubEnv("AWS_ENDPOINT_URL", undefined);
  await expect(recording(TABLE, "an id", NOW_SECONDS)).rejects.toThrow();
  vi.unstubAllEnvs();
  expect(hosts).toEqual(["dynamodb.eu-west-1.amazonaws.com"]);
});

test("the SDK is not loaded before the first proof", () => {
  createProofWriter(() => {
    throw new Error("loaded");
  }, createClock().now);
});

test("without the SDK, the table cannot be written", async () => {
  const load = () => {
    throw new Error("Cannot find module");
  };
  await expect(createProofWriter(load, createClock().now)(TABLE, "an id", NOW_SECONDS)).rejects.toThrow(
    /^Error$/,
  );
});
