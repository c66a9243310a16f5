import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { committedArchives, repositoryPath } from "../../build/archives.ts";

const PRINT_HASHES = `
  import { createHash } from "node:crypto";
  import { committedArchives } from ${JSON.stringify(repositoryPath("lambda/build/archives.ts"))};
  for (const { path, build } of committedArchives) {
    console.log(path, createHash("sha256").update(await build()).digest("hex"));
  }
`;

/** Builds every archive in a process of its own. @returns a line with path and hash for each */
async function rebuild(timeZone: string): Promise<readonly string[]> {
  const { stdout } = await execa(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "--eval", PRINT_HASHES],
    {
      cwd: repositoryPath(""),
      env: { TZ: timeZone },
    },
  );
  return stdout.split("\n");
}

describe("the committed archives", () => {
  test("are the function and what the examples deploy", () => {
    expect(committedArchives.map(({ path }) => path)).toEqual([
      "lambda/dist/authorizer.zip",
      "examples/custom-logic/authorizer.zip",
      "examples/custom-logic/layer.zip",
      "examples/revocation/logout.zip",
      "examples/complete/backend.zip",
      "examples/rules/backend.zip",
      "examples/multi-tenant/backend.zip",
      "examples/custom-logic/backend.zip",
    ]);
  });

  test.each(["UTC", "Asia/Kolkata"])("are reproducible byte for byte in time zone %s", async (zone) => {
    const committed = await Promise.all(
      committedArchives.map(async ({ path }) => {
        const bytes = await readFile(repositoryPath(path));
        return `${path} ${createHash("sha256").update(bytes).digest("hex")}`;
      }),
    );
    expect(await rebuild(zone)).toEqual(committed);
  });
});
