import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";
import { unzipSync } from "fflate";
import { repositoryPath } from "../../build/archives.ts";

/** Something that is measured: one file, loaded as Lambda would, and the environment it is to have. */
export interface Subject {
  readonly title: string;
  /** The directory of its `index.js`. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** What a subject is to verify. */
export interface Assignment {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUri: string;
  readonly algorithm: string;
  /** In hexadecimal, for HS256. */
  readonly secret?: string;
  /** The value of AUTHORIZER_CONFIG. */
  readonly configuration: string;
}

/** The title of what is measured here. */
export const OURS = "this authorizer";

/** Peers, by title, with the algorithms that they lack; fast-jwt has EdDSA, but get-jwks, which it is documented with, hasn't. */
const PEERS: Readonly<
  Record<string, { readonly entry: string; readonly lacks: readonly string[]; readonly cache?: boolean }>
> = {
  "aws-jwt-verify": { entry: "aws-jwt-verify", lacks: ["PS256", "HS256"] },
  "fast-jwt": { entry: "fast-jwt", lacks: ["EdDSA"] },
  "fast-jwt, its cache on": { entry: "fast-jwt", lacks: ["EdDSA"], cache: true },
  "jsonwebtoken, jwks-rsa": { entry: "jsonwebtoken", lacks: ["EdDSA"] },
  jose: { entry: "jose", lacks: [] },
};

/** Where the bundles are, one directory each. */
const CACHE = repositoryPath(".cache/bench");

/** Bundles every subject as users bundle a function: one CommonJS file, minified. Ours is the one in the zip. */
export async function buildSubjects(): Promise<void> {
  await mkdir(path.join(CACHE, "ours"), { recursive: true });
  await writeFile(path.join(CACHE, "package.json"), JSON.stringify({ type: "commonjs" }));
  const entries = ["empty", "floor", "ours-with-secret", ...Object.values(PEERS).map(({ entry }) => entry)];
  for (const entry of new Set(entries)) {
    await build({
      entryPoints: [repositoryPath(`lambda/bench/subjects/${entry}.ts`)],
      outfile: path.join(CACHE, entry, "index.js"),
      ...{ bundle: true, minify: true, platform: "node", target: "node20", format: "cjs" },
      legalComments: "none",
      logLevel: "error",
    });
  }
  const zip = unzipSync(await readFile(repositoryPath("lambda/dist/authorizer.zip")));
  for (const [name, contents] of Object.entries(zip)) {
    await writeFile(path.join(CACHE, "ours", name), contents);
  }
}

/** Ours, told what to verify. */
export function oursFor({ configuration, secret }: Assignment, title = OURS): Subject {
  const entry = secret === undefined ? "ours" : "ours-with-secret";
  return {
    title,
    directory: path.join(CACHE, entry),
    environment: { AUTHORIZER_CONFIG: configuration, BENCH_SECRET: secret ?? "" },
  };
}

/** Those of the peers that have the algorithm. */
export function peersFor(assignment: Assignment): readonly Subject[] {
  return Object.entries(PEERS)
    .filter(([, { lacks }]) => !lacks.includes(assignment.algorithm))
    .map(([title, { entry, cache = false }]) => ({
      title,
      directory: path.join(CACHE, entry),
      environment: environmentFor(assignment, cache),
    }));
}

/** The floor, and below it what is no authorizer at all. */
export function floorsFor(assignment: Assignment): { readonly empty: Subject; readonly floor: Subject } {
  return {
    empty: { title: "empty handler", directory: path.join(CACHE, "empty"), environment: {} },
    floor: {
      title: "node:https and crypto, no library",
      directory: path.join(CACHE, "floor"),
      environment: environmentFor(assignment, false),
    },
  };
}

function environmentFor(
  { issuer, audience, jwksUri, algorithm, secret = "" }: Assignment,
  cache: boolean,
): Readonly<Record<string, string>> {
  return {
    BENCH_ISSUER: issuer,
    BENCH_AUDIENCE: audience,
    BENCH_JWKS_URI: jwksUri,
    BENCH_ALGORITHM: algorithm,
    BENCH_SECRET: secret,
    BENCH_CACHE: String(cache),
  };
}
