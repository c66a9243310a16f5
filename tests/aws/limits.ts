import { readFile } from "node:fs/promises";
import type { Limits } from "./options.ts";

/** Counts the calls of a run, and ends it at its limits. */
export interface Meter {
  readonly calls: number;
  /** Counts a call that is about to be made. @throws Error at the limit */
  count(): void;
  /** Ends the watch on the minutes. */
  stop(): void;
}

/** The prices of us-east-1 times two: no region costs more. */
const REGION_FACTOR = 2;
/** A call invokes the authorizer and the backend. */
const INVOCATIONS_PER_CALL = 2;
/** An invocation with a cold start takes less, with the memory of the module and of a function without settings. */
const GB_SECONDS_PER_INVOCATION = 0.25;

/** What so many calls cost at most, in US dollars. Resources that are not called cost nothing: see plan-check.ts. */
export async function estimateUsd(calls: number): Promise<number> {
  const prices = JSON.parse(
    await readFile(new URL("../../lambda/bench/report/prices.json", import.meta.url), "utf8"),
  );
  const requests = calls * prices.apiPerMillionRequests.REST;
  const invocations = calls * INVOCATIONS_PER_CALL;
  const compute = invocations * GB_SECONDS_PER_INVOCATION * prices.lambdaPerGbSecond.x86_64;
  return REGION_FACTOR * ((requests + invocations * prices.lambdaPerMillionRequests) / 1_000_000 + compute);
}

/**
 * Refuses a run that may cost too much.
 *
 * @returns the estimate in US dollars
 * @throws Error if the calls that the run may make cost more than its limit
 */
export async function checkCost({ usd, calls }: Limits): Promise<number> {
  const estimate = await estimateUsd(calls);
  if (estimate > usd) {
    throw new Error(
      `${calls} calls may cost ${estimate.toFixed(4)} USD, and --max-usd is ${usd}: nothing was created. Lower --max-calls or raise --max-usd`,
    );
  }
  return estimate;
}

/**
 * Starts to watch the limits of a run.
 *
 * @param onTimeOver is called when the minutes are over, whatever the run does at that time
 */
export function startMeter({ calls: most, minutes }: Limits, onTimeOver: () => void): Meter {
  let calls = 0;
  const timer = setTimeout(onTimeOver, minutes * 60_000);
  timer.unref();
  return {
    get calls() {
      return calls;
    },
    count: () => {
      if (calls >= most) {
        throw new Error(`the run has made ${most} calls, which is its limit: see --max-calls`);
      }
      calls += 1;
    },
    stop: () => clearTimeout(timer),
  };
}
