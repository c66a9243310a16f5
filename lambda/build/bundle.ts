import path from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "esbuild";
import { minify } from "terser";

const lambdaDirectory = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

const BUNDLE = {
  bundle: true,
  platform: "node",
  // The oldest Node that the tests run on; the oldest Lambda runtime that the module accepts is newer.
  target: "node20",
  format: "cjs",
  minify: true,
  legalComments: "none",
  write: false,
  logLevel: "warning",
} as const;

/**
 * Bundles the authorizer into one CommonJS file, the same bytes wherever it runs.
 *
 * CommonJS, because an ESM import of `node:http` costs 31 ms of cold start.
 *
 * @returns the JavaScript of the Lambda function
 */
export function bundleAuthorizer(): Promise<Uint8Array> {
  return bundled({ absWorkingDir: lambdaDirectory, entryPoints: ["src/index.ts"], ...BUNDLE });
}

/**
 * Bundles an authorizer of one's own, as someone who has installed the package would.
 *
 * @param entry the file that exports the handler, relative to the repository
 */
export function bundleOwnAuthorizer(entry: string): Promise<Uint8Array> {
  return bundled({
    absWorkingDir: path.dirname(lambdaDirectory),
    entryPoints: [entry],
    // Not what was built of it, which may be of yesterday.
    alias: { "terraform-aws-jwt-authorizer": "./lambda/src/package.ts" },
    ...BUNDLE,
  });
}

async function bundled(options: BuildOptions & { readonly write: false }): Promise<Uint8Array> {
  const [bundle] = (await build(options)).outputFiles;
  if (bundle === undefined) {
    throw new Error("esbuild wrote no bundle");
  }
  return minified(bundle.text);
}

/** What esbuild leaves: Terser takes another 5 % off the zip. */
async function minified(code: string): Promise<Uint8Array> {
  const { code: minified } = await minify(code, {
    ecma: 2020,
    toplevel: true,
    compress: { passes: 3 },
  });
  return new TextEncoder().encode(minified);
}
