import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { execa } from "execa";
import { cacheDirectory } from "../../support/repository.ts";
import { fillOnce } from "../../support/staged-directory.ts";
import { argumentsIn } from "./arguments.ts";
import type { ParsedFile } from "./blocks.ts";
import type { Provider } from "./check.ts";
import { deprecationOf } from "./deprecations.ts";

/** Generated from the schema of provider 6.25.0: the names of all arguments. */
const ARGUMENTS = "@cdktf/provider-aws@21.22.1";
/** Generated from the schema of a later version of provider 6: the deprecations. */
const DEPRECATIONS = "@pulumi/aws@7.48.0";
/** HashiCorp's parser of HCL. */
const PARSER = "@cdktf/hcl2json@0.21.0";

/** Reads HCL. @returns its blocks as JSON */
export type ParseHcl = (file: string, text: string) => Promise<ParsedFile>;

/** Installs the parser into `.cache/`, unless it is there. */
export async function installParser(): Promise<ParseHcl> {
  const directory = join(cacheDirectory, directoryOf(PARSER));
  await fillOnce(directory, async (staging) => {
    await execa("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--prefix", staging, PARSER]);
  });
  const { parse } = createRequire(join(directory, "package.json"))("@cdktf/hcl2json") as { parse: ParseHcl };
  return parse;
}

/** Downloads both packages about the provider into `.cache/`, unless they are there. No code of them is run. */
export async function downloadProvider(): Promise<Provider> {
  const generated = await unpack(ARGUMENTS, ["package/lib/*/index.js"]);
  const declared = await unpack(DEPRECATIONS, ["package/*/*.d.ts"]);
  const declarations = {
    fileOf: (name: string) => readFile(join(declared, `package/${name}.d.ts`), "utf8"),
    inputs: await readFile(join(declared, "package/types/input.d.ts"), "utf8"),
  };
  return {
    argumentsOf: async (type) => {
      const file = join(generated, "package/lib", folderOf(type), "index.js");
      return existsSync(file) ? argumentsIn(await readFile(file, "utf8")) : undefined;
    },
    deprecationOf: (type, path) => deprecationOf(type, path, declarations),
  };
}

/** `aws_lambda_function` is in `lambda-function`, and the data source of that name in `data-aws-lambda-function`. */
function folderOf(type: string): string {
  return type.replace(/^aws_/, "").replaceAll(/[_.]/g, "-");
}

async function unpack(name: string, patterns: readonly string[]): Promise<string> {
  const directory = join(cacheDirectory, directoryOf(name));
  await fillOnce(directory, async (staging) => {
    const { stdout } = await execa("npm", ["pack", "--json", "--pack-destination", staging, name]);
    const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
    const archive = join(staging, filename);
    await execa("tar", ["-xzf", archive, "-C", staging, "--wildcards", ...patterns]);
    await rm(archive);
  });
  return directory;
}

function directoryOf(name: string): string {
  return name.replace(/^@/, "").replaceAll(/[/@]/g, "-");
}
