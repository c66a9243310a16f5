import type { Result } from "./runs.ts";

const BIN_SECONDS = 10;
const TITLES: Readonly<Record<string, string>> = {
  start: "All instances start together",
  outage: "The endpoint does not answer from minute 10 to 20; 1,000 more instances start at minute 15",
  overload: "The endpoint answers only 1,000 fetches per second",
};

/** The fetches of the runs with 10,000 instances over time, as a Vega-Lite chart. */
export function fetchChart(results: readonly Result[]): object {
  const shown = results.filter(({ title, scenario }) => title in TITLES && scenario.instances === 10_000);
  return {
    title: "Fetches of 10,000 instances at the key endpoint: the busiest second of each 10 seconds",
    data: { values: shown.flatMap(pointsOf) },
    facet: {
      row: {
        field: "title",
        title: null,
        sort: Object.values(TITLES),
        header: { labelAngle: 0, labelAnchor: "start", labelOrient: "top", labelFontSize: 12 },
      },
    },
    spec: {
      width: 720,
      height: 130,
      mark: { type: "line", strokeWidth: 1.2, interpolate: "step" },
      encoding: {
        x: { field: "minute", type: "quantitative", title: "minutes since the start" },
        y: {
          field: "fetches",
          type: "quantitative",
          title: "fetches per second",
          scale: { type: "symlog", constant: 1 },
          axis: { values: [0, 1, 10, 100, 1000, 10_000] },
        },
        color: {
          field: "keys",
          type: "nominal",
          title: null,
          scale: { domain: ["without seed keys", "with seed keys"], range: ["#b5482f", "#1f6f4a"] },
          legend: { orient: "bottom" },
        },
      },
    },
  };
}

function pointsOf({ title, scenario, figures: { perSecond } }: Result): readonly object[] {
  const keys = scenario.hasSeeds ? "with seed keys" : "without seed keys";
  return Array.from({ length: Math.ceil(perSecond.length / BIN_SECONDS) }, (_, bin) => ({
    title: TITLES[title],
    keys,
    minute: (bin * BIN_SECONDS) / 60,
    fetches: Math.max(...perSecond.slice(bin * BIN_SECONDS, (bin + 1) * BIN_SECONDS)),
  }));
}
