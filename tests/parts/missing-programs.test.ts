import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { checkPrerequisites } from "../e2e/lab/prerequisites.ts";
import { createTemporaryDirectory } from "../support/temporary-directory.ts";
import { terraformIn } from "../support/terraform.ts";
import { endToEndPart } from "./end-to-end.ts";
import { runCommand } from "./part.ts";
import { hclFormat, runCheck } from "./style.ts";
import { terraformPart } from "./terraform.ts";

const MISSING_TERRAFORM = /^terraform is not on the PATH: install Terraform 1\.9 or later: https:/;

const directory = createTemporaryDirectory("path");

afterAll(() => directory.remove());

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe("without Terraform on the PATH", () => {
  const withoutPrograms = () => vi.stubEnv("PATH", directory.path);

  test("the style part says that Terraform is missing, not that the formatting is wrong", async () => {
    withoutPrograms();
    const print = vi.spyOn(console, "log").mockImplementation(() => {});
    expect(await runCheck(hclFormat)).toMatchObject({ passed: 0, failed: 1 });
    expect(print.mock.calls.flat()).toEqual([
      expect.stringMatching(
        /^✘ not checked: HCL is formatted \(terraform fmt\): terraform is not on the PATH: install Terraform/,
      ),
    ]);
  });

  test.each([
    ["hcl", terraformPart],
    ["e2e", endToEndPart],
  ])("the part %s says so first", async (_name, { run }) => {
    withoutPrograms();
    await expect(run()).rejects.toThrow(/terraform is not on the PATH: install Terraform/);
  });

  test("a test that plans says so", async () => {
    const environment = { PATH: directory.path };
    await expect(terraformIn(directory.path, environment, directory.path).init()).rejects.toThrow(
      MISSING_TERRAFORM,
    );
  });

  test("the lab names every missing program", async () => {
    withoutPrograms();
    await expect(checkPrerequisites()).rejects.toThrow(
      /terraform is not on the PATH: .*\n.*needs Python 3\.10 or later with venv: install python3/,
    );
  });
});

test("a part whose program is missing says how to install it", async () => {
  await expect(runCommand("no-such-program", [])).rejects.toThrow(
    "no-such-program is not on the PATH: run npm ci",
  );
});
