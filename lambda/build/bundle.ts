import path from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "esbuild";

const lambdaDirectory = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

const BUNDLE = {
  bundle: true,
  platform: "node",
  // The oldest Node that the tests run on; the oldest Lambda runtime that the module accepts is newer.
  target: "node20",
  // An ESM import of `node:http` costs 31 ms of cold start.
  format: "cjs",
  // The bundle keeps names, lines and a comment for each source file, so that people can read it.
  minifySyntax: true,
  legalComments: "none",
  write: false,
  logLevel: "warning",
} as const satisfies BuildOptions;

/** Replaces the Web Crypto functions that jose calls: `subtle.ts` explains why. jose itself is bundled unchanged. */
const WITHOUT_WEB_CRYPTO = {
  inject: ["build/subtle.ts"],
  define: { "crypto.subtle": "subtle", "Uint8Array.fromBase64": "fromBase64" },
} as const satisfies BuildOptions;

/**
 * Bundles the authorizer into one CommonJS file. The bytes are the same on every machine.
 *
 * @returns the JavaScript of the Lambda function
 */
export function bundleAuthorizer(): Promise<Uint8Array> {
  return bundleFor("src/index.ts");
}

/**
 * Bundles a file the way the Lambda function is bundled.
 *
 * @param entry relative to `lambda`
 */
export function bundleFor(entry: string): Promise<Uint8Array> {
  return bundled(partOfLambda(entry));
}

/**
 * Bundles a user's own authorizer, as a user of the installed package does.
 *
 * @param entry the file that exports the handler, relative to the repository
 */
export function bundleOwnAuthorizer(entry: string): Promise<Uint8Array> {
  return bundled(ownAuthorizer(entry));
}

/**
 * Bundles the function of an example. It uses the AWS SDK of the Lambda runtime.
 *
 * @param entry the file that exports the handler, relative to the repository
 */
export function bundleExampleFunction(entry: string): Promise<Uint8Array> {
  return bundled(exampleFunction(entry));
}

/** The names of the npm packages whose code the bundles contain, in alphabetical order. */
export async function bundledPackages(): Promise<readonly string[]> {
  const bundles = [
    partOfLambda("src/index.ts"),
    ownAuthorizer("examples/custom-logic/authorizer/index.ts"),
    exampleFunction("examples/revocation/logout/index.ts"),
  ];
  const results = await Promise.all(bundles.map((options) => build({ ...options, metafile: true })));
  const files = results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const names = files.map((file) => /.*\bnode_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))].toSorted();
}

function partOfLambda(entry: string) {
  return { absWorkingDir: lambdaDirectory, entryPoints: [entry], ...BUNDLE, ...WITHOUT_WEB_CRYPTO };
}

function ownAuthorizer(entry: string) {
  return {
    absWorkingDir: path.dirname(lambdaDirectory),
    entryPoints: [entry],
    // The source, because the compiled package in dist/ may be outdated.
    alias: { "terraform-aws-jwt-authorizer": "./lambda/src/package.ts" },
    ...BUNDLE,
  };
}

function exampleFunction(entry: string) {
  return {
    absWorkingDir: path.dirname(lambdaDirectory),
    entryPoints: [entry],
    external: ["@aws-sdk/*"],
    ...BUNDLE,
  };
}

async function bundled(options: BuildOptions & { readonly write: false }): Promise<Uint8Array> {
  const [bundle] = (await build(options)).outputFiles;
  if (bundle === undefined) {
    throw new Error("esbuild wrote no bundle");
  }
  return bundle.contents;
}
