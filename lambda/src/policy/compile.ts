/** An IAM policy statement as API Gateway evaluates it against the ARN of each request. */
export interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: "execute-api:Invoke";
  readonly Resource: readonly string[];
}

/** An IAM policy, as far as an authorizer needs one. */
export interface Policy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

/**
 * Says what a token may do on the stage. Without rules a valid token may call everything.
 *
 * The policy is written for the token, never for the request: API Gateway keeps it for as long as the result TTL
 * and evaluates it again for every later request with the same token. A policy that named the method of the
 * request which filled the cache would refuse the next method.
 *
 * @param stageArn `arn:PARTITION:execute-api:REGION:ACCOUNT:API/STAGE`, free of wildcards
 * @param isWebSocket the authorizer of a WebSocket API guards `$connect` and nothing else
 */
export function compilePolicy(stageArn: string, isWebSocket: boolean): Policy {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "execute-api:Invoke",
        Resource: [isWebSocket ? `${stageArn}/$connect` : `${stageArn}/*`],
      },
    ],
  };
}
