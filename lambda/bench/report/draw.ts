import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";

/** Draws a chart as SVG, readable on any background. */
export async function drawChart(chart: TopLevelSpec): Promise<string> {
  const { spec } = compile({
    background: "white",
    ...chart,
    config: { font: "sans-serif", ...chart.config },
  });
  return `${await new View(parse(spec), { renderer: "none" }).toSVG()}\n`;
}
