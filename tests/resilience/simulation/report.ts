import { type Check, checkAtMost, checkNone, count, markdownTable, rounded } from "../support/checks.ts";
import type { Result } from "./runs.ts";
import { DEADLINE_SECONDS, type Figures } from "./scenario.ts";

const HEAD = [
  "scenario",
  "instances",
  "seed keys",
  "requests",
  "refused (500)",
  "waited",
  "longest wait, ms",
  "fetches begun before the first refresh, per instance",
  "fetches in all",
  "answered",
  "most in one second",
  "most in one second, after the first minute",
];

/** One line for each run. */
export function resultTable(results: readonly Result[]): string {
  return markdownTable(HEAD, results.map(rowOf));
}

function rowOf({ title, scenario, figures }: Result): readonly string[] {
  const { fetches, fetchesAtFirst, answered, perSecond } = figures;
  const total = totalOf(figures);
  return [
    title,
    count(scenario.instances + (scenario.late?.instances ?? 0)),
    scenario.hasSeeds ? "yes" : "no",
    count(total.requests),
    count(total.refused),
    count(total.waited),
    count(Math.round(total.longestWait)),
    rounded(fetchesAtFirst / scenario.instances),
    count(fetches),
    count(answered),
    count(Math.max(...perSecond)),
    count(Math.max(...perSecond.slice(60))),
  ];
}

function totalOf({
  requests,
  lateRequests,
}: Figures): Record<"requests" | "refused" | "waited" | "longestWait", number> {
  return {
    requests: requests.requests + lateRequests.requests,
    refused: requests.refused + lateRequests.refused,
    waited: requests.waited + lateRequests.waited,
    longestWait: Math.max(requests.longestWait, lateRequests.longestWait),
  };
}

/** What the results must show. */
export function checksOf(results: readonly Result[]): readonly Check[] {
  const withSeeds = results.filter(({ scenario }) => scenario.hasSeeds);
  const steady = results.filter(({ title }) => title === "start");
  const outages = results.filter(({ title }) => title === "outage");
  const sum = (of: readonly Result[], value: (figures: Figures) => number): number =>
    of.reduce((total, { figures }) => total + value(figures), 0);
  return [
    ...steady
      .filter(({ scenario }) => !scenario.hasSeeds)
      .map(({ scenario: { instances }, figures }) =>
        checkAtMost(
          `${count(instances)} instances start together: fetches per instance before the first refresh, at most 1.1`,
          figures.fetchesAtFirst / instances,
          1.1,
        ),
      ),
    checkNone(
      "with seed keys: first requests of an instance that wait for keys or are refused",
      sum(withSeeds, ({ requests, lateRequests }) => requests.firstWaited + lateRequests.firstWaited),
      withSeeds.reduce(
        (total, { scenario }) => total + scenario.instances + (scenario.late?.instances ?? 0),
        0,
      ),
    ),
    checkNone(
      "with seed keys: requests refused, with and without an outage",
      sum(withSeeds, (figures) => totalOf(figures).refused),
      sum(withSeeds, (figures) => totalOf(figures).requests),
    ),
    checkNone(
      "without seed keys: requests refused, while the endpoint answers",
      sum(steady, (figures) => totalOf(figures).refused),
      sum(steady, (figures) => totalOf(figures).requests),
    ),
    checkNone(
      "an outage of 15 minutes: requests refused by instances that started before it",
      sum(outages, ({ requests }) => requests.refused),
      sum(outages, ({ requests }) => requests.requests),
    ),
    checkAtMost(
      `the longest wait of a request, at most the fetch timeout of ${DEADLINE_SECONDS} s`,
      Math.max(...results.map(({ figures }) => totalOf(figures).longestWait)) / 1000,
      DEADLINE_SECONDS,
      "s",
    ),
    ...steady.map(({ scenario: { instances, hasSeeds }, figures: { perSecond } }) =>
      checkAtMost(
        `${count(instances)} instances, ${hasSeeds ? "with" : "without"} seed keys: fetches in the busiest second after the first minute, per instance, at most 0.05`,
        Math.max(...perSecond.slice(60)) / instances,
        0.05,
      ),
    ),
  ];
}
