import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";
import { unzipSync } from "fflate";
import { repositoryPath } from "../../build/archives.ts";

/** An authorizer to measure: one file, loaded as Lambda would load it, and its environment. */
export interface Subject {
  readonly title: string;
  /** The directory of its `index.js`. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** What a subject has to verify. */
export interface Assignment {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUri: string;
  readonly algorithm: string;
  /** PEM; undefined for HS256. */
  readonly publicKey: string | undefined;
  /** In hexadecimal; undefined but for HS256. */
  readonly secret: string | undefined;
  /** The value of AUTHORIZER_CONFIG. */
  readonly configuration: string;
}

/** The title of the committed bundle. */
export const OURS = "this authorizer";
/** The title of the bundle that `--previous` names. */
export const PREVIOUS = "previous bundle";

/** The peer that can't rotate its key. */
export const STATIC_KEY_PEER = "fast-jwt, static key";

interface Peer {
  readonly entry: string;
  /** Algorithms that it does not have. */
  readonly lacks: readonly string[];
  /** Whether it keeps the claims of tokens that it has verified. */
  readonly hasCache?: boolean;
  /** Whether it gets its only public key beforehand instead of fetching keys. */
  readonly hasStaticKey?: boolean;
  /** Its title where it gets a secret, which is never fetched. */
  readonly titleWithSecret?: string;
  /** What it can't do, or does for each token, for the page about performance. */
  readonly limits: string;
}

/** Peers by title. fast-jwt has EdDSA, but get-jwks, with which its README fetches keys, does not. */
const PEERS: Readonly<Record<string, Peer>> = {
  "aws-jwt-verify": {
    entry: "aws-jwt-verify",
    lacks: ["PS256", "HS256"],
    limits: "It has no PS256 and no HS256.",
  },
  "fast-jwt, key function": {
    entry: "fast-jwt",
    lacks: ["EdDSA"],
    titleWithSecret: "fast-jwt",
    limits:
      "Keys are fetched and can be rotated, but fast-jwt parses the PEM again for each token, which takes most of the time. get-jwks has no EdDSA.",
  },
  "fast-jwt, key function, cache on": {
    entry: "fast-jwt",
    lacks: ["EdDSA"],
    hasCache: true,
    titleWithSecret: "fast-jwt, cache on",
    limits:
      "The same for a new token. A cached token is accepted without checking its key: after a rotation, it is still accepted for up to 10 minutes.",
  },
  [STATIC_KEY_PEER]: {
    entry: "fast-jwt",
    lacks: ["HS256"],
    hasStaticKey: true,
    limits:
      "It can't rotate keys: its only key is part of the deployment. When the provider signs with a new key, every token is refused until the next deployment.",
  },
  "jsonwebtoken, jwks-rsa": { entry: "jsonwebtoken", lacks: ["EdDSA"], limits: "It has no EdDSA." },
  jose: { entry: "jose", lacks: [], limits: "It verifies with Web Crypto, on another thread." },
};

/** The titles of peers that do the same work as this authorizer: they fetch keys. */
export const FETCHING_PEERS: readonly string[] = Object.keys(PEERS).filter(
  (title) => PEERS[title]?.hasStaticKey !== true,
);

/** What each peer can't do, by title. */
export const PEER_LIMITS: readonly (readonly [title: string, limits: string])[] = Object.entries(PEERS).map(
  ([title, { limits }]) => [title, limits],
);

/** Where the bundles are, one directory each. */
const CACHE = repositoryPath(".cache/bench");

/**
 * Bundles every peer as users bundle a function, into one minified CommonJS file, and unpacks the zips of this authorizer.
 *
 * @param previous the path of another zip of this authorizer
 */
export async function buildSubjects(previous?: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
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
  await unpackOurs();
  await unpack(previous, "previous");
}

/** Unpacks the zip of this authorizer alone. */
export async function unpackOurs(): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  await writeFile(path.join(CACHE, "package.json"), JSON.stringify({ type: "commonjs" }));
  await unpack(repositoryPath("lambda/dist/authorizer.zip"), "ours");
}

async function unpack(zip: string | undefined, name: string): Promise<void> {
  const directory = path.join(CACHE, name);
  await rm(directory, { recursive: true, force: true });
  if (zip !== undefined) {
    await mkdir(directory);
    for (const [file, contents] of Object.entries(unzipSync(await readFile(zip)))) {
      await writeFile(path.join(directory, file), contents);
    }
  }
}

/** The committed bundle and, with `--previous`, the other one. */
export function bundlesFor(assignment: Assignment, suffix = ""): readonly Subject[] {
  const previous = path.join(CACHE, "previous");
  const hasPrevious = existsSync(previous) && assignment.secret === undefined;
  const environment = { AUTHORIZER_CONFIG: assignment.configuration };
  return [
    oursFor(assignment, `${OURS}${suffix}`),
    ...(hasPrevious ? [{ title: `${PREVIOUS}${suffix}`, directory: previous, environment }] : []),
  ];
}

/** The committed bundle; for HS256 its source, which gets the secret from the environment. */
export function oursFor({ configuration, secret }: Assignment, title = OURS): Subject {
  return {
    title,
    directory: path.join(CACHE, secret === undefined ? "ours" : "ours-with-secret"),
    environment: { AUTHORIZER_CONFIG: configuration, BENCH_SECRET: secret ?? "" },
  };
}

/** The peers that have the algorithm. */
export function peersFor(assignment: Assignment): readonly Subject[] {
  return Object.entries(PEERS)
    .filter(([, { lacks }]) => !lacks.includes(assignment.algorithm))
    .map(([title, peer]) => ({
      title: assignment.secret === undefined ? title : (peer.titleWithSecret ?? title),
      directory: path.join(CACHE, peer.entry),
      environment: environmentFor(assignment, peer),
    }));
}

/** The peers that start as this authorizer does: with keys to fetch, and nothing in a cache. */
export function coldPeersFor(assignment: Assignment): readonly Subject[] {
  return peersFor(assignment).filter(
    ({ title }) => FETCHING_PEERS.includes(title) && PEERS[title]?.hasCache !== true,
  );
}

/** A handler that does nothing, and one that only does what every authorizer has to do. */
export function floorsFor(assignment: Assignment): { readonly empty: Subject; readonly floor: Subject } {
  return {
    empty: { title: "empty handler", directory: path.join(CACHE, "empty"), environment: {} },
    floor: {
      title: "node:https and crypto, no library",
      directory: path.join(CACHE, "floor"),
      environment: environmentFor(assignment, {}),
    },
  };
}

function environmentFor(
  { issuer, audience, jwksUri, algorithm, publicKey, secret }: Assignment,
  { hasCache = false, hasStaticKey = false }: Partial<Pick<Peer, "hasCache" | "hasStaticKey">>,
): Readonly<Record<string, string>> {
  return {
    BENCH_ISSUER: issuer,
    BENCH_AUDIENCE: audience,
    BENCH_JWKS_URI: jwksUri,
    BENCH_ALGORITHM: algorithm,
    BENCH_PUBLIC_KEY: hasStaticKey ? (publicKey ?? "") : "",
    BENCH_SECRET: secret ?? "",
    BENCH_CACHE: String(hasCache),
  };
}
