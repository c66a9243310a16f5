import { describe, expect, test } from "vitest";
import { configurationWith, type DocumentChanges, validDocument } from "../support/configuration.ts";
import { faultsOf } from "../support/faults.ts";
import type { Json } from "../support/keys.ts";

const VALID = { module: "@acme/authz", per_request: true, context_keys: ["plan"], timeout_milliseconds: 500 };
const documentOf = (changes: Json): Json => ({ top: { extension: { ...VALID, ...changes } } });

const faultPaths = (changes: DocumentChanges): readonly string[] =>
  faultsOf(JSON.stringify(validDocument(changes))).map(({ path }) => path);

describe("the extension", () => {
  test("is undefined by default", () => {
    expect(configurationWith().extension).toBeUndefined();
  });

  test("is read completely", () => {
    expect(configurationWith(documentOf({})).extension).toEqual({
      module: "@acme/authz",
      perRequest: true,
      contextKeys: ["plan"],
      timeoutMilliseconds: 500,
    });
  });

  test.each([
    { module: null },
    { module: "authz" },
    { module: "authz.js" },
    { context_keys: null },
    { per_request: false },
    { timeout_milliseconds: 10 },
    { timeout_milliseconds: 5000 },
  ])("may have %j", (changes) => {
    expect(() => configurationWith(documentOf(changes))).not.toThrow();
  });

  test.each<[Json, string]>([
    [{ module: "" }, "module"],
    [{ module: "../authz" }, "module"],
    [{ module: "/opt/authz" }, "module"],
    [{ module: "node:fs" }, "module"],
    [{ module: "a/b/c" }, "module"],
    [{ module: "Authz" }, "module"],
    [{ module: "a".repeat(215) }, "module"],
    [{ module: 1 }, "module"],
    [{ per_request: null }, "per_request"],
    [{ per_request: "true" }, "per_request"],
    [{ context_keys: [] }, "context_keys"],
    [{ context_keys: ["plan", "plan"] }, "context_keys"],
    [{ context_keys: ["sub"] }, "context_keys[0]"],
    [{ context_keys: ["x-plan"] }, "context_keys[0]"],
    [{ context_keys: [1] }, "context_keys[0]"],
    [{ timeout_milliseconds: 9 }, "timeout_milliseconds"],
    [{ timeout_milliseconds: 5001 }, "timeout_milliseconds"],
    [{ timeout_milliseconds: null }, "timeout_milliseconds"],
    [{ layer_arn: "arn:aws:lambda:eu-central-1:123456789012:layer:authz:1" }, "layer_arn"],
  ])("can't have %j", (changes, name) => {
    expect(faultPaths(documentOf(changes))).toEqual([`extension.${name}`]);
  });

  test("can't fill a key of claims_to_context", () => {
    const document = { top: { extension: VALID, claims_to_context: { plan: "plan" } } };
    expect(faultPaths(document)).toEqual(["extension.context_keys[0]"]);
  });

  test.each([
    ["a string", "logic"],
    ["a list", []],
    ["true", true],
  ])("can't be %s", (_name, extension) => {
    expect(faultPaths({ top: { extension } })).toEqual(["extension"]);
  });
});
