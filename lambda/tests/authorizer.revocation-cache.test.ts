import { describe, expect, test } from "vitest";
import { createSigningKey, type Json, jwks } from "./support/keys.ts";
import { createRevocationAuthorizer, type RevocationAuthorizer } from "./support/revocation-table.ts";
import { createTestAuthorizer } from "./support/test-authorizer.ts";
import { ISSUER, mintToken } from "./support/tokens.ts";

const key = createSigningKey("ES256");
const tokenWith = (claims: Json = {}): string => mintToken(key, { claims: { jti: "token-1", ...claims } });

interface Started extends RevocationAuthorizer {
  readonly answer: (token: string) => Promise<string>;
}

function start(settings: Json = {}): Started {
  const authorizer = createRevocationAuthorizer(key, settings);
  return { ...authorizer, answer: async (token) => (await authorizer.answerTo(token)).join(" ") };
}

describe("reads of the table", () => {
  test("are one for each token in 30 seconds, whether it comes twice or often", async () => {
    const { answer, table, clock } = start();
    for (let time = 0; time < 10; time++) {
      expect(await answer(tokenWith())).toBe("200");
      clock.advanceSeconds(2.9);
    }
    expect(table.reads).toEqual([[`${ISSUER} jti#token-1`, `${ISSUER} sub#user-1`]]);
    clock.advanceSeconds(1);
    expect(await answer(tokenWith())).toBe("200");
    expect(table.reads).toHaveLength(2);
  });

  test("ask only for what is not known yet", async () => {
    const { answer, table } = start();
    await answer(tokenWith());
    await answer(tokenWith({ jti: "token-2", sid: "session-1" }));
    await answer(tokenWith({ jti: "token-2" }));
    expect(table.reads.slice(1)).toEqual([[`${ISSUER} jti#token-2`, `${ISSUER} sid#session-1`]]);
  });

  test("happen for each decision if the TTL is 0", async () => {
    const { answer, table } = start({ cache_ttl_seconds: 0 });
    const token = tokenWith();
    for (let time = 0; time < 5; time++) {
      expect(await answer(token)).toBe("200");
    }
    expect(table.reads).toHaveLength(5);
    table.put(ISSUER, "sub#user-1");
    expect(await answer(token)).toBe("401 token_revoked sub");
  });

  test("are repeated after the clock was set back, which makes no answer last longer", async () => {
    const { answer, table, clock } = start();
    const token = tokenWith();
    await answer(token);
    clock.advanceSeconds(-5);
    await answer(token);
    expect(table.reads).toHaveLength(2);
  });

  test.each([1, 2, 5])(
    "find a revocation after the TTL, of a token that came %i times before",
    async (times) => {
      const { answer, table, clock } = start();
      const token = tokenWith();
      for (let time = 0; time < times; time++) {
        expect(await answer(token)).toBe("200");
      }
      table.put(ISSUER, "jti#token-1");
      clock.advanceSeconds(29);
      expect(await answer(token)).toBe("200");
      clock.advanceSeconds(1);
      expect(await answer(token)).toBe("401 token_revoked jti");
      expect(await answer(token)).toBe("401 token_revoked jti");
    },
  );

  test("for one token show a revocation to another token with the same subject immediately", async () => {
    const { answer, table, clock } = start();
    const kept = tokenWith();
    for (let time = 0; time < 3; time++) {
      await answer(kept);
    }
    clock.advanceSeconds(20);
    await answer(tokenWith({ jti: "token-2" }));
    table.put(ISSUER, "sub#user-1");
    clock.advanceSeconds(11);
    expect(await answer(tokenWith({ jti: "token-3" }))).toBe("401 token_revoked sub");
    const { length } = table.reads;
    expect(await answer(kept)).toBe("401 token_revoked sub");
    expect(table.reads.length).toBe(length + 1);
    expect(table.reads.at(-1)).toEqual([`${ISSUER} jti#token-1`]);
  });
});

