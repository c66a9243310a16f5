import { once } from "node:events";
import { join } from "node:path";
import { startNode } from "../../../lambda/bench/contenders.ts";
import { prepareIdentity } from "../../../lambda/bench/in-node.ts";
import { installNodes, installRuntimeClient } from "../../../lambda/bench/install.ts";
import { type RuntimeAnswer, startRuntimeApi } from "../../../lambda/bench/runtime-api.ts";
import { validDocument } from "../../../lambda/tests/support/configuration.ts";
import { arnOf, bearer, EVENT_OF } from "../../../lambda/tests/support/events.ts";
import type { Json } from "../../../lambda/tests/support/keys.ts";
import { isAllowed } from "../../../lambda/tests/support/policy-matcher.ts";
import { serveTls } from "../../../lambda/tests/support/tls-server.ts";
import { killOnCleanup } from "../support/killed-child.ts";
import { createRandom } from "../support/random.ts";
import { unpackBundle } from "../support/unpacked-bundle.ts";
import { type Answer, createMeasures, type Measures } from "./measures.ts";
import { createTokens, type LoadIssuer, RULES } from "./tokens.ts";

/** Memory of the function's process, in bytes. */
export interface Memory {
  /** After this many requests. */
  readonly requests: number;
  readonly rss: number;
  /** After garbage collection. */
  readonly heapUsed: number;
}

/** What a run through Lambda's runtime client has brought. */
export interface RuntimeResult {
  readonly measures: Measures;
  readonly memory: readonly Memory[];
  readonly seconds: number;
  /** How often the two issuers' keys were fetched. */
  readonly fetches: number;
}

/** The shapes of event that a request can come in. */
const SHAPES = ["REST TOKEN", "REST REQUEST", "HTTP 1.0", "HTTP 2.0"] as const;
/** When memory is measured: at the start (after the first requests), after a tenth, at half and at the end. */
const WARM_UP = 100;
const PARTS = [0.1, 0.5, 1];

/**
 * Sends requests one after the other to the committed bundle in Lambda's own runtime client.
 *
 * @param onProgress receives the number of answered requests
 */
export async function loadRuntime(
  requests: number,
  seed: number,
  onProgress: (done: number) => void,
): Promise<RuntimeResult> {
  const random = createRandom(seed);
  const { issuers, next } = createTokens(random);
  const identity = await prepareIdentity();
  const server = await serveTls(identity, (request, response) => {
    const algorithm = request.url?.slice(1);
    response.end(JSON.stringify(issuers.find((issuer) => issuer.algorithm === algorithm)?.document));
  });
  const runtime = await startRuntime(configurationFor(issuers, server.url));
  const measures = createMeasures();
  const memory: Memory[] = [];
  const stops = new Set([Math.min(WARM_UP, requests), ...PARTS.map((part) => Math.ceil(requests * part))]);
  const began = performance.now();
  for (let done = 1; done <= requests; done++) {
    const sent = next();
    const shape = SHAPES[Math.floor(random() * SHAPES.length)] ?? "HTTP 2.0";
    const event = EVENT_OF[shape](bearer(sent.token));
    const answer = await runtime.call(event);
    measures.record(sent, answerOf(answer, event), answer.milliseconds);
    if (stops.has(done)) {
      memory.push({ requests: done, ...(await runtime.memory()) });
    }
    onProgress(done);
  }
  const seconds = (performance.now() - began) / 1000;
  await runtime.stop();
  await server.close();
  return { measures, memory, seconds, fetches: server.requests() };
}

function configurationFor(issuers: readonly LoadIssuer[], url: string): string {
  const entries = issuers.map(({ issuer, algorithm }) => {
    const document = validDocument({
      issuer: { issuer, algorithms: [algorithm], jwks_url: `${url}/${algorithm}` },
    });
    return [algorithm, Object.values(document["trusted_issuers"] as Json)[0]];
  });
  return JSON.stringify(
    validDocument({ top: { trusted_issuers: Object.fromEntries(entries), rules: RULES } }),
  );
}

interface Runtime {
  readonly call: (event: unknown) => Promise<RuntimeAnswer>;
  readonly memory: () => Promise<Omit<Memory, "requests">>;
  readonly stop: () => Promise<void>;
}

async function startRuntime(configuration: string): Promise<Runtime> {
  const [client, nodes, directory] = [
    await installRuntimeClient(),
    await installNodes(),
    await unpackBundle(),
  ];
  const api = await startRuntimeApi();
  const subject = { directory: directory.path, environment: { AUTHORIZER_CONFIG: configuration } };
  const preload = join(import.meta.dirname, "memory.cjs");
  const child = startNode(nodes["22"], client, subject, api.address, preload);
  child.once("exit", (code) => api.abandon(`the function's process ended with ${code}`));
  const stop = killOnCleanup(child, async () => {
    await api.close();
    await directory.remove();
  });
  return {
    call: api.call,
    memory: async () => {
      const answer = once(child, "message");
      child.send("memory");
      const [memory] = await answer;
      return memory;
    },
    stop,
  };
}

/** What API Gateway would make of the function's answer. */
function answerOf({ isError, body }: RuntimeAnswer, event: unknown): Answer {
  const answer = JSON.parse(body);
  if (isError) {
    return { status: answer.errorMessage === "Unauthorized" ? 401 : 500 };
  }
  const status = isAllowed(answer.policyDocument, arnOf(event)) ? 200 : 403;
  return { status, subject: answer.principalId };
}
