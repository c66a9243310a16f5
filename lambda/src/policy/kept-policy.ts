import { type Failure, isFailure } from "../failure.js";
import type { TokenPolicy } from "./compile.js";
import type { Policy } from "./policy.js";

/** Policies that are the same for many tokens: of those that meet the same rules, none of which reads a claim for a path. */
export interface SharedPolicies {
  /** @param met the indexes of the rules, in their order */
  readonly get: (met: readonly number[], compile: () => TokenPolicy) => TokenPolicy;
}

/** Users of one kind meet the same rules, and there are few kinds; it is emptied when it is full. */
const MAX_SHARED = 100;

const MAX_NAMED_INDEX = 0x7fff;

/** Makes the store of them. To write the policy of fifty rules for each token costs half as much as a signature check. */
export function createSharedPolicies(): SharedPolicies {
  const policies = new Map<string, TokenPolicy>();
  return {
    get: (met, compile) => {
      // Beyond, two indexes would have one name; and no call takes so many arguments.
      if ((met.at(-1) ?? 0) > MAX_NAMED_INDEX) {
        return compile();
      }
      const name = String.fromCharCode(...met);
      const known = policies.get(name);
      if (known !== undefined) {
        return known;
      }
      if (policies.size === MAX_SHARED) {
        policies.clear();
      }
      const policy = keepingPolicy(compile());
      policies.set(name, policy);
      return policy;
    },
  };
}

/**
 * What a token may do, with the policy for the stage that was asked for last: a token is seldom shown on more than one,
 * and each policy has up to 8 KB.
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
      last = isFailure(made) ? undefined : { stageArn, isWebSocket, policy: made };
      return made;
    },
  };
}
