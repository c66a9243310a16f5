/** The AWS SDK is part of the Lambda runtime. */
export type DynamoDb = typeof import("@aws-sdk/client-dynamodb");

/** A client of the SDK. */
export type Client = InstanceType<DynamoDb["DynamoDBClient"]>;

/** The name of the package with the SDK, to load it before the first request. */
export const DYNAMODB_SDK = "@aws-sdk/client-dynamodb";

/** An endpoint of the account, which the SDK prefers for a table with an ARN, would need a route of its own in a VPC. */
export const ENDPOINT_OF_REGION = { accountIdEndpointMode: "disabled" } as const;
