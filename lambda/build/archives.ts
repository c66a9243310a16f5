import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { packArchive } from "./archive.ts";
import { bundleAuthorizer, bundleExampleFunction, bundleOwnAuthorizer } from "./bundle.ts";

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** A committed zip and the function that builds it. */
export interface CommittedArchive {
  /** Relative to the repository. */
  readonly path: string;
  readonly build: () => Promise<Uint8Array>;
}

/**
 * The Lambda runtime imports a function as an ES module. To find the exports of a CommonJS file, it reads the whole
 * file: with the bundle itself as index.js, a cold start takes 10 ms longer.
 */
const ENTRY = new TextEncoder().encode('exports.handler = require("./authorizer.js").handler;\n');

/** Every committed zip. A test builds each again and compares the bytes. */
export const committedArchives: readonly CommittedArchive[] = [
  {
    path: "lambda/dist/authorizer.zip",
    build: async () =>
      packArchive({ "index.js": ENTRY, "authorizer.js": await bundleAuthorizer(), ...(await licenses()) }),
  },
  {
    path: "examples/custom-logic/authorizer.zip",
    build: async () =>
      packArchive({
        "index.js": await bundleOwnAuthorizer("examples/custom-logic/authorizer/index.ts"),
        ...(await licenses()),
      }),
  },
  {
    path: "examples/custom-logic/layer.zip",
    build: async () => {
      const names = ["package.json", "index.js"];
      const files = names.map(async (name) => [
        `nodejs/node_modules/authz/${name}`,
        await source(`examples/custom-logic/layer/authz/${name}`),
      ]);
      return packArchive(Object.fromEntries(await Promise.all(files)));
    },
  },
  {
    path: "examples/revocation/logout.zip",
    build: async () =>
      packArchive({
        "index.js": await bundleExampleFunction("examples/revocation/logout/index.ts"),
        ...(await licenses()),
      }),
  },
  ...["complete", "rules", "multi-tenant", "custom-logic"].map((example) => ({
    path: `examples/${example}/backend.zip`,
    build: async () => packArchive({ "index.mjs": await source("lambda/build/example-backend/index.mjs") }),
  })),
];

/** The absolute path of a file of the repository. */
export function repositoryPath(relative: string): string {
  return path.join(repository, relative);
}

/** The licenses of the bundled code, which every copy must contain. */
async function licenses(): Promise<Record<string, Uint8Array>> {
  return {
    LICENSE: await source("LICENSE"),
    "LICENSE-jose.md": await source("node_modules/jose/LICENSE.md"),
  };
}

async function source(relative: string): Promise<Uint8Array> {
  const text = await readFile(repositoryPath(relative), "utf8");
  return new TextEncoder().encode(text.replaceAll("\r\n", "\n"));
}
