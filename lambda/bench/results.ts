import type { CirculationFigures } from "./circulation.ts";
import { type Figures, type Spread, spreadOf } from "./figures.ts";
import type { GrowthFigures } from "./growth.ts";
import type { HeapFigures } from "./heap.ts";
import type { RuntimeClientFigures } from "./runtime-client.ts";
import type { WarmFigures } from "./warm.ts";
import type { BenchAlgorithm } from "./workload.ts";

/** The numbers of one subject and their ratios to the base of the table. */
export interface Row {
  readonly subject: string;
  readonly value: Spread;
  readonly ratio: Spread;
}

/** A table as it is stored and shown. */
export interface Table {
  readonly base: string;
  readonly unit: Figures["unit"];
  readonly rows: readonly Row[];
}

/** All numbers under one version of Node. */
export interface NodeResults {
  readonly version: string;
  readonly warm: Partial<Record<BenchAlgorithm, Summarized<WarmFigures>>>;
  readonly cold: Table;
  readonly growth: {
    readonly [Dimension in keyof GrowthFigures]?: Summarized<NonNullable<GrowthFigures[Dimension]>>;
  };
  readonly circulation: readonly CirculationFigures[];
  readonly heap?: HeapFigures | undefined;
  /** Undefined under Node 20: Lambda's runtime client needs Node 22 or later. */
  readonly runtimeClient?: Summarized<RuntimeClientFigures> | undefined;
}

/** Tables instead of figures. */
export type Summarized<All> = { readonly [Name in keyof All]: Table };

/** A run of the benchmark. */
export interface Results {
  readonly date: string;
  readonly machine: string;
  readonly command: string;
  /** By major version. */
  readonly nodes: Readonly<Record<string, NodeResults>>;
}

export function tableOf(figures: Figures): Table {
  const { base, unit, rows } = figures;
  return {
    base,
    unit,
    rows: Object.keys(rows).map((subject) => ({
      subject,
      value: rounded(spreadOf(figures, subject)),
      ratio: rounded(spreadOf(figures, subject, base)),
    })),
  };
}

/** A table for each of the figures. */
export function summarize<All extends object>(all: All): Summarized<All> {
  const tables = Object.entries(all).map(([name, figures]) => [name, tableOf(figures as Figures)]);
  return Object.fromEntries(tables) as Summarized<All>;
}

/** The median of a subject. @throws Error if it is not in the table */
export function medianIn({ rows }: Table, subject: string): number {
  const row = rows.find((each) => each.subject === subject);
  if (row === undefined) {
    throw new Error(`${subject} was not measured`);
  }
  return row.value.median;
}

/** Further digits are noise. */
function rounded({ median, lowerQuartile, upperQuartile }: Spread): Spread {
  const round = (number: number): number => Number(number.toPrecision(4));
  return {
    median: round(median),
    lowerQuartile: round(lowerQuartile),
    upperQuartile: round(upperQuartile),
  };
}
