import type { AsymmetricAlgorithm } from "../algorithms.js";
import { type JsonObject, own } from "../json.js";
import type { KeyRequest, KeySet, VerificationKey } from "./key-source.js";
import { type PublicKey, readPublicKey } from "./public-key.js";
import { createVerificationKey } from "./verification-key.js";

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
  const read = listed.map((member) => readPublicKey(member, algorithms));
  const keys = read.filter((key) => typeof key !== "string");
  const reasons = [...read.filter((key) => typeof key === "string"), ...repetitionsIn(keys)];
  if (reasons.length > 0) {
    onSkipped(reasons);
  }
  return keys.length === 0 ? undefined : keySetOf(keys);
}

/** Both serve, each where its type and algorithm fit: a provider may be in the middle of a rotation. */
function repetitionsIn(keys: readonly PublicKey[]): readonly string[] {
  const ids = keys.map(({ kid }) => kid).filter((kid) => kid !== undefined);
  return ids.length === new Set(ids).size ? [] : ["kid of another key (not skipped)"];
}

function keySetOf(keys: readonly PublicKey[]): KeySet {
  // What was found stays found, so that it can be told whether keys are the same as before. It grows with the key set
  // and the algorithms, not with what tokens say.
  const found = new Map<string, Map<string | undefined, readonly VerificationKey[]>>();

  function findAnew({ alg, kid }: KeyRequest): readonly VerificationKey[] {
    const candidates = keys
      .filter((key) => (kid === undefined || key.kid === kid) && key.algorithms.some((name) => name === alg))
      .slice(0, MAX_CANDIDATES)
      .map(({ keyObject }) => createVerificationKey(alg as AsymmetricAlgorithm, keyObject));
    if (candidates.length > 0) {
      found.set(alg, (found.get(alg) ?? new Map()).set(kid, candidates));
    }
    return candidates;
  }

  return {
    find: (request) => found.get(request.alg)?.get(request.kid) ?? findAnew(request),
    has: (keys) => [...found.values()].some((ofAlgorithm) => [...ofAlgorithm.values()].includes(keys)),
  };
}
