import { createHash } from "node:crypto";
import { startAwsServer } from "../tests/support/aws-server.ts";
import { createSigningKey, type Json, jwks } from "../tests/support/keys.ts";
import { answering, serveTls } from "../tests/support/tls-server.ts";
import { type Figures, measureInTurn, microseconds } from "./figures.ts";
import type { ChildContext } from "./in-node.ts";
import { assertAllows, decideAll, type Handler, loadSubject } from "./load.ts";
import { oursFor } from "./subjects/subjects.ts";
import { assignmentFor, createRules, createWorkload, eventOf } from "./workload.ts";

/** How much to measure. */
export interface GrowthOptions {
  readonly rounds: number;
  readonly warmUp: number;
  readonly tokens: number;
  /** The sizes of each dimension; the first is the base of the ratios. */
  readonly sizes: Readonly<Record<Dimension, readonly number[]>>;
}

export type Dimension = "issuers" | "rules" | "keys" | "token bytes";

/** Microseconds of a decision by dimension, for new and for repeated tokens. */
export type GrowthFigures = Readonly<
  Partial<Record<Dimension, { readonly distinct: Figures; readonly repeated: Figures }>>
>;

/** A token satisfies at most this many rules. */
const MOST_SATISFIED = 40;
const REPEATED_TOKENS = 50;

/** A function of one size and its tokens. */
interface Sized {
  readonly size: number;
  readonly handler: Handler;
  /** Makes the events of new tokens. */
  readonly mint: (count: number) => readonly unknown[];
  /** The events of repeated tokens. */
  readonly again: readonly unknown[];
}

/** The configuration and the tokens of one size. */
interface Setting {
  readonly top?: Json;
  readonly keys?: number;
  readonly claims?: Json;
}

const SETTINGS: Readonly<Record<Dimension, (size: number, issuers: (count: number) => Json) => Setting>> = {
  issuers: (count, issuers) => ({ top: { trusted_issuers: issuers(count) } }),
  rules: (count) => ({ top: { rules: rulesOf(count) } }),
  keys: (count) => ({ keys: count }),
  "token bytes": (bytes) => ({ claims: { groups: groupsOf(bytes) } }),
};

/** Measures how the cost of a decision grows with the configuration and the token. The configuration is in S3. */
export async function measureGrowth(
  { rounds, warmUp, tokens, sizes }: GrowthOptions,
  { identity }: ChildContext,
): Promise<GrowthFigures> {
  const workload = createWorkload("RS256");
  const others = Array.from({ length: 99 }, (_, number) => createSigningKey("ES256", `other-${number}`));
  const ownKeys = workload.document["keys"] as readonly Json[];
  const server = await serveTls(identity, (request, response) => {
    const count = Number(request.url?.split("/").at(-1));
    const keys = [...(jwks(...others.slice(0, count - 1))["keys"] as readonly Json[]), ...ownKeys];
    answering({ keys })(request, response);
  });
  const aws = await startAwsServer();
  Object.assign(process.env, aws.environment);

  async function load(setting: Setting): Promise<Handler> {
    const { top = {}, keys = 1 } = setting;
    const { configuration } = assignmentFor(workload, `${server.url}/${keys}`, { top });
    const handler = loadSubject(
      oursFor({ ...assignmentFor(workload, ""), configuration: inBucket(configuration) }),
    );
    aws.answer = () => Buffer.from(configuration);
    await assertAllows(JSON.stringify(setting).slice(0, 80), handler, eventOf(workload.mint()));
    return handler;
  }

  const issuers = (count: number): Json => {
    const { trusted_issuers } = JSON.parse(assignmentFor(workload, `${server.url}/1`).configuration);
    const other = (number: number) => ({
      ...trusted_issuers.default,
      issuer: `https://issuer-${number}.example.com/`,
    });
    return Object.fromEntries([
      ...Array.from({ length: count - 1 }, (_, number) => [`issuer-${number}`, other(number)]),
      ["default", trusted_issuers.default],
    ]);
  };

  async function measure(dimension: Dimension): Promise<{ distinct: Figures; repeated: Figures }> {
    const subjects: Sized[] = [];
    for (const size of sizes[dimension]) {
      const setting = SETTINGS[dimension](size, issuers);
      const mint = (count: number) =>
        Array.from({ length: count }, () => eventOf(workload.mint(setting.claims)));
      subjects.push({ size, mint, handler: await load(setting), again: mint(REPEATED_TOKENS) });
    }
    const base = String(sizes[dimension][0]);
    const rowsOf = (eventsOf: (subject: Sized) => readonly unknown[]) =>
      measureInTurn(
        Object.fromEntries(
          subjects.map((subject) => [
            String(subject.size),
            () => {
              const events = eventsOf(subject);
              globalThis.gc?.();
              return microseconds(events.length, () => decideAll(subject.handler, events));
            },
          ]),
        ),
        rounds,
        warmUp,
      );
    const distinct = { base, unit: "µs", rows: await rowsOf(({ mint }) => mint(tokens)) } as const;
    for (const { handler, again } of subjects) {
      await decideAll(handler, [...again, ...again]);
    }
    // Decisions on repeated tokens are short: with fewer of them, the compiler would be measured.
    const repeats = Math.ceil((tokens * 20) / REPEATED_TOKENS);
    const rows = await rowsOf(({ again }) => Array.from({ length: repeats }, () => again).flat());
    return { distinct, repeated: { base, unit: "µs", rows } };
  }

  try {
    const figures: [string, unknown][] = [];
    const measured = (Object.keys(sizes) as Dimension[]).filter((dimension) => sizes[dimension].length > 0);
    for (const dimension of measured) {
      figures.push([dimension, await measure(dimension)]);
    }
    return Object.fromEntries(figures) as GrowthFigures;
  } finally {
    await server.close();
    await aws.close();
  }
}

/** The environment variable of a function with `configuration_s3`. */
function inBucket(configuration: string): string {
  const sha256 = createHash("sha256").update(configuration).digest("hex");
  return JSON.stringify({ configuration_s3: { bucket: "bench", key: `${sha256}.json`, sha256 } });
}

/** Rules that the tokens satisfy and, above their number, rules for a scope that the tokens lack. */
function rulesOf(count: number): readonly Json[] {
  const satisfied = createRules(Math.min(count, MOST_SATISFIED));
  const others = Array.from({ length: Math.max(0, count - MOST_SATISFIED) }, (_, number) => ({
    methods: ["GET"],
    paths: [`/admin-${number}/*`],
    scopes: ["admin"],
  }));
  return [...others, ...satisfied];
}

/** Groups that make a token about this long; without any it has about 700 bytes. */
function groupsOf(bytes: number): readonly string[] {
  return Array.from(
    { length: Math.max(0, Math.round((bytes - 700) / 27)) },
    (_, number) => `team-${number}-members`,
  );
}
