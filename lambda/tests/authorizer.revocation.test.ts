import { describe, expect, test } from "vitest";
import { EVENT_OF, type Shape } from "./support/events.ts";
import { createSigningKey, type Json } from "./support/keys.ts";
import { createRevocationAuthorizer, type RevocationAuthorizer } from "./support/revocation-table.ts";
import { ISSUER, mintToken, NOW_SECONDS } from "./support/tokens.ts";

const key = createSigningKey("ES256");
const IDENTITY = { jti: "token-1", sub: "user-1", sid: "session-1", client_id: "app-1" };
const tokenWith = (claims: Json = {}): string => mintToken(key, { claims: { ...IDENTITY, ...claims } });
const seconds = (value: number | string): Json => ({ revoked_before: { N: String(value) } });

const start = (...more: readonly Json[]): RevocationAuthorizer => createRevocationAuthorizer(key, ...more);

describe("a token that an item revokes", () => {
  test.each(Object.entries(IDENTITY))("is refused by its %s, at all kinds of APIs", async (claim, value) => {
    const { answerTo, table } = start();
    table.put(ISSUER, `${claim}#${value}`);
    for (const shape of Object.keys(EVENT_OF) as Shape[]) {
      expect(await answerTo(tokenWith(), shape)).toEqual([401, "token_revoked", claim]);
    }
  });

  test("is refused by azp, which stands for client_id if that is missing, null or empty", async () => {
    const { answerTo, table } = start();
    table.put(ISSUER, "client_id#app-2");
    for (const client_id of [undefined, null, ""]) {
      const token = tokenWith({ client_id, azp: "app-2" });
      expect(await answerTo(token)).toEqual([401, "token_revoked", "client_id"]);
    }
    expect(await answerTo(tokenWith({ client_id: "app-1", azp: "app-2" }))).toEqual([200]);
  });

  test("is refused with a 401 that is never cached, also if other refusals are", async () => {
    const { answerTo, table } = start({}, { invalid_token_response: "deny" });
    table.put(ISSUER, "sub#user-1");
    expect(await answerTo(tokenWith())).toEqual([401, "token_revoked", "sub"]);
    expect(await answerTo(tokenWith({ ...NOBODY, sub: null }))).toEqual([401, "token_not_revocable"]);
  });

  test("works again after the item was deleted and the TTL is over", async () => {
    const { answerTo, table, clock } = start();
    const token = tokenWith();
    table.put(ISSUER, "sid#session-1");
    expect(await answerTo(token)).toEqual([401, "token_revoked", "sid"]);
    table.remove(ISSUER, "sid#session-1");
    clock.advanceSeconds(30);
    expect(await answerTo(token)).toEqual([200]);
  });

  test("is refused before rules, so that the caller gets a 401 and not a 403", async () => {
    const { answerTo, table } = start({}, { rules: [{ paths: ["/other"], any_token: true }] });
    table.put(ISSUER, "sub#user-1");
    expect(await answerTo(tokenWith())).toEqual([401, "token_revoked", "sub"]);
  });
});

describe("revoked_before", () => {
  test.each<[string, Json, unknown, boolean]>([
    ["after iat", seconds(NOW_SECONDS + 1), NOW_SECONDS, true],
    ["after iat by a fraction", seconds(`${NOW_SECONDS}.5`), NOW_SECONDS, true],
    ["equal to iat", seconds(NOW_SECONDS), NOW_SECONDS, false],
    ["before iat", seconds(NOW_SECONDS - 1), NOW_SECONDS, false],
    ["negative", seconds(-1), NOW_SECONDS, false],
    ["before iat, which is a fraction", seconds(NOW_SECONDS), NOW_SECONDS + 0.5, false],
    ["in the past, of a token without iat", seconds(1), undefined, true],
    ["in the past, of a token whose iat is null", seconds(1), null, true],
    ["missing", {}, NOW_SECONDS, true],
  ])("%s", async (_title, attributes, iat, isRevoked) => {
    const { answerTo, table } = start();
    table.put(ISSUER, "sub#user-1", attributes);
    const expected = isRevoked ? [401, "token_revoked", "sub"] : [200];
    expect(await answerTo(tokenWith({ iat }))).toEqual(expected);
  });

  test.each<[string, unknown]>([
    ["a string", { S: "1" }],
    ["a boolean", { BOOL: false }],
    ["null", { NULL: true }],
    ["a list", { L: [{ N: "1" }] }],
    ["a number that is not in a string", { N: 1 }],
    ["an empty number", { N: "" }],
    ["a number with an exponent", { N: "1E+3" }],
    ["a number with too many digits", { N: "9".repeat(16) }],
    ["no attribute value", 1],
    ["missing inside", {}],
  ])("that is %s makes the item revoke every token, and the log says so", async (_title, value) => {
    const { answerTo, table } = start();
    table.put(ISSUER, "sub#user-1", { revoked_before: value });
    expect(await answerTo(tokenWith())).toEqual([
      ...[401, "token_revoked"],
      "sub: revoked_before of the item is not a number of seconds, so the item revokes every token",
    ]);
  });
});

