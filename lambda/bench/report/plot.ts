import type { Results, Table } from "../results.ts";
import { OURS } from "../subjects/subjects.ts";
import { drawChart } from "./draw.ts";
import { MAIN_NODE } from "./performance.ts";

/** Draws what a decision on an RS256 token costs, new and repeated, for this authorizer and its peers. */
export async function drawPerformance({ nodes }: Results): Promise<string> {
  const warm = nodes[MAIN_NODE]?.warm.RS256;
  if (warm === undefined) {
    throw new Error(`the plot needs results of RS256 under Node ${MAIN_NODE}`);
  }
  const values = [...valuesOf(warm.distinct, "new tokens"), ...valuesOf(warm.repeated, "repeated tokens")];
  const order = warm.distinct.rows.map(({ subject }) => subject);
  const y = {
    field: "subject",
    type: "nominal",
    sort: order,
    title: null,
    axis: { labelLimit: 240 },
  } as const;
  return drawChart({
    data: { values },
    facet: { column: { field: "kind", title: null, header: { labelFontSize: 13 } } },
    spec: {
      width: 260,
      layer: [
        {
          mark: { type: "bar" },
          encoding: {
            y,
            x: { field: "median", type: "quantitative", title: "µs of a decision, median and quartiles" },
            color: {
              condition: { test: `indexof(datum.subject, '${OURS}') === 0`, value: "#1f6f4a" },
              value: "#9aa5b1",
            },
          },
        },
        {
          mark: { type: "rule" },
          encoding: { y, x: { field: "lower", type: "quantitative" }, x2: { field: "upper" } },
        },
      ],
    },
  });
}

function valuesOf({ rows }: Table, kind: string): readonly Record<string, string | number>[] {
  return rows.map(({ subject, value: { median, lowerQuartile, upperQuartile } }) => ({
    ...{ subject, kind, median, lower: lowerQuartile, upper: upperQuartile },
  }));
}
