import { createHmac, timingSafeEqual, verify, webcrypto } from "node:crypto";
import { answering, serveTls } from "../tests/support/tls-server.ts";
import { type Figures, measureInTurn, microseconds } from "./figures.ts";
import type { ChildContext } from "./in-node.ts";
import { assertAllows, decideAll, type Handler, loadSubject, settleHeap } from "./load.ts";
import { bundlesFor, OURS, oursFor, peersFor, type Subject } from "./subjects/subjects.ts";
import {
  assignmentFor,
  type BenchAlgorithm,
  createRules,
  createWorkload,
  eventOf,
  newTokensByRound,
  type Workload,
} from "./workload.ts";

/** How much to measure. */
export interface WarmOptions {
  readonly algorithm: BenchAlgorithm;
  readonly rounds: number;
  readonly warmUp: number;
  /** New tokens in each round. */
  readonly tokens: number;
  /** Numbers of rules to measure this authorizer with, in addition to none. */
  readonly rules: readonly number[];
}

/** Decisions on new tokens, and on tokens that all subjects have verified before. */
export interface WarmFigures {
  readonly distinct: Figures;
  readonly repeated: Figures;
}

/** The signature check by itself, with `node:crypto` and with Web Crypto. */
export const RAW = "signature check alone, node:crypto";
export const WEB_CRYPTO = "signature check alone, Web Crypto";

const REPEATED_TOKENS = 100;

/** Measures whole decisions in a warm process, from event to policy. */
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
    const subjects = [...bundlesFor(assignment), ...withRules, ...peersFor(assignment)];
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
  const checks = await checksFor(workload);
  const measure = async (tokensOf: (round: number) => readonly string[]): Promise<Figures> => {
    const checked = Object.entries(checks).map(([title, check]) => [
      title,
      (round: number) => timeCheck(check, tokensOf(round)),
    ]);
    const decided = [...handlers].map(([title, handler]) => [
      title,
      (round: number) => timeDecisions(handler, tokensOf(round)),
    ]);
    const rows = await measureInTurn(Object.fromEntries([...checked, ...decided]), rounds, warmUp);
    return { base: RAW, unit: "µs", rows };
  };

  const distinct = await measure(newTokensByRound(workload, tokens));
  const known = Array.from({ length: REPEATED_TOKENS }, () => workload.mint());
  for (const handler of handlers.values()) {
    // This authorizer keeps a token that is repeated, from the second time on.
    await decideAll(handler, [...known, ...known, ...known].map(eventOf));
  }
  const again = Array.from({ length: tokens }, (_, number) => known[number % REPEATED_TOKENS] ?? "");
  return { distinct, repeated: await measure(() => again) };
}

function timeDecisions(handler: Handler, tokens: readonly string[]): Promise<number> {
  const events = tokens.map(eventOf);
  settleHeap();
  return microseconds(events.length, () => decideAll(handler, events));
}

/** Checks a signature; a promise where the API is asynchronous. */
type Check = (data: Buffer, signature: Buffer) => unknown;

/** Measures only the check: the parts of the tokens are decoded before. */
function timeCheck(check: Check, tokens: readonly string[]): Promise<number> {
  const signed = tokens.map((token) => {
    const end = token.lastIndexOf(".");
    return {
      data: Buffer.from(token.slice(0, end)),
      signature: Buffer.from(token.slice(end + 1), "base64url"),
    };
  });
  settleHeap();
  return microseconds(signed.length, async () => {
    for (const { data, signature } of signed) {
      const isValid = check(data, signature);
      if ((typeof isValid === "boolean" ? isValid : await isValid) !== true) {
        throw new Error("a signature does not verify");
      }
    }
  });
}

/** The bare checks, with the key imported before. */
async function checksFor(workload: Workload): Promise<Readonly<Record<string, Check>>> {
  return { [RAW]: checkByNode(workload), [WEB_CRYPTO]: await checkByWebCrypto(workload) };
}

function checkByNode({ algorithm, publicKey: key, secret }: Workload): Check {
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

const WEB_CRYPTO_ALGORITHMS = {
  RS256: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
  PS256: { name: "RSA-PSS", hash: "SHA-256", saltLength: 32 },
  ES256: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
  EdDSA: { name: "Ed25519" },
  HS256: { name: "HMAC", hash: "SHA-256" },
} as const;

async function checkByWebCrypto({ algorithm, publicKey, secret }: Workload): Promise<Check> {
  const { subtle } = webcrypto;
  const parameters = WEB_CRYPTO_ALGORITHMS[algorithm];
  const key =
    publicKey === undefined
      ? await subtle.importKey("raw", secret, parameters, false, ["verify"])
      : await subtle.importKey("spki", publicKey.export({ format: "der", type: "spki" }), parameters, false, [
          "verify",
        ]);
  return (data, signature) => subtle.verify(parameters, key, signature, data);
}
