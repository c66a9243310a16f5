import { isSymmetric, macBytesOf, type SymmetricAlgorithm } from "../algorithms.js";
import { FetchError } from "./fetch-json.js";
import { createFetchedKeys, type FetchedKeysOptions } from "./fetched-keys.js";
import type { KeyObserver, KeyRequest, KeySet, KeySource, VerificationKey } from "./key-source.js";

/** How the bytes of a secret are encoded. */
export type SecretEncoding = "utf8" | "base64" | "hex";

/** One version of a secret. */
export interface SecretVersion {
  readonly value: string | Uint8Array;
}

/** A secret as Secrets Manager or SSM returns it. */
export interface StoredSecret {
  readonly current: SecretVersion;
  /** When the current version became current, in milliseconds since the epoch. */
  readonly changedAt: number;
  /** The previous version, if it was asked for and exists. */
  readonly previous: SecretVersion | undefined;
}

/**
 * Reads a secret.
 *
 * @param arn of a secret of Secrets Manager or of a parameter of SSM
 * @param withPrevious whether to read the previous version too
 * @throws FetchError whose reason holds nothing of the secret
 */
export type ReadSecret = (arn: string, withPrevious: boolean, signal: AbortSignal) => Promise<StoredSecret>;

/** Where an issuer's secret is, and how long it is cached. */
export interface SharedSecretOptions extends Omit<FetchedKeysOptions, "fetchKeySet" | "observer"> {
  readonly arn: string;
  readonly encoding: SecretEncoding;
  /** For how many seconds after a rotation tokens signed with the previous version still verify. */
  readonly overlapSeconds: number;
  /** A secret must be at least as long as the longest hash of these. */
  readonly algorithms: readonly SymmetricAlgorithm[];
  readonly readSecret: ReadSecret;
  readonly observer: KeyObserver;
}

/**
 * Makes the key source of an issuer that signs with a shared secret. Its tokens name no key, so a rotated secret shows
 * only in a signature that does not verify. The secret is then read again, once in a cool-down.
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

/** A previous version that is unusable, such as `changeme`, must not keep the current one from serving. */
function decodePrevious(previous: SecretVersion, options: SharedSecretOptions): Buffer | undefined {
  try {
    return decode(previous, options);
  } catch (error) {
    options.observer.keysSkipped([
      error instanceof FetchError ? `the previous version: ${error.message}` : "the previous version",
    ]);
    return undefined;
  }
}

/** RFC 7518 section 3.2: a key has at least as many bytes as the hash, counted after decoding. */
function decode({ value }: SecretVersion, { encoding, algorithms }: SharedSecretOptions): Buffer {
  const secret = typeof value === "string" ? Buffer.from(value, encoding) : Buffer.from(value);
  if (typeof value === "string" && !isEncodedAs(value, secret, encoding)) {
    throw new FetchError(`the secret is not ${encoding}`);
  }
  const least = Math.max(...algorithms.map((algorithm) => macBytesOf(algorithm)));
  if (secret.length < least) {
    throw new FetchError(`the secret has fewer than ${least} bytes`);
  }
  return secret;
}

/** Buffer skips invalid characters, which would silently make a shorter secret. */
function isEncodedAs(text: string, bytes: Buffer, encoding: SecretEncoding): boolean {
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

  function find({ alg }: KeyRequest): readonly VerificationKey[] {
    if (!isSymmetric(alg)) {
      return [];
    }
    const secrets = previous !== undefined && isPreviousGood() ? [current, previous] : [current];
    const name = `${alg} ${secrets.length}`;
    const keys = found.get(name) ?? secrets.map((key) => ({ alg, key }));
    found.set(name, keys);
    return keys;
  }

  return { find, has: (keys) => [...found.values()].includes(keys) };
}
