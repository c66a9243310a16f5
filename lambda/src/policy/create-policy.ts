import { CONTRACT } from "../config/contract.js";
import { type Failure, failure } from "../failure.js";
import { type Policy, policyBytes, type Statement } from "../policy-document.js";

/** A policy larger than a whole response may be is refused here; the response is measured with its context. */
const { resource_characters: MAX_RESOURCE_LENGTH, response_bytes: MAX_POLICY_BYTES } = CONTRACT.sizes;

/** Allows everything on the stage of a REST or HTTP API, or the handshake of a WebSocket API. */
export function allowAll(stageArn: string, isWebSocket: boolean): Policy {
  return policyOf(statement("Allow", [everything(stageArn, isWebSocket)]));
}

/** Denies the whole stage. Explicit, because API Gateway rejects a policy without statements. */
export function denyAll(stageArn: string, isWebSocket: boolean): Policy {
  return policyOf(statement("Deny", [everything(stageArn, isWebSocket)]));
}

/**
 * @param allowed patterns relative to the stage, at least one
 * @param denied patterns relative to the stage; they win
 * @returns `response_too_large` if a resource, or the policy without any context, exceeds its limit; it is never cut
 */
export function createPolicy(
  stageArn: string,
  allowed: readonly string[],
  denied: readonly string[],
): Policy | Failure {
  const resources = (patterns: readonly string[]): string[] =>
    patterns.map((pattern) => `${stageArn}/${pattern}`);
  const allow = statement("Allow", resources(allowed));
  const policy =
    denied.length === 0 ? policyOf(allow) : policyOf(allow, statement("Deny", resources(denied)));
  return isWithinLimits(policy) ? policy : failure("response_too_large", "the policy, or a resource of it");
}

function isWithinLimits(policy: Policy): boolean {
  return (
    policyBytes(policy) <= MAX_POLICY_BYTES &&
    policy.Statement.every(({ Resource }) => Resource.every(({ length }) => length <= MAX_RESOURCE_LENGTH))
  );
}

function everything(stageArn: string, isWebSocket: boolean): string {
  return isWebSocket ? `${stageArn}/$connect` : `${stageArn}/*`;
}

function statement(effect: Statement["Effect"], resources: string[]): Statement {
  return Object.freeze({ Effect: effect, Action: "execute-api:Invoke", Resource: frozen(resources) });
}

function policyOf(...statements: Statement[]): Policy {
  return Object.freeze({ Version: "2012-10-17", Statement: frozen(statements) });
}

function frozen<Item>(items: Item[]): Item[] {
  Object.freeze(items);
  return items;
}
