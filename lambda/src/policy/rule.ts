import type { ClaimReference } from "../claim.js";
import { CONTRACT } from "../config/contract.js";

/** The methods that a rule can name, and all that it stands for when it names none. */
export const METHODS = CONTRACT.methods;

export type Method = (typeof METHODS)[number];

/** The one path without a leading slash: the handshake of a WebSocket API. */
export const CONNECT = "$connect";

/** What a token must have in one claim. Values are compared as texts, see `values.ts`. */
export interface ClaimCondition {
  readonly claim: ClaimReference;
  /** At least one of these. */
  readonly any: readonly string[] | undefined;
  /** Each of these. */
  readonly all: readonly string[] | undefined;
  /** Not one of these. */
  readonly none: readonly string[] | undefined;
}

/** Which tokens may, or may not, call which methods and paths. */
export interface Rule {
  readonly effect: "allow" | "deny";
  /** Undefined for all. */
  readonly methods: readonly Method[] | undefined;
  /** Literal text, IAM's wildcards, and in allow rules `{claim}`; or `$connect`. */
  readonly paths: readonly string[];
  /** Of these the token must have at least one; undefined for no such condition. */
  readonly scopes: readonly string[] | undefined;
  /** All of them must hold. */
  readonly claims: readonly ClaimCondition[];
}
