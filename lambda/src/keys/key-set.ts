import { type CryptoKey, createLocalJWKSet, errors, type JWK } from "jose";
import type { AsymmetricAlgorithm } from "../algorithms.js";
import { isSymmetric } from "../algorithms.js";
import { type JsonObject, own } from "../json.js";
import type { KeyRequest, KeySet } from "./key-source.js";
import { unusableBecause } from "./usable-key.js";
import { createVerificationKey, type VerificationKey } from "./verification-key.js";

/** No provider publishes as many; the rest of a longer list is not looked at. */
const MAX_KEYS = 100;

/** How many keys a token without `kid`, or with one that several keys have, may cost a signature check with. */
const MAX_CANDIDATES = 3;

/**
 * Reads a JWK Set (RFC 7517 section 5). A key that can verify nothing here is skipped, the rest serve: a
 * provider that adds a key type of next year must not lock everyone out.
 *
 * @param document what the endpoint answered, or what the configuration holds
 * @param algorithms those that the issuer may use
 * @param onSkipped told a reason for each key that can't be used, and for each `kid` that two keys have
 * @returns the keys, or undefined if there is no usable one, which is to be treated as a failed fetch
 */
export function createKeySet(
  document: JsonObject,
  algorithms: readonly AsymmetricAlgorithm[],
  onSkipped: (reasons: readonly string[]) => void = () => undefined,
): KeySet | undefined {
  const members = own(document, "keys");
  const listed: readonly unknown[] = Array.isArray(members) ? members.slice(0, MAX_KEYS) : [];
  const reasons = listed.map((member) => unusableBecause(member, algorithms));
  const keys = listed.filter((_, index) => reasons[index] === undefined).map(essentialsOf);
  const reported = [...reasons.filter((reason) => reason !== undefined), ...repetitionsIn(keys)];
  if (reported.length > 0) {
    onSkipped(reported);
  }
  return keys.length === 0 ? undefined : keySetOf([...keys]);
}

/** What has been looked at, and nothing else: jose refuses a key for members that say nothing of its use here. */
function essentialsOf(key: unknown): JWK {
  const names = ["kty", "crv", "n", "e", "x", "y", "kid", "alg"].filter((name) =>
    Object.hasOwn(key as JsonObject, name),
  );
  return Object.fromEntries(names.map((name) => [name, (key as JsonObject)[name]])) as unknown as JWK;
}

/** Both serve, each where its type and algorithm fit: a provider may be in the middle of a rotation. */
function repetitionsIn(keys: readonly JWK[]): readonly string[] {
  const ids = keys.map(({ kid }) => kid).filter((kid) => kid !== undefined);
  return ids.length === new Set(ids).size ? [] : ["kid of another key (not skipped)"];
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
      const { alg, kid } = request;
      const name = `${alg} ${kid === undefined ? "" : `=${kid}`}`;
      const known = found.get(name);
      if (known !== undefined || isSymmetric(alg)) {
        return known ?? [];
      }
      const candidates = (await findAnew(request))
        .map((key) => createVerificationKey(alg, key))
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
