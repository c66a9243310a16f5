import type { TrustedIssuer } from "../src/config/issuers.js";
import type { Failure } from "../src/failure.js";
import { spellingDifference } from "../src/hints/difference.js";
import { isJsonObject, type JsonObject, own } from "../src/json.js";
import type { IssuerKeys } from "../src/keys/issuer-keys.js";
import type { ReadableToken } from "./read-leniently.js";
import { listText, valueText } from "./value-text.js";

const MAX_LISTED = 10;

/**
 * Compares the header of a token with the keys that were used to verify it.
 *
 * @param refusal `key_unknown` or `signature_invalid`
 * @param documents all that were fetched, such as discovery documents and key sets
 */
export function keyValues(
  { failure: code }: Failure,
  { header }: ReadableToken,
  issuer: TrustedIssuer,
  documents: readonly JsonObject[],
): string {
  const keysFrom = keysFromFor(own(header, "alg"), issuer);
  const kid = own(header, "kid");
  const alg = valueText(own(header, "alg"));
  if (keysFrom?.source === "secret") {
    return `alg is ${alg}; the signature does not verify with the shared secret, read as ${keysFrom.encoding}`;
  }
  if (keysFrom?.source === "configuration" && !keysFrom.hasKeyIds) {
    return `alg is ${alg}; the signature does not verify with public_key_pem`;
  }
  const keys = keysIn(documents, keysFrom);
  const named = keys.filter((key) => kid !== undefined && own(key, "kid") === kid);
  if (named.length > 0) {
    const keysText = listText(named.map(keyText));
    return code === "signature_invalid"
      ? `kid is ${valueText(kid)}; the signature does not verify with this key: ${keysText}`
      : `kid is ${valueText(kid)}; the key set has it, but the key can't verify alg ${alg}: ${keysText}`;
  }
  const near = keys.map((key) => nearText(kid, own(key, "kid"))).find((text) => text !== undefined) ?? "";
  return `kid is ${valueText(kid)}, alg is ${alg}; the key set has ${listText(keys.map(keyText), MAX_LISTED)}${near}`;
}

/** Where the keys for an algorithm come from. */
function keysFromFor(alg: unknown, issuer: TrustedIssuer): IssuerKeys | undefined {
  return issuer.keysFrom.find((each) => each.algorithms.some((name) => name === alg));
}

function keysIn(documents: readonly JsonObject[], keysFrom: IssuerKeys | undefined): readonly JsonObject[] {
  const fetched = documents.flatMap((document) => {
    const keys = own(document, "keys");
    return Array.isArray(keys) ? keys.filter(isJsonObject) : [];
  });
  const held =
    keysFrom?.source === "configuration"
      ? keysFrom.jwks.keys
      : keysFrom?.source === "endpoint" && fetched.length === 0
        ? (keysFrom.seeds?.keys ?? [])
        : [];
  return [...fetched, ...held.map(({ kid, jwk }): JsonObject => ({ ...jwk, kid }))];
}

/** The id of a key and its purpose, which are public and short. */
function keyText(key: JsonObject): string {
  const members = ["kty", "crv", "alg", "use"]
    .map((name) => own(key, name))
    .filter((value) => value !== undefined)
    .map((value) => (typeof value === "string" ? value.slice(0, 40) : valueText(value)));
  const kid = own(key, "kid");
  return `${kid === undefined ? "a key without kid" : valueText(kid)} (${members.join(", ")})`;
}

function nearText(given: unknown, kid: unknown): string | undefined {
  const difference =
    typeof given === "string" && typeof kid === "string" ? spellingDifference(given, kid) : undefined;
  return difference && `; ${valueText(kid)} differs only by ${difference}`;
}
