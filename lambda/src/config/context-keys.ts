import type { ClaimReference } from "../claim-reference.js";
import { type Kind, type ObjectReader, text } from "../object-reader.js";
import { CONTRACT } from "./contract.js";

const NAME = text(CONTRACT.patterns.context_key, CONTRACT.sentences.context_key);
/** The authorizer or API Gateway sets these itself. */
const RESERVED: readonly string[] = CONTRACT.reserved_context_keys;

/** The kind of a context key. */
export const CONTEXT_KEY: Kind<string> = {
  ...NAME,
  parse: (key) => (RESERVED.some((reserved) => reserved === key) ? undefined : NAME.parse(key)),
};

/** Reads the attribute `claims_to_context`: context keys, each with the claim that provides its value. */
export function readClaimsToContext(
  reader: ObjectReader,
  claimName: Kind<ClaimReference>,
): readonly (readonly [string, ClaimReference])[] {
  const claims = reader.entries("claims_to_context", claimName);
  for (const [key] of claims) {
    if (CONTEXT_KEY.parse(key) === undefined) {
      reader.fault(`claims_to_context.${key}`, `has an invalid key, which must be ${CONTEXT_KEY.rule}`);
    }
  }
  return claims;
}
