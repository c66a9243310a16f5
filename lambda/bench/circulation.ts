import { answering, serveTls } from "../tests/support/tls-server.ts";
import { microseconds } from "./figures.ts";
import type { ChildContext } from "./in-node.ts";
import { decideAll, loadSubject } from "./load.ts";
import { oursFor } from "./subjects/subjects.ts";
import { assignmentFor, createWorkload, eventOf } from "./workload.ts";

/** Numbers of tokens that callers use in turn, and how many decisions to measure. */
export interface CirculationOptions {
  readonly sizes: readonly number[];
  readonly decisions: number;
}

/** What a decision costs and how much memory the authorizer holds with this many tokens in use. */
export interface CirculationFigures {
  readonly tokens: number;
  readonly microseconds: number;
  readonly megabytes: number;
}

/** Events are made in batches, so that the heap holds little besides the authorizer. */
const BATCH = 500;

/** Measures tokens that each return after all the others. The authorizer keeps up to five hundred. */
export async function measureCirculation(
  { sizes, decisions }: CirculationOptions,
  { identity }: ChildContext,
): Promise<readonly CirculationFigures[]> {
  const workload = createWorkload("ES256");
  const server = await serveTls(identity, answering(workload.document));
  try {
    const subject = oursFor(assignmentFor(workload, `${server.url}/jwks.json`));
    const figures: CirculationFigures[] = [];
    for (const size of sizes) {
      const tokens = Array.from({ length: size }, () => workload.mint());
      const handler = loadSubject(subject);
      await handler(eventOf(workload.mint()));
      const before = liveMegabytes();
      let total = 0;
      const count = Math.max(decisions, size);
      for (let done = 0; done < count; done += BATCH) {
        const events = Array.from({ length: BATCH }, (_, number) =>
          eventOf(tokens[(done + number) % size] ?? ""),
        );
        total += await microseconds(1, () => decideAll(handler, events));
      }
      figures.push({ tokens: size, microseconds: total / count, megabytes: liveMegabytes() - before });
    }
    return figures;
  } finally {
    await server.close();
  }
}

function liveMegabytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1024 / 1024;
}
