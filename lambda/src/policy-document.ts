/** An IAM policy statement as API Gateway evaluates it against the ARN of each request. */
export interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: "execute-api:Invoke";
  readonly Resource: string[];
}

/**
 * An IAM policy of an authorizer. It is frozen, because it can be the answer to more than one request; its lists are not
 * typed as read-only, because those of `@types/aws-lambda` are not.
 */
export interface Policy {
  readonly Version: "2012-10-17";
  readonly Statement: Statement[];
}

const EMPTY_POLICY = { Version: "2012-10-17", Statement: [] } satisfies Policy;
const EMPTY_STATEMENT = { Effect: "Deny", Action: "execute-api:Invoke", Resource: [] } satisfies Statement;

const POLICY_BYTES = JSON.stringify(EMPTY_POLICY).length;
const STATEMENT_BYTES = JSON.stringify(EMPTY_STATEMENT).length - EMPTY_STATEMENT.Effect.length;
const QUOTES = 2;

/**
 * The length of a policy's JSON in UTF-8 bytes, which policy/create-policy.ts and gateway/response.ts limit. It is exact
 * without writing the JSON: stage ARNs and patterns are ASCII without quotes and backslashes. Terraform computes the same
 * in modules/rule-tests.
 */
export function policyBytes({ Statement }: Policy): number {
  let bytes = POLICY_BYTES + commas(Statement);
  for (const { Effect, Resource } of Statement) {
    bytes += STATEMENT_BYTES + Effect.length + commas(Resource);
    for (const resource of Resource) {
      bytes += QUOTES + resource.length;
    }
  }
  return bytes;
}

function commas(list: readonly unknown[]): number {
  return Math.max(list.length - 1, 0);
}
