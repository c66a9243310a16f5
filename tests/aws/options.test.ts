import { execa } from "execa";
import { expect, test } from "vitest";
import { repositoryRoot } from "../support/repository.ts";
import { readOptions } from "./options.ts";

const aws = ["--profile", "sandbox", "--region", "eu-central-1"];

test.each([
  [[], "set --profile and --region"],
  [["--profile", "sandbox"], "set --profile and --region"],
  [["--region", "eu-central-1"], "set --profile and --region"],
  [["--profile", "", "--region", "eu-central-1"], "set --profile and --region"],
  [["--target", "moto"], '--target is "moto": write aws or emulator'],
  [["--target", "emulator", "--profile", "sandbox"], "--profile can't be combined with --target emulator"],
  [["--target", "emulator", "--account", "1"], "--account can't be combined with --target emulator"],
  [[...aws, "--account", "1234"], '--account is "1234": write the 12 digits'],
  [[...aws, "--max-usd", "0"], '--max-usd is "0": write an amount'],
  [[...aws, "--max-usd", "much"], '--max-usd is "much": write an amount'],
  [[...aws, "--max-calls", "0"], '--max-calls is "0": write an integer'],
  [[...aws, "--max-minutes", "1.5"], '--max-minutes is "1.5": write an integer'],
])("refuses %j", (args, message) => {
  expect(() => readOptions(args, {})).toThrow(message);
});

test("refuses AWS without --profile and --region, even if the environment has both", () => {
  const environment = { AWS_PROFILE: "production", AWS_REGION: "eu-central-1", AWS_ACCESS_KEY_ID: "x" };
  expect(() => readOptions([], environment)).toThrow("set --profile and --region");
});

test.each(["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_LAMBDA"])("refuses AWS while %s is set", (name) => {
  expect(() => readOptions(aws, { [name]: "http://127.0.0.1:4566" })).toThrow(`${name} is set: unset it`);
});

test("has no account unless one is named", () => {
  expect(readOptions(aws, {})?.place).toMatchObject({ profile: "sandbox", account: undefined });
  expect(readOptions([...aws, "--account", "123456789012"], {})?.place).toMatchObject({
    account: "123456789012",
  });
});

test.each([
  [[], "set --profile and --region"],
  [["--target", "emulator", "--max-usd", "0.000001"], "nothing was created"],
])("the command with %j ends with exit code 1 and says why", async (args, message) => {
  const { exitCode, stdout, stderr } = await execa(
    process.execPath,
    ["--import", "tsx", "tests/aws/main.ts", ...args],
    { cwd: repositoryRoot, reject: false },
  );
  expect([exitCode, stdout]).toEqual([1, ""]);
  expect(stderr).toContain(message);
});
