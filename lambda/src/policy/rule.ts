import type { ClaimReference } from "../claim-reference.js";
import { CONTRACT, type Method } from "../config/contract.js";
import type { RulePath } from "./rule-path.js";
import type { ClaimFormat } from "./values.js";

/** The methods that a rule can name. A rule that names none covers all of them. */
export const METHODS = CONTRACT.methods;

/** A condition on one claim. Values are compared as strings, see `values.ts`. */
export interface ClaimCondition {
  readonly claim: ClaimReference;
  /** How its values are found, if not in a list; undefined for a list or a single value. */
  readonly format: ClaimFormat | undefined;
  /** The claim has at least one of these. */
  readonly any: readonly string[] | undefined;
  /** The claim has each of these. */
  readonly all: readonly string[] | undefined;
  /** The claim has none of these. */
  readonly none: readonly string[] | undefined;
}

/** Which tokens may, or may not, call which methods and paths. */
export interface Rule {
  readonly effect: "allow" | "deny";
  /** Undefined for all methods. */
  readonly methods: readonly Method[] | undefined;
  readonly paths: readonly RulePath[];
  /** The token must have at least one of these; undefined if scopes don't matter. */
  readonly scopes: readonly string[] | undefined;
  /** All of them must hold. */
  readonly claims: readonly ClaimCondition[];
}
