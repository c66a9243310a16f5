import type { ApiKind } from "../gateway/request.js";
import type { JsonObject } from "../json.js";

/**
 * Custom logic: what the rules can't say. It is asked about every request with a token that the authorizer accepts, and
 * may refuse, tell the backend more, and add rules; it never lets anything through that a deny rule refuses.
 *
 * @returns what to change; nothing for the decision as it is
 * @throws whatever it likes: the caller then gets a 500, and the log a line
 */
export type Authorize = (
  input: ExtensionInput,
  // biome-ignore lint/suspicious/noConfusingVoidType: a function that changes nothing may end without `return`
) => ExtensionResult | undefined | void | Promise<ExtensionResult | undefined | void>;

/** What custom logic is told. */
export interface ExtensionInput {
  /** The claims of the token, whose signature, lifetime and audience have been checked. A copy. */
  readonly claims: JsonObject;
  /** What the rules say of the token. */
  readonly decision: ExtensionDecision;
  /** Only with `per_request`: what API Gateway keeps for later requests must not depend on this one. */
  readonly request: ExtensionRequest | undefined;
  /**
   * Aborted when its time is up. A promise that rejects by it and that nobody awaits ends the process, as any unhandled
   * rejection does, and the keys with it: await what you start.
   */
  readonly signal: AbortSignal;
}

/** What the rules say of a token. */
export interface ExtensionDecision {
  /** The indexes of the rules that the token satisfies, allow and deny. */
  readonly satisfiedRules: readonly number[];
  /** `METHOD/path` patterns, with IAM's wildcards; `*` is everything. */
  readonly allowed: readonly string[];
  /** The same; they win. */
  readonly denied: readonly string[];
}

/** The request that the authorizer was invoked for. A `TOKEN` authorizer is shown none of its headers and query. */
export interface ExtensionRequest {
  readonly apiKind: ApiKind;
  /** `arn:PARTITION:execute-api:REGION:ACCOUNT:API/STAGE` */
  readonly stageArn: string;
  /** `$connect` has none, and is empty. */
  readonly method: string;
  /** As the client wrote it, with its slash; `$connect` for the handshake of a WebSocket API. */
  readonly path: string;
  /** API Gateway's id of the request, where the event shows one. */
  readonly requestId: string | undefined;
  /** All values of a header, whatever the case of its name. */
  readonly header: (name: string) => readonly string[];
  /** All values of a query parameter. */
  readonly queryParameter: (name: string) => readonly string[];
}

/**
 * What custom logic may change, as plain data. Anything else is refused, with a 500: a misspelt `deny`, or an Error that
 * is returned, would open.
 */
export interface ExtensionResult {
  /** True refuses the token on the whole API, with a 403 that API Gateway caches like any other answer. */
  readonly deny?: boolean;
  /** Values for the keys that `context_keys` of the configuration names; the others are sent empty. */
  readonly context?: Readonly<Record<string, string | number | boolean>>;
  /**
   * Rules as Terraform's `rules` has them. They count beside those of the configuration; deny rules win over all. Where
   * the configuration has none, everything stays allowed but for what they deny, and for what `strict_paths` does.
   */
  readonly rules?: readonly RuleInput[];
}

/** A rule as the configuration has it; see the README. */
export interface RuleInput {
  readonly effect?: "allow" | "deny";
  readonly methods?: readonly ("DELETE" | "GET" | "HEAD" | "OPTIONS" | "PATCH" | "POST" | "PUT")[];
  readonly paths: readonly string[];
  readonly scopes?: readonly string[];
  readonly claims?: readonly ClaimConditionInput[];
  readonly any_token?: boolean;
}

/** What a token must have in one claim. */
export interface ClaimConditionInput {
  /** A top-level claim, or a JSON Pointer of up to four segments. */
  readonly name: string;
  readonly any?: readonly (string | number | boolean)[];
  readonly all?: readonly (string | number | boolean)[];
  readonly none?: readonly (string | number | boolean)[];
}
