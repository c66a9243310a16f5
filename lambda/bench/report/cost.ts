import { medianIn, type Results } from "../results.ts";
import { OURS } from "../subjects/subjects.ts";
import { MAIN_NODE } from "./performance.ts";

/** The prices of AWS, an input because they change. */
export interface Prices {
  readonly date: string;
  readonly region: string;
  readonly currency: string;
  readonly lambdaPerMillionRequests: number;
  readonly lambdaPerGbSecond: Readonly<Record<"arm64" | "x86_64", number>>;
  readonly apiPerMillionRequests: Readonly<Record<"REST" | "HTTP", number>>;
  readonly dynamodbPerMillionReadRequestUnits: number;
}

const MEMORY_SIZES = [128, 256, 512, 1024];

/** A function with this much memory has one processor; with less it has a share of one. */
const MEMORY_OF_ONE_CPU = 1769;

/** The share of requests that the gateway's cache answers: none, and two examples. */
const HIT_RATES: readonly (readonly [ttl: string, rate: number, when: string])[] = [
  ["0", 0, "always"],
  ["60", 0.8, "each caller makes 5 requests a minute"],
  ["300", 0.96, "each caller makes 25 requests in 5 minutes"],
];

/** Writes docs/cost.md from the results of a run and the prices. */
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
  // During init a function has more than its share of the processor: this is the most that it costs.
  const coldStarts = coldMilliseconds * (MEMORY_OF_ONE_CPU / 256) * 0.25 * prices.lambdaPerGbSecond.arm64;
  const examples = HIT_RATES.slice(1).map(
    ([ttl, rate, when]) =>
      `with a TTL of ${ttl} seconds, ${rate * 100} % of the requests hit the cache if ${when}`,
  );
  return [
    "# What it costs",
    "",
    `<!-- Written by \`${results.command}\` from lambda/bench/results.json and lambda/bench/report/prices.json. Don't edit this page. -->`,
    "",
    `What the authorizer adds to the bill for a million requests to an API, in ${prices.currency}. This is a model, not an invoice: times were measured on one machine through Lambda's runtime client (see [Performance](performance.md)), not on AWS. Prices are those of ${prices.region} of ${prices.date}. Replace them with your prices in \`lambda/bench/report/prices.json\`, and run \`npm run docs\`.`,
    "",
    "```text",
    "invocations = requests × (1 − hit rate of the gateway's cache)",
    "billed time = processing time × 1769 MB / memory, rounded up to a millisecond",
    "cost        = invocations × (price of a request + billed time × memory × price of a GB-second)",
    "```",
    "",
    `The processing time of an invocation is ${milliseconds} ms: the round trip of a new RS256 token under Node ${MAIN_NODE}. A function with less than 1,769 MB of memory has a share of one processor, on which the same work takes longer. Memory therefore hardly changes the bill, but it changes the latency.`,
    "",
    `| Prices in ${prices.currency} | billed time | ${HIT_RATES.map(([ttl, rate]) => `TTL ${ttl} s, ${rate * 100} % hits`).join(" | ")} |`,
    `| --- | --- | ${HIT_RATES.map(() => "---").join(" | ")} |`,
    ...MEMORY_SIZES.flatMap((memory) => [row(memory, "arm64"), row(memory, "x86_64")]),
    "",
    `The hit rates are examples: ${examples.join("; ")}. To compute your own, divide the function's metric \`Invocations\` by the API's metric \`Count\` and subtract the result from 1.`,
    "",
    `For comparison, API Gateway charges ${prices.apiPerMillionRequests.REST.toFixed(2)} ${prices.currency} for a million requests to a REST API and ${prices.apiPerMillionRequests.HTTP.toFixed(2)} ${prices.currency} for a million requests to an HTTP API.`,
    "",
    "CloudWatch Logs charges for the lines that the function writes, and CloudWatch for metrics, if you set `metrics_namespace`: see [what the log costs](log.md#cost).",
    "",
    `DynamoDB charges for the table of \`revocation\`: a million new tokens, each with four claims to look up, cost ${(4 * prices.dynamodbPerMillionReadRequestUnits).toFixed(2)} ${prices.currency} (see [time and cost](revocation.md#time-and-cost)).`,
    "",
    `A cold start takes ${coldMilliseconds} ms on this machine, once for each instance that Lambda starts, and is billed like an invocation. At 256 MB on arm64, a thousand cold starts cost at most ${(Math.ceil(coldStarts * 10_000) / 10_000).toFixed(4)} ${prices.currency}.`,
    "",
  ].join("\n");
}

function timesOf({ nodes }: Results): { readonly milliseconds: number; readonly coldMilliseconds: number } {
  const client = nodes[MAIN_NODE]?.runtimeClient;
  if (client === undefined) {
    throw new Error(`the page about cost needs results through the runtime client under Node ${MAIN_NODE}`);
  }
  return {
    milliseconds: Number(medianIn(client.p50, OURS).toPrecision(2)),
    coldMilliseconds: Math.round(medianIn(client.cold, OURS)),
  };
}
