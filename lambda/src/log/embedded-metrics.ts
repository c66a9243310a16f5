import type { DecisionFacts } from "./decision-facts.js";
import type { HeldBack } from "./refusal-cap.js";

/**
 * Makes a log line also a source of metrics. Each function returns the members that a line needs in addition, as JSON
 * that begins with a comma. The line must have the members that the dimensions name: `function_name`, `outcome`,
 * `reason` or `trusted_issuer`.
 */
export interface EmbeddedMetrics {
  readonly ofAllowed: (facts: DecisionFacts) => string;
  readonly ofRefusal: (facts: DecisionFacts) => string;
  readonly ofHeldBackRefusals: (heldBack: HeldBack) => string;
  readonly ofKeyFetch: (hasFailed: boolean) => string;
  readonly ofSuppressedRefetches: (count: number) => string;
}

const UNITS = {
  Decisions: "Count",
  Duration: "Microseconds",
  TokenCacheHits: "Count",
  StaleKeys: "Count",
  KeyFetches: "Count",
  KeyFetchFailures: "Count",
  SuppressedRefetches: "Count",
} as const;

type Metric = keyof typeof UNITS;

/** No dimension has values that a caller chooses: each combination of values is a metric of its own, with its own price. */
type Dimension = "outcome" | "reason" | "trusted_issuer";

/** Metrics of a line, each with every one of these lists of dimensions. */
interface Directive {
  readonly metrics: readonly Metric[];
  readonly dimensions: readonly (readonly Dimension[])[];
}

const ONE: Directive = { metrics: ["Duration", "TokenCacheHits", "StaleKeys"], dimensions: [[]] };
/** The durations of refusals that are held back are not kept. */
const MANY: Directive = { metrics: ["TokenCacheHits", "StaleKeys"], dimensions: [[]] };
const ALLOWED: Directive = { metrics: ["Decisions"], dimensions: [["outcome"]] };
const REFUSED: Directive = { metrics: ["Decisions"], dimensions: [["outcome"], ["reason"]] };
const KEY_FETCH: Directive = {
  metrics: ["KeyFetches", "KeyFetchFailures"],
  dimensions: [[], ["trusted_issuer"]],
};
const SUPPRESSED: Directive = { metrics: ["SuppressedRefetches"], dimensions: [[]] };

/**
 * Makes the metrics, in CloudWatch's embedded metric format.
 *
 * @param epochMilliseconds the time of a line, as a JSON number
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function createEmbeddedMetrics(namespace: string, epochMilliseconds: () => string): EmbeddedMetrics {
  /** Of the members, only the time and the values differ from line to line. */
  function membersFor(...directives: readonly Directive[]): (...values: readonly number[]) => string {
    const names = directives.flatMap(({ metrics }) => metrics).map((name) => `,"${name}":`);
    const definitions = directives.map(({ metrics, dimensions }) => ({
      Namespace: namespace,
      Dimensions: dimensions.map((others) => ["function_name", ...others]),
      Metrics: metrics.map((Name) => ({ Name, Unit: UNITS[Name] })),
    }));
    const head = `,"_aws":{"CloudWatchMetrics":${JSON.stringify(definitions)},"Timestamp":`;
    return (...values) =>
      values.reduce<string>(
        (members, value, index) => members + names[index] + value,
        `${head}${epochMilliseconds()}}`,
      );
  }

  const ofAllowed = membersFor(ALLOWED, ONE);
  const ofRefusal = membersFor(REFUSED, ONE);
  const ofHeldBackRefusals = membersFor(REFUSED, MANY);
  const ofKeyFetch = membersFor(KEY_FETCH);
  const ofSuppressedRefetches = membersFor(SUPPRESSED);
  const hitIn = ({ isTokenCached }: DecisionFacts): number => (isTokenCached === true ? 1 : 0);
  const staleIn = ({ keyAge }: DecisionFacts): number => (keyAge?.isStale === true ? 1 : 0);
  return {
    ofAllowed: (facts) => ofAllowed(1, facts.durationMicroseconds, hitIn(facts), staleIn(facts)),
    ofRefusal: (facts) => ofRefusal(1, facts.durationMicroseconds, hitIn(facts), staleIn(facts)),
    ofHeldBackRefusals: ({ count, tokenCacheHits, staleKeys }) =>
      ofHeldBackRefusals(count, tokenCacheHits, staleKeys),
    ofKeyFetch: (hasFailed) => ofKeyFetch(1, hasFailed ? 1 : 0),
    ofSuppressedRefetches: (count) => ofSuppressedRefetches(count),
  };
}
