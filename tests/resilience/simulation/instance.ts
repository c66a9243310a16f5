import { isFailure } from "../../../lambda/src/failure.ts";
import type { FetchJson } from "../../../lambda/src/keys/fetch-json.ts";
import { createKeySources, type KeyedIssuer } from "../../../lambda/src/keys/issuer-keys.ts";
import type { KeyRequest } from "../../../lambda/src/keys/key-source.ts";
import { NO_OBSERVER } from "../../../lambda/tests/support/key-reading.ts";
import { exponential, type Random } from "../support/random.ts";
import type { Process, World } from "./world.ts";

/** What happened to the requests of all instances. Times are milliseconds. */
export interface RequestCounts {
  requests: number;
  /** Requests that had to wait for a fetch. */
  waited: number;
  longestWait: number;
  /** Requests for which there was no key, so that the caller would get a 500. */
  refused: number;
  lastRefusalAt: number;
  /** First requests of an instance that had to wait, or were refused. */
  firstWaited: number;
}

/** How an instance of the function runs. */
export interface InstanceOptions {
  readonly world: World;
  readonly random: Random;
  readonly issuer: KeyedIssuer;
  readonly keyRequest: KeyRequest;
  readonly fetchFrom: (process: Process) => FetchJson;
  /** Mean time between two requests, in milliseconds. */
  readonly meanInterval: number;
  readonly counts: RequestCounts;
}

/** From the start of the process to its first request: the rest of the initialization. */
const INIT_MS = 100;
/** How long the process is awake after a response, until Lambda freezes it. */
const AWAKE_AFTER_RESPONSE_MS = 1;

/** Starts an instance with its own key source, which gets requests at random times until the world ends. */
export function startInstance(options: InstanceOptions): void {
  const { world, random, issuer, keyRequest, fetchFrom, meanInterval, counts } = options;
  const process: Process = { isAwake: true, due: [] };
  const fetchJson = fetchFrom(process);
  const readSecret = () => Promise.reject(new Error("the issuer has no secret"));
  const dependencies = { now: world.now, random, fetchJson, readSecret };
  const source = createKeySources([issuer], dependencies, () => NO_OBSERVER)
    .get(issuer)
    ?.get(keyRequest.alg);
  if (source === undefined) {
    throw new Error(`the issuer has no keys for ${keyRequest.alg}`);
  }
  let isReceiving = true;
  let isFirst = true;
  let responses = 0;

  function receive(): void {
    isReceiving = true;
    const hasDue = process.due.length > 0;
    world.thaw(process);
    if (hasDue) {
      world.at(world.now(), decide);
    } else {
      decide();
    }
  }

  function decide(): void {
    const arrivedAt = world.now();
    if (source?.peek(keyRequest) !== undefined) {
      respond(arrivedAt, false);
      return;
    }
    world.runIn(process, () => {
      source?.find({ ...keyRequest, arrivedAt }).then((keys) => respond(arrivedAt, isFailure(keys)));
    });
  }

  function respond(arrivedAt: number, isRefused: boolean): void {
    const waited = world.now() - arrivedAt;
    counts.requests++;
    counts.waited += waited > 0 ? 1 : 0;
    counts.longestWait = Math.max(counts.longestWait, waited);
    counts.refused += isRefused ? 1 : 0;
    counts.lastRefusalAt = isRefused ? world.now() : counts.lastRefusalAt;
    counts.firstWaited += isFirst && (isRefused || waited > 0) ? 1 : 0;
    isFirst = false;
    responses++;
    const response = responses;
    world.at(world.now() + AWAKE_AFTER_RESPONSE_MS, () => {
      // If the next request is already here, Lambda does not freeze the process.
      process.isAwake = responses !== response || isReceiving;
    });
    isReceiving = false;
    world.at(world.now() + exponential(random, meanInterval), receive);
  }

  world.runIn(process, source.prefetch);
  world.at(world.now() + INIT_MS, receive);
}
