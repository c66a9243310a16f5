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

/** Whether a rule applies to an API, by the API's key; undefined for an API that the configuration does not list. */
export function appliesTo({ apis }: Pick<Rule, "apis">, api: string | undefined): boolean {
  return apis === undefined || (api !== undefined && apis.includes(api));
}

/** Which tokens may, or may not, call which methods and paths. */
export interface Rule {
  readonly effect: "allow" | "deny";
  /** The APIs to which it applies, by their keys in the configuration; undefined for all. */
  readonly apis: readonly string[] | undefined;
  /** Undefined for all methods. */
  readonly methods: readonly Method[] | undefined;
  readonly paths: readonly RulePath[];
  /** The token must have at least one of these; undefined if scopes don't matter. */
  readonly scopes: readonly string[] | undefined;
  /** All of them must hold. */
  readonly claims: readonly ClaimCondition[];
}
