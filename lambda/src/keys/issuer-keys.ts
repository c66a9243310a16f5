import type { AsymmetricAlgorithm, SymmetricAlgorithm } from "../algorithms.js";
import type { FetchJson } from "./fetch-json.js";
import { createJwksEndpoint } from "./jwks-endpoint.js";
import { createKeySet, type PublicKeys } from "./key-set.js";
import type { KeyObserver, KeySet, KeySource } from "./key-source.js";
import { createSeededKeys } from "./seeded-keys.js";
import { createSharedSecret, type ReadSecret, type SecretEncoding } from "./shared-secret.js";
import { createStaticKeys, withoutKeyIds } from "./static-keys.js";

/** How long fetched keys are kept, in seconds. */
interface Lifetimes {
  readonly cacheTtlSeconds: number;
  readonly maxStaleSeconds: number;
  readonly fetchTimeoutSeconds: number;
}

/** Where an issuer's keys come from. */
export type IssuerKeys =
  | (Lifetimes & {
      readonly source: "endpoint";
      readonly algorithms: readonly AsymmetricAlgorithm[];
      /** Undefined to find it by discovery. */
      readonly jwksUrl: string | undefined;
      readonly caCertificatesPem: string | undefined;
      /** Seed keys, read for all algorithms, and until when they may serve, in milliseconds since the epoch. */
      readonly seeds: (PublicKeys & { readonly useUntil: number }) | undefined;
    })
  | {
      readonly source: "configuration";
      readonly algorithms: readonly AsymmetricAlgorithm[];
      readonly jwks: PublicKeys;
      /** Whether tokens name the keys by `kid`. */
      readonly hasKeyIds: boolean;
    }
  | (Lifetimes & {
      readonly source: "secret";
      readonly algorithms: readonly SymmetricAlgorithm[];
      readonly arn: string;
      readonly encoding: SecretEncoding;
      readonly overlapSeconds: number;
    });

/** Time, randomness and network, for the keys. */
export interface IssuerKeysDependencies {
  readonly now: () => number;
  readonly random: () => number;
  readonly fetchJson: FetchJson;
  readonly readSecret: ReadSecret;
}

/** An issuer, as far as its keys go. */
export interface KeyedIssuer {
  readonly issuer: string;
  readonly keysFrom: IssuerKeys;
}

/**
 * Makes the key sources of all issuers, without fetching. Issuers that name the same endpoint with the same lifetimes
 * share one source, so that it is fetched once. Each still uses only its own algorithms: a token's `alg` is checked
 * against its issuer's before a key is looked up.
 *
 * @param observerOf the observer of an issuer's keys; a shared source reports to that of the first issuer
 * @returns each issuer with its key source
 */
export function createKeySources<Issuer extends KeyedIssuer>(
  issuers: readonly Issuer[],
  dependencies: IssuerKeysDependencies,
  observerOf: (issuer: Issuer) => KeyObserver,
): readonly (readonly [Issuer, KeySource])[] {
  const shared = new Map<string, KeySource>();
  return issuers.map((issuer) => {
    const name = endpointName(issuer);
    const known = name === undefined ? undefined : shared.get(name);
    if (known !== undefined) {
      return [issuer, known];
    }
    const { keysFrom } = issuer;
    const sharing = issuers.filter((other) => endpointName(other) === name);
    const source =
      keysFrom.source === "endpoint"
        ? createEndpoint(issuer.issuer, keysFrom, algorithmsOf(sharing), dependencies, observerOf(issuer))
        : createOther(keysFrom, dependencies, observerOf(issuer));
    if (name !== undefined) {
      shared.set(name, source);
    }
    return [issuer, source];
  });
}

type Endpoint = Extract<IssuerKeys, { source: "endpoint" }>;

function algorithmsOf(issuers: readonly KeyedIssuer[]): readonly AsymmetricAlgorithm[] {
  const all = issuers.flatMap(({ keysFrom }) => (keysFrom.source === "endpoint" ? keysFrom.algorithms : []));
  return [...new Set(all)];
}

/** Equal for endpoints that can be shared: all that decides what is fetched, and how long it is kept. */
function endpointName({ issuer, keysFrom }: KeyedIssuer): string | undefined {
  if (keysFrom.source !== "endpoint") {
    return undefined;
  }
  const { algorithms: _, jwksUrl, ...others } = keysFrom;
  return JSON.stringify([jwksUrl ?? `discovery of ${issuer}`, others]);
}

function createEndpoint(
  issuer: string,
  keysFrom: Endpoint,
  algorithms: readonly AsymmetricAlgorithm[],
  { now, random, fetchJson }: IssuerKeysDependencies,
  observer: KeyObserver,
): KeySource {
  const { jwksUrl, caCertificatesPem, seeds } = keysFrom;
  const endpoint = createJwksEndpoint({
    ...lifetimesOf(keysFrom),
    ...{ issuer, jwksUrl, caCertificatesPem, algorithms, now, random, fetchJson, observer },
  });
  return seeds === undefined
    ? endpoint.source
    : createSeededKeys(endpoint, keySetOf(seeds, observer), seeds.useUntil, now);
}

function createOther(
  keysFrom: Exclude<IssuerKeys, Endpoint>,
  { now, random, readSecret }: IssuerKeysDependencies,
  observer: KeyObserver,
): KeySource {
  if (keysFrom.source === "secret") {
    return createSharedSecret({ ...keysFrom, ...lifetimesOf(keysFrom), now, random, readSecret, observer });
  }
  const { jwks, hasKeyIds } = keysFrom;
  const keySet = keySetOf(jwks, observer);
  return createStaticKeys(hasKeyIds ? keySet : withoutKeyIds(keySet));
}

function lifetimesOf({ cacheTtlSeconds, maxStaleSeconds, fetchTimeoutSeconds }: Lifetimes) {
  return {
    ttlSeconds: cacheTtlSeconds,
    maxStaleSeconds,
    deadlineMilliseconds: fetchTimeoutSeconds * 1000,
  };
}

function keySetOf({ keys, skipped }: PublicKeys, observer: KeyObserver): KeySet {
  if (skipped.length > 0) {
    observer.keysSkipped(skipped);
  }
  return createKeySet(keys, observer.keysSkipped);
}
