import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ConfigError, parseConfiguration } from "../../src/config/configuration.ts";
import { validDocument } from "../support/configuration.ts";

/** The message that lists the configuration's faults; undefined if it is valid. */
function refusalOf(document: string): string | undefined {
  try {
    parseConfiguration(document);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return error instanceof ConfigError ? error.message : undefined;
  }
}

/** The valid document's paths, so that a property can put something else at any of them. */
function pathsOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  return typeof value === "object" && value !== null
    ? [path, ...Object.entries(value).flatMap(([name, member]) => pathsOf(member, [...path, name]))]
    : [path];
}

/** The value with a replacement at the path. */
function replaceAt(value: unknown, path: readonly string[], replacement: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) {
    return replacement;
  }
  const copy: Record<string, unknown> = { ...(value as Record<string, unknown>) };
  copy[name] = replaceAt(copy[name], rest, replacement);
  return Array.isArray(value) ? Object.values(copy) : copy;
}

const DOCUMENT = validDocument({
  top: {
    rules: [
      { effect: "deny", methods: ["GET"], paths: ["/a"], scopes: ["s"] },
      { paths: ["/{a}/*", "$connect"], claims: [{ name: "/a/b", any: ["x"], all: [1], none: [true] }] },
      { paths: ["/b"], apis: ["orders"], any_token: true },
    ],
    apis: { orders: { id: "abcdef1234", audience: ["a"] }, billing: { id: "xyz987" } },
    claims_to_context: { roles: "roles" },
    log_allowed: { sample_percent: 0.1, claims: ["sub", "/a/b"] },
    metrics_namespace: "Auth/Orders",
  },
});
const path = fc.constantFrom(...pathsOf(DOCUMENT));

describe("for any document", () => {
  test("that is any string, only a ConfigError is ever thrown", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.json(),
      fc.base64String(),
      fc.string().map((s) => `{${s}`),
    );
    fc.assert(
      fc.property(text, (document) => {
        refusalOf(document);
      }),
      { numRuns: 400 },
    );
  });

  test("with any JSON in place of any setting, only a ConfigError is ever thrown", () => {
    fc.assert(
      fc.property(path, fc.jsonValue(), fc.boolean(), (at, value, isCompressed) => {
        const document = JSON.stringify(replaceAt(DOCUMENT, at, value)) ?? "";
        refusalOf(isCompressed ? gzipSync(document).toString("base64") : document);
      }),
      { numRuns: 400 },
    );
  });

  test("extreme nesting is rejected", () => {
    expect(refusalOf(`{"trusted_issuers":${"[".repeat(1_000_000)}`)).toBeDefined();
    expect(refusalOf(`{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`)).toContain(
      "a is an unknown attribute",
    );
  });

  test("names that objects inherit are unknown attributes", () => {
    for (const name of ["__proto__", "constructor", "toString"]) {
      const document = JSON.stringify(DOCUMENT).replace("{", `{"${name}":{"clock_skew_seconds":1},`);
      expect(refusalOf(document)).toContain(`${name} is an unknown attribute`);
    }
  });

  test("the message never repeats a value", () => {
    const marker = fc
      .constantFrom("", "https://", "-----BEGIN CERTIFICATE-----\n")
      .map((start) => `${start}S3CR3T`);
    const value = fc.oneof(
      marker,
      marker.map((text) => [text]),
      marker.map((text) => ["ok", text, text]),
      marker.map((text) => ({ header: text, scheme: text, cookie: `${text} `, query_parameter: text })),
      marker.map((text) => ({ issuer: text, audience: text })),
    );
    fc.assert(
      fc.property(path, value, (at, replacement) => {
        expect(refusalOf(JSON.stringify(replaceAt(DOCUMENT, at, replacement))) ?? "").not.toContain("S3CR3T");
      }),
    );
  });
});
