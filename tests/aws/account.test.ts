import { describe, expect, test } from "vitest";
import { originOf } from "../e2e/lab/gateway-address.ts";
import { terraformEnvironment } from "../support/terraform-environment.ts";
import { confirmIdentity } from "./account.ts";
import type { Place } from "./options.ts";

const place: Place = {
  target: "aws",
  profile: "sandbox",
  region: "eu-central-1",
  account: "123456789012",
  jwksUrl: undefined,
};
const identity = { accountId: "123456789012", region: "eu-central-1" };

describe("the account", () => {
  test("is confirmed if it is the named one", () => {
    expect(() => confirmIdentity(place, identity)).not.toThrow();
  });

  test("must be named: the message has the ID of the account", () => {
    expect(() => confirmIdentity({ ...place, account: undefined }, identity)).toThrow(
      "belongs to the account 123456789012: nothing was created. If this account may be used, add --account 123456789012",
    );
  });

  test.each([
    ["another account", { ...identity, accountId: "210987654321" }, "210987654321 and not to 123456789012"],
    ["an emulator", { ...identity, accountId: "000000000000" }, "reaches an emulator and not AWS"],
    ["another region", { ...identity, region: "us-east-1" }, "the region is us-east-1"],
  ])("is refused if the profile reaches %s", (_, found, message) => {
    expect(() => confirmIdentity(place, found)).toThrow(message);
  });

  test("must be that of the emulator with --target emulator", () => {
    expect(() => confirmIdentity({ target: "emulator" }, identity)).toThrow("not that of the emulator");
  });
});

describe("Terraform's environment for AWS", () => {
  const options = { temporaryDirectory: "/tmp/x", providerMirror: {} };
  const environment = (): Readonly<Record<string, string>> => {
    const before = { ...process.env };
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: "http://127.0.0.1:4566",
      AWS_ACCESS_KEY_ID: "someone",
      AWS_PROFILE: "production",
      AWS_CONFIG_FILE: "/home/someone/.aws/config",
    });
    try {
      return terraformEnvironment({ ...options, aws: { profile: "sandbox", region: "eu-central-1" } });
    } finally {
      process.env = before;
    }
  };

  test("has the named profile and region, and the user's configuration file", () => {
    expect(environment()).toMatchObject({
      AWS_PROFILE: "sandbox",
      AWS_REGION: "eu-central-1",
      AWS_CONFIG_FILE: "/home/someone/.aws/config",
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true",
    });
  });

  test("has no endpoint and no keys", () => {
    const names = Object.keys(environment());
    expect(names.filter((name) => name.startsWith("AWS_ENDPOINT_URL") || /KEY/.test(name))).toEqual([]);
  });

  test("without an account has fake keys and no profile", () => {
    const fake = terraformEnvironment({ ...options, endpoint: "http://127.0.0.1:1" });
    expect(fake).toMatchObject({ AWS_ACCESS_KEY_ID: "test", AWS_ENDPOINT_URL: "http://127.0.0.1:1" });
    expect(fake).not.toHaveProperty("AWS_PROFILE");
  });
});

test.each([
  ["eu-central-1", "https://abc.execute-api.eu-central-1.amazonaws.com"],
  ["cn-north-1", "https://abc.execute-api.cn-north-1.amazonaws.com.cn"],
])("an API in %s is called over TLS at its own name", (region, url) => {
  expect(originOf({ region, apiId: "abc" })).toBe(url);
});
