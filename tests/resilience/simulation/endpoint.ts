import { FetchError, type FetchJson } from "../../../lambda/src/keys/fetch-json.ts";
import type { Json } from "../../../lambda/tests/support/keys.ts";
import { exponential, type Random } from "../support/random.ts";
import type { Process, World } from "./world.ts";

/** What an endpoint can do. Times are milliseconds of the world's clock. */
export interface EndpointOptions {
  readonly document: Json;
  /** How many requests of one second it answers; to the others it sends the status 503. */
  readonly capacityPerSecond: number;
  /** While it does not answer at all. */
  readonly outage?: { readonly from: number; readonly to: number } | undefined;
}

/** A key endpoint that counts. */
export interface Endpoint {
  /** What a process fetches with. */
  readonly fetchFrom: (process: Process) => FetchJson;
  /** Fetches in each second since the start of the world, also those that were given up before they were answered. */
  readonly perSecond: readonly number[];
  readonly fetches: () => number;
  readonly answered: () => number;
  readonly rejected: () => number;
}

/** TCP connection, TLS handshake, request: the process must be awake for each of them. */
const ROUND_TRIPS = 3;
/** Of a round trip, in milliseconds: at least, and what is added to it on average. */
const LATENCY = { least: 15, further: 10 };

/** Makes an endpoint in a world. */
export function createEndpoint(world: World, random: Random, options: EndpointOptions): Endpoint {
  const { document, capacityPerSecond, outage } = options;
  const begin = world.now();
  const secondNow = (): number => Math.floor((world.now() - begin) / 1000);
  const perSecond: number[] = [];
  const arrivedIn = new Map<number, number>();
  let answered = 0;
  let rejected = 0;

  const isDown = (): boolean => outage !== undefined && world.now() >= outage.from && world.now() < outage.to;

  /** @returns the result of one request */
  function serve(): Json | FetchError {
    const second = secondNow();
    const arrived = (arrivedIn.get(second) ?? 0) + 1;
    arrivedIn.set(second, arrived);
    if (arrived > capacityPerSecond) {
      rejected++;
      return new FetchError("status 503");
    }
    answered++;
    return document;
  }

  const fetchFrom: Endpoint["fetchFrom"] =
    (process) =>
    (_url, { signal }) => {
      const second = secondNow();
      perSecond[second] = (perSecond[second] ?? 0) + 1;
      return new Promise((resolve, reject) => {
        signal.addEventListener("abort", () => reject(new FetchError("deadline exceeded")), { once: true });

        function roundTrip(left: number): void {
          if (signal.aborted || isDown()) {
            return;
          }
          const arrival = world.now() + LATENCY.least + exponential(random, LATENCY.further);
          if (left > 1) {
            world.noticeAt(process, arrival, () => roundTrip(left - 1));
            return;
          }
          const result = serve();
          world.noticeAt(process, arrival, () => {
            if (result instanceof FetchError) {
              reject(result);
            } else {
              resolve({ document: result });
            }
          });
        }

        roundTrip(ROUND_TRIPS);
      });
    };

  return {
    fetchFrom,
    perSecond,
    fetches: () => perSecond.reduce((total, fetches = 0) => total + fetches, 0),
    answered: () => answered,
    rejected: () => rejected,
  };
}
