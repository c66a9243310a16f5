import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { validDocument } from "../../lambda/tests/support/configuration.ts";
import { repositoryRoot } from "../support/repository.ts";
import { createTemporaryDirectory } from "../support/temporary-directory.ts";

const directory = createTemporaryDirectory("package");
const inside = (name: string): string => join(directory.path, name);

/** Runs a command in the folder in which the package is installed. */
const run = (file: string, ...args: readonly string[]) =>
  execa(file, args, { cwd: directory.path, all: true });

beforeAll(async () => {
  const { stdout } = await execa("npm", ["pack", "--json", "--pack-destination", directory.path], {
    cwd: repositoryRoot,
  });
  // The output of `prepare` may come before the JSON.
  const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf("[\n")));
  await writeFile(
    inside("package.json"),
    JSON.stringify({ name: "consumer", type: "module", private: true }),
  );
  await run("npm", "install", "--prefer-offline", "--no-audit", "--no-fund", `./${filename}`);
}, 120_000);

afterAll(() => directory.remove());

const LOGIC = `
import { type AuthorizerResponse, type Authorize, createAuthorizer, type ExtensionInput, type ExtensionResult, type Policy } from "terraform-aws-jwt-authorizer";

const authorize: Authorize = async ({ claims, decision, signal, request }) => {
  if (signal.aborted || request?.method === "TRACE" || claims["banned"] === true) {
    return { deny: true };
  }
  return decision.satisfiedRules.length > 0 ? { rules: [{ paths: ["/more"], any_token: true }] } : undefined;
};

export const strict = ({ claims }: ExtensionInput): ExtensionResult => ({ deny: claims["banned"] === true });

export const handler: (event: unknown) => Promise<AuthorizerResponse> = createAuthorizer({ authorize });
`;

describe("the package, installed from its tarball", () => {
  test("has createAuthorizer", async () => {
    const program = `
      import { createAuthorizer } from "terraform-aws-jwt-authorizer";
      const handler = createAuthorizer({ dependencies: { fetchJson: async () => ({ document: { keys: [] } }) } });
      const event = { type: "TOKEN", methodArn: "arn:aws:execute-api:us-east-1:123456789012:a1/prod/GET/" };
      await handler(event).catch(({ message }) => console.log("the gateway sees:", message));
    `;
    await writeFile(inside("program.js"), program);
    const { all } = await execa(process.execPath, ["program.js"], {
      cwd: directory.path,
      all: true,
      env: { AUTHORIZER_CONFIG: JSON.stringify(validDocument()) },
    });
    expect(all).toMatch(/"reason":"token_missing"/);
    expect(all).toMatch(/^the gateway sees: Unauthorized$/m);
  });

  test("has types for custom logic, which reject unknown members and wrong types", async () => {
    await writeFile(inside("logic.ts"), LOGIC);
    await writeFile(inside("wrong.ts"), LOGIC.replace("{ deny: true }", '{ deny: "yes" }'));
    const tsc = join(repositoryRoot, "node_modules/.bin/tsc");
    const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", "--types", ""];
    await run(tsc, ...options, "logic.ts");
    await writeFile(inside("misspelt.ts"), LOGIC.replace("({ deny: claims", "({ context: {}, dney: claims"));
    await expect(run(tsc, ...options, "misspelt.ts")).rejects.toThrow(/'dney' does not exist in type/);
    await expect(run(tsc, ...options, "wrong.ts")).rejects.toThrow(
      /'"yes"|'string' is not assignable to type 'boolean/,
    );
  }, 30_000);

  test("can be imported by tools that ignore exports, such as TypeScript with moduleResolution node10", async () => {
    const folder = "node_modules/terraform-aws-jwt-authorizer";
    const { main, types, exports } = JSON.parse(await readFile(inside(`${folder}/package.json`), "utf8"));
    expect({ types, default: main }).toEqual(exports["."]);
    await run("test", "-f", `${folder}/${main}`, "-a", "-f", `${folder}/${types}`);
  });

  test("has the command jwt-authorizer-explain", async () => {
    await writeFile(inside("configuration.json"), JSON.stringify(validDocument()));
    const options = ["--configuration", "configuration.json", "--claims", "{}"];
    const { all } = await run("npx", "--no-install", "jwt-authorizer-explain", ...options, "GET /orders");
    expect(all).toMatch(/GET \/orders +│ allow +│ there are no rules/);
  });

  test("contains only the needed files: no tests, examples or Terraform", async () => {
    const { all } = await run("find", "node_modules/terraform-aws-jwt-authorizer", "-type", "f");
    const files = all.split("\n").map((name) => name.split("/").slice(2).join("/"));
    const expected =
      /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|SECURITY\.md|dist\/(src|explain)\/.*\.(js|d\.ts))$/;
    expect(files.filter((name) => !expected.test(name))).toEqual([]);
  });
});