describe("an item for something else", () => {
  test.each<[string, Json, string, string]>([
    ["of another issuer", {}, "https://login.example.com", "sub#user-1"],
    ["whose claim has another name", { sub: "session-1", sid: "user-1" }, ISSUER, "sub#user-1"],
    ["whose value differs by case", {}, ISSUER, "sub#User-1"],
    ["whose value differs in Unicode normalization", { sub: "\u00e9" }, ISSUER, "sub#e\u0301"],
    ["of a value with # that looks like another claim", { sub: "a#sid#b" }, ISSUER, "sid#b"],
    ["whose value is a part of the token's", { sub: "a#b" }, ISSUER, "sub#a"],
  ])("%s does not revoke the token", async (_title, claims, iss, subject) => {
    const { answerTo, table } = start();
    table.put(iss, subject);
    expect(await answerTo(tokenWith(claims))).toEqual([200]);
  });

  test("with # in the value or in the issuer revokes exactly its token", async () => {
    const iss = "https://login.example.com/#sub";
    const { answerTo, table } = start({}, {}, { issuer: iss });
    table.put(iss, "sub#a#b");
    expect(await answerTo(tokenWith({ iss, sub: "a#b" }))).toEqual([401, "token_revoked", "sub"]);
    expect(await answerTo(tokenWith({ iss, sub: "a" }))).toEqual([200]);
    expect(await answerTo(tokenWith({ iss, sub: "b" }))).toEqual([200]);
  });

  test("by a claim that is not among the configured ones is not read", async () => {
    const { answerTo, table } = start({ claims: ["jti"] });
    table.put(ISSUER, "sub#user-1");
    expect(await answerTo(tokenWith())).toEqual([200]);
    expect(table.reads).toEqual([[`${ISSUER} jti#token-1`]]);
  });
});

const NOBODY = { jti: undefined, sub: undefined, sid: undefined, client_id: undefined };

describe("a token that nobody could revoke is refused without a read", () => {
  test.each<[string, Json, readonly unknown[]]>([
    ["no claim", NOBODY, [401, "token_not_revocable"]],
    ["empty claims", { jti: "", sub: "", sid: "", client_id: "" }, [401, "token_not_revocable"]],
    [
      "claims that are null",
      { jti: null, sub: null, sid: null, client_id: null },
      [401, "token_not_revocable"],
    ],
    ["a jti that is a number", { jti: 1 }, [401, "token_malformed", "jti"]],
    ["a sid that is a list", { sid: ["session-1"] }, [401, "token_malformed", "sid"]],
    ["a jti that is an object", { jti: {} }, [401, "token_malformed", "jti"]],
    ["a sid that is false", { sid: false }, [401, "token_malformed", "sid"]],
    ["a jti that is one byte too long", { jti: "a".repeat(1021) }, [401, "token_malformed", "jti"]],
    ["a sub that is too long in UTF-8", { sub: "é".repeat(511) }, [401, "token_malformed", "sub"]],
    ["a sid that is much too long", { sid: "😀".repeat(500) }, [401, "token_malformed", "sid"]],
    [
      "an azp that is too long",
      { client_id: null, azp: "a".repeat(1015) },
      [401, "token_malformed", "client_id"],
    ],
  ])("with %s", async (_title, claims, expected) => {
    const { answerTo, table, lines } = start();
    for (let time = 0; time < 3; time++) {
      expect(await answerTo(tokenWith(claims))).toEqual(expected);
    }
    expect(table.reads).toEqual([]);
    expect(lines.at(-1)).not.toContain("session-1");
  });

  test("and one whose claims have exactly the longest length is accepted", async () => {
    const { answerTo } = start();
    const claims = {
      jti: "a".repeat(1020),
      sub: "é".repeat(510),
      sid: "😀".repeat(255),
      client_id: "a".repeat(1014),
    };
    expect(await answerTo(tokenWith(claims))).toEqual([200]);
  });

  test("by the configured claims", async () => {
    const { answerTo } = start({ claims: ["sid", "jti"] });
    expect(await answerTo(tokenWith({ sid: undefined, jti: undefined }))).toEqual([
      401,
      "token_not_revocable",
    ]);
  });
});

describe("a token without iss", () => {
  test("is revoked by an item of the issuer (none)", async () => {
    const { answerTo, table } = start({ cache_ttl_seconds: 0 }, {}, { issuer: null, without_issuer: true });
    const token = tokenWith({ iss: undefined });
    expect(await answerTo(token)).toEqual([200]);
    table.put("(none)", "sub#user-1");
    expect(await answerTo(token)).toEqual([401, "token_revoked", "sub"]);
  });
});