/** What a reader could return or throw instead of an answer. */
const GARBAGE: readonly (readonly [string, () => unknown])[] = [
  ["undefined", () => undefined],
  ["null", () => null],
  ["a string", () => "items"],
  ["a list", () => []],
  ["no Responses", () => ({ UnprocessedKeys: {} })],
  ["Responses that are null", () => ({ Responses: null })],
  ["Responses that are a list", () => ({ Responses: [] })],
  ["an item that is no object", () => ({ Responses: { t: ["item"] } })],
  ["an item that is null", () => ({ Responses: { t: [null] } })],
  ["items that are no list", () => ({ Responses: { t: "items" } })],
  ["an item without keys", () => ({ Responses: { t: [{ revoked_before: { N: "1" } }] } })],
  [
    "an item of another issuer",
    () => ({ Responses: { t: [{ iss: { S: "x" }, subject: { S: "sub#user-1" } }] } }),
  ],
  [
    "an item that was not asked for",
    () => ({ Responses: { t: [{ iss: { S: ISSUER }, subject: { S: "sub#user-2" } }] } }),
  ],
  ["UnprocessedKeys", () => ({ Responses: {}, UnprocessedKeys: { t: { Keys: [{}] } } })],
  ["UnprocessedKeys that are no object", () => ({ Responses: {}, UnprocessedKeys: [] })],
];

/** What a reader could throw. */
const thrown = (error: unknown) => () => {
  throw error;
};
const named = (name: string): Error => Object.assign(new Error("arn:aws:secret S3CR3T"), { name });
const ERRORS: readonly (readonly [string, () => unknown, string])[] = [
  ["an error of the SDK", thrown(named("AccessDeniedException")), "AccessDeniedException"],
  ["an abort", thrown(named("AbortError")), "deadline exceeded"],
  ["a time-out", thrown(named("TimeoutError")), "deadline exceeded"],
  ["an error with a name that is not one", thrown(named("S3CR3T arn:")), "the table could not be read"],
  ["a string", thrown("S3CR3T"), "the table could not be read"],
  ["undefined", thrown(undefined), "the table could not be read"],
];

describe("a table that can't be read", () => {
  test.each(GARBAGE)("because the answer has %s, is a 500", async (_title, instead) => {
    const { answer, table } = start();
    table.instead = instead;
    expect(await answer(tokenWith())).toMatch(/^500 revocation_unavailable [A-Za-z ]+$/);
    expect(await answer(tokenWith())).toMatch(/^500 revocation_unavailable [A-Za-z ]+$/);
    expect(table.reads).toHaveLength(2);
    table.instead = undefined;
    expect(await answer(tokenWith())).toBe("200");
  });

  test.each(ERRORS)(
    "because of %s, is a 500 and says why without a secret",
    async (_title, instead, reason) => {
      const { answer, table, lines } = start();
      table.instead = instead;
      expect(await answer(tokenWith())).toBe(`500 revocation_unavailable ${reason}`);
      expect(lines.join()).not.toContain("S3CR3T");
    },
  );

  test("is one warning a second, in addition to the refusals", async () => {
    const { answer, table, clock, lines } = start();
    table.instead = thrown(named("TimeoutError"));
    for (let time = 0; time < 10; time++) {
      await answer(tokenWith());
      clock.advanceSeconds(0.3);
    }
    const messages = lines.map((line) => JSON.parse(line)["message"]);
    expect(messages.filter((message) => message === "revocations not read")).toHaveLength(3);
    expect(messages.filter((message) => message === "request refused")).toHaveLength(10);
  });

  test("is a 500 for a token whose answer is too old, and not for one whose answer is not", async () => {
    const { answer, table, clock } = start();
    await answer(tokenWith());
    table.instead = thrown(named("TimeoutError"));
    clock.advanceSeconds(29);
    expect(await answer(tokenWith())).toBe("200");
    expect(await answer(tokenWith({ jti: "token-2" }))).toBe("500 revocation_unavailable deadline exceeded");
    clock.advanceSeconds(1);
    expect(await answer(tokenWith())).toBe("500 revocation_unavailable deadline exceeded");
  });
});

