import { type CryptoKey, createLocalJWKSet, errors, type JWK } from "jose";
import { keyTypeOf, type SigningAlgorithm } from "../algorithms.js";
import { isJsonObject, type JsonObject, own } from "../json.js";
import type { KeyRequest } from "./key-source.js";
import { createVerificationKey, type VerificationKey } from "./verification-key.js";

/** The keys of one answer of a JWKS endpoint. */
export interface KeySet {
  /** The keys that may verify a token with this header; empty if none does. */
  readonly find: (request: KeyRequest) => Promise<readonly VerificationKey[]>;
  /** Whether `find` has returned these. */
  readonly has: (keys: readonly VerificationKey[]) => boolean;
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
 * @param algorithms those that the issuer may use
 * @returns the keys, or undefined if there is no usable one, which is to be treated as a failed fetch
 */
export async function createKeySet(
  document: JsonObject,
  algorithms: readonly SigningAlgorithm[],
): Promise<KeySet | undefined> {
  const members = own(document, "keys");
  const listed: readonly unknown[] = Array.isArray(members) ? members.slice(0, MAX_KEYS) : [];
  const usable = await Promise.all(listed.map((member) => isUsable(member, algorithms)));
  const keys = listed.filter((_, index) => usable[index]) as readonly JWK[];
  return keys.length === 0 ? undefined : keySetOf([...keys]);
}

function keySetOf(keys: JWK[]): KeySet {
  const select = createLocalJWKSet({ keys });
  // What was found stays found: choosing among the keys anew costs a tenth of a signature check. It grows with the
  // key set and the algorithms, not with what tokens say.
  const found = new Map<string, readonly VerificationKey[]>();

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
      const candidates = (await findAnew(request))
        .map((key) => createVerificationKey(request.alg, key))
        .filter((key) => key !== undefined);
      if (candidates.length > 0) {
        found.set(name, candidates);
      }
      return candidates;
    },
    has: (keys) => [...found.values()].includes(keys),
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

/** A public key of sufficient size that can be imported to verify with one of the algorithms. */
async function isUsable(value: unknown, algorithms: readonly SigningAlgorithm[]): Promise<boolean> {
  if (!isJsonObject(value) || Object.hasOwn(value, "d")) {
    return false;
  }
  const [kty, crv] = [own(value, "kty"), own(value, "crv")];
  if (kty === "RSA" && !hasStrongModulus(value)) {
    return false;
  }
  for (const alg of algorithms) {
    const type = keyTypeOf(alg);
    const fits = type.kty === kty && (type.crv === undefined || type.crv === crv);
    if (fits && (await canImport(value as JWK, alg))) {
      return true;
    }
  }
  return false;
}

/** jose looks at `use`, `key_ops`, `alg` and `ext` (RFC 7517 section 4), Web Crypto at the key itself. */
async function canImport(jwk: JWK, alg: SigningAlgorithm): Promise<boolean> {
  try {
    await createLocalJWKSet({ keys: [jwk] })({ alg });
    return true;
  } catch {
    return false;
  }
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
