import { OURS_SEEDED, SEEDED } from "./cold.ts";
import { medianIn, type NodeResults, type Table } from "./results.ts";
import { FETCHING_PEERS, OURS, PREVIOUS, STATIC_KEY_PEER } from "./subjects/subjects.ts";

/** A ratio of two medians of one run, and its target: the most that it should be. */
export interface Ratio {
  readonly name: string;
  readonly value: number;
  readonly target: number;
}

/** The ratios of one run under one version of Node, as far as it measured their rows. */
export function ratiosOf({ warm, cold, growth, heap, runtimeClient }: NodeResults): readonly Ratio[] {
  const ratios: Ratio[] = [];
  const add = (name: string, value: number | undefined, target: number): void => {
    if (value !== undefined) {
      ratios.push({ name, value: Number(value.toPrecision(3)), target });
    }
  };
  const { distinct, repeated } = warm.RS256 ?? {};
  add("new RS256 token, to the signature check", ratio(distinct, OURS), 1.75);
  add("new RS256 token, to aws-jwt-verify", ratio(distinct, OURS, "aws-jwt-verify"), 1.1);
  add(
    "new RS256 token, to the fastest other peer that can rotate keys",
    toFastest(distinct, "aws-jwt-verify"),
    1,
  );
  add(
    "new RS256 token, to fast-jwt with a static key (no rotation)",
    ratio(distinct, OURS, STATIC_KEY_PEER),
    1.5,
  );
  add("new RS256 token, to the previous bundle", ratio(distinct, OURS, PREVIOUS), 1.3);
  add("repeated RS256 token, to the signature check", ratio(repeated, OURS), 0.1);
  add("repeated RS256 token, to the previous bundle", ratio(repeated, OURS, PREVIOUS), 1.1);
  add("repeated token under 50 rules, to no rules", ratio(repeated, `${OURS}, 50 rules`, OURS), 1.1);
  add("repeated token with 100 issuers, to 1 issuer", ratio(growth.issuers?.repeated, "100"), 1.1);
  add("cold start, to node:https and crypto", ratio(cold, OURS), 1.15);
  add("cold start, to the fastest peer", toFastest(cold), 1);
  add("cold start, to the previous bundle", ratio(cold, OURS, PREVIOUS), 1.03);
  add(
    "cold start with seed keys, to the previous bundle",
    ratio(cold, OURS_SEEDED, `${PREVIOUS}${SEEDED}`),
    1.03,
  );
  if (heap !== undefined) {
    const decisions = heap.decisions.toLocaleString("en");
    add(`heap after ${decisions} decisions, to a tenth of them`, heap.afterAll / heap.afterWarmUp, 1.05);
  }
  add("round trip through the runtime client, to an empty handler", ratio(runtimeClient?.p50, OURS), 1.35);
  add(
    "round trip through the runtime client, to the previous bundle",
    ratio(runtimeClient?.p50, OURS, PREVIOUS),
    1.1,
  );
  add(
    "cold start through the runtime client with seed keys, to an empty handler",
    ratio(runtimeClient?.cold, OURS_SEEDED),
    1.25,
  );
  return ratios;
}

/** The ratio of a subject to another, or to the base of the table; undefined unless both were measured. */
function ratio(table: Table | undefined, subject: string, to = table?.base ?? ""): number | undefined {
  const measured = (name: string): boolean => table?.rows.some((row) => row.subject === name) ?? false;
  return table !== undefined && measured(subject) && measured(to)
    ? medianIn(table, subject) / medianIn(table, to)
    : undefined;
}

/** The ratio to the fastest peer that fetches keys, as this authorizer does. */
function toFastest(table: Table | undefined, without = ""): number | undefined {
  const peers = (table?.rows ?? []).filter(
    ({ subject }) => FETCHING_PEERS.includes(subject) && subject !== without,
  );
  const fastest = peers.sort((a, b) => a.value.median - b.value.median)[0];
  return fastest === undefined ? undefined : ratio(table, OURS, fastest.subject);
}
