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

/** Values that hold the marker, in each type that JSON has for it. */
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

/** Everything that the authorizer said: its log, and the error. */
async function allThatIsSaid(event: Json, network: () => Json): Promise<{ said: string; status: number }> {
  const authorizer = createTestAuthorizer(network);
  const { status, error } = await authorizer.call(event);
  return { said: `${authorizer.lines.join("")}${error?.message}${error?.stack}`, status };
}

describe("whatever a refused request holds,", () => {
  test("nothing of its token is said: no header, no claim, no part of its text", async () => {
    const changes = fc.record({
      header: fc.dictionary(headerName, marked),
      claims: fc.dictionary(claimName, marked),
      isForged: fc.boolean(),
    });
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(changes, shape, async ({ header, claims, isForged }, each) => {
        const token = mintToken(isForged ? stranger : key, { header, claims });
        const call = { ...bearer(token), query: { access_token: token } };
        const { said, status } = await allThatIsSaid(EVENT_OF[each](call), () => jwks(key));
        refused += status === 200 ? 0 : 1;
        expect(said).not.toContain(MARKER);
        for (const part of token.split(".")) {
          expect(said).not.toContain(part);
        }
        expect(said).not.toContain(base64url(MARKER));
      }),
      { numRuns: 300 },
    );
    expect(refused).toBeGreaterThan(150);
  });

  test("nothing of a malformed token or of the rest of the request is said", async () => {
    const text = fc.constantFrom(MARKER, `Bearer ${MARKER}`, `Bearer ${MARKER}.e30.AA`, `Basic ${MARKER}`);
    await fc.assert(
      fc.asyncProperty(text, shape, async (value, each) => {
        const call = {
          headers: { Authorization: value, "X-Api-Key": MARKER },
          cookies: [`a=${MARKER}`],
          query: { access_token: value },
          path: `/${MARKER}`,
        };
        const { said, status } = await allThatIsSaid(EVENT_OF[each](call), () => jwks(key));
        expect(status).toBe(401);
        expect(said).not.toContain(MARKER);
      }),
    );
  });

  test("nothing of an event that isn't one is said", async () => {
    const member = fc.constantFrom("type", "methodArn", "routeArn", "version", "requestContext");
    await fc.assert(
      fc.asyncProperty(shape, member, marked, async (each, name, value) => {
        const event = { ...EVENT_OF[each](bearer(`${MARKER}.e30.AA`)), [name]: value };
        expect((await allThatIsSaid(event, () => jwks(key))).said).not.toContain(MARKER);
      }),
    );
  });
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
    "%s of %s names the rules that the token satisfies, and no path, claim or rule",
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

describe("whatever goes wrong with the keys,", () => {
  test.each([
    ["an error with a URL in it", new TypeError(`connect https://${MARKER}.example.com/`)],
    ["no error at all", MARKER],
  ])("no URL is said of %s", async (_name, thrown) => {
    const { said, status } = await allThatIsSaid(EVENT_OF["REST REQUEST"](bearer(mintToken(key))), () => {
      throw thrown;
    });
    expect(status).toBe(500);
    expect(said).toContain("unexpected error");
    expect(said).not.toContain(MARKER);
    expect(said).not.toContain(ISSUER);
  });

  test("the reason of a failed fetch is said as it is, being constant text", async () => {
    const { said } = await allThatIsSaid(EVENT_OF["REST REQUEST"](bearer(mintToken(key))), () => {
      throw new FetchError("ECONNREFUSED");
    });
    expect(said).toContain('"reason":"ECONNREFUSED"');
  });
});
