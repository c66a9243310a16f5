import type { ReadRevocations } from "../revocation/check.js";
import { createDynamoDbConnector } from "./dynamodb.js";

/** For both attempts. The rest of the shortest `timeout` remains for keys and for the decision. */
const DEADLINE_MS = 1200;
/** One more attempt, because Lambda may have frozen the process until DynamoDB closed the connection. */
const ATTEMPTS = { maxAttempts: 2, attemptMilliseconds: 700 };

/**
 * Makes the reader of DynamoDB tables.
 *
 * @param load `require` of a CommonJS module
 * @param now milliseconds since the epoch
 */
export function createRevocationReader(load: (name: string) => unknown, now: () => number): ReadRevocations {
  const connect = createDynamoDbConnector(load, now, ATTEMPTS);

  return async (table, iss, keys) => {
    const { sdk, client } = connect(table);
    const command = new sdk.BatchGetItemCommand({
      RequestItems: {
        [table]: {
          Keys: keys.map((key) => ({ iss: { S: iss }, subject: { S: key } })),
          ProjectionExpression: "iss, subject, revoked_before",
          // An item that was written a moment ago counts.
          ConsistentRead: true,
        },
      },
    });
    return client.send(command, { abortSignal: AbortSignal.timeout(DEADLINE_MS) });
  };
}
