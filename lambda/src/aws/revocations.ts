import type { ReadRevocations } from "../revocation/check.js";
import { type Client, DYNAMODB_SDK, type DynamoDb, ENDPOINT_OF_REGION } from "./dynamodb.js";

/** For both attempts. The rest of the shortest `timeout` remains for keys and for the decision. */
const DEADLINE_MS = 1200;
/** One more attempt, because Lambda may have frozen the process until DynamoDB closed the connection. */
const MAX_ATTEMPTS = 2;
const ATTEMPT_MS = 700;
/** A connection that was not used for so long is closed: while Lambda froze the process, it may have died unnoticed. */
const MAX_IDLE_MS = 5000;

/**
 * Makes the reader of DynamoDB tables. A connection is used again within five seconds: a new one takes 2 ms more of a whole
 * processor, of which a function with 256 MB has a seventh.
 *
 * @param load `require` of a CommonJS module
 * @param now milliseconds since the epoch
 */
export function createRevocationReader(load: (name: string) => unknown, now: () => number): ReadRevocations {
  const clients = new Map<string, Client>();
  let lastUsedAt = Number.NEGATIVE_INFINITY;

  function clientFor(sdk: DynamoDb, table: string): Client {
    const client = clients.get(table) ?? new sdk.DynamoDBClient(optionsFor(table));
    clients.set(table, client);
    const time = now();
    if (time < lastUsedAt || time - lastUsedAt > MAX_IDLE_MS) {
      // Closes the connections. The next call opens a new one.
      client.destroy();
    }
    // Also before the answer: another call at the same time must not close this one's connection.
    lastUsedAt = time;
    return client;
  }

  return async (table, iss, keys) => {
    const sdk = load(DYNAMODB_SDK) as DynamoDb;
    const client = clientFor(sdk, table);
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
    try {
      return await client.send(command, { abortSignal: AbortSignal.timeout(DEADLINE_MS) });
    } finally {
      lastUsedAt = now();
    }
  };
}

/** Without the region of an ARN, the SDK takes that of the function. */
function optionsFor(table: string) {
  const region = table.split(":")[3];
  return {
    ...(region === undefined ? {} : { region }),
    maxAttempts: MAX_ATTEMPTS,
    ...ENDPOINT_OF_REGION,
    requestHandler: {
      connectionTimeout: ATTEMPT_MS,
      requestTimeout: ATTEMPT_MS,
      throwOnRequestTimeout: true,
      httpsAgent: { keepAlive: true },
    },
  };
}
