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
  const { fetches, fetchesAtFirst, answered } = figures;
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
    count(busiest(figures, 0)),
    count(busiest(figures, 1)),
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
      "an outage of 10 minutes: requests refused by instances that started before it",
      sum(outages, ({ requests }) => requests.refused),
      sum(outages, ({ requests }) => requests.requests),
    ),
    checkAtMost(
      `the longest wait of a request, at most the fetch timeout of ${DEADLINE_SECONDS} s`,
      Math.max(...results.map(({ figures }) => totalOf(figures).longestWait)) / 1000,
      DEADLINE_SECONDS,
      "s",
    ),
    ...results
      .filter(({ title }) => title === "overload")
      .map(({ figures }) =>
        checkAtMost(
          "overload: the last request that is refused, at most 60 s after the start",
          figures.lastRefusalSeconds,
          60,
          "s",
        ),
      ),
    checkAtMost(
      "after the first minute: fetches in the busiest second while the endpoint answers, per instance, at most 0.05",
      Math.max(...steady.map(({ figures, scenario }) => busiest(figures, 1) / scenario.instances)),
      0.05,
    ),
    checkAtMost(
      "after an outage: fetches in the busiest second, per instance, at most 0.05",
      Math.max(
        ...outages.map(
          ({ figures, scenario }) => busiest(figures, scenario.outage?.to ?? 0) / scenario.instances,
        ),
      ),
      0.05,
    ),
  ];
}

/** The most fetches in one second, from a minute on. */
function busiest({ perSecond }: Figures, fromMinute: number): number {
  return Math.max(...perSecond.slice(fromMinute * 60));
}
