import type { AsymmetricAlgorithm, SymmetricAlgorithm } from "../algorithms.js";
import type { FetchJson } from "./fetch-json.js";
import type { FetchedKeysOptions } from "./fetched-keys.js";
import { createJwksEndpoint } from "./jwks-endpoint.js";
import { createKeySet, type PublicKeys } from "./key-set.js";
import type { KeyObserver, KeySet, KeySource } from "./key-source.js";
import { createSeededKeys } from "./seeded-keys.js";
import { createSharedSecret, type ReadSecret, type SecretEncoding } from "./shared-secret.js";
import { createStaticKeys, withoutKeyIds } from "./static-keys.js";

type Lifetimes = Pick<FetchedKeysOptions, "ttlSeconds" | "maxStaleSeconds" | "deadlineMilliseconds">;

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
    const name = sharingName(issuer);
    const known = shared.get(name);
    if (known !== undefined) {
      return [issuer, known];
    }
    const algorithms = issuers.filter((other) => sharingName(other) === name).flatMap(asymmetricOf);
    const source = createKeySource(issuer, [...new Set(algorithms)], dependencies, observerOf(issuer));
    shared.set(name, source);
    return [issuer, source];
  });
}

/** Equal for endpoints that can be shared: all that decides what is fetched, and how long it is kept. */
function sharingName({ issuer, keysFrom }: KeyedIssuer): string {
  if (keysFrom.source !== "endpoint") {
    return issuer;
  }
  const { algorithms: _, jwksUrl, ...others } = keysFrom;
  return JSON.stringify([jwksUrl ?? `discovery of ${issuer}`, others]);
}

function asymmetricOf({ keysFrom }: KeyedIssuer): readonly AsymmetricAlgorithm[] {
  return keysFrom.source === "secret" ? [] : keysFrom.algorithms;
}

/** @param algorithms those of all issuers that share the source */
function createKeySource(
  { issuer, keysFrom }: KeyedIssuer,
  algorithms: readonly AsymmetricAlgorithm[],
  dependencies: IssuerKeysDependencies,
  observer: KeyObserver,
): KeySource {
  switch (keysFrom.source) {
    case "secret":
      return createSharedSecret({ ...keysFrom, ...dependencies, observer });
    case "configuration": {
      const keySet = keySetOf(keysFrom.jwks, observer);
      return createStaticKeys(keysFrom.hasKeyIds ? keySet : withoutKeyIds(keySet));
    }
    case "endpoint": {
      const endpoint = createJwksEndpoint({ ...keysFrom, ...dependencies, issuer, algorithms, observer });
      const { seeds } = keysFrom;
      return seeds === undefined
        ? endpoint.source
        : createSeededKeys(endpoint, keySetOf(seeds, observer), seeds.useUntil, dependencies.now);
    }
  }
}

function keySetOf({ keys, skipped }: PublicKeys, observer: KeyObserver): KeySet {
  if (skipped.length > 0) {
    observer.keysSkipped(skipped);
  }
  return createKeySet(keys, observer.keysSkipped);
}
