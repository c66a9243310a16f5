const { DynamoDBClient, GetItemCommand } = require("@aws-sdk/client-dynamodb");

/*
 * Refuses tokens that were revoked before they expire. The table has an item for each revoked token, with the partition
 * key `iss` and the sort key `jti`. The function reads it for each decision that API Gateway has not cached.
 */

const TABLE = process.env.DENYLIST_TABLE;
if (TABLE === undefined) {
  throw new Error("the environment variable DENYLIST_TABLE must name the table");
}

/** One more attempt, because Lambda may have frozen the process until DynamoDB closed the connection. */
const client = new DynamoDBClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 500, requestTimeout: 500, throwOnRequestTimeout: true },
});

/** @type {import("terraform-aws-jwt-authorizer").Authorize} */
exports.authorize = async ({ claims, signal }) => {
  const { iss, jti } = claims;
  if (typeof iss !== "string" || typeof jti !== "string" || jti === "") {
    // A token that nobody can revoke is not accepted.
    return { deny: true };
  }
  const { Item: item } = await client.send(
    new GetItemCommand({
      TableName: TABLE,
      Key: { iss: { S: iss }, jti: { S: jti } },
      ProjectionExpression: "jti",
      // An item that was written a moment ago counts.
      ConsistentRead: true,
    }),
    { abortSignal: signal },
  );
  return { deny: item !== undefined };
};
