import { type ClaimReference, parseClaimReference } from "../claim.js";
import { CONTRACT } from "./contract.js";
import type { ObjectReader } from "./reader.js";

/** What the name of a claim has to be, for faults. */
export const CLAIM_RULE = CONTRACT.sentences.claim_name;

const CONTEXT_KEY = new RegExp(CONTRACT.patterns.context_key);

/** Those that the authorizer or API Gateway fills itself. */
const RESERVED_CONTEXT_KEYS: ReadonlySet<string> = new Set(CONTRACT.reserved_context_keys);

/** Whether a key of the context is one that neither the authorizer nor API Gateway fills itself. */
export function isContextKey(key: string): boolean {
  return CONTEXT_KEY.test(key) && !RESERVED_CONTEXT_KEYS.has(key);
}

/** Reads the name of a claim; undefined if it is none. */
export type ClaimReader = (text: unknown) => ClaimReference | undefined;

/** Makes a reader that returns one object for one name, so that a token's claim is looked up once for all rules. */
export function createClaimReader(): ClaimReader {
  const known = new Map<string, ClaimReference>();
  return (text) => {
    if (typeof text !== "string") {
      return undefined;
    }
    const reference = known.get(text) ?? parseClaimReference(text);
    if (reference !== undefined) {
      known.set(text, reference);
    }
    return reference;
  };
}

/** Reads a setting that names a claim; absent is no fault. */
export function readOptionalClaim(
  reader: ObjectReader,
  name: string,
  claimReference: ClaimReader,
): ClaimReference | undefined {
  const text = reader.optionalString(name, /^[\s\S]*$/, CLAIM_RULE);
  const reference = claimReference(text);
  if (text !== undefined && reference === undefined) {
    reader.fault(name, `must be ${CLAIM_RULE}`);
  }
  return reference;
}

/** Reads the setting `claims_to_context`: context keys, each with the claim that goes there. */
export function readClaimsToContext(
  top: ObjectReader,
  claimReference: ClaimReader,
): readonly (readonly [string, ClaimReference])[] {
  return top.texts("claims_to_context").flatMap(([key, text]) => {
    const reference = claimReference(text);
    const isKey = isContextKey(key);
    if (isKey && reference !== undefined) {
      return [[key, reference] as const];
    }
    const rule = isKey
      ? CLAIM_RULE
      : "under a key of up to 64 letters, digits and _ that neither the authorizer nor API Gateway fills itself";
    top.fault(`claims_to_context.${key}`, `must be ${rule}`);
    return [];
  });
}
