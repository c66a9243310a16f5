import type { AsymmetricAlgorithm, SigningAlgorithm, SymmetricAlgorithm } from "../algorithms.js";
import type { FetchJson } from "./fetch-json.js";
import type { FetchedKeysOptions } from "./fetched-keys.js";
import { createJwksEndpoint, type JwksEndpointOptions } from "./jwks-endpoint.js";
import { createKeySet, type PublicKeys } from "./key-set.js";
import type { KeyObserver, KeySet, KeySource, TraceFetch } from "./key-source.js";
import type { JwkUse } from "./public-key.js";
import { createSeededKeys } from "./seeded-keys.js";
import { createSharedSecret, type ReadSecret, type SecretFormat } from "./shared-secret.js";
import { createStaticKeys, withoutKeyIds } from "./static-keys.js";

type Lifetimes = Pick<FetchedKeysOptions, "ttlSeconds" | "maxStaleSeconds" | "deadlineMilliseconds">;

/** One place where an issuer's keys come from. */
export type IssuerKeys =
  | (Lifetimes & {
      readonly source: "endpoint";
      readonly algorithms: readonly AsymmetricAlgorithm[];
      /** Undefined to find it by discovery. */
      readonly jwksUrl: string | undefined;
      readonly use: JwkUse;
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
  | (Lifetimes &
      SecretFormat & {
        readonly source: "secret";
        readonly algorithms: readonly SymmetricAlgorithm[];
        readonly arn: string;
        readonly overlapSeconds: number;
      });

/** Time, randomness and network, for the keys. */
export interface IssuerKeysDependencies {
  readonly now: () => number;
  readonly random: () => number;
  readonly fetchJson: FetchJson;
  readonly readSecret: ReadSecret;
  /** Undefined if nobody follows fetches. */
  readonly traceFetch?: TraceFetch | undefined;
}

/** An issuer, as far as its keys go. */
export interface KeyedIssuer {
  /** Undefined for tokens without an issuer. */
  readonly issuer: string | undefined;
  /** At most one of each kind: public keys, and a shared secret. Their algorithms do not overlap. */
  readonly keysFrom: readonly IssuerKeys[];
}

/** The keys of one issuer, by the algorithms that they verify with. */
export type KeySources = ReadonlyMap<SigningAlgorithm, KeySource>;

/**
 * Makes the key sources of all issuers, without fetching. Issuers that name the same endpoint with the same lifetimes
 * share one source, so that it is fetched once. Each still uses only its own algorithms, and an HMAC algorithm only the
 * issuer's secret.
 *
 * @param observerOf the observer of an issuer's keys; a shared source reports to that of the first issuer
 */
export function createKeySources<Issuer extends KeyedIssuer>(
  issuers: readonly Issuer[],
  dependencies: IssuerKeysDependencies,
  observerOf: (issuer: Issuer) => KeyObserver,
): ReadonlyMap<Issuer, KeySources> {
  const algorithmsOf = algorithmsByEndpoint(issuers);
  const shared = new Map<string, KeySource>();

  function sourceOf(issuer: Issuer, keysFrom: IssuerKeys): KeySource {
    if (keysFrom.source !== "endpoint") {
      return createLocalSource(keysFrom, dependencies, observerOf(issuer));
    }
    const name = endpointName(issuer, keysFrom);
    const requirements = { use: keysFrom.use, algorithms: algorithmsOf.get(name) ?? [] };
    const source =
      shared.get(name) ??
      createEndpointSource({
        ...keysFrom,
        ...dependencies,
        issuer: issuer.issuer,
        requirements,
        observer: observerOf(issuer),
      });
    shared.set(name, source);
    return source;
  }

  return new Map(
    issuers.map((issuer) => {
      const sources = issuer.keysFrom.map((keysFrom) => [keysFrom, sourceOf(issuer, keysFrom)] as const);
      return [
        issuer,
        new Map(
          sources.flatMap(([{ algorithms }, source]) => algorithms.map((alg) => [alg, source] as const)),
        ),
      ];
    }),
  );
}

/** The algorithms of all issuers that share an endpoint. */
function algorithmsByEndpoint(
  issuers: readonly KeyedIssuer[],
): ReadonlyMap<string, readonly AsymmetricAlgorithm[]> {
  const algorithms = new Map<string, readonly AsymmetricAlgorithm[]>();
  for (const issuer of issuers) {
    for (const endpoint of issuer.keysFrom.filter((keysFrom) => keysFrom.source === "endpoint")) {
      const name = endpointName(issuer, endpoint);
      algorithms.set(name, [...new Set([...(algorithms.get(name) ?? []), ...endpoint.algorithms])]);
    }
  }
  return algorithms;
}

type Endpoint = Extract<IssuerKeys, { source: "endpoint" }>;

/** Equal for endpoints that can be shared: all that decides what is fetched, and how long it is kept. */
function endpointName({ issuer }: KeyedIssuer, { algorithms: _, jwksUrl, ...others }: Endpoint): string {
  return JSON.stringify([jwksUrl ?? `discovery of ${issuer}`, others]);
}

function createLocalSource(
  keysFrom: Exclude<IssuerKeys, Endpoint>,
  dependencies: IssuerKeysDependencies,
  observer: KeyObserver,
): KeySource {
  if (keysFrom.source === "secret") {
    return createSharedSecret({ ...keysFrom, ...dependencies, observer });
  }
  const keySet = keySetOf(keysFrom.jwks, observer);
  return createStaticKeys(keysFrom.hasKeyIds ? keySet : withoutKeyIds(keySet));
}

function createEndpointSource(options: JwksEndpointOptions & Pick<Endpoint, "seeds">): KeySource {
  const { seeds, observer, now } = options;
  const endpoint = createJwksEndpoint(options);
  return seeds === undefined
    ? endpoint.source
    : createSeededKeys(endpoint, keySetOf(seeds, observer), seeds.useUntil, now);
}

function keySetOf({ keys, skipped }: PublicKeys, observer: KeyObserver): KeySet {
  if (skipped.length > 0) {
    observer.keysSkipped(skipped);
  }
  return createKeySet(keys, observer.keysSkipped);
}
