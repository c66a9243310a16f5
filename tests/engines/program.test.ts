import { mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { createTemporaryDirectory } from "../support/temporary-directory.ts";
import { READY_PROGRAMS } from "./engine.ts";
import { programOf } from "./program.ts";

const directory = createTemporaryDirectory("engines");

/** The path of a program that only tells its version. */
async function programWith(folder: string, name: string, version: string): Promise<string> {
  const path = join(directory.path, folder, name);
  await mkdir(join(directory.path, folder));
  await writeFile(path, `#!/bin/sh\necho '{"terraform_version": "${version}"}'\n`, { mode: 0o755 });
  return path;
}

const paths: Record<string, string> = {};

beforeAll(async () => {
  paths["older"] = await programWith("a", "terraform", "1.9.7");
  paths["wanted"] = await programWith("b", "terraform", "1.9.8");
  paths["built"] = await programWith("c", "tofu", "1.12.6-dev");
});

afterEach(() => vi.unstubAllEnvs());

afterAll(() => directory.remove());

test("the ready program with the name and the version is chosen", async () => {
  vi.stubEnv(READY_PROGRAMS, Object.values(paths).join(delimiter));
  const engine = { name: "terraform-1.9", program: "terraform", version: "1.9.8" } as const;
  expect(await programOf(engine)).toBe(paths["wanted"]);
});

test("a program that was built from source is chosen, too", async () => {
  vi.stubEnv(READY_PROGRAMS, Object.values(paths).join(delimiter));
  expect(await programOf({ name: "opentofu", program: "tofu", version: "1.12.6" })).toBe(paths["built"]);
});

test("without a ready program, the one on the PATH is chosen if it has the version", async () => {
  vi.stubEnv("PATH", [join(directory.path, "b"), process.env["PATH"]].join(delimiter));
  const engine = { name: "terraform-1.9", program: "terraform", version: "1.9.8" } as const;
  expect(await programOf(engine)).toBe("terraform");
});

test("an engine without a version is the one on the PATH, whatever is ready", async () => {
  vi.stubEnv(READY_PROGRAMS, paths["wanted"]);
  expect(await programOf({ name: "terraform", program: "terraform", version: undefined })).toBe("terraform");
});
