import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { quickStartsOf } from "../../tools/quick-starts.ts";
import { documentedModules, upToDateReadme } from "../../tools/readme.ts";
import { readInputs } from "../../tools/terraform-docs.ts";
import { repositoryRoot } from "../support/repository.ts";

describe("the documentation says what the code says", () => {
  test.each(documentedModules)(
    "%s/README.md lists the inputs and outputs as they are (npm run docs)",
    async (module) => {
      const written = await readFile(join(repositoryRoot, module, "README.md"), "utf8");
      expect(written).toBe(await upToDateReadme(repositoryRoot, module));
    },
  );

  test.each(documentedModules)("every input and output of %s is described", async (module) => {
    const undescribed = (await readInputs(join(repositoryRoot, module))).filter(
      ({ description }) => description.length < 10,
    );
    expect(undescribed).toEqual([]);
  });
});

describe("the root module and modules/function have the same inputs", () => {
  test("with the same type, default and description", async () => {
    const root = new Map((await readInputs(repositoryRoot)).map((input) => [input.name, input]));
    const ofFunction = await readInputs(join(repositoryRoot, "modules/function"));
    for (const input of ofFunction) {
      expect(root.get(input.name)).toEqual(input);
    }
    const attachmentInputs = [
      ...["rest_apis", "http_apis", "websocket_apis"],
      ...["result_cache_ttl_seconds", "invalid_token_challenge", "cors_configuration"],
    ];
    const others = [...root.keys()].filter((name) => !ofFunction.some((input) => input.name === name));
    expect(others.toSorted()).toEqual(attachmentInputs.toSorted());
  });
});

describe("the quick starts", () => {
  test("have at most 25 lines", async () => {
    const readme = await readFile(join(repositoryRoot, "README.md"), "utf8");
    for (const { hcl } of quickStartsOf(readme)) {
      expect(hcl.trimEnd().split("\n").length).toBeLessThanOrEqual(25);
    }
  });
});
