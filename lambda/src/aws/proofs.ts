import type { WriteProof } from "../dpop/used-proofs.js";
import { errorName } from "../thrown-error.js";
import { createDynamoDbConnector } from "./dynamodb.js";

/** How long a write may take, in milliseconds. It comes after a fetch of keys, if there is one. */
const DEADLINE_MS = 900;

/**
 * Writes used proofs to DynamoDB. An item has the attributes `id` and `expires_at`, which DynamoDB can delete it by (TTL).
 *
 * A write is not tried again: if the first attempt succeeded and only its answer was lost, the second one would find the
 * id and take the proof for a replay.
 *
 * @param load `require` of a CommonJS module
 * @param now milliseconds since the epoch
 */
export function createProofWriter(load: (name: string) => unknown, now: () => number): WriteProof {
  const connect = createDynamoDbConnector(load, now, { maxAttempts: 1, attemptMilliseconds: DEADLINE_MS });

  return async (tableArn, id, lastSecond) => {
    const abortSignal = AbortSignal.timeout(DEADLINE_MS);
    try {
      const { sdk, client } = connect(tableArn);
      const command = new sdk.PutItemCommand({
        TableName: tableArn,
        Item: { id: { S: id }, expires_at: { N: String(lastSecond + 1) } },
        ConditionExpression: "attribute_not_exists(id)",
      });
      await client.send(command, { abortSignal });
      return true;
    } catch (error) {
      if (error instanceof Error && error.name === "ConditionalCheckFailedException") {
        return false;
      }
      // The name of an SDK error is safe to log; its message may contain an ARN.
      const name = errorName(error, "the table could not be written");
      throw new Error(abortSignal.aborted || name === "TimeoutError" ? "deadline exceeded" : name);
    }
  };
}
