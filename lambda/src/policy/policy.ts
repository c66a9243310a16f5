import { type Failure, failure } from "../failure.js";

/** An IAM policy statement as API Gateway evaluates it against the ARN of each request. */
export interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: "execute-api:Invoke";
  readonly Resource: readonly string[];
}

/** An IAM policy, as far as an authorizer needs one; frozen, for it may be the answer to more than one request. */
export interface Policy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html; a longer one would be a bare 500. */
const MAX_RESOURCE_LENGTH = 512;

/** What a whole response may have; beside a policy over this there is no room for anything. */
const MAX_POLICY_LENGTH = 8192;

/** Everything on the stage of a REST or HTTP API, the handshake of a WebSocket API. */
export function allowAll(stageArn: string, isWebSocket: boolean): Policy {
  return policyOf(statement("Allow", [everything(stageArn, isWebSocket)]));
}

/** Nothing of it. A policy without a statement would say the same, if API Gateway took it for one. */
export function denyAll(stageArn: string, isWebSocket: boolean): Policy {
  return policyOf(statement("Deny", [everything(stageArn, isWebSocket)]));
}

/**
 * @param allowed patterns relative to the stage, at least one
 * @param denied patterns relative to the stage; they win
 * @returns `response_too_large` if a resource, or the policy, is longer than it may be; it is never cut
 */
export function createPolicy(
  stageArn: string,
  allowed: readonly string[],
  denied: readonly string[],
): Policy | Failure {
  let length = 0;
  for (const pattern of [...allowed, ...denied]) {
    const resourceLength = stageArn.length + 1 + pattern.length;
    length += resourceLength;
    if (resourceLength > MAX_RESOURCE_LENGTH || length > MAX_POLICY_LENGTH) {
      return failure("response_too_large", "the policy, or a resource of it");
    }
  }
  const resources = (patterns: readonly string[]): readonly string[] =>
    patterns.map((pattern) => `${stageArn}/${pattern}`);
  const allow = statement("Allow", resources(allowed));
  return denied.length === 0 ? policyOf(allow) : policyOf(allow, statement("Deny", resources(denied)));
}

function everything(stageArn: string, isWebSocket: boolean): string {
  return isWebSocket ? `${stageArn}/$connect` : `${stageArn}/*`;
}

function statement(effect: Statement["Effect"], resources: readonly string[]): Statement {
  return Object.freeze({ Effect: effect, Action: "execute-api:Invoke", Resource: Object.freeze(resources) });
}

function policyOf(...statements: readonly Statement[]): Policy {
  return Object.freeze({ Version: "2012-10-17", Statement: Object.freeze(statements) });
}
