import { readFile, stat } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { repositoryPath } from "../../build/archives.ts";
import { readBundle } from "../support/bundle.ts";

let files: Record<string, Uint8Array>;
const textOf = (name: string): string => Buffer.from(files[name] ?? []).toString();

beforeAll(async () => {
  files = await readBundle();
});

describe("the zip that Terraform deploys", () => {
  test("contains only the function, and the licenses of what is in it", () => {
    expect(Object.keys(files).sort()).toEqual(["LICENSE", "LICENSE-jose.md", "authorizer.js", "index.js"]);
    expect(textOf("LICENSE-jose.md")).toContain("Filip Skokan");
  });

  test("has at most 78,000 bytes", async () => {
    expect((await stat(repositoryPath("lambda/dist/authorizer.zip"))).size).toBeLessThanOrEqual(78_000);
  });
});

describe("the file that the runtime imports", () => {
  test("has one line, because the runtime searches the whole file for exports", () => {
    expect(textOf("index.js")).toBe('exports.handler = require("./authorizer.js").handler;\n');
  });
});

describe("the function's code", () => {
  test("is readable: each source file's code follows a comment with its path, under its own names", async () => {
    const commented = [...textOf("authorizer.js").matchAll(/^\/\/ (src\/\S+\.ts)$/gm)].map(
      ([, file]) => file ?? "",
    );
    expect(commented).toEqual(expect.arrayContaining(["src/index.ts", "src/authorizer.ts"]));
    for (const file of commented) {
      expect((await stat(repositoryPath(`lambda/${file}`))).isFile()).toBe(true);
    }
    const source = await readFile(repositoryPath("lambda/src/authorizer.ts"), "utf8");
    const exported = [...source.matchAll(/^export (?:async )?function (\w+)/gm)].map(([, name]) => name);
    expect(exported).not.toEqual([]);
    for (const name of exported) {
      expect(textOf("authorizer.js")).toContain(`function ${name}(`);
    }
  });

  test("has no import() expression", () => {
    expect(textOf("authorizer.js")).not.toMatch(/\bimport\s*\(/);
  });

  test("requires only built-in modules that load at once, and the AWS SDK by its name", () => {
    const required = [...textOf("authorizer.js").matchAll(/\brequire\(([^)]*)\)/g)].map(([, name]) => name);
    expect([...new Set(required)].sort()).toEqual(['"node:buffer"', '"node:crypto"', "name"]);
    const lazily = [...textOf("authorizer.js").matchAll(/\bgetBuiltinModule\(([^)]*)\)/g)].map(
      ([, name]) => name,
    );
    expect([...new Set(lazily)].sort()).toEqual([
      '"node:dgram"',
      '"node:http"',
      '"node:https"',
      '"node:zlib"',
    ]);
    const packages = [...textOf("authorizer.js").matchAll(/"(@[\w-]+\/[\w-]+)"/g)].map(([, name]) => name);
    expect([...new Set(packages)].sort()).toEqual([
      "@aws-sdk/client-dynamodb",
      "@aws-sdk/client-s3",
      "@aws-sdk/client-secrets-manager",
      "@aws-sdk/client-ssm",
    ]);
  });

  test("has no path of the machine that built it", () => {
    // A comment names each file of a bundled package, relative to lambda/.
    const code = textOf("authorizer.js").replaceAll(/^ *\/\/ \.\.\/node_modules\/jose\/\S+$/gm, "");
    expect(code).not.toContain(repositoryPath(""));
    expect(code).not.toMatch(/(?<!nodejs\/)node_modules|sourceMappingURL|\/home\/|\/Users\//);
  });

  test("evaluates no strings as code and reads only four environment variables", () => {
    expect(textOf("authorizer.js")).not.toMatch(/\beval\(|new Function\b/);
    const variables = textOf("authorizer.js").match(/process\.env[.[]+["\w]+/g);
    expect(variables?.toSorted()).toEqual([
      "process.env.AUTHORIZER_CONFIG",
      "process.env.AWS_LAMBDA_FUNCTION_NAME",
      "process.env.AWS_XRAY_DAEMON_ADDRESS",
      "process.env._X_AMZN_TRACE_ID",
    ]);
  });
});
