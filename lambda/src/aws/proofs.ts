import type { WriteProof } from "../dpop/used-proofs.js";
import { errorName } from "../thrown-error.js";
import { type Client, DYNAMODB_SDK, type DynamoDb, ENDPOINT_OF_REGION } from "./dynamodb.js";

/** How long a write may take, in milliseconds. It comes after a fetch of keys, if there is one. */
const DEADLINE_MS = 900;
/** A connection that was idle for longer may be dead, because Lambda has frozen the process. */
const MAX_IDLE_MS = 5_000;

/**
 * Writes used proofs to DynamoDB with the AWS SDK of the Lambda runtime, which is loaded only for this. An item has the
 * attributes `id` and `expires_at`, which DynamoDB can delete it by (TTL).
 *
 * A write is not tried again: if the first attempt succeeded and only its answer was lost, the second one would find the
 * id and take the proof for a replay.
 *
 * @param load `require` of a CommonJS module
 * @param now milliseconds since the epoch
 */
export function createProofWriter(load: (name: string) => unknown, now: () => number): WriteProof {
  let client: Client | undefined;
  let usedAt = 0;

  function clientFor(sdk: DynamoDb, tableArn: string): Client {
    const isIdle = Math.abs(now() - usedAt) > MAX_IDLE_MS;
    usedAt = now();
    if (client === undefined || isIdle) {
      client?.destroy();
      const region = tableArn.split(":")[3] ?? "";
      client = new sdk.DynamoDBClient({ region, maxAttempts: 1, ...ENDPOINT_OF_REGION });
    }
    return client;
  }

  return async (tableArn, id, lastSecond) => {
    const abortSignal = AbortSignal.timeout(DEADLINE_MS);
    try {
      const sdk = load(DYNAMODB_SDK) as DynamoDb;
      const command = new sdk.PutItemCommand({
        TableName: tableArn,
        Item: { id: { S: id }, expires_at: { N: String(lastSecond + 1) } },
        ConditionExpression: "attribute_not_exists(id)",
      });
      await clientFor(sdk, tableArn).send(command, { abortSignal });
      return true;
    } catch (error) {
      if (error instanceof Error && error.name === "ConditionalCheckFailedException") {
        return false;
      }
      client?.destroy();
      client = undefined;
      // The name of an SDK error is safe to log; its message may contain an ARN.
      throw new Error(
        abortSignal.aborted ? "deadline exceeded" : errorName(error, "the table could not be written"),
      );
    }
  };
}
