import { answering, serveTls } from "../tests/support/tls-server.ts";
import { type Figures, measureInTurn } from "./figures.ts";
import type { ChildContext } from "./in-node.ts";
import { createNullDevice, decideAll, type Handler, loadSubject, timeDecisions } from "./load.ts";
import { bundlesFor, oursFor, PREVIOUS } from "./subjects/subjects.ts";
import { assignmentFor, type BenchAlgorithm, createWorkload, eventOf, newTokensByRound } from "./workload.ts";

/** How much to measure. */
export interface SignalsOptions {
  readonly algorithm: BenchAlgorithm;
  readonly rounds: number;
  /** Tokens in each round. */
  readonly tokens: number;
}

/** Decisions on new tokens, and on tokens that were verified before. */
export interface SignalsFigures {
  readonly distinct: Figures;
  readonly repeated: Figures;
}

/** What the other rows are compared with. */
const OFF = "refusals only";

const SAMPLE = "log_allowed, 1 %";

/** The settings of the log, by title. */
const SETTINGS = {
  [OFF]: {},
  [SAMPLE]: { log_allowed: { sample_percent: 1 } },
  "log_allowed with a claim": { log_allowed: { sample_percent: 100, claims: ["sub"] } },
  metrics_namespace: { metrics_namespace: "Authorizers" },
};

const REPEATED_TOKENS = 100;

/** Measures what lines about allowed requests cost, with and without the system call that writes them. */
export async function measureSignals(
  { algorithm, rounds, tokens }: SignalsOptions,
  { identity }: ChildContext,
): Promise<SignalsFigures> {
  const workload = createWorkload(algorithm);
  const server = await serveTls(identity, answering(workload.document));
  try {
    const uri = `${server.url}/.well-known/jwks.json`;
    const write = createNullDevice();
    const handlers = Object.entries(SETTINGS).flatMap(([title, top]): [string, Handler][] => {
      const subject = oursFor(assignmentFor(workload, uri, { top }), title);
      return title === OFF || title === SAMPLE
        ? [[title, loadSubject(subject)]]
        : [
            [title, loadSubject(subject)],
            [`${title}, written`, loadSubject(subject, write)],
          ];
    });
    const previous = bundlesFor(assignmentFor(workload, uri)).filter(({ title }) => title === PREVIOUS);
    handlers.push(...previous.map((subject): [string, Handler] => [PREVIOUS, loadSubject(subject)]));
    const measure = async (tokensOf: (round: number) => readonly string[]): Promise<Figures> => {
      const timed = handlers.map(([title, handler]) => [
        title,
        (round: number) => timeDecisions(handler, tokensOf(round).map(eventOf)),
      ]);
      const rows = await measureInTurn(Object.fromEntries(timed), rounds, Math.ceil(rounds / 2));
      return { base: OFF, unit: "µs", rows };
    };

    const distinct = await measure(newTokensByRound(workload, tokens));
    const known = Array.from({ length: REPEATED_TOKENS }, () => workload.mint());
    for (const [, handler] of handlers) {
      // This authorizer keeps a token that is repeated, from the second time on.
      await decideAll(handler, [...known, ...known, ...known].map(eventOf));
    }
    const again = Array.from({ length: 5 * tokens }, (_, number) => known[number % REPEATED_TOKENS] ?? "");
    return { distinct, repeated: await measure(() => again) };
  } finally {
    await server.close();
  }
}
