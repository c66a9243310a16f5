import { type JsonObject, own } from "../json.js";
import { isPossibleKeyOf } from "./key-owner.js";
import type { KeyObserver, KeyRequest, KeySet, VerificationKey } from "./key-source.js";
import {
  isImportable,
  isSkipped,
  type KeyRequirements,
  type PublicKey,
  readPublicKey,
  type SkippedKey,
} from "./public-key.js";

/** The largest answer of an endpoint has fewer keys, unless they are unusually small. */
const MAX_KEYS = 1000;

/** How many keys are tried for a token without `kid`, or with one that several keys have: each costs up to 1 ms. */
export const MAX_CANDIDATES = 10;

/** How many keys {@link KeySet.countUsable} imports: a hundred take up to 250 ms. */
const MAX_COUNTED = 100;

/** The keys of a JWK Set that may verify tokens, and why others are left out. */
export interface PublicKeys {
  readonly keys: readonly PublicKey[];
  readonly skipped: readonly SkippedKey[];
}

/**
 * Reads a JWK Set (RFC 7517 section 5). Unusable keys are skipped, the rest serve: when a provider adds a key of a
 * new type, tokens of its other keys must stay valid.
 *
 * @param document what the endpoint answered, or what the configuration holds
 */
export function readPublicKeys(document: JsonObject, requirements: KeyRequirements): PublicKeys {
  const members = own(document, "keys");
  const listed: readonly unknown[] = Array.isArray(members) ? members : [];
  const read = listed.slice(0, MAX_KEYS).map((member) => readPublicKey(member, requirements));
  const keys = read.filter((key): key is PublicKey => !isSkipped(key));
  return { keys, skipped: [...read.filter(isSkipped), ...surplusOf(listed.length), ...repetitionsIn(keys)] };
}

function surplusOf(count: number): readonly SkippedKey[] {
  return count > MAX_KEYS
    ? [{ reason: `${count - MAX_KEYS} keys after the first ${MAX_KEYS}`, isLoss: true }]
    : [];
}

/** Both keys serve, each where its type and algorithm fit: a provider may be in the middle of a rotation. */
function repetitionsIn(keys: readonly PublicKey[]): readonly SkippedKey[] {
  const ids = keys.map(({ kid }) => kid).filter((kid) => kid !== undefined);
  const hasRepetition = ids.length !== new Set(ids).size;
  return hasRepetition ? [{ reason: "same kid as another key (not skipped)", isLoss: false }] : [];
}

/**
 * Makes a key set. Keys are tried out when a token first asks for them: to import a hundred takes up to 250 ms.
 *
 * @param keysSkipped receives a reason, once, if a key cannot be imported, such as a point that is not on its curve
 */
export function createKeySet(keys: readonly PublicKey[], keysSkipped: KeyObserver["keysSkipped"]): KeySet {
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
        candidates.push({ alg, key: key.jwk, issuer: key.issuer });
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
      keysSkipped([{ reason: "not a key of its type", isLoss: true }]);
    }
    importable.set(key, isUsable);
    return isUsable;
  }

  function has(wanted: readonly VerificationKey[]): boolean {
    for (const keys of found.values()) {
      if (keys === wanted) {
        return true;
      }
    }
    return false;
  }

  const countUsable: KeySet["countUsable"] = (algorithms, issuer) =>
    keys
      .filter((key) => key.algorithms.some((name) => algorithms.includes(name)))
      .filter((key) => isPossibleKeyOf(key.issuer, issuer))
      .slice(0, MAX_COUNTED)
      .filter(canImport).length;

  return { find, has, countUsable };
}

/** No algorithm has a space in its name. */
function nameOf({ alg, kid }: KeyRequest): string {
  return kid === undefined ? alg : `${alg} ${kid}`;
}

/**
 * Reads a JWK Set and makes a key set of it.
 *
 * @param keysSkipped receives each key that is left out
 * @returns undefined if no key can be used, which counts as a failed fetch
 */
export function loadKeySet(
  document: JsonObject,
  requirements: KeyRequirements,
  keysSkipped: KeyObserver["keysSkipped"],
): KeySet | undefined {
  const { keys, skipped } = readPublicKeys(document, requirements);
  if (skipped.length > 0) {
    keysSkipped(skipped);
  }
  const keySet = createKeySet(keys, keysSkipped);
  const isUsable = ({ algorithms: [alg], kid }: PublicKey): boolean =>
    alg !== undefined && keySet.find({ alg, kid }).length > 0;
  return keys.some(isUsable) ? keySet : undefined;
}
