import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FetchError } from "../src/keys/fetch-json.ts";
import { bearer, EVENT_OF, type Shape } from "./support/events.ts";
import { createSigningKey, type Json, jwks } from "./support/keys.ts";
import { createTestAuthorizer } from "./support/test-authorizer.ts";
import { base64url, ISSUER, mintToken } from "./support/tokens.ts";

const MARKER = "m4rk3r";
const key = createSigningKey("ES256");
const stranger = createSigningKey("ES256");

/** Values that contain the marker, in every JSON type that can. */
const marked = fc.constantFrom<unknown>(MARKER, `https://${MARKER}.example.com/`, [MARKER], {
  [MARKER]: MARKER,
});
const headerName = fc.constantFrom("kid", "typ", "jku", "x5u", "crit", MARKER);
const claimName = fc.constantFrom(
  "iss",
  "sub",
  "aud",
  "exp",
  "nbf",
  "iat",
  "scope",
  "client_id",
  "cnf",
  MARKER,
);
const shape = fc.constantFrom(...(Object.keys(EVENT_OF) as Shape[]));

/** The log's settings: refusals only, and everything except claims. */
const LOGS: readonly Json[] = [{}, { log_allowed: { sample_percent: 100 }, metrics_namespace: "Auth" }];
const logSettings = fc.constantFrom(...LOGS);

/** Everything that the authorizer outputs: its log and the error. */
async function outputOf(
  event: Json,
  network: () => Json,
  top: Json = {},
): Promise<{ output: string; status: number }> {
  const authorizer = createTestAuthorizer(network, { top });
  const { status, error } = await authorizer.call(event);
  return { output: `${authorizer.lines.join("")}${error?.message}${error?.stack}`, status };
}

describe("for any request, whatever the settings of the log are,", () => {
  test("the output contains no header, no claim and no other part of the token", async () => {
    const changes = fc.record({
      header: fc.dictionary(headerName, marked),
      claims: fc.dictionary(claimName, marked),
      isForged: fc.boolean(),
    });
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(changes, shape, logSettings, async ({ header, claims, isForged }, each, top) => {
        const token = mintToken(isForged ? stranger : key, { header, claims });
        const call = { ...bearer(token), query: { access_token: token } };
        const { output, status } = await outputOf(EVENT_OF[each](call), () => jwks(key), top);
        refused += status === 200 ? 0 : 1;
        expect(output).not.toContain(MARKER);
        for (const part of token.split(".")) {
          expect(output).not.toContain(part);
        }
        expect(output).not.toContain(base64url(MARKER));
      }),
      { numRuns: 300 },
    );
    expect(refused).toBeGreaterThan(150);
  });

  test("the output contains nothing of a malformed token or of the rest of the request", async () => {
    const text = fc.constantFrom(MARKER, `Bearer ${MARKER}`, `Bearer ${MARKER}.e30.AA`, `Basic ${MARKER}`);
    await fc.assert(
      fc.asyncProperty(text, shape, logSettings, async (value, each, top) => {
        const call = {
          headers: { Authorization: value, "X-Api-Key": MARKER },
          cookies: [`a=${MARKER}`],
          query: { access_token: value },
          path: `/${MARKER}`,
        };
        const { output, status } = await outputOf(EVENT_OF[each](call), () => jwks(key), top);
        expect(status).toBe(401);
        expect(output).not.toContain(MARKER);
      }),
    );
  });

  test("the output contains nothing of an invalid event", async () => {
    const member = fc.constantFrom("type", "methodArn", "routeArn", "version", "requestContext");
    await fc.assert(
      fc.asyncProperty(shape, member, marked, logSettings, async (each, name, value, top) => {
        const event = { ...EVENT_OF[each](bearer(`${MARKER}.e30.AA`)), [name]: value };
        expect((await outputOf(event, () => jwks(key), top)).output).not.toContain(MARKER);
      }),
    );
  });
});

test("an allowed request's line contains the claims that log_allowed names, and nothing else of the request", async () => {
  const log_allowed = { sample_percent: 100, claims: ["tenant", "/realm/role"] };
  const claims = { tenant: "acme", realm: { role: "clerk", other: MARKER }, [MARKER]: "x", email: MARKER };
  const call = {
    ...bearer(mintToken(key, { claims, header: { x: MARKER } })),
    query: { access_token: MARKER },
    path: `/${MARKER}`,
  };
  const { output, status } = await outputOf(EVENT_OF["REST REQUEST"](call), () => jwks(key), {
    log_allowed,
    metrics_namespace: "Auth",
  });
  expect(status).toBe(200);
  expect(output).toContain('"claims":{"tenant":"acme","/realm/role":"clerk"}');
  expect(output).not.toContain(MARKER);
});

test("the claims that log_allowed names are not logged with a refusal", async () => {
  const top = { log_allowed: { sample_percent: 100, claims: ["tenant"] } };
  const event = EVENT_OF["REST REQUEST"](bearer(mintToken(key, { claims: { tenant: MARKER, aud: "x" } })));
  const { output, status } = await outputOf(event, () => jwks(key), top);
  expect(status).toBe(401);
  expect(output).not.toContain(MARKER);
});

describe("when rules refuse a valid token,", () => {
  const rules = [
    { methods: ["POST"], paths: ["/{tenant}/*"] },
    { effect: "deny", paths: [`/${MARKER}`], claims: [{ name: "role", any: [MARKER] }] },
  ];

  test.each([
    ["rules_not_satisfied", "/a/b", {}, []],
    ["rules_not_satisfied", `/${MARKER}/b`, { tenant: MARKER }, [0]],
    ["rule_denies", `/${MARKER}`, { tenant: MARKER, role: MARKER }, [0, 1]],
  ])(
    "%s for %s logs the indexes of the rules that the token satisfies, and no path, claim or rule",
    async (reason, path, claims, satisfied) => {
      const authorizer = createTestAuthorizer(() => jwks(key), { top: { rules } });
      const event = EVENT_OF["REST REQUEST"]({ ...bearer(mintToken(key, { claims })), path });
      expect(await authorizer.call(event)).toMatchObject({ status: 403, reason });
      expect(authorizer.lines).toHaveLength(1);
      expect(JSON.parse(authorizer.lines[0] ?? "")).toMatchObject({
        outcome: "forbidden",
        satisfied_rules: satisfied,
      });
      expect(authorizer.lines[0]).not.toMatch(new RegExp(`${MARKER}|tenant|role"|/a/b`));
    },
  );
});

describe("for any failure to fetch keys,", () => {
  test.each([
    ["an error that contains a URL", new TypeError(`connect https://${MARKER}.example.com/`)],
    ["something other than an error", MARKER],
  ])("the output contains no URL after %s", async (_name, thrown) => {
    const { output, status } = await outputOf(EVENT_OF["REST REQUEST"](bearer(mintToken(key))), () => {
      throw thrown;
    });
    expect(status).toBe(500);
    expect(output).toContain("unexpected error");
    expect(output).not.toContain(MARKER);
    expect(output).not.toContain(ISSUER);
  });

  test("the output contains the reason of a fetch error, which is constant text", async () => {
    const { output } = await outputOf(EVENT_OF["REST REQUEST"](bearer(mintToken(key))), () => {
      throw new FetchError("ECONNREFUSED");
    });
    expect(output).toContain('"reason":"ECONNREFUSED"');
  });
});
