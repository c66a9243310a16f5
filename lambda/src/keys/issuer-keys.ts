import type { AsymmetricAlgorithm, SymmetricAlgorithm } from "../algorithms.js";
import type { JsonObject } from "../json.js";
import type { FetchJson } from "./fetch-json.js";
import { createJwksEndpoint } from "./jwks-endpoint.js";
import { createKeySet } from "./key-set.js";
import type { KeyObserver, KeySet, KeySource } from "./key-source.js";
import { createSeededKeys } from "./seeded-keys.js";
import { createSharedSecret, type ReadSecret, type SecretEncoding } from "./shared-secret.js";
import { createStaticKeys, withoutKeyIds } from "./static-keys.js";

/** How keys are kept that are fetched, in seconds. */
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
      /** A JWK Set to begin with, and until when at most, in milliseconds since the epoch. */
      readonly seeds: { readonly document: JsonObject; readonly useUntil: number } | undefined;
    })
  | {
      readonly source: "configuration";
      readonly algorithms: readonly AsymmetricAlgorithm[];
      /** A JWK Set. */
      readonly document: JsonObject;
      /** Whether its keys are those that tokens name by `kid`. */
      readonly hasKeyIds: boolean;
    }
  | (Lifetimes & {
      readonly source: "secret";
      readonly algorithms: readonly SymmetricAlgorithm[];
      readonly arn: string;
      readonly encoding: SecretEncoding;
      readonly overlapSeconds: number;
    });

/** What keys need from outside. */
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
 * Makes the key sources of all issuers. Those that name the same endpoint, kept in the same way, share one, so that it
 * is fetched once; the token's `alg` has been found among its own issuer's before a key is asked for, and only keys
 * that fit it are found. Nothing is fetched yet.
 *
 * @param observerOf what is to be told of the keys of an issuer; of several, of the first
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

/** The same for endpoints that can be one: all that decides what is fetched, and how long it is kept. */
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
    : createSeededKeys(endpoint, keySetOf(seeds.document, algorithms, observer), seeds.useUntil, now);
}

function createOther(
  keysFrom: Exclude<IssuerKeys, Endpoint>,
  { now, random, readSecret }: IssuerKeysDependencies,
  observer: KeyObserver,
): KeySource {
  if (keysFrom.source === "secret") {
    return createSharedSecret({ ...keysFrom, ...lifetimesOf(keysFrom), now, random, readSecret, observer });
  }
  const keySet = keySetOf(keysFrom.document, keysFrom.algorithms, observer);
  return createStaticKeys(keysFrom.hasKeyIds ? keySet : withoutKeyIds(keySet));
}

function lifetimesOf({ cacheTtlSeconds, maxStaleSeconds, fetchTimeoutSeconds }: Lifetimes) {
  return {
    ttlSeconds: cacheTtlSeconds,
    maxStaleSeconds,
    deadlineMilliseconds: fetchTimeoutSeconds * 1000,
  };
}

/** The configuration's reader has found a usable key in it. */
function keySetOf(
  document: JsonObject,
  algorithms: readonly AsymmetricAlgorithm[],
  observer: KeyObserver,
): KeySet {
  const keySet = createKeySet(document, algorithms, observer.keysSkipped);
  if (keySet === undefined) {
    throw new Error("a configured key set has no usable key");
  }
  return keySet;
}
