import type { AsymmetricAlgorithm } from "../algorithms.js";
import { type JsonObject, own } from "../json.js";
import type { KeyRequest, KeySet, VerificationKey } from "./key-source.js";
import { isImportable, type PublicKey, readPublicKey } from "./public-key.js";

/** No provider publishes as many keys; the rest of a longer list is ignored. */
const MAX_KEYS = 100;

/** How many keys are tried for a token without `kid`, or with one that several keys have. */
const MAX_CANDIDATES = 3;

/** The keys of a JWK Set that may verify tokens, and why others may not. */
export interface PublicKeys {
  readonly keys: readonly PublicKey[];
  /** A constant string for each skipped key. */
  readonly skipped: readonly string[];
}

/**
 * Reads a JWK Set (RFC 7517 section 5). Unusable keys are skipped, the rest serve: when a provider adds a key of a
 * new type, tokens of its other keys must stay valid.
 *
 * @param document what the endpoint answered, or what the configuration holds
 * @param algorithms those that the issuer may use
 */
export function readPublicKeys(document: JsonObject, algorithms: readonly AsymmetricAlgorithm[]): PublicKeys {
  const members = own(document, "keys");
  const listed: readonly unknown[] = Array.isArray(members) ? members.slice(0, MAX_KEYS) : [];
  const read = listed.map((member) => readPublicKey(member, algorithms));
  const keys = read.filter((key) => typeof key !== "string");
  return { keys, skipped: [...read.filter((key) => typeof key === "string"), ...repetitionsIn(keys)] };
}

/** Both keys serve, each where its type and algorithm fit: a provider may be in the middle of a rotation. */
function repetitionsIn(keys: readonly PublicKey[]): readonly string[] {
  const ids = keys.map(({ kid }) => kid).filter((kid) => kid !== undefined);
  return ids.length === new Set(ids).size ? [] : ["kid of another key (not skipped)"];
}

/**
 * Makes a key set. Keys are tried out when a token first asks for them: to import a hundred takes up to 250 ms.
 *
 * @param keysSkipped receives a reason, once, if a key cannot be imported, such as a point that is not on its curve
 */
export function createKeySet(
  keys: readonly PublicKey[],
  keysSkipped: (reasons: readonly string[]) => void,
): KeySet {
  const importable = new Map<PublicKey, boolean>();
  // It grows with the key set and the algorithms, not with what tokens say.
  const found = new Map<string, readonly VerificationKey[]>();

  function find(request: KeyRequest): readonly VerificationKey[] {
    const candidates = found.get(nameOf(request)) ?? candidatesFor(request);
    if (candidates.length > 0) {
      found.set(nameOf(request), candidates);
    }
    return candidates;
  }

  function candidatesFor({ alg, kid }: KeyRequest): readonly VerificationKey[] {
    const candidates: VerificationKey[] = [];
    for (const key of keys) {
      const isNamed = kid === undefined || key.kid === kid;
      if (isNamed && key.algorithms.some((name) => name === alg) && canImport(key)) {
        candidates.push({ alg, key: key.jwk });
      }
      if (candidates.length === MAX_CANDIDATES) {
        break;
      }
    }
    return candidates;
  }

  function canImport(key: PublicKey): boolean {
    const known = importable.get(key);
    if (known !== undefined) {
      return known;
    }
    const isUsable = isImportable(key);
    if (!isUsable && ![...importable.values()].includes(false)) {
      keysSkipped(["not a key of its type"]);
    }
    importable.set(key, isUsable);
    return isUsable;
  }

  return { find, has: (wanted) => [...found.values()].includes(wanted) };
}

/** No algorithm has a space in its name. */
function nameOf({ alg, kid }: KeyRequest): string {
  return kid === undefined ? alg : `${alg} ${kid}`;
}

/**
 * Reads a JWK Set and makes a key set of it.
 *
 * @param keysSkipped receives a reason for each key that cannot be used, and for each `kid` that two keys have
 * @returns undefined if no key can be used, which counts as a failed fetch
 */
export function loadKeySet(
  document: JsonObject,
  algorithms: readonly AsymmetricAlgorithm[],
  keysSkipped: (reasons: readonly string[]) => void = () => undefined,
): KeySet | undefined {
  const { keys, skipped } = readPublicKeys(document, algorithms);
  if (skipped.length > 0) {
    keysSkipped(skipped);
  }
  const keySet = createKeySet(keys, keysSkipped);
  const isUsable = ({ algorithms: [alg], kid }: PublicKey): boolean =>
    alg !== undefined && keySet.find({ alg, kid }).length > 0;
  return keys.some(isUsable) ? keySet : undefined;
}
