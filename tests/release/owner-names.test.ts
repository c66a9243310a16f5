import { describe, expect, test } from "vitest";
import { OWNER_NAMES, openNames, ownerValuesOf, readOwnerValues } from "../../tools/release/owner-names.ts";
import { outdatedFiles, readFacts, readStampedFiles, stamped } from "../../tools/release/stamp.ts";
import { repositoryRoot } from "../support/repository.ts";

const none = Object.fromEntries(Object.keys(OWNER_NAMES).map((key) => [key, null]));
const all = Object.fromEntries(Object.entries(OWNER_NAMES).map(([key, { example }]) => [key, example]));

describe("the owner's file", () => {
  test("of this repository is valid", async () => {
    expect(Object.keys(await readOwnerValues(repositoryRoot))).toEqual(Object.keys(OWNER_NAMES));
  });

  test("may leave every name open", () => {
    expect(openNames(ownerValuesOf(JSON.stringify(none)))).toEqual(Object.keys(OWNER_NAMES));
  });

  test("has no open name when each has the value of its example", () => {
    expect(openNames(ownerValuesOf(JSON.stringify(all)))).toEqual([]);
  });

  test("may keep the tests on AWS off", () => {
    expect(openNames(ownerValuesOf(JSON.stringify({ ...all, aws_role_arn: "none" })))).toEqual([]);
  });

  test.each([
    ["github_owner", "https://github.com/acme"],
    ["github_owner", "acme-"],
    ["github_owner", ""],
    ["registry_namespace", "acme/jwt-authorizer"],
    ["security_contact", "acme"],
    ["code_owner", "acme/platform"],
    ["aws_role_arn", "arn:aws:iam::123456789012:user/tests"],
    ["aws_role_arn", 1],
  ])("may not have %s = %j", (key, value) => {
    expect(() => ownerValuesOf(JSON.stringify({ ...all, [key]: value }))).toThrow(
      `.github/owner.json: ${key} is ${JSON.stringify(value)}: write ${OWNER_NAMES[key]?.meaning}, such as`,
    );
  });

  test("lists all faults together", () => {
    expect(() => ownerValuesOf('{ "owner": "acme", "code_owner": "" }')).toThrow(
      /github_owner is missing: .*owner is unknown: expected one of github_owner, .*code_owner is ""/,
    );
  });
});

describe("npm run stamp", () => {
  test("has nothing to write: run it after a change of .github/owner.json or of the version", async () => {
    const outdated = await outdatedFiles(repositoryRoot, await readFacts(repositoryRoot));
    expect(outdated.map(({ path }) => path)).toEqual([]);
  });

  test("replaces every placeholder in the repository once all names are filled in", async () => {
    const files = await readStampedFiles(repositoryRoot);
    const left = files.flatMap(({ path, text }) => {
      const lines = stamped(text, { owner: all, version: "0.1.0" }).split("\n");
      return lines.filter((line) => PLACEHOLDER.test(line)).map((line) => `${path}: ${line}`);
    });
    expect(left).toEqual([]);
  });

  test("finds each placeholder that is still open in some file", async () => {
    const text = (await readStampedFiles(repositoryRoot)).map((file) => file.text).join("\n");
    const open = openNames(await readOwnerValues(repositoryRoot));
    const withPlaceholder = open.filter((key) => OWNER_NAMES[key]?.placeholder !== undefined);
    const isFound = (key: string): boolean => text.search(OWNER_NAMES[key]?.placeholder ?? /^/) >= 0;
    expect(withPlaceholder.filter(isFound)).toEqual(withPlaceholder);
  });

  test("writes the names that are filled in, and leaves the others", () => {
    const text = '"github:OWNER/terraform-aws-jwt-authorizer" "OWNER/jwt-authorizer/aws" "@CODE_OWNER"';
    const owner = { ...none, github_owner: "acme", code_owner: "@acme/$&" };
    expect(stamped(text, { owner, version: "0.1.0" })).toBe(
      '"github:acme/terraform-aws-jwt-authorizer" "OWNER/jwt-authorizer/aws" "@acme/$&"',
    );
  });

  test("writes the version constraint after the module's address, and no other constraint", () => {
    const hcl = (constraint: string): string => `
source  = "OWNER/jwt-authorizer/aws//modules/http-api"
version = "${constraint}"
source = "../../" # yours: source = "acme/jwt-authorizer/aws", version = "${constraint}"
source  = "hashicorp/aws"
version = "~> 6.0"
`;
    expect(stamped(hcl("~> 0.1"), { owner: none, version: "1.12.3" })).toBe(hcl("~> 1.12"));
  });
});

/** Anything that looks like a placeholder of this repository, also in a form that `npm run stamp` would miss. */
const PLACEHOLDER = /\bOWNER\b\S*jwt-authorizer|\bSECURITY_CONTACT\b|\bCODE_OWNER\b/;
