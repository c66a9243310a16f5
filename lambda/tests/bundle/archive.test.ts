import { stat } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { repositoryPath } from "../../build/archives.ts";
import { readBundle } from "../support/bundle.ts";

let files: Record<string, Uint8Array>;
const textOf = (name: string): string => Buffer.from(files[name] ?? []).toString();

beforeAll(async () => {
  files = await readBundle();
});

describe("the zip that Terraform deploys", () => {
  test("holds the function and nothing else", () => {
    expect(Object.keys(files).sort()).toEqual(["authorizer.js", "index.js"]);
  });

  test("is 20,000 bytes at most, for a fast cold start", async () => {
    expect((await stat(repositoryPath("lambda/dist/authorizer.zip"))).size).toBeLessThanOrEqual(20_000);
  });
});

describe("the file that the runtime imports", () => {
  test("is as short as can be, for the runtime looks for exports in all of it", () => {
    expect(textOf("index.js")).toBe('exports.handler = require("./authorizer.js").handler;\n');
  });
});

describe("the function's text", () => {
  test("imports nothing while it runs", () => {
    expect(textOf("authorizer.js")).not.toMatch(/\bimport\s*\(/);
  });

  test("requires nothing but built-in modules that cost nothing to load, and the AWS SDK by its name", () => {
    const required = [...textOf("authorizer.js").matchAll(/\brequire\(([^)]*)\)/g)].map(([, name]) => name);
    expect([...new Set(required)].filter((name) => !/^[\w$]$/.test(name ?? "")).sort()).toEqual([
      '"node:buffer"',
      '"node:crypto"',
    ]);
    const lazily = [...textOf("authorizer.js").matchAll(/\bgetBuiltinModule\(([^)]*)\)/g)].map(
      ([, name]) => name,
    );
    expect(lazily.sort()).toEqual(['"node:https"', '"node:zlib"']);
    const packages = [...textOf("authorizer.js").matchAll(/"(@[\w-]+\/[\w-]+)"/g)].map(([, name]) => name);
    expect([...new Set(packages)].sort()).toEqual([
      "@aws-sdk/client-s3",
      "@aws-sdk/client-secrets-manager",
      "@aws-sdk/client-ssm",
    ]);
  });

  test("holds nothing of the machine that built it", () => {
    expect(textOf("authorizer.js")).not.toContain(repositoryPath(""));
    expect(textOf("authorizer.js")).not.toMatch(/node_modules|sourceMappingURL|\/home\/|\/Users\//);
  });

  test("neither evaluates text nor reads any environment variable but its configuration", () => {
    expect(textOf("authorizer.js")).not.toMatch(/\beval\(|new Function\b/);
    expect(textOf("authorizer.js").match(/process\.env[.[]+["\w]+/g)).toEqual([
      "process.env.AUTHORIZER_CONFIG",
    ]);
  });
});
