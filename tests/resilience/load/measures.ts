import { at } from "../../../lambda/bench/figures.ts";
import { count, markdownTable, rounded } from "../support/checks.ts";

/** What a caller gets. */
export interface Answer {
  readonly status: number;
  /** The identity that goes with it, if there is one. */
  readonly subject?: string | undefined;
}

/** A token to send, and what must come of it. */
export interface LoadToken {
  /** The kind of token and its algorithm, for a table. */
  readonly kind: string;
  readonly token: string;
  readonly expected: Answer;
}

/** Compares each answer with what it must be, and keeps the times. */
export interface Measures {
  readonly record: (sent: LoadToken, got: Answer, milliseconds: number) => void;
  readonly requests: () => number;
  readonly wrong: () => number;
  /** The first wrong answers, for whoever has to find out why. */
  readonly examples: () => readonly string[];
  /** Percentiles and statuses by kind of token. */
  readonly table: () => string;
}

interface Kind {
  readonly times: number[];
  readonly statuses: Map<number, number>;
  readonly expected: number;
  wrong: number;
}

const EXAMPLES = 10;

/** Makes empty measures. */
export function createMeasures(): Measures {
  const kinds = new Map<string, Kind>();
  const examples: string[] = [];
  const sum = (value: (kind: Kind) => number): number =>
    [...kinds.values()].reduce((total, kind) => total + value(kind), 0);

  function record({ kind: name, expected }: LoadToken, got: Answer, milliseconds: number): void {
    const kind: Kind = kinds.get(name) ?? {
      ...{ times: [], statuses: new Map(), wrong: 0 },
      expected: expected.status,
    };
    kinds.set(name, kind);
    kind.times.push(milliseconds);
    kind.statuses.set(got.status, (kind.statuses.get(got.status) ?? 0) + 1);
    if (got.status !== expected.status || got.subject !== expected.subject) {
      kind.wrong++;
      if (examples.length < EXAMPLES) {
        examples.push(`${name}: expected ${described(expected)}, got ${described(got)}`);
      }
    }
  }

  function table(): string {
    const rows = [...kinds]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { times, statuses, expected, wrong }]) => {
        const sorted = times.toSorted((a, b) => a - b);
        return [
          name,
          count(times.length),
          String(expected),
          [...statuses].map(([status, number]) => `${status}: ${count(number)}`).join(", "),
          count(wrong),
          ...[0.5, 0.9, 0.99, 1].map((share) => rounded(at(sorted, share))),
        ];
      });
    const head = [
      "token",
      "requests",
      "expected",
      "got",
      "wrong",
      "p50, ms",
      "p90, ms",
      "p99, ms",
      "max, ms",
    ];
    return markdownTable(head, rows);
  }

  return {
    record,
    requests: () => sum(({ times }) => times.length),
    wrong: () => sum(({ wrong }) => wrong),
    examples: () => examples,
    table,
  };
}

function described({ status, subject }: Answer): string {
  return subject === undefined ? String(status) : `${status} for ${subject}`;
}
