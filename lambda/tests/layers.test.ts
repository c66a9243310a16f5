import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { repositoryPath } from "../build/archives.ts";

/**
 * The layers of `lambda/src`, from top to bottom. A file imports its own layer and the layers below it. An entry is a
 * folder, or a file without its extension. What isn't listed is the ground floor.
 */
const LAYERS: readonly (readonly string[])[] = [
  ["index", "package"],
  ["start"],
  ["self-check"],
  ["deferred-authorizer"],
  ["authorizer"],
  ["token-checks", "token-readers"],
  ["authentication"],
  ["issuer-requirements"],
  ["hints"],
  ["aws"],
  ["config"],
  ["extension"],
  ["policy"],
  ["revocation"],
  ["dpop"],
  ["gateway"],
  ["token"],
  ["keys"],
  ["log"],
];

/** A constant without imports, which every layer reads. */
const GROUND_FLOOR_FILES = ["config/contract"];

/** Each file with the files that it imports, all relative to `lambda/src` and without extension. */
type Imports = Readonly<Record<string, readonly string[]>>;

/** @returns the imports that point up, as `file imports file` */
function importsThatPointUp(imports: Imports): readonly string[] {
  return Object.entries(imports).flatMap(([file, targets]) =>
    targets
      .filter((target) => layerOf(target) < layerOf(file))
      .map((target) => `${file}.ts imports ${target}.ts`),
  );
}

/** Higher numbers are lower layers. */
function layerOf(file: string): number {
  const [folder = file] = file.split("/");
  const index = LAYERS.findIndex((layer) => layer.includes(folder));
  return index === -1 || GROUND_FLOOR_FILES.includes(file) ? LAYERS.length : index;
}

const SOURCE = repositoryPath("lambda/src");
const RELATIVE_IMPORT = /\b(?:from|import)\s*\(?\s*"(\.[^"]*)\.js"/g;

async function readImports(): Promise<Imports> {
  const names = await readdir(SOURCE, { recursive: true });
  const files = names.filter((name) => name.endsWith(".ts")).map((name) => name.slice(0, -".ts".length));
  const entries = files.map(async (file) => {
    const text = await readFile(join(SOURCE, `${file}.ts`), "utf8");
    return [file, importsIn(file, text)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

function importsIn(file: string, text: string): readonly string[] {
  return [...text.matchAll(RELATIVE_IMPORT)].map(([, path = ""]) => join(dirname(file), path));
}

describe("the layers of lambda/src", () => {
  test("import only their own layer and the layers below it", async () => {
    expect(importsThatPointUp(await readImports())).toEqual([]);
  });

  test("are found: each import leads to a file, and each folder is a layer", async () => {
    const imports = await readImports();
    expect(Object.keys(imports)).toEqual(expect.arrayContaining(Object.values(imports).flat()));
    const folders = new Set(Object.keys(imports).flatMap((file) => file.split("/").slice(0, -1)));
    for (const layer of [
      "hints",
      "aws",
      "config",
      "dpop",
      "extension",
      "policy",
      "revocation",
      "gateway",
      "token",
      "keys",
      "log",
    ]) {
      expect(folders).toContain(layer);
    }
  });
});

describe("an import that points up", () => {
  test.each([
    ["policy/compile", "config/configuration"],
    ["gateway/request", "policy/policy"],
    ["json", "keys/key-set"],
    ["authentication", "authorizer"],
    ["config/contract", "config/issuers"],
  ])("is reported with file and import: %s imports %s", (file, target) => {
    expect(importsThatPointUp({ [file]: [target] })).toEqual([`${file}.ts imports ${target}.ts`]);
  });

  test.each([
    ["policy/path", "config/contract"],
    ["policy/compile", "policy/path"],
    ["start", "aws/secrets"],
    ["keys/key-set", "algorithms"],
  ])("is not this one: %s imports %s", (file, target) => {
    expect(importsThatPointUp({ [file]: [target] })).toEqual([]);
  });

  test.each([
    'import type { A } from "../config/issuers.js";',
    'import {\n  type A,\n  b,\n} from "../config/issuers.js";',
    'export type { A } from "../config/issuers.js";',
    'const { a } = await import("../config/issuers.js");',
    'type A = import("../config/issuers.js").A;',
  ])("is found in %j", (text) => {
    expect(importsIn("policy/compile", text)).toEqual(["config/issuers"]);
  });
});
