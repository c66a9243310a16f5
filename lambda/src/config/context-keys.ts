import type { ClaimReference } from "../claim-reference.js";
import { type Kind, type ObjectReader, text } from "../object-reader.js";
import { CONTRACT } from "./contract.js";

/** The authorizer or API Gateway sets these itself. */
const RESERVED: ReadonlySet<string> = new Set(CONTRACT.reserved_context_keys);

const { patterns, sentences } = CONTRACT;

/** A key of the context that the configuration may fill. */
export const CONTEXT_KEY = text(patterns.context_key, `${sentences.context_key}, and not reserved`, (key) =>
  RESERVED.has(key) ? undefined : key,
);

/** Reads the attribute `claims_to_context`: context keys, each with the claim that provides its value. */
export function readClaimsToContext(
  reader: ObjectReader,
  claimName: Kind<ClaimReference>,
): readonly (readonly [string, ClaimReference])[] {
  const claims = reader.entries("claims_to_context", claimName);
  for (const [key] of claims.filter(([name]) => CONTEXT_KEY.parse(name) === undefined)) {
    reader.fault(`claims_to_context.${key}`, `has an invalid key, which must be ${CONTEXT_KEY.rule}`);
  }
  return claims;
}
