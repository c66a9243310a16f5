import { type CryptoKey, createLocalJWKSet, errors, type JWK } from "jose";
import { keyTypeOf, SIGNING_ALGORITHMS } from "../algorithms.js";
import { isJsonObject, type JsonObject, own } from "../json.js";
import type { KeyRequest } from "./key-source.js";

/** The keys of one answer of a JWKS endpoint. */
export interface KeySet {
  /** The keys that may verify a token with this header; empty if none does. */
  readonly find: (request: KeyRequest) => Promise<readonly CryptoKey[]>;
}

/** No provider publishes as many; the rest of a longer list is not looked at. */
const MAX_KEYS = 100;

/** How many keys a token without `kid` may cost a signature check with. */
const MAX_CANDIDATES = 3;

/** RFC 7518 section 3.3, and a bound on what one check may cost. */
const RSA_MODULUS_BITS = { min: 2048, max: 8192 };

/**
 * Reads a JWK Set (RFC 7517 section 5). A key that can verify nothing here is skipped, the rest serve: a
 * provider that adds a key type of next year must not lock everyone out.
 *
 * @param document what the endpoint answered
 * @returns the keys, or undefined if there is no usable one, which is to be treated as a failed fetch
 */
export function createKeySet(document: JsonObject): KeySet | undefined {
  const members = own(document, "keys");
  const keys = Array.isArray(members) ? members.slice(0, MAX_KEYS).filter(isUsable) : [];
  if (keys.length === 0) {
    return undefined;
  }
  const select = createLocalJWKSet({ keys });
  // What was found stays found: choosing among the keys anew costs a tenth of a signature check. It grows with the
  // key set and the algorithms, not with what tokens say.
  const found = new Map<string, readonly CryptoKey[]>();

  async function findAnew({ alg, kid }: KeyRequest): Promise<readonly CryptoKey[]> {
    try {
      return [await select(kid === undefined ? { alg } : { alg, kid })];
    } catch (error) {
      return error instanceof errors.JWKSMultipleMatchingKeys ? firstOf(error, MAX_CANDIDATES) : [];
    }
  }

  return {
    find: async (request) => {
      const name = `${request.alg} ${request.kid === undefined ? "" : `=${request.kid}`}`;
      const known = found.get(name);
      if (known !== undefined) {
        return known;
      }
      const candidates = await findAnew(request);
      if (candidates.length > 0) {
        found.set(name, candidates);
      }
      return candidates;
    },
  };
}

async function firstOf(keys: AsyncIterable<CryptoKey>, count: number): Promise<readonly CryptoKey[]> {
  const first: CryptoKey[] = [];
  for await (const key of keys) {
    first.push(key);
    if (first.length === count) {
      break;
    }
  }
  return first;
}

/** A public signature key of a type, curve and size that some algorithm of ours verifies with. */
function isUsable(value: unknown): value is JWK {
  if (!isJsonObject(value)) {
    return false;
  }
  const [kty, crv, use] = [own(value, "kty"), own(value, "crv"), own(value, "use")];
  const fits = SIGNING_ALGORITHMS.map(keyTypeOf).some(
    (type) => type.kty === kty && (type.crv === undefined || type.crv === crv),
  );
  return (
    fits &&
    (use === undefined || use === "sig") &&
    !Object.hasOwn(value, "d") &&
    (kty !== "RSA" || hasStrongModulus(value))
  );
}

function hasStrongModulus(jwk: JsonObject): boolean {
  const modulus = octets(own(jwk, "n"));
  const exponent = octets(own(jwk, "e"));
  const bits = modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24;
  const isOneOrEven = (exponent.length === 1 && exponent[0] === 1) || ((exponent.at(-1) ?? 0) & 1) === 0;
  return bits >= RSA_MODULUS_BITS.min && bits <= RSA_MODULUS_BITS.max && !isOneOrEven;
}

/** A Base64urlUInt without its leading zero octets (RFC 7518 section 2). */
function octets(value: unknown): Buffer {
  const bytes = Buffer.from(typeof value === "string" ? value : "", "base64url");
  const first = bytes.findIndex((byte) => byte !== 0);
  return first === -1 ? Buffer.alloc(0) : bytes.subarray(first);
}
