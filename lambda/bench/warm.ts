import { createHmac, type KeyObject, timingSafeEqual, verify } from "node:crypto";
import { answering, serveTls } from "../tests/support/tls-server.ts";
import { type Figures, measureInTurn, microseconds } from "./figures.ts";
import type { ChildContext } from "./in-node.ts";
import { assertAllows, decideAll, type Handler, loadSubject } from "./load.ts";
import { OURS, oursFor, peersFor, type Subject } from "./subjects/subjects.ts";
import {
  assignmentFor,
  type BenchAlgorithm,
  createRules,
  createWorkload,
  eventOf,
  type Workload,
} from "./workload.ts";

/** How much of it. */
export interface WarmOptions {
  readonly algorithm: BenchAlgorithm;
  readonly rounds: number;
  readonly warmUp: number;
  /** New tokens in each round, which every subject sees for the first time. */
  readonly tokens: number;
  /** Numbers of rules that ours is measured with beside none. */
  readonly rules: readonly number[];
}

/** Of distinct tokens, and of tokens that all subjects have seen before. */
export interface WarmFigures {
  readonly distinct: Figures;
  readonly repeated: Figures;
}

/** The signature check by itself. */
export const RAW = "the signature check alone";

const REPEATED_TOKENS = 100;

/** Measures whole decisions of a process that is warm: event in, policy out. */
export async function measureWarm(options: WarmOptions, { identity }: ChildContext): Promise<WarmFigures> {
  const workload = createWorkload(options.algorithm);
  const server = await serveTls(identity, answering(workload.document));
  try {
    const uri = `${server.url}/.well-known/jwks.json`;
    const assignment = assignmentFor(workload, uri);
    const withRules = options.rules.map((count) =>
      oursFor(
        assignmentFor(workload, uri, { top: { rules: createRules(count) } }),
        `${OURS}, ${count} rules`,
      ),
    );
    const subjects = [oursFor(assignment), ...withRules, ...peersFor(assignment)];
    return await measureSubjects(subjects, workload, options);
  } finally {
    await server.close();
  }
}

async function measureSubjects(
  subjects: readonly Subject[],
  workload: Workload,
  { rounds, warmUp, tokens }: WarmOptions,
): Promise<WarmFigures> {
  const handlers = new Map(subjects.map((subject) => [subject.title, loadSubject(subject)]));
  for (const [title, handler] of handlers) {
    await assertAllows(title, handler, eventOf(workload.mint()));
  }
  const batches = new Map<number, readonly string[]>();
  const batchOf = (round: number): readonly string[] => {
    const batch = batches.get(round) ?? Array.from({ length: tokens }, () => workload.mint());
    batches.clear();
    batches.set(round, batch);
    return batch;
  };
  const repeated = Array.from({ length: REPEATED_TOKENS }, () => workload.mint());
  const distinct = ([title, handler]: [string, Handler]) => [
    title,
    (round: number) => time(handler, batchOf(round)),
  ];
  const again = Array.from({ length: tokens }, (_, number) => repeated[number % REPEATED_TOKENS] ?? "");
  const repeats = ([title, handler]: [string, Handler]) => [title, () => time(handler, again)];
  const inTurn = (each: typeof distinct, raw: (round: number) => Promise<number>) =>
    measureInTurn({ [RAW]: raw, ...Object.fromEntries([...handlers].map(each)) }, rounds, warmUp);
  const figures = { base: RAW, unit: "µs" } as const;
  const ofDistinct = {
    ...figures,
    rows: await inTurn(distinct, (round) => timeRaw(batchOf(round), workload)),
  };
  batches.clear();
  for (const handler of handlers.values()) {
    // Ours keeps a token when it comes again, and knows it from then on.
    await decideAll(handler, [...repeated, ...repeated, ...repeated].map(eventOf));
  }
  return {
    distinct: ofDistinct,
    repeated: { ...figures, rows: await inTurn(repeats, () => timeRaw(again, workload)) },
  };
}

/** Each begins with nothing left behind by the one before. */
function collectGarbage(): void {
  globalThis.gc?.({ type: "minor" });
}

function time(handler: Handler, tokens: readonly string[]): Promise<number> {
  const events = tokens.map(eventOf);
  collectGarbage();
  return microseconds(events.length, () => decideAll(handler, events));
}

/** With all that isn't the check done before: the parts decoded, the key at hand. */
function timeRaw(tokens: readonly string[], { algorithm, publicKey, secret }: Workload): Promise<number> {
  const signed = tokens.map((token) => {
    const end = token.lastIndexOf(".");
    return {
      data: Buffer.from(token.slice(0, end)),
      signature: Buffer.from(token.slice(end + 1), "base64url"),
    };
  });
  const check = checkOf(algorithm, publicKey, secret);
  collectGarbage();
  return microseconds(signed.length, () => {
    for (const { data, signature } of signed) {
      check(data, signature);
    }
  });
}

function checkOf(
  algorithm: BenchAlgorithm,
  key: KeyObject | undefined,
  secret: Buffer,
): (data: Buffer, signature: Buffer) => boolean {
  if (key === undefined) {
    return (data, signature) =>
      timingSafeEqual(createHmac("sha256", secret).update(data).digest(), signature);
  }
  switch (algorithm) {
    case "PS256": {
      // RSA_PKCS1_PSS_PADDING, and a salt as long as the digest.
      const options = { key, padding: 6, saltLength: 32 };
      return (data, signature) => verify("sha256", data, options, signature);
    }
    case "ES256": {
      const options = { key, dsaEncoding: "ieee-p1363" } as const;
      return (data, signature) => verify("sha256", data, options, signature);
    }
    case "EdDSA":
      return (data, signature) => verify(null, data, key, signature);
    default:
      return (data, signature) => verify("sha256", data, key, signature);
  }
}
