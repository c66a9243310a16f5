import type { SigningAlgorithm } from "../algorithms.js";
import { discoverJwksUrl } from "./discovery.js";
import type { FetchJson } from "./fetch-json.js";
import { createJwksEndpoint } from "./jwks-endpoint.js";
import type { KeySource } from "./key-source.js";

/** Where an issuer's keys are and how they are kept. */
export interface IssuerKeysOptions {
  readonly issuer: string;
  /** Those that its tokens may use: a key that fits none of them is no key. */
  readonly algorithms: readonly SigningAlgorithm[];
  /** The URL of the key set; undefined to find it by discovery, anew at each refresh. */
  readonly jwksUrl: string | undefined;
  readonly jwksCacheTtlSeconds: number;
  /** In seconds, for discovery and key set together. */
  readonly jwksFetchTimeoutSeconds: number;
  readonly caCertificatesPem: string | undefined;
}

/** What fetching needs from outside. */
export interface IssuerKeysDependencies {
  readonly now: () => number;
  readonly random: () => number;
  readonly fetchJson: FetchJson;
  readonly onFetchFailure: (reason: string) => void;
}

/** Makes the key source of one issuer. It fetches nothing by itself. */
export function createIssuerKeys(
  options: IssuerKeysOptions,
  dependencies: IssuerKeysDependencies,
): KeySource {
  const { fetchJson, ...outside } = dependencies;
  return createJwksEndpoint({
    ...outside,
    fetchJwks: async (signal) => {
      const fetchOptions = { ca: options.caCertificatesPem, signal };
      const url = options.jwksUrl ?? (await discoverJwksUrl(options.issuer, fetchJson, fetchOptions));
      return fetchJson(url, fetchOptions);
    },
    algorithms: options.algorithms,
    ttlSeconds: options.jwksCacheTtlSeconds,
    deadlineMilliseconds: options.jwksFetchTimeoutSeconds * 1000,
  });
}
