import { expect, test } from "vitest";
import { type Call, restRequestEvent } from "../support/events.ts";
import type { Target } from "./all.ts";
import { tokenOf } from "./attack.ts";

/**
 * Tenant names that might give a token access to paths of other tenants, if the issuer lets users choose the name. None
 * may get into a policy: the rule that reads the claim must not match.
 */
const SMUGGLED: Readonly<Record<string, readonly unknown[]>> = {
  "a wildcard": ["*", "?", "**", "a*", "*a", "acm?", "????"],
  "a slash": ["/", "a/b", "/a", "a/", "a/../b", "other/admin"],
  "a backslash": ["\\", "a\\b", "..\\other"],
  "percent-encoding": ["%2f", "a%2Fb", "%2e%2e", "%2A", "%", "%25", "%00", "a%20b"],
  "a dot segment": [".", ".."],
  "a policy variable": [["$", "{aws:username}"].join(""), "$", "{", "}", "{tenant}", ["$", "{*}"].join("")],
  "a path parameter": [";", "a;b=c", "..;"],
  "a query or fragment": ["a?b=c", "a#b", "a&b"],
  "an ARN's separators": [":", "arn:aws:execute-api:eu-central-1:123456789012:x/y/GET/z", "a,b"],
  "white space": [" ", "a b", " a", "a ", "\t", "a\u00a0b", "a\u2028b"],
  "a control character": ["\u0001", "a\u0001b", "a\r\nb", "a\n", "\u007f", "\u0085"],
  "a non-ASCII character": ["ä", "é", "e\u0301", "😀", "ａcme", "а", "acmе", "ac\u200bme", "\ufeffacme"],
  "a look-alike of a slash or dot": ["∕", "⁄", "／", "․", "。", "．．", "⧸"],
  "an empty or missing value": ["", undefined, null],
  "more than 128 characters": ["a".repeat(129), "a".repeat(5000)],
  "not a string": [true, false, {}, [], ["acme"], [["acme"]], { toString: "acme" }, { 0: "a", length: 1 }],
  "not an exact integer": [0.5, -1.5, 2 ** 53, -(2 ** 53), 1e21, 1e300],
};

/** Paths that an attacker would request with such a name. */
const DESTINATIONS = ["/tenants/other/x", "/tenants//x", "/tenants/x", "/tenants/../x", "/tenants/", "/x"];

/** Segments that some backend takes for `..`, `.`, or an encoding of `.`, `/` or `\`. */
const TRAVERSALS = [
  ...[
    "..",
    ".",
    "",
    "..;",
    "..;a=b",
    "..%3b",
    "..%00",
    "..%01",
    "..%09",
    "..%20",
    "..%c0%af",
    "..%5c",
    "..\\",
  ],
  ...[".. ", "...", "..a", "..%", "..%252f", ".%2e", "%2e.", "%2e%2e", "%2E%2E", "%2e", "x%2f..", "x%2F"],
  ...["%5c", "%5C..", "%c0%ae%c0%ae", "%C0%AE", "%c0%2e", "%u002e%u002e", "%u2215"],
];

/** Declares the tests of claims that fill a placeholder in a path. */
export function testPathAttacks(target: () => Target): void {
  const callWith = (tenant: unknown, call: Call) => {
    const token = tokenOf(target(), target().keys.ec, {}, { org: { tenant } });
    const event = restRequestEvent({ ...call, headers: { Authorization: `Bearer ${token}` } });
    return target().authorize(event);
  };

  test.each(["acme", "A-b_c.d~9", ".a", ".well-known", "a".repeat(128), 7, 0, -7, 2 ** 53 - 1])(
    "allows the tenant %j its own path and no other",
    async (tenant) => {
      await expect(callWith(tenant, { path: `/tenants/${tenant}/x` })).resolves.toMatchObject({
        status: 200,
      });
      for (const path of [...DESTINATIONS, `/tenants/${tenant}`, `/tenants/${tenant}2/x`]) {
        await expect(callWith(tenant, { path })).resolves.toMatchObject({
          status: 403,
          reason: expect.stringMatching(/^(rules_not_satisfied|path_not_strict)$/),
        });
      }
    },
  );

  test.each(TRAVERSALS)(
    "stops the path of a tenant at a segment that could leave it: %j",
    async (segment) => {
      for (const path of [
        `/tenants/acme/${segment}/other`,
        `/tenants/acme/x/${segment}`,
        `/tenants/acme/${segment}/`,
      ]) {
        // An empty segment at the end is a slash.
        if (!path.endsWith("/x/")) {
          await expect(callWith("acme", { path })).resolves.toMatchObject({
            status: 403,
            reason: "path_not_strict",
          });
        }
      }
    },
  );

  test.each([
    ".well-known",
    "a..b",
    "a.",
    "%41",
    "%20",
    "100%25",
    "a;b",
    "%e2%82%ac",
    "%25x",
    "x-..",
    "u002e",
  ])("leaves other segments alone: %j", async (segment) => {
    const path = `/tenants/acme/${segment}/x`;
    await expect(callWith("acme", { path })).resolves.toMatchObject({ status: 200 });
  });

  const rows = Object.entries(SMUGGLED).flatMap(([name, values]) =>
    values.map((value) => [name, value] as const),
  );
  test.each(rows)("adds no path of the tenant to the policy (%s: %j)", async (_name, tenant) => {
    const named = typeof tenant === "string" ? tenant : JSON.stringify(tenant);
    for (const path of [...DESTINATIONS, `/tenants/${named}/x`]) {
      const answer = await callWith(tenant, { path });
      expect(answer.status).toBe(403);
      const allowed = answer.response?.policyDocument.Statement.filter(({ Effect }) => Effect === "Allow");
      const paths = allowed?.flatMap(({ Resource }) =>
        Resource.map((resource) => resource.replace(/^.*\/prod\/[A-Z]+/, "")),
      );
      expect(new Set(paths)).toEqual(new Set(["/orders"]));
    }
  });
}
