import { importJWK } from "jose";
import type { AsymmetricAlgorithm } from "../algorithms.js";
import { type JsonObject, own } from "../json.js";
import type { KeyRequest, KeySet, VerificationKey } from "./key-source.js";
import { type PublicKey, readPublicKey } from "./public-key.js";

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
 * Reads a JWK Set (RFC 7517 section 5). Unusable keys are skipped, the rest serve: a provider that adds a key type of
 * next year must not lock everyone out.
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
 * Makes a key set whose keys jose imports when a token first asks for them: to import a hundred takes up to 250 ms.
 *
 * @param keysSkipped receives a reason when a key cannot be imported, such as a point that is not on its curve
 */
export function createKeySet(
  keys: readonly PublicKey[],
  keysSkipped: (reasons: readonly string[]) => void,
): KeySet {
  const imported = new Map<string, Promise<VerificationKey | undefined>>();
  // It grows with the key set and the algorithms, not with what tokens say.
  const found = new Map<string, readonly VerificationKey[]>();

  async function find(request: KeyRequest): Promise<readonly VerificationKey[]> {
    const { alg, kid } = request;
    const candidates: VerificationKey[] = [];
    for (const [index, key] of keys.entries()) {
      const isCandidate =
        (kid === undefined || key.kid === kid) && key.algorithms.some((name) => name === alg);
      const verificationKey = isCandidate ? await importOnce(index, key, alg) : undefined;
      if (verificationKey !== undefined && candidates.push(verificationKey) === MAX_CANDIDATES) {
        break;
      }
    }
    // Another request for the same keys may have been faster.
    const known = found.get(nameOf(request));
    if (known === undefined && candidates.length > 0) {
      found.set(nameOf(request), candidates);
    }
    return known ?? candidates;
  }

  function importOnce(index: number, { jwk }: PublicKey, alg: string): Promise<VerificationKey | undefined> {
    const name = `${alg} ${index}`;
    const known = imported.get(name);
    if (known !== undefined) {
      return known;
    }
    const importing = importJWK(jwk, alg).then(
      (key): VerificationKey => ({ alg: alg as AsymmetricAlgorithm, key }),
      () => {
        keysSkipped(["not a key of its type"]);
        return undefined;
      },
    );
    imported.set(name, importing);
    return importing;
  }

  return {
    peek: (request) => found.get(nameOf(request)),
    find: async (request) => found.get(nameOf(request)) ?? find(request),
    has: (wanted) => [...found.values()].includes(wanted),
  };
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
export async function loadKeySet(
  document: JsonObject,
  algorithms: readonly AsymmetricAlgorithm[],
  keysSkipped: (reasons: readonly string[]) => void = () => undefined,
): Promise<KeySet | undefined> {
  const { keys, skipped } = readPublicKeys(document, algorithms);
  if (skipped.length > 0) {
    keysSkipped(skipped);
  }
  const keySet = createKeySet(keys, keysSkipped);
  return (await hasImportableKey(keys, keySet)) ? keySet : undefined;
}

/** Whether at least one key can be imported. It stops at the first. */
export async function hasImportableKey(keys: readonly PublicKey[], keySet: KeySet): Promise<boolean> {
  for (const { algorithms, kid } of keys) {
    const [alg] = algorithms;
    if (alg !== undefined && (await keySet.find({ alg, kid })).length > 0) {
      return true;
    }
  }
  return false;
}
