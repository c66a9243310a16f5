import { createRequire } from "node:module";
import type { AuthorizerDependencies } from "./authorizer.js";
import type { Authorize } from "./extension/contract.js";
import type { AuthorizerResponse } from "./gateway/response.js";
import type { Policy } from "./policy/policy.js";
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
export type { Policy, Statement } from "./policy/policy.js";

/** How to make an authorizer of one's own. */
export interface AuthorizerOptions {
  /** Custom logic, asked about every request with a token that is accepted. */
  readonly authorize?: Authorize;
  /** The module's `configuration`; by default what the module writes into the function's `AUTHORIZER_CONFIG`. */
  readonly configuration?: string;
  /** What of the world to replace, in tests. */
  readonly dependencies?: Partial<Omit<AuthorizerDependencies, "extension">>;
}

/**
 * Makes the handler of a Lambda authorizer, for those who build a zip of their own:
 * `export const handler = createAuthorizer({ authorize });`
 *
 * @returns a function that takes the event of an API Gateway authorizer, of any of the four shapes, and returns what the
 * token may do on the stage; it throws Error `Unauthorized`, which the gateway answers with a 401, or another error,
 * which it answers with a 500
 * @throws ConfigError if the configuration can't be used
 */
export function createAuthorizer(
  options: AuthorizerOptions = {},
): (event: unknown) => Promise<AuthorizerResponse<Policy>> {
  const { authorize, configuration, dependencies } = options;
  const authorizer = startAuthorizer({
    document: configuration ?? process.env["AUTHORIZER_CONFIG"],
    authorize,
    // Any file's would do: what it looks for is in NODE_PATH, where the runtime and layers have their packages.
    requireModule: createRequire(`${process.cwd()}/index.js`),
    dependencies,
  });
  return (event) => authorizer.authorize(event);
}
