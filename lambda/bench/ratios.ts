import { OURS_SEEDED } from "./cold.ts";
import { medianIn, type NodeResults, type Table } from "./results.ts";
import { OURS } from "./subjects/subjects.ts";

/** A ratio that says how fast the authorizer is, and what it is to be at most. */
export interface Ratio {
  readonly name: string;
  readonly value: number;
  readonly target: number;
}

/** What a bundle may have, in bytes. */
const ZIP_BUDGET = 20_000;

/** A budget, and not a number that grows with the machine's noise. */
export const ZIP_RATIO = `zip, to ${ZIP_BUDGET.toLocaleString("en")} bytes`;

/** The ratios of one run under one Node; those that weren't measured are left out. */
export function ratiosOf(results: NodeResults, zipBytes: number): readonly Ratio[] {
  const { warm, cold, growth, heap, runtimeClient } = results;
  const ratios: Ratio[] = [];
  const add = (name: string, value: number, target: number): void => {
    ratios.push({ name, value: Number(value.toPrecision(3)), target });
  };
  if (warm.RS256 !== undefined) {
    const { distinct, repeated } = warm.RS256;
    add("distinct RS256 token, to the signature check", medianIn(distinct, OURS, "ratio"), 1.5);
    add("the same, to aws-jwt-verify", medianIn(distinct, OURS) / medianIn(distinct, "aws-jwt-verify"), 1);
    add("the same, to the fastest other peer", toFastestPeer(distinct, OURS, ["aws-jwt-verify"]), 1);
    add("repeated token, to the signature check", medianIn(repeated, OURS, "ratio"), 0.1);
    add(
      "repeated token under 50 rules, to one without",
      medianIn(repeated, `${OURS}, 50 rules`) / medianIn(repeated, OURS),
      1.1,
    );
  }
  const issuers = growth.issuers?.repeated;
  if (issuers !== undefined) {
    add("repeated token among 100 issuers, to one issuer", medianIn(issuers, "100", "ratio"), 1.1);
  }
  add("cold start to first decision, to node:https and crypto", medianIn(cold, OURS, "ratio"), 1.15);
  add("the same, to the fastest peer", toFastestPeer(cold, OURS, []), 1);
  add(
    `heap after ${heap.decisions.toLocaleString("en")} decisions, to a tenth of them`,
    heap.afterAll / heap.afterWarmUp,
    1.05,
  );
  add(ZIP_RATIO, zipBytes / ZIP_BUDGET, 1);
  if (runtimeClient !== undefined) {
    add(
      "round trip through the runtime client, to an empty handler",
      medianIn(runtimeClient.p50, OURS, "ratio"),
      1.35,
    );
    add(
      "cold through the runtime client, keys seeded, to an empty handler",
      medianIn(runtimeClient.cold, OURS_SEEDED, "ratio"),
      1.25,
    );
  }
  return ratios;
}

/** Beside peers there are in a table: ours in its forms, the base, and floors. */
function toFastestPeer(table: Table, subject: string, without: readonly string[]): number {
  const peers = table.rows.filter(
    ({ subject: name }) =>
      !name.startsWith(OURS) && name !== table.base && name !== "empty handler" && !without.includes(name),
  );
  return medianIn(table, subject) / Math.min(...peers.map(({ value }) => value.median));
}
