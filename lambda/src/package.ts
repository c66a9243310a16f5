import { createRequire } from "node:module";
import type { AuthorizerDependencies } from "./authorizer.js";
import type { Authorize } from "./extension/contract.js";
import type { AuthorizerResponse } from "./gateway/response.js";
import { startAuthorizer } from "./start.js";

export type { AuthorizerDependencies } from "./authorizer.js";
export type {
  Authorize,
  ClaimConditionInput,
  ExtensionDecision,
  ExtensionInput,
  ExtensionRequest,
  ExtensionResult,
  RuleInput,
} from "./extension/contract.js";
export type { AuthorizerResponse } from "./gateway/response.js";
export type { JsonObject } from "./json.js";
export type { Policy, Statement } from "./policy-document.js";
export type { SelfCheckAnswer, SelfCheckEvent } from "./self-check.js";

/** Options of your own authorizer. */
export interface AuthorizerOptions {
  /** Custom logic, called for every request whose token is accepted. */
  readonly authorize?: Authorize;
  /** The module's output `configuration`. The default is the environment variable `AUTHORIZER_CONFIG`, which the module sets. */
  readonly configuration?: string;
  /** Replaced in tests. */
  readonly dependencies?: Partial<Omit<AuthorizerDependencies, "extension" | "traceFetch">>;
}

/**
 * Makes the handler of a Lambda authorizer, for a zip that you build yourself:
 * `export const handler = createAuthorizer({ authorize });`
 *
 * @returns a function that takes the event of an API Gateway authorizer, in any of the four shapes, and returns what the
 * token may do on the stage. It throws Error `Unauthorized`, which the gateway answers with a 401, or another error,
 * which it answers with a 500. The second argument is the context that Lambda passes to a handler; its `awsRequestId`
 * goes into the log, and with `token_sources`, its `invokedFunctionArn` says where the token is. If your own function calls
 * this one, pass it on. To a {@link SelfCheckEvent}, the answer is a
 * {@link SelfCheckAnswer}.
 * @throws ConfigError if the configuration is invalid
 */
export function createAuthorizer(
  options: AuthorizerOptions = {},
): (event: unknown, context?: unknown) => Promise<AuthorizerResponse> {
  const { authorize, configuration, dependencies } = options;
  const handler = startAuthorizer({
    document: configuration ?? process.env["AUTHORIZER_CONFIG"],
    authorize,
    // The file name does not matter: packages of the runtime and of layers are found by NODE_PATH.
    requireModule: createRequire(`${process.cwd()}/index.js`),
    dependencies,
  });
  // The other type is only for the event of a self-check, which no gateway sends.
  return handler as (event: unknown, context?: unknown) => Promise<AuthorizerResponse>;
}
