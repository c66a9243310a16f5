import { type Check, checkAtMost, checkNone, count, markdownTable, rounded } from "../support/checks.ts";
import type { GatewayResult } from "./through-gateway.ts";
import type { Memory, RuntimeResult } from "./through-runtime.ts";

/** How much the heap may grow in the second half of a run. */
const MAX_GROWTH = 1.05;
/** With fewer requests, the function's caches of tokens are not yet full at half of them, so that the heap has to grow. */
const MIN_REQUESTS = 20_000;
const MEBIBYTE = 2 ** 20;

/** What the run must show. */
export function checksOf(runtime: RuntimeResult, gateway: GatewayResult | undefined): readonly Check[] {
  return [
    checkNone(
      "wrong answers through Lambda's runtime client",
      runtime.measures.wrong(),
      runtime.measures.requests(),
    ),
    ...(gateway === undefined
      ? []
      : [
          checkNone(
            "wrong answers through the emulator's gateway",
            gateway.measures.wrong(),
            gateway.measures.requests(),
          ),
        ]),
    ...(runtime.measures.requests() < MIN_REQUESTS ? [] : [checkMemory(runtime.memory)]),
  ];
}

function checkMemory(memory: readonly Memory[]): Check {
  const [half, end] = memory.slice(-2);
  return checkAtMost(
    `heap after garbage collection at the end, to that at half of the requests, at most ${MAX_GROWTH}`,
    (end?.heapUsed ?? Number.NaN) / (half?.heapUsed ?? Number.NaN),
    MAX_GROWTH,
  );
}

/** The memory of the function's process over the run. */
export function memoryTable(memory: readonly Memory[]): string {
  const rows = memory.map(({ requests, rss, heapUsed }) => [
    count(requests),
    rounded(heapUsed / MEBIBYTE),
    rounded(rss / MEBIBYTE),
  ]);
  return markdownTable(["requests", "heap after garbage collection, MiB", "resident, MiB"], rows);
}

/** One paragraph and one table. */
export function sectionOf(title: string, { measures, seconds }: GatewayResult): string {
  const rate = count(Math.round(measures.requests() / seconds));
  return `${title}: ${count(measures.requests())} requests in ${Math.round(seconds)} s, ${rate} per second.\n\n${measures.table()}`;
}
