import { createHmac, createSecretKey, timingSafeEqual } from "node:crypto";
import { isSymmetric, macOf, type SymmetricAlgorithm } from "../algorithms.js";
import { FetchError } from "./fetch-json.js";
import { createFetchedKeys, type FetchedKeysOptions } from "./fetched-keys.js";
import type { KeyObserver, KeySet, KeySource, VerificationKey } from "./key-source.js";

/** How the bytes of a secret are written. */
export type SecretEncoding = "utf8" | "base64" | "hex";

/** One version of a secret. */
export interface SecretVersion {
  readonly value: string | Uint8Array;
}

/** A secret as its store has it. */
export interface StoredSecret {
  readonly current: SecretVersion;
  /** Milliseconds since the epoch: since when the current version has been the current one. */
  readonly changedAt: number;
  /** The one before, if it was asked for and there is one. */
  readonly previous: SecretVersion | undefined;
}

/**
 * Reads a secret from where it is kept.
 *
 * @param arn of a secret of Secrets Manager or of a parameter of SSM
 * @param withPrevious whether the version before is wanted too
 * @throws FetchError with a reason that says nothing of the secret
 */
export type ReadSecret = (arn: string, withPrevious: boolean, signal: AbortSignal) => Promise<StoredSecret>;

/** Where an issuer's secret is, and how it is kept. */
export interface SharedSecretOptions extends Omit<FetchedKeysOptions, "fetchKeySet" | "observer"> {
  readonly arn: string;
  readonly encoding: SecretEncoding;
  /** For how long after a change tokens of the version before still verify, in seconds. */
  readonly overlapSeconds: number;
  /** A secret has to be as long as the longest hash of these. */
  readonly algorithms: readonly SymmetricAlgorithm[];
  readonly readSecret: ReadSecret;
  readonly observer: KeyObserver;
}

/**
 * Makes the key source of an issuer with which a secret is shared. Its tokens name no key, so that a change of the
 * secret shows in a signature that doesn't verify; one refetch in a cool-down is the answer to that.
 */
export function createSharedSecret(options: SharedSecretOptions): KeySource {
  const { arn, overlapSeconds, readSecret, now } = options;
  const { source, findNewer } = createFetchedKeys({
    ...options,
    fetchKeySet: async (signal) => {
      const { current, changedAt, previous } = await readSecret(arn, overlapSeconds > 0, signal);
      const overlapEndsAt = changedAt + overlapSeconds * 1000;
      const isPreviousGood = (): boolean => now() < overlapEndsAt;
      const keySet = secretsOf(
        decode(current, options),
        previous !== undefined && isPreviousGood() ? decodePrevious(previous, options) : undefined,
        isPreviousGood,
      );
      return { keySet };
    },
  });
  return { ...source, findNewer };
}

/** What was there before the first good secret, such as `changeme`, is no reason to do without that. */
function decodePrevious(previous: SecretVersion, options: SharedSecretOptions): Buffer | undefined {
  try {
    return decode(previous, options);
  } catch (error) {
    options.observer.keysSkipped([
      error instanceof FetchError ? `the version before: ${error.message}` : "the version before",
    ]);
    return undefined;
  }
}

/** RFC 7518 section 3.2: a key of at least the size of the hash, counted in its bytes, not in how they are written. */
function decode({ value }: SecretVersion, { encoding, algorithms }: SharedSecretOptions): Buffer {
  const secret = typeof value === "string" ? Buffer.from(value, encoding) : Buffer.from(value);
  if (typeof value === "string" && !isWrittenSo(value, secret, encoding)) {
    throw new FetchError(`the secret is not ${encoding}`);
  }
  const least = Math.max(...algorithms.map((algorithm) => macOf(algorithm).bytes));
  if (secret.length < least) {
    throw new FetchError(`the secret has fewer than ${least} bytes`);
  }
  return secret;
}

/** Buffer skips what it can't read, and would come out with a shorter secret. */
function isWrittenSo(text: string, bytes: Buffer, encoding: SecretEncoding): boolean {
  switch (encoding) {
    case "utf8":
      return text.isWellFormed();
    case "hex":
      return text.toLowerCase() === bytes.toString("hex");
    case "base64":
      return text.replace(/=+$/, "") === bytes.toString("base64").replace(/=+$/, "");
  }
}

function secretsOf(current: Buffer, previous: Buffer | undefined, isPreviousGood: () => boolean): KeySet {
  const found = new Map<string, readonly VerificationKey[]>();

  function keysFor(algorithm: SymmetricAlgorithm, secrets: readonly Buffer[]): readonly VerificationKey[] {
    const name = `${algorithm} ${secrets.length}`;
    const known = found.get(name);
    const keys = known ?? secrets.map((secret) => createMacKey(algorithm, secret));
    found.set(name, keys);
    return keys;
  }

  return {
    find: ({ alg }) =>
      isSymmetric(alg)
        ? keysFor(alg, previous !== undefined && isPreviousGood() ? [current, previous] : [current])
        : [],
    has: (keys) => [...found.values()].includes(keys),
  };
}

function createMacKey(algorithm: SymmetricAlgorithm, secret: Buffer): VerificationKey {
  const { hash, bytes } = macOf(algorithm);
  const key = createSecretKey(secret);
  return {
    verify: (data, signature) =>
      signature.length === bytes && timingSafeEqual(createHmac(hash, key).update(data).digest(), signature),
  };
}