describe('a table that can\'t be read, with fail = "open"', () => {
  const OUTAGE = thrown(named("InternalServerError"));
  const warnings = (lines: readonly string[]): readonly string[] =>
    lines.filter((line) => JSON.parse(line)["message"] === "revocations not read");

  test.each(GARBAGE)("because the answer has %s, revokes nothing", async (_title, instead) => {
    const { answer, table } = start({ fail: "open" });
    table.instead = instead;
    expect(await answer(tokenWith())).toBe("200");
  });

  test("still revokes what is known, however old it is", async () => {
    const { answer, table, clock } = start({ fail: "open" });
    table.put(ISSUER, "jti#token-1");
    expect(await answer(tokenWith())).toBe("401 token_revoked jti");
    table.instead = OUTAGE;
    clock.advanceSeconds(500);
    expect(await answer(tokenWith())).toBe("401 token_revoked jti");
    expect(await answer(tokenWith({ jti: "token-2" }))).toBe("200");
  });

  test("still revokes what a partial answer says is revoked", async () => {
    const { answer, table } = start({ fail: "open" });
    const item = { iss: { S: ISSUER }, subject: { S: "sub#user-1" } };
    const unprocessed = { t: { Keys: [{ iss: { S: ISSUER }, subject: { S: "jti#token-1" } }] } };
    table.instead = () => ({ Responses: { t: [item] }, UnprocessedKeys: unprocessed });
    expect(await answer(tokenWith())).toBe("401 token_revoked sub");
    table.instead = OUTAGE;
    expect(await answer(tokenWith({ jti: "token-2" }))).toBe("401 token_revoked sub");
  });

  test("accepts nothing else because of a partial answer", async () => {
    const { answer, table, clock } = start({ fail: "open" });
    const unprocessed = { t: { Keys: [{ iss: { S: ISSUER }, subject: { S: "sub#user-1" } }] } };
    table.instead = () => ({ Responses: { t: [] }, UnprocessedKeys: unprocessed });
    expect(await answer(tokenWith())).toBe("200");
    table.instead = undefined;
    table.put(ISSUER, "jti#token-1");
    clock.advanceSeconds(1);
    expect(await answer(tokenWith())).toBe("401 token_revoked jti");
  });

  test("is read at most once a second, and each failed read is one warning", async () => {
    const { answer, table, clock, lines } = start({ fail: "open", cache_ttl_seconds: 0 });
    table.instead = OUTAGE;
    for (let time = 0; time < 100; time++) {
      expect(await answer(tokenWith({ jti: `token-${time}` }))).toBe("200");
      clock.advanceSeconds(0.099);
    }
    expect(table.reads.length).toBe(10);
    expect(warnings(lines)).toHaveLength(10);
    expect(JSON.parse(warnings(lines)[0] ?? "")).toMatchObject({
      level: "WARN",
      reason: "InternalServerError",
    });
    expect(lines).toHaveLength(10);
  });

  test("is read again a second later, so that new revocations count again", async () => {
    const { answer, table, clock } = start({ fail: "open" });
    table.instead = OUTAGE;
    expect(await answer(tokenWith())).toBe("200");
    table.instead = undefined;
    table.put(ISSUER, "sub#user-1");
    clock.advanceSeconds(0.9);
    expect(await answer(tokenWith())).toBe("200");
    clock.advanceSeconds(0.1);
    expect(await answer(tokenWith())).toBe("401 token_revoked sub");
  });
});

test("an authorizer with revocation and without a reader can't be made", () => {
  const revocation = { table: "revocations", cache_ttl_seconds: 30, fail: "open" };
  expect(() => createTestAuthorizer(() => jwks(key), { top: { revocation } })).toThrow("readRevocations");
});
