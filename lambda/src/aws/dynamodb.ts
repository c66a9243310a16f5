/** The AWS SDK is part of the Lambda runtime. */
type DynamoDb = typeof import("@aws-sdk/client-dynamodb");

/** The name of the package with the SDK, to load it before the first request. */
export const DYNAMODB_SDK = "@aws-sdk/client-dynamodb";

/** The SDK, and a client of it for one table. */
export interface DynamoDbConnection {
  readonly sdk: DynamoDb;
  readonly client: InstanceType<DynamoDb["DynamoDBClient"]>;
}

/** How often a call is tried, and how long each attempt may take. */
export interface Attempts {
  readonly maxAttempts: number;
  readonly attemptMilliseconds: number;
}

/** A connection that was not used for so long is closed: while Lambda froze the process, it may have died unnoticed. */
const MAX_IDLE_MS = 5000;

/**
 * Makes what connects to DynamoDB with the AWS SDK of the Lambda runtime. A connection is used again within five seconds: a
 * new one takes 2 ms more of a whole processor, of which a function with 256 MB has a seventh.
 *
 * @param load `require` of a CommonJS module
 * @param now milliseconds since the epoch
 * @returns a function that takes the name or the ARN of a table
 */
export function createDynamoDbConnector(
  load: (name: string) => unknown,
  now: () => number,
  attempts: Attempts,
): (table: string) => DynamoDbConnection {
  const clients = new Map<string, DynamoDbConnection["client"]>();
  let lastUsedAt = Number.NEGATIVE_INFINITY;

  return (table) => {
    const sdk = load(DYNAMODB_SDK) as DynamoDb;
    const client = clients.get(table) ?? new sdk.DynamoDBClient(optionsFor(table, attempts));
    clients.set(table, client);
    const time = now();
    if (time < lastUsedAt || time - lastUsedAt > MAX_IDLE_MS) {
      // Closes the connections. The next call opens a new one.
      client.destroy();
    }
    lastUsedAt = time;
    return { sdk, client };
  };
}

/** Without the region of an ARN, the SDK takes that of the function. */
function optionsFor(table: string, { maxAttempts, attemptMilliseconds }: Attempts) {
  const region = table.split(":")[3];
  return {
    ...(region === undefined ? {} : { region }),
    maxAttempts,
    // An endpoint of the account, which the SDK prefers for a table with an ARN, would need a route of its own in a VPC.
    accountIdEndpointMode: "disabled" as const,
    requestHandler: {
      connectionTimeout: attemptMilliseconds,
      requestTimeout: attemptMilliseconds,
      throwOnRequestTimeout: true,
      httpsAgent: { keepAlive: true },
    },
  };
}
