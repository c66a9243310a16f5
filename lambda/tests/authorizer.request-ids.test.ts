import { describe, expect, test } from "vitest";
import { FetchError } from "../src/keys/fetch-json.ts";
import { createAuthorizer } from "../src/package.ts";
import { validDocument } from "./support/configuration.ts";
import { bearer, EVENT_OF, REQUEST_ID, restTokenEvent, type Shape } from "./support/events.ts";
import { createSigningKey, type Json, jwks, publicJwk } from "./support/keys.ts";
import { createTestAuthorizer } from "./support/test-authorizer.ts";
import { mintToken, NOW_SECONDS } from "./support/tokens.ts";

const LAMBDA_ID = "79104EXAMPLE-b723-5461-9d4f";
const CONTEXT = { awsRequestId: LAMBDA_ID };
const key = createSigningKey("ES256");

const accepted = bearer(mintToken(key));
const expiredToken = mintToken(key, { claims: { exp: NOW_SECONDS - 3600 } });
const expired = bearer(expiredToken);

/** The expired token, where each kind of API reads it. */
const everywhere = { ...expired, query: { access_token: expiredToken } };

/** The log lines of one call, parsed. */
async function linesOf(
  event: unknown,
  context: unknown,
  network: () => Json = () => jwks(key),
  top: Record<string, unknown> = {},
): Promise<readonly Json[]> {
  const authorizer = createTestAuthorizer(network, { top });
  await authorizer.authorize(event, context).catch(() => undefined);
  return authorizer.lines.map((line) => JSON.parse(line));
}

describe("the log line of a refusal has Lambda's request id", () => {
  test.each(Object.keys(EVENT_OF) as Shape[])(
    "in addition to API Gateway's, where %s has one",
    async (shape) => {
      const [line, ...others] = await linesOf(EVENT_OF[shape](everywhere), CONTEXT);
      expect(others).toEqual([]);
      expect(line).toMatchObject({ reason: "token_expired", lambda_request_id: LAMBDA_ID });
      expect(line?.["request_id"]).toBe(shape === "REST TOKEN" ? undefined : REQUEST_ID);
    },
  );

  test.each([
    ["token_missing", restTokenEvent({})],
    ["event_unrecognized", { type: "REQUEST" }],
  ])("for %s", async (reason, event) => {
    expect(await linesOf(event, CONTEXT)).toMatchObject([{ reason, lambda_request_id: LAMBDA_ID }]);
  });

  test("for a 403 by rules, and for a 403 by invalid_token_response", async () => {
    const rules = [{ paths: ["/other"], any_token: true }];
    expect(await linesOf(restTokenEvent(accepted), CONTEXT, undefined, { rules })).toMatchObject([
      { reason: "rules_not_satisfied", lambda_request_id: LAMBDA_ID },
    ]);
    const foreign = bearer(mintToken(key, { claims: { iss: "https://other.example.com/" } }));
    const deny = { invalid_token_response: "deny" };
    expect(await linesOf(restTokenEvent(foreign), CONTEXT, undefined, deny)).toMatchObject([
      { outcome: "forbidden", reason: "issuer_unknown", lambda_request_id: LAMBDA_ID },
    ]);
  });

  test.each([
    ["missing", undefined],
    ["not an object", "id"],
    ["without an id", {}],
    ["with an id that is not a string", { awsRequestId: 1 }],
    ["with an id that is too long", { awsRequestId: "a".repeat(65) }],
    ["with an id that could forge a line", { awsRequestId: 'a"\n{"level":"INFO"}' }],
  ])("only if it looks like one: not from a context that is %s", async (_name, context) => {
    const [line] = await linesOf(restTokenEvent(expired), context);
    expect(line).toMatchObject({ reason: "token_expired" });
    expect(Object.keys(line ?? {})).not.toContain("lambda_request_id");
  });

  test("through the handler of the npm package", async () => {
    const lines: string[] = [];
    const handler = createAuthorizer({
      configuration: JSON.stringify(validDocument()),
      dependencies: {
        now: () => NOW_SECONDS * 1000,
        fetchJson: async () => ({ document: jwks(key) }),
        write: (line) => lines.push(line),
      },
    });
    await expect(handler(restTokenEvent(expired), CONTEXT)).rejects.toThrow("Unauthorized");
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ lambda_request_id: LAMBDA_ID }]);
  });
});

describe("a log line about keys", () => {
  test("has the id of the invocation that ran when it was written", async () => {
    const network = () => {
      throw new FetchError("status 503");
    };
    expect(await linesOf(restTokenEvent(accepted), CONTEXT, network)).toMatchObject([
      { message: "fetch of keys failed", lambda_request_id: LAMBDA_ID },
      { message: "request refused", lambda_request_id: LAMBDA_ID },
    ]);
    const oddKey = publicJwk(createSigningKey("ES384"), { kid: "odd", crv: "P-999" });
    expect(
      await linesOf(restTokenEvent(accepted), CONTEXT, () => ({ keys: [publicJwk(key), oddKey] })),
    ).toMatchObject([{ message: "keys skipped", lambda_request_id: LAMBDA_ID }]);
  });

  test("has no id before the first invocation and between two", async () => {
    const authorizer = createTestAuthorizer(() => {
      throw new FetchError("status 503");
    });
    authorizer.prefetchKeys();
    await new Promise(setImmediate);
    await authorizer.authorize(restTokenEvent(accepted), CONTEXT).catch(() => undefined);
    authorizer.clock.advanceSeconds(60);
    authorizer.prefetchKeys();
    await new Promise(setImmediate);
    const fetches = authorizer.lines
      .map((line) => JSON.parse(line))
      .filter(({ reason }) => reason === "status 503");
    expect(fetches.length).toBeGreaterThanOrEqual(2);
    expect(fetches[0]).not.toHaveProperty("lambda_request_id");
    expect(fetches.at(-1)).not.toHaveProperty("lambda_request_id");
  });

  test("has no id while several invocations run, because the fetch may belong to any of them", async () => {
    const authorizer = createTestAuthorizer(() => {
      throw new FetchError("status 503");
    });
    const ids = ["first", "second"];
    await Promise.all(
      ids.map((awsRequestId) =>
        authorizer.authorize(restTokenEvent(accepted), { awsRequestId }).catch(() => undefined),
      ),
    );
    const lines = authorizer.lines.map((line) => JSON.parse(line));
    const [fetched, ...refusals] = lines;
    expect(fetched).toMatchObject({ message: "fetch of keys failed" });
    expect(fetched).not.toHaveProperty("lambda_request_id");
    expect(refusals.map(({ lambda_request_id: id }) => id)).toEqual(ids);
  });
});

test("an allowed request reads nothing of the context", async () => {
  const { authorize } = createTestAuthorizer(() => jwks(key));
  const context = {
    get awsRequestId(): string {
      throw new Error("read");
    },
  };
  expect(await authorize(restTokenEvent(accepted), context)).toMatchObject({ principalId: "user-1" });
});
