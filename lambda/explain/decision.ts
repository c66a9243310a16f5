import type { Configuration } from "../src/config/configuration.js";
import { type Failure, isFailure } from "../src/failure.js";
import type { ApiKind } from "../src/gateway/request.js";
import { createResponder } from "../src/gateway/response.js";
import type { JsonObject } from "../src/json.js";
import { createPolicyCompiler, type TokenPolicy } from "../src/policy/compile.js";
import type { Policy } from "../src/policy-document.js";
import type { ApiRequest } from "./api-request.js";
import type { ExplainedApi } from "./explained-api.js";

/** What one token may do on one stage. */
export interface TokenDecisions {
  /** The indexes of the rules that the token satisfies, allow and deny. */
  readonly satisfiedRules: readonly number[];
  /** For REST and HTTP APIs. */
  readonly policy: Policy | Failure;
  /**
   * Decides one request as the authorizer does. The kind of API is unknown, so that a failure for one kind counts for
   * all.
   *
   * @returns undefined if the request is allowed
   */
  readonly refusalOf: (request: Pick<ApiRequest, "resource" | "isWebSocket">) => Failure | undefined;
}

/** The policy, and why it can't be the answer. */
interface StageAnswer {
  readonly policy: Policy | Failure;
  readonly failure: Failure | undefined;
}

/** Makes the function that says what a token with these claims may do on a stage of an API. */
export function createTokenDecider(
  configuration: Configuration,
  { settings, stageArn }: ExplainedApi,
): (claims: JsonObject) => TokenDecisions {
  const compile = createPolicyCompiler(configuration);
  const respond = createResponder(configuration);

  /** No answer depends on the request, so that one serves all requests. */
  function answerTo(claims: JsonObject, tokenPolicy: TokenPolicy, kinds: readonly ApiKind[]): StageAnswer {
    const policy = tokenPolicy.forStage(stageArn, kinds.includes("websocket"));
    return isFailure(policy)
      ? { policy, failure: policy }
      : { policy, failure: kinds.map((kind) => respond(claims, policy, kind)).find(isFailure) };
  }

  return (claims) => {
    const tokenPolicy = compile(claims, settings?.key);
    const ofPaths = answerTo(claims, tokenPolicy, ["rest", "http"]);
    const ofHandshakes = answerTo(claims, tokenPolicy, ["websocket"]);
    return {
      satisfiedRules: tokenPolicy.satisfiedRules,
      policy: ofPaths.policy,
      refusalOf: ({ resource, isWebSocket }) =>
        (isWebSocket ? ofHandshakes : ofPaths).failure ?? tokenPolicy.refusalOf(resource, isWebSocket),
    };
  };
}
