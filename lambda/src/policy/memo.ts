import { type Failure, isFailure } from "../failure.js";
import type { JsonObject } from "../json.js";
import type { TokenPolicy } from "./compile.js";
import type { Policy } from "./policy.js";

/** With policies of the largest size, 4 MB. */
const MAX_TOKENS = 500;

/** Says what the token with these claims may do. */
export type PolicyOf = (token: string, claims: JsonObject) => TokenPolicy;

/**
 * Remembers what tokens may do, because a policy of fifty rules costs half as much as a signature check. That the
 * token is valid is for each decision to find out anew; what it may do follows from its text, and can't change.
 *
 * @param compile as `createPolicyCompiler` makes it
 * @returns the same, told the whole token as well
 */
export function createPolicyMemo(compile: (claims: JsonObject) => TokenPolicy): PolicyOf {
  const known = new Map<string, TokenPolicy>();
  return (token, claims) => {
    const remembered = known.get(token);
    if (remembered !== undefined) {
      return remembered;
    }
    const [oldest] = known.size < MAX_TOKENS ? [] : known.keys();
    if (oldest !== undefined) {
      known.delete(oldest);
    }
    const policy = rememberingStage(compile(claims));
    known.set(token, policy);
    return policy;
  };
}

/** Only the last stage: a token is seldom shown on more than one, and each policy has up to 8 KB. */
function rememberingStage(policy: TokenPolicy): TokenPolicy {
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
