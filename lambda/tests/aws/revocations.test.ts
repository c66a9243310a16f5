import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { DYNAMODB_SDK } from "../../src/aws/dynamodb.ts";
import { createRevocationReader } from "../../src/aws/revocations.ts";
import { itemsIn } from "../../src/revocation/answer.ts";
import { type AwsServer, requireSdk, startAwsServer } from "../support/aws-server.ts";

const ISS = "https://login.example.com/";
const TABLE = "orders-prod-revocations";
const ARN = "arn:aws:dynamodb:eu-west-1:123456789012:table/revocations";

let aws: AwsServer;
let first: number;

beforeAll(async () => {
  aws = await startAwsServer();
});
beforeEach(() => {
  first = aws.calls.length;
  aws.answer = () => ({ Responses: {}, UnprocessedKeys: {} });
});
afterAll(() => aws.close());

const calls = () => aws.calls.slice(first);
const read = createRevocationReader(requireSdk, Date.now);

describe("the reader of the table", () => {
  test.each([TABLE, ARN])("reads all keys of %s in one consistent read", async (table) => {
    aws.answer = () => ({
      Responses: { [table]: [{ iss: { S: ISS }, subject: { S: "sub#a" } }] },
      UnprocessedKeys: {},
    });
    const keys = ["jti#1", "sub#a"];
    const answer = await read(table, ISS, keys);
    expect([...itemsIn(answer, ISS, keys)]).toEqual([["sub#a", { revokedBefore: undefined }]]);
    expect(calls()).toEqual([
      {
        operation: "DynamoDB_20120810.BatchGetItem",
        input: {
          RequestItems: {
            [table]: {
              Keys: [
                { iss: { S: ISS }, subject: { S: "jti#1" } },
                { iss: { S: ISS }, subject: { S: "sub#a" } },
              ],
              ProjectionExpression: "iss, subject, revoked_before",
              ConsistentRead: true,
            },
          },
        },
      },
    ]);
  });

  test.each(["AccessDeniedException", "ResourceNotFoundException", "ValidationException"])(
    "fails with the error %s of DynamoDB, after one attempt",
    async (error) => {
      aws.answer = () => ({ error });
      await expect(read(TABLE, ISS, ["sub#a"])).rejects.toMatchObject({ name: error });
      expect(calls()).toHaveLength(1);
    },
  );

  test("makes a second attempt if DynamoDB throttles", async () => {
    aws.answer = () =>
      calls().length === 1 ? { error: "ProvisionedThroughputExceededException" } : { Responses: {} };
    expect(await read(TABLE, ISS, ["sub#a"])).toMatchObject({ Responses: {} });
    expect(calls()).toHaveLength(2);
  });

  test("closes no connection that another call uses at the same time", async () => {
    const fresh = createRevocationReader(requireSdk, Date.now);
    const keys = [["jti#1"], ["jti#2"], ["jti#3"]];
    const answers = await Promise.all(keys.map((each) => fresh(TABLE, ISS, each)));
    expect(answers).toMatchObject(keys.map(() => ({ Responses: {} })));
    expect(calls()).toHaveLength(3);
  });

  test("gives up after 1.2 seconds if DynamoDB does not answer", async () => {
    aws.answer = () => "silence";
    const timeout = vi.spyOn(AbortSignal, "timeout");
    await expect(read(TABLE, ISS, ["sub#a"])).rejects.toMatchObject({
      name: expect.stringMatching(/^(TimeoutError|AbortError)$/),
    });
    expect(timeout.mock.calls).toEqual([[1200]]);
    timeout.mockRestore();
    expect(calls().length).toBeLessThanOrEqual(2);
  });

  test("works after a pause, in which a connection may have died", async () => {
    let now = 0;
    const paused = createRevocationReader(requireSdk, () => now);
    for (const pause of [0, 1000, 60_000, -1]) {
      now += pause;
      expect(await paused(TABLE, ISS, ["sub#a"])).toMatchObject({ Responses: {} });
    }
  });

  test("loads the SDK of the Lambda runtime, and nothing before it reads", async () => {
    const loaded: string[] = [];
    const reader = createRevocationReader((name) => {
      loaded.push(name);
      return requireSdk(name);
    }, Date.now);
    expect(loaded).toEqual([]);
    await reader(TABLE, ISS, ["sub#a"]);
    expect(loaded).toEqual([DYNAMODB_SDK]);
  });
});
