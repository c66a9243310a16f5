import type { ApiKind } from "../gateway/request.js";
import type { JsonObject } from "../json.js";

/**
 * Custom logic, for what rules can't express. It is called for every request with an accepted token. It can refuse the
 * token, pass more context to the backend, and add rules; it can't override a deny rule.
 *
 * @returns what to change, or nothing
 * @throws any error: the caller then gets a 500, and the log has the error's class
 */
export type Authorize = (
  input: ExtensionInput,
  // biome-ignore lint/suspicious/noConfusingVoidType: a function that changes nothing may end without `return`
) => ExtensionResult | undefined | void | Promise<ExtensionResult | undefined | void>;

/** What custom logic receives. */
export interface ExtensionInput {
  /** The claims of the token, whose signature, lifetime and audience have been checked. A copy. */
  readonly claims: JsonObject;
  /** What the rules that apply to the API allow the token. */
  readonly decision: ExtensionDecision;
  /**
   * The key of the API in the module's input `apis`; undefined if it is not listed there. Every request that API Gateway's
   * cache serves with this answer is for the same API.
   */
  readonly api: string | undefined;
  /** Only with `per_request`: an answer that API Gateway caches must not depend on one request. */
  readonly request: ExtensionRequest | undefined;
  /**
   * Aborted at the timeout. Await every promise that uses it: an unhandled rejection ends the process, and the fetched
   * keys are lost with it.
   */
  readonly signal: AbortSignal;
}

/** What the rules allow a token. */
export interface ExtensionDecision {
  /** The indexes of the rules that the token satisfies, allow and deny. */
  readonly satisfiedRules: readonly number[];
  /** `METHOD/path` patterns, with IAM's wildcards; `*` is everything. */
  readonly allowed: readonly string[];
  /** The same for denied requests; a deny wins over an allow. */
  readonly denied: readonly string[];
}

/** The request that the authorizer was invoked for. A `TOKEN` authorizer receives neither headers nor query. */
export interface ExtensionRequest {
  readonly apiKind: ApiKind;
  /** `arn:PARTITION:execute-api:REGION:ACCOUNT:API/STAGE` */
  readonly stageArn: string;
  /** Empty for `$connect`. */
  readonly method: string;
  /** As the client wrote it, with its leading slash; `$connect` for the handshake of a WebSocket API. */
  readonly path: string;
  /** API Gateway's request id, if the event has one. */
  readonly requestId: string | undefined;
  /** All values of a header; the name is case-insensitive. */
  readonly header: (name: string) => readonly string[];
  /** All values of a query parameter. */
  readonly queryParameter: (name: string) => readonly string[];
}

/**
 * What custom logic may change, as plain data. Anything else gives a 500, because a misspelled `deny`, or an Error that is
 * returned instead of thrown, would let the request through.
 */
export interface ExtensionResult {
  /** True refuses the token on the whole API with a 403, which API Gateway caches like any other answer. */
  readonly deny?: boolean;
  /** Values for the keys in `context_keys` of the configuration; keys without a value are sent empty. */
  readonly context?: Readonly<Record<string, string | number | boolean>>;
  /**
   * Rules in the format of Terraform's `rules`, in addition to those of the configuration; deny rules win over all. If
   * the configuration has no rules, everything stays allowed except what these deny, what `strict_paths` denies, and,
   * with a deny rule, methods that rules can't name.
   */
  readonly rules?: readonly RuleInput[];
}

/** A rule in the format of Terraform's `rules`, without `apis`: it applies to the API of the request. */
export interface RuleInput {
  readonly effect?: "allow" | "deny";
  readonly methods?: readonly ("DELETE" | "GET" | "HEAD" | "OPTIONS" | "PATCH" | "POST" | "PUT")[];
  readonly paths: readonly string[];
  readonly scopes?: readonly string[];
  readonly claims?: readonly ClaimConditionInput[];
  readonly any_token?: boolean;
}

/** A condition on one claim. */
export interface ClaimConditionInput {
  /** A top-level claim, or a JSON Pointer of up to four segments. */
  readonly name: string;
  readonly any?: readonly (string | number | boolean)[];
  readonly all?: readonly (string | number | boolean)[];
  readonly none?: readonly (string | number | boolean)[];
  /** What separates the values of a claim that is a string, such as `,`. */
  readonly separator?: string;
  /** True if the names of the claim's members are its values. */
  readonly member_names?: boolean;
}
