import { lstat, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createTemporaryDirectory } from "../support/temporary-directory.ts";
import { linkFiles } from "./opentofu-mirror.ts";

const directory = createTemporaryDirectory("mirror");

afterAll(() => directory.remove());

test("a mirror for OpenTofu has real directories and the same files, also after a second run", async () => {
  const [source, target] = [join(directory.path, "source"), join(directory.path, "target")];
  await mkdir(join(source, "5.100.0/linux_amd64"), { recursive: true });
  await writeFile(join(source, "5.100.0/linux_amd64/provider"), "program");
  await linkFiles(source, target);
  await linkFiles(source, target);
  expect((await lstat(join(target, "5.100.0/linux_amd64"))).isDirectory()).toBe(true);
  expect(await readFile(join(target, "5.100.0/linux_amd64/provider"), "utf8")).toBe("program");
});
