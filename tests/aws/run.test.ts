import { expect, test } from "vitest";
import type { Terraform } from "../support/terraform.ts";
import { runIn } from "./run.ts";
import type { Target } from "./target.ts";

const NAME = "jwta-000000000000";

/** AWS whose profile reaches an account, with a Terraform that records where it is used, and how. */
function fakeAws(accountId: string): { readonly target: Target; readonly used: readonly string[] } {
  const used: string[] = [];
  const terraformAt = (directory: string): Terraform => {
    const record = (command: string): void => void used.push(`${command} in ${directory}`);
    return {
      init: async () => record("init"),
      apply: async () => {
        record("apply");
        return "";
      },
      output: async () => ({ account_id: accountId, region: "eu-central-1" }),
    } as Partial<Terraform> as Terraform;
  };
  const workspace = { path: "/nowhere", environment: {}, directory: terraformAt, remove: async () => {} };
  const target = { workspace, gateway: { region: "eu-central-1" } } as Partial<Target> as Target;
  return { target, used };
}

test.each([
  ["no account is named", undefined, "add --account 123456789012"],
  ["another account is named", "210987654321", "and not to 210987654321"],
])("if %s, a run asks for the account and does nothing else", async (_, account, message) => {
  const { target, used } = fakeAws("123456789012");
  const place = { target: "aws", profile: "p", region: "eu-central-1", account, jwksUrl: undefined } as const;
  const meter = { calls: 0, count: () => {}, stop: () => {} };
  let isApplied = false;
  const run = runIn(target, NAME, place, meter, () => {
    isApplied = true;
  });
  await expect(run).rejects.toThrow(message);
  expect(used).toEqual(["init in tests/aws/account", "apply in tests/aws/account"]);
  expect(isApplied).toBe(false);
});
