import { type Failure, isFailure } from "../failure.js";
import type { TokenPolicy } from "./compile.js";
import type { Policy } from "./policy.js";

/**
 * What a token may do, with the policy for the stage that was asked for last: a token is seldom shown on more than one,
 * and each policy has up to 8 KB. Writing one of fifty rules costs half as much as a signature check.
 *
 * The policy is frozen, for it is the answer to more than one request.
 */
export function keepingPolicy(policy: TokenPolicy): TokenPolicy {
  let last: { readonly stageArn: string; readonly isWebSocket: boolean; readonly policy: Policy } | undefined;
  return {
    ...policy,
    forStage: (stageArn, isWebSocket): Policy | Failure => {
      if (last?.stageArn === stageArn && last.isWebSocket === isWebSocket) {
        return last.policy;
      }
      const made = policy.forStage(stageArn, isWebSocket);
      last = isFailure(made) ? undefined : { stageArn, isWebSocket, policy: frozen(made) };
      return made;
    },
  };
}

function frozen(policy: Policy): Policy {
  for (const statement of policy.Statement) {
    Object.freeze(statement.Resource);
    Object.freeze(statement);
  }
  Object.freeze(policy.Statement);
  return Object.freeze(policy);
}
