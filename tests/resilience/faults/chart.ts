import type { Decision } from "./record.ts";
import type { RunResult } from "./run.ts";

const OUTCOMES = ["allowed", "refused with 401", "refused with 500"] as const;
const COLORS = ["#1f6f4a", "#9aa5b1", "#d98b2b"];
const PANELS = {
  allow: "Tokens that must be accepted",
  either: "Tokens that may be accepted or refused, because a change may not have arrived yet",
  refuse: "Tokens that must be refused",
} as const;

/** The decisions of each minute by outcome, with the phases, as a Vega-Lite chart. */
export function outcomeChart({ decisions, phases }: RunResult): object {
  const bands = phases
    .filter(({ phase }) => phase.title !== "sound")
    .map(({ phase, from, to }) => ({ title: phase.title, from, to, middle: (from + to) / 2 }));
  const end = phases.at(-1)?.to ?? 0;
  const x = {
    type: "quantitative",
    scale: { domain: [0, end], nice: false },
    axis: { values: Array.from({ length: Math.ceil(end / 10) }, (_, index) => index * 10) },
  } as const;
  const labels = {
    width: 900,
    height: 115,
    view: { stroke: null },
    data: { values: bands },
    mark: { type: "text", angle: 300, align: "left", baseline: "middle", fontSize: 11 },
    encoding: {
      x: { field: "middle", ...x, axis: null },
      y: { value: 113 },
      text: { field: "title" },
    },
  };
  const panels = Object.entries(PANELS).map(([expectation, title]) => ({
    title: { text: title, anchor: "start", frame: "group", offset: 4, fontSize: 12 },
    width: 900,
    height: expectation === "either" ? 60 : 110,
    layer: [
      {
        data: { values: bands },
        mark: { type: "rect", color: "#f3e3e0" },
        encoding: { x: { field: "from", ...x }, x2: { field: "to" } },
      },
      {
        data: { values: minutesOf(decisions, expectation as Decision["expectation"]) },
        mark: { type: "bar" },
        encoding: {
          x: {
            field: "minute",
            ...x,
            bin: "binned",
            title: expectation === "refuse" ? "minutes since the start, on the clock of the function" : null,
          },
          x2: { field: "next" },
          y: {
            field: "count",
            type: "quantitative",
            stack: "zero",
            title: "requests per minute",
            axis: { tickCount: 4 },
          },
          order: { field: "order" },
          color: {
            field: "outcome",
            type: "nominal",
            title: null,
            scale: { domain: OUTCOMES, range: COLORS },
            legend: { orient: "bottom" },
          },
        },
      },
    ],
  }));
  return {
    title: "Decisions while the provider fails (shaded: what happens, named above)",
    vconcat: [labels, ...panels],
    spacing: 8,
    // Without a label for each bar, the file is smaller.
    config: { aria: false },
  };
}

function minutesOf(decisions: readonly Decision[], expectation: Decision["expectation"]): readonly object[] {
  const counts = new Map<string, number>();
  for (const { minute, outcome } of decisions.filter((decision) => decision.expectation === expectation)) {
    const order = ["allowed", "401", "500"].indexOf(outcome);
    const name = `${Math.floor(minute)} ${order}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => {
    const [minute = 0, order = 0] = name.split(" ").map(Number);
    return { minute, next: minute + 1, order, outcome: OUTCOMES[order], count };
  });
}
