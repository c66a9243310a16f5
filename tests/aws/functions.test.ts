import { join } from "node:path";
import { expect, test } from "vitest";
import { repositoryRoot } from "../support/repository.ts";
import type { Order } from "./probe.ts";

const file = join(repositoryRoot, "tests/aws/probes/functions/observer.mjs");
const ARN = "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/$default/GET/any/size";
const FUNCTION_ARN = "arn:aws:lambda:us-east-1:123456789012:function:observer";

async function answerTo(order: Order): Promise<Record<string, unknown>> {
  const { handler } = await import(file);
  const token = Buffer.from(JSON.stringify(order)).toString("base64url");
  const event = { version: "2.0", routeArn: ARN, headers: { authorization: `Bearer ${token}` } };
  return handler(event, { invokedFunctionArn: `${FUNCTION_ARN}:probe` });
}

test.each([3000, 8191, 8192, 8193])("the observer fills its answer up to %i bytes exactly", async (bytes) => {
  const answer = await answerTo({ bytes });
  expect(Buffer.byteLength(JSON.stringify(answer))).toBe(bytes);
  const { Statement } = answer["policyDocument"] as { Statement: { Resource: string[] }[] };
  expect(
    Math.max(...Statement.flatMap(({ Resource }) => Resource.map(({ length }) => length))),
  ).toBeLessThanOrEqual(512);
});

test("the observer says by which alias it was invoked", async () => {
  const { context } = (await answerTo({})) as { context: { seen: string } };
  expect(JSON.parse(context.seen)).toMatchObject({ arn: ARN, qualifier: "probe" });
});

test("the observer allows the paths of the order, and throws its error", async () => {
  expect(await answerTo({ paths: ["GET/a"] })).toMatchObject({
    policyDocument: { Statement: [{ Effect: "Allow", Resource: [`${ARN.split("/GET")[0]}/GET/a`] }] },
  });
  await expect(answerTo({ throws: "Unauthorized" })).rejects.toThrow(/^Unauthorized$/);
});
