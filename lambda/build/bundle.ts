import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const lambdaDirectory = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/**
 * Bundles the authorizer and jose into one CommonJS file, the same bytes wherever it runs.
 *
 * CommonJS, because an ESM import of `node:http` costs 31 ms of cold start.
 *
 * @returns the JavaScript of the Lambda function
 */
export async function bundleAuthorizer(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    absWorkingDir: lambdaDirectory,
    entryPoints: ["src/index.ts"],
    bundle: true,
    platform: "node",
    // The oldest Node that the tests run on; the oldest Lambda runtime that the module accepts is newer.
    target: "node20",
    format: "cjs",
    minify: true,
    legalComments: "none",
    write: false,
    logLevel: "warning",
  });
  const [bundle] = outputFiles;
  if (bundle === undefined) {
    throw new Error("esbuild wrote no bundle");
  }
  return bundle.contents;
}
