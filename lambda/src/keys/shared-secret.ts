import { isSymmetric, macBytesOf, type SymmetricAlgorithm } from "../algorithms.js";
import { own, parseJsonObject } from "../json.js";
import { FetchError } from "./fetch-json.js";
import { createFetchedKeys, type FetchedKeysOptions } from "./fetched-keys.js";
import { createFirstTime } from "./first-time.js";
import type { KeyObserver, KeyRequest, KeySet, KeySource, VerificationKey } from "./key-source.js";

/** How the bytes of a secret are encoded. */
export type SecretEncoding = "utf8" | "base64" | "hex";

/** How the key is kept in the secret. */
export interface SecretFormat {
  readonly encoding: SecretEncoding;
  /** The member that holds the key, if the secret is a JSON object, as the Secrets Manager console creates it. */
  readonly jsonKey: string | undefined;
}

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
export interface SharedSecretOptions
  extends SecretFormat,
    Omit<FetchedKeysOptions, "fetchKeySet" | "observer"> {
  readonly arn: string;
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
  const { arn, overlapSeconds, readSecret, observer, now } = options;
  const isNew = createFirstTime();
  const { source, findNewer } = createFetchedKeys({
    ...options,
    fetchKeySet: async (signal) => {
      const { current, changedAt, previous } = await readSecret(arn, overlapSeconds > 0, signal);
      const reason = mistakeIn(current, options);
      if (reason !== undefined && isNew(reason)) {
        observer.secretSuspected(reason);
      }
      const overlapEndsAt = changedAt + overlapSeconds * 1000;
      const isPreviousGood = (): boolean => now() < overlapEndsAt;
      const keySet = secretsOf(
        decode(current, options),
        previous !== undefined && isPreviousGood() ? decodePrevious(previous, options, isNew) : undefined,
        isPreviousGood,
      );
      return { keySet };
    },
  });
  return { ...source, findNewer };
}

/** A previous version that is unusable, such as `changeme`, must not keep the current one from serving. */
function decodePrevious(
  previous: SecretVersion,
  options: SharedSecretOptions,
  isNew: (reason: string) => boolean,
): Buffer | undefined {
  try {
    return decode(previous, options);
  } catch (error) {
    const reason = `the previous version: ${error instanceof FetchError ? error.message : "unexpected error"}`;
    if (isNew(reason)) {
      options.observer.keysSkipped([{ reason, isLoss: true }]);
    }
    return undefined;
  }
}

/** Any string is a valid utf8 secret, so that a mistake shows only in signatures that do not verify. */
function mistakeIn({ value }: SecretVersion, { encoding, jsonKey }: SharedSecretOptions): string | undefined {
  if (encoding !== "utf8" || jsonKey !== undefined) {
    return undefined;
  }
  const text = textOf(value);
  if (parseJsonObject(text) !== undefined) {
    return "the secret is a JSON object, and all of it is used as the key: set shared_secret.json_key if the key is one of its members";
  }
  return text.trim() === text
    ? undefined
    : "the secret begins or ends with white space, which is part of the key: remove it if the issuer does not use it";
}

function textOf(value: SecretVersion["value"]): string {
  return typeof value === "string" ? value : Buffer.from(value).toString();
}

/** RFC 7518 section 3.2: a key has at least as many bytes as the hash, counted after decoding. */
function decode({ value }: SecretVersion, options: SharedSecretOptions): Buffer {
  const { encoding, jsonKey, algorithms } = options;
  const text = jsonKey === undefined ? value : memberOf(value, jsonKey);
  const secret = typeof text === "string" ? Buffer.from(text, encoding) : Buffer.from(text);
  if (typeof text === "string" && !isEncodedAs(text, secret, encoding)) {
    throw new FetchError(`the secret is not ${encoding}`);
  }
  const least = Math.max(...algorithms.map((algorithm) => macBytesOf(algorithm)));
  if (secret.length < least) {
    throw new FetchError(`the secret has fewer than ${least} bytes`);
  }
  return secret;
}

function memberOf(value: SecretVersion["value"], name: string): string {
  const object = parseJsonObject(textOf(value));
  const member = object === undefined ? undefined : own(object, name);
  if (typeof member !== "string") {
    throw new FetchError("the secret is not a JSON object with a string in the member that json_key names");
  }
  return member;
}

/** Buffer skips invalid characters, which would silently make a shorter secret. */
function isEncodedAs(text: string, bytes: Buffer, encoding: SecretEncoding): boolean {
  switch (encoding) {
    case "utf8":
      return text.isWellFormed();
    case "hex":
      return /^[0-9A-Fa-f]*$/.test(text) && text.length === bytes.length * 2;
    case "base64":
      return BASE64.test(text) && withoutPadding(text) === withoutPadding(bytes.toString("base64"));
  }
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Removes at most two characters: a pattern for any number takes quadratic time if many are in the middle. */
function withoutPadding(base64: string): string {
  return base64.replace(/={1,2}$/, "");
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

  return {
    find,
    has: (keys) => [...found.values()].includes(keys),
    countUsable: ([alg]) => (alg === undefined ? 0 : find({ alg, kid: undefined }).length),
  };
}
