import { medianIn, type Results } from "../results.ts";
import { OURS } from "../subjects/subjects.ts";
import { MAIN_NODE } from "./performance.ts";

/** What AWS charges, as an input: it changes. */
export interface Prices {
  readonly date: string;
  readonly region: string;
  readonly currency: string;
  readonly lambdaPerMillionRequests: number;
  readonly lambdaPerGbSecond: Readonly<Record<"arm64" | "x86_64", number>>;
  readonly apiPerMillionRequests: Readonly<Record<"REST" | "HTTP", number>>;
}

const MEMORY_SIZES = [128, 256, 512, 1024];

/** With so much memory a function has one processor, and with less a share of it. */
const MEMORY_OF_ONE_CPU = 1769;

/** The share of requests that the gateway's cache answers: none, and examples of what callers do. */
const HIT_RATES: readonly (readonly [ttl: string, rate: number, when: string])[] = [
  ["0", 0, "always"],
  ["60", 0.8, "a caller makes five requests a minute"],
  ["300", 0.96, "the same caller, who makes twenty-five in five minutes"],
];

/** Writes docs/cost.md from the results of a run, and from prices. */
export function writeCost(results: Results, prices: Prices): string {
  const { milliseconds, coldMilliseconds } = timesOf(results);
  const billed = (memory: number): number =>
    Math.ceil((milliseconds * MEMORY_OF_ONE_CPU) / Math.min(memory, MEMORY_OF_ONE_CPU));
  const perMillion = (memory: number, architecture: "arm64" | "x86_64", hitRate: number): number => {
    const gbSeconds = 1_000_000 * (billed(memory) / 1000) * (memory / 1024);
    const ofInvocations =
      prices.lambdaPerMillionRequests + gbSeconds * prices.lambdaPerGbSecond[architecture];
    return ofInvocations * (1 - hitRate);
  };
  const row = (memory: number, architecture: "arm64" | "x86_64"): string =>
    `| ${memory} MB, ${architecture} | ${billed(memory)} ms | ${HIT_RATES.map(([, rate]) => perMillion(memory, architecture, rate).toFixed(3)).join(" | ")} |`;
  return [
    "# What it costs",
    "",
    `<!-- Written by \`${results.command}\` from docs/performance.json and lambda/bench/report/prices.json; don't edit. -->`,
    "",
    `What the authorizer adds to the bill of a million requests to an API, in ${prices.currency}. A model, not an invoice: times were measured on one machine through Lambda's runtime client ([performance](performance.md)), nothing on AWS, and prices are those of ${prices.region} as the authors knew them in ${prices.date}. Look yours up, put them into \`lambda/bench/report/prices.json\`, and let \`npm run bench -- --report\` write this page again.`,
    "",
    "```text",
    "invocations = requests × (1 − hit rate of the gateway's cache)",
    "billed time = CPU time × 1769 MB / memory, rounded up to a millisecond",
    "cost        = invocations × (price of a request + billed time × memory × price of a GB-second)",
    "```",
    "",
    `CPU time of an invocation: ${milliseconds} ms, the round trip of a new RS256 token (Node ${MAIN_NODE}). A function with less than 1,769 MB has a share of one processor, in which the same work takes longer; so that memory hardly changes the bill, and latency much.`,
    "",
    `| | billed time | ${HIT_RATES.map(([ttl, rate]) => `TTL ${ttl}, ${rate * 100} % hits`).join(" | ")} |`,
    `| --- | --- | ${HIT_RATES.map(() => "---").join(" | ")} |`,
    ...MEMORY_SIZES.flatMap((memory) => [row(memory, "arm64"), row(memory, "x86_64")]),
    "",
    `Hit rates are examples: ${HIT_RATES.slice(1)
      .map(([ttl, rate, when]) => `with a TTL of ${ttl} seconds ${rate * 100} % if ${when}`)
      .join(
        ", ",
      )}. Yours is \`1 − invocations / requests\`, of the metrics \`Invocations\` of the function and \`Count\` of the API.`,
    "",
    `Beside it stands what API Gateway takes for the same million: ${prices.apiPerMillionRequests.REST} for a REST API, ${prices.apiPerMillionRequests.HTTP} for an HTTP API.`,
    "",
    `A cold start takes ${coldMilliseconds} ms of CPU here, once for each environment that Lambda starts, and is billed like the rest: at 256 MB on arm64 a thousand of them are ${((coldMilliseconds / 1000) * 1000 * 0.25 * prices.lambdaPerGbSecond.arm64 * (MEMORY_OF_ONE_CPU / 256)).toFixed(3)} at most, for during init a function has more of the processor than that.`,
    "",
  ].join("\n");
}

function timesOf({ nodes }: Results): { readonly milliseconds: number; readonly coldMilliseconds: number } {
  const client = nodes[MAIN_NODE]?.runtimeClient;
  if (client === undefined) {
    throw new Error("the cost page needs a run through the runtime client");
  }
  return {
    milliseconds: Number(medianIn(client.p50, OURS).toPrecision(2)),
    coldMilliseconds: Math.round(medianIn(client.cold, OURS)),
  };
}
