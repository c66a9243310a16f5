import type { KeyedIssuer } from "../../../lambda/src/keys/issuer-keys.ts";
import { readPublicKeys } from "../../../lambda/src/keys/key-set.ts";
import { JWKS_URL } from "../../../lambda/tests/support/configuration.ts";
import { keysFor } from "../../../lambda/tests/support/key-reading.ts";
import { createSigningKey, jwks } from "../../../lambda/tests/support/keys.ts";
import { ISSUER, NOW_SECONDS } from "../../../lambda/tests/support/tokens.ts";
import { createRandom } from "../support/random.ts";
import { createEndpoint } from "./endpoint.ts";
import { type RequestCounts, startInstance } from "./instance.ts";
import { createWorld } from "./world.ts";

/** What is simulated. */
export interface Scenario {
  readonly instances: number;
  readonly hasSeeds: boolean;
  /** Mean time between two requests to an instance. */
  readonly intervalSeconds: number;
  readonly minutes: number;
  /** How many requests per second the endpoint answers. */
  readonly capacityPerSecond: number;
  /** In minutes after the start. */
  readonly outage?: { readonly from: number; readonly to: number };
  /** Instances that start in addition, at a minute after the start. */
  readonly late?: { readonly instances: number; readonly minute: number };
  readonly seed: number;
}

/** What was counted. */
export interface Figures {
  readonly fetches: number;
  /** Before the first instance can be due for its first refresh. */
  readonly fetchesAtFirst: number;
  readonly answered: number;
  readonly rejected: number;
  readonly perSecond: readonly number[];
  /** When the last request of an instance that started first was refused, in seconds after the start; 0 if none was. */
  readonly lastRefusalSeconds: number;
  /** The requests of the instances that started first, and of those that started later. */
  readonly requests: RequestCounts;
  readonly lateRequests: RequestCounts;
}

/** The defaults of the module. */
const TTL_SECONDS = 600;
const MAX_STALE_SECONDS = 3600;
export const DEADLINE_SECONDS = 3;
/** A refresh begins in the last fifth of a TTL, which is shortened by up to a tenth. */
const FIRST_REFRESH_SECONDS = TTL_SECONDS * 0.9 * 0.8;

const MINUTE_MS = 60_000;
const BEGIN = NOW_SECONDS * 1000;
const key = createSigningKey("ES256");
const document = jwks(key, createSigningKey("ES256", "next"));

/** Runs a scenario from its first to its last minute. */
export async function simulate(scenario: Scenario): Promise<Figures> {
  const { instances, hasSeeds, minutes, capacityPerSecond, outage, late, intervalSeconds, seed } = scenario;
  const random = createRandom(seed);
  const world = createWorld(BEGIN);
  const minute = (number: number): number => BEGIN + number * MINUTE_MS;
  const endpoint = createEndpoint(world, random, {
    document,
    capacityPerSecond,
    outage: outage && { from: minute(outage.from), to: minute(outage.to) },
  });
  const issuer = issuerWith(hasSeeds);
  const [requests, lateRequests] = [newCounts(), newCounts()];
  const start = (counts: RequestCounts) => (): void =>
    startInstance({
      ...{ world, random, issuer, counts, fetchFrom: endpoint.fetchFrom },
      keyRequest: { alg: "ES256", kid: key.kid },
      meanInterval: intervalSeconds * 1000,
    });
  for (let number = 0; number < instances; number++) {
    world.at(BEGIN, start(requests));
  }
  for (let number = 0; number < (late?.instances ?? 0); number++) {
    world.at(minute(late?.minute ?? 0), start(lateRequests));
  }
  try {
    await world.runUntil(minute(minutes));
  } finally {
    world.restore();
  }
  const perSecond = Array.from({ length: minutes * 60 }, (_, second) => endpoint.perSecond[second] ?? 0);
  return {
    fetches: endpoint.fetches(),
    fetchesAtFirst: perSecond.slice(0, FIRST_REFRESH_SECONDS).reduce((total, fetches) => total + fetches, 0),
    answered: endpoint.answered(),
    rejected: endpoint.rejected(),
    lastRefusalSeconds: requests.refused === 0 ? 0 : (requests.lastRefusalAt - BEGIN) / 1000,
    ...{ perSecond, requests, lateRequests },
  };
}

function issuerWith(hasSeeds: boolean): KeyedIssuer {
  const algorithms = ["ES256"] as const;
  const seeds = {
    ...readPublicKeys(document, keysFor(algorithms)),
    useUntil: BEGIN + 90 * 24 * 60 * MINUTE_MS,
  };
  return {
    issuer: ISSUER,
    keysFrom: [
      {
        source: "endpoint",
        ...{ algorithms, jwksUrl: JWKS_URL, use: "sig", caCertificatesPem: undefined },
        ttlSeconds: TTL_SECONDS,
        maxStaleSeconds: MAX_STALE_SECONDS,
        deadlineMilliseconds: DEADLINE_SECONDS * 1000,
        seeds: hasSeeds ? seeds : undefined,
      },
    ],
  };
}

function newCounts(): RequestCounts {
  return { requests: 0, waited: 0, longestWait: 0, refused: 0, lastRefusalAt: 0, firstWaited: 0 };
}
