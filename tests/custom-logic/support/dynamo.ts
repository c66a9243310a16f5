/**
 * Calls DynamoDB of the emulator, which checks no signature.
 *
 * @throws Error with the answer if it is not a success
 */
export async function callDynamo(endpoint: string, operation: string, input: object): Promise<void> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDB_20120810.${operation}`,
      authorization: "AWS4-HMAC-SHA256 Credential=test/20270101/us-east-1/dynamodb/aws4_request",
    },
    body: JSON.stringify(input),
  });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`${operation}: ${text}`);
  }
}
