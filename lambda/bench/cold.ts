import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { repositoryPath } from "../build/archives.ts";
import type { Json } from "../tests/support/keys.ts";
import { untilInDays } from "../tests/support/local-issuer.ts";
import { answering, type Identity, serveTls } from "../tests/support/tls-server.ts";
import { type Figures, measureInTurn } from "./figures.ts";
import { CERTIFICATE_FILE } from "./in-node.ts";
import { bundlesFor, coldPeersFor, floorsFor, OURS, type Subject } from "./subjects/subjects.ts";
import { assignmentFor, createWorkload, eventOf, type Workload } from "./workload.ts";

/** How much to measure. */
export interface ColdOptions {
  readonly node: string;
  readonly rounds: number;
}

/** What the titles of bundles with seed keys end with. */
export const SEEDED = ", seed keys";
export const OURS_SEEDED = `${OURS}${SEEDED}`;

/** With seed keys, the first decision does not wait for the endpoint: its keys are in the configuration. */
export function seededChanges({ document }: Workload): { readonly issuer: Json } {
  return { issuer: { jwks: document, jwks_use_until: untilInDays(30) } };
}

/** Measures milliseconds from the start of a process to its first response. The keys are behind TLS on this machine. */
export async function measureCold({ node, rounds }: ColdOptions, identity: Identity): Promise<Figures> {
  const workload = createWorkload("RS256");
  const server = await serveTls(identity, answering(workload.document));
  try {
    const uri = `${server.url}/.well-known/jwks.json`;
    const assignment = assignmentFor(workload, uri);
    const { empty, floor } = floorsFor(assignment);
    const subjects = [
      ...[floor, empty],
      ...bundlesFor(assignment),
      ...bundlesFor(assignmentFor(workload, uri, seededChanges(workload)), SEEDED),
      ...coldPeersFor(assignment),
    ];
    const rows = await measureInTurn(
      Object.fromEntries(
        subjects.map((subject) => [
          subject.title,
          () => startAndAsk(node, subject, JSON.stringify(eventOf(workload.mint()))),
        ]),
      ),
      rounds,
      1,
    );
    return { base: floor.title, unit: "ms", rows };
  } finally {
    await server.close();
  }
}

async function startAndAsk(
  node: string,
  { title, directory, environment }: Subject,
  event: string,
): Promise<number> {
  const harness = repositoryPath("lambda/bench/harness.cjs");
  const began = performance.now();
  const child = spawn(node, [harness, path.join(directory, "index.js"), event], {
    env: { ...environment, NODE_EXTRA_CA_CERTS: CERTIFICATE_FILE },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exit = once(child, "exit");
  const answered = new Promise<number>((resolve, reject) => {
    child.stdout.once("data", () => resolve(performance.now() - began));
    child.stderr.once("data", (text) => reject(new Error(`${title}: ${text}`)));
  });
  const [milliseconds] = await Promise.all([answered, exit]);
  return milliseconds;
}
