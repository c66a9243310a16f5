import { integer, type ObjectReader, oneOf, text } from "../object-reader.js";
import type { RevocationSettings } from "../revocation/check.js";
import { CONTRACT } from "./contract.js";

const { patterns, sentences, ranges } = CONTRACT;

const TABLE = text(patterns.revocation_table, sentences.revocation_table);
const CLAIM = oneOf(CONTRACT.revocation_claims);
const CACHE_TTL_SECONDS = integer(ranges.revocation_cache_ttl_seconds);
const FAIL = oneOf(CONTRACT.revocation_failures);

/** Reads the optional attribute `revocation`. */
export function readRevocation(top: ObjectReader): RevocationSettings | undefined {
  if (!top.has("revocation")) {
    return undefined;
  }
  const reader = top.object("revocation", CONTRACT.revocation_attributes);
  return {
    table: reader.required("table", TABLE),
    claims: reader.optionalList("claims", CLAIM) ?? CONTRACT.revocation_claims,
    cacheTtlSeconds: reader.required("cache_ttl_seconds", CACHE_TTL_SECONDS),
    fail: reader.required("fail", FAIL),
  };
}
