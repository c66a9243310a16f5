import { createLocalJWKSet, exportJWK, generateKeyPair, type JWTHeaderParameters, SignJWT } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { verifyLogoutToken } from "../../examples/revocation/logout/logout-token.ts";
import { revocationsOf } from "../../examples/revocation/logout/revocations.ts";

const NOW = 1_800_000_000;
const ISSUER = "https://login.example.com/";
const SETTINGS = { issuer: ISSUER, clientIds: ["web", "mobile"] };
const EVENT = "http://schemas.openid.net/event/backchannel-logout";

type Json = Readonly<Record<string, unknown>>;
type Keys = Awaited<ReturnType<typeof generateKeyPair>>;

let own: Keys;
let stranger: Keys;
let find: ReturnType<typeof createLocalJWKSet>;

beforeAll(async () => {
  own = await generateKeyPair("ES256");
  stranger = await generateKeyPair("ES256");
  find = createLocalJWKSet({ keys: [{ ...(await exportJWK(own.publicKey)), kid: "k", alg: "ES256" }] });
});

/** The example of the specification (section 2.4), with changes. A change to undefined removes the member. */
function sign(claims: Json = {}, header: Json = {}, keys: Keys = own): Promise<string> {
  const all = {
    ...{ iss: ISSUER, sub: "248289761001", aud: "web", iat: NOW, exp: NOW + 120, jti: "bWJq" },
    ...{ sid: "08a5019c-17e1-4977-8f42-65a12843ea02", events: { [EVENT]: {} } },
    ...claims,
  };
  const parameters = { alg: "ES256", typ: "logout+jwt", kid: "k", ...header } as JWTHeaderParameters;
  return new SignJWT(all).setProtectedHeader(parameters).sign(keys.privateKey);
}

const verify = (token: string) => verifyLogoutToken(token, find, SETTINGS, new Date(NOW * 1000));

describe("a logout token", () => {
  test("as in the specification names the user and the session", async () => {
    expect(await verify(await sign())).toEqual({
      iss: ISSUER,
      iat: NOW,
      sub: "248289761001",
      sid: "08a5019c-17e1-4977-8f42-65a12843ea02",
    });
  });

  test.each<[string, Json]>([
    ["names only the user", { sid: undefined }],
    ["names only the session", { sub: undefined }],
    ["has null for the session", { sid: null }],
    ["has several audiences", { aud: ["other", "mobile"] }],
    ["has another event too", { events: { [EVENT]: {}, "https://example.com/e": 1 } }],
    ["has an event with members", { events: { [EVENT]: { more: true } } }],
    ["has just expired, within the tolerance", { exp: NOW - 29 }],
  ])("is accepted if it %s", async (_title, claims) => {
    expect(await verify(await sign(claims))).toMatchObject({ iss: ISSUER });
  });

  const noEvent = "events has no back-channel logout";
  test.each<[string, Json, string | RegExp]>([
    ["another issuer", { iss: "https://login.example.com" }, /"iss"/],
    ["no issuer", { iss: undefined }, /"iss"/],
    ["another audience", { aud: "api" }, /"aud"/],
    ["no audience", { aud: undefined }, /"aud"/],
    ["no iat", { iat: undefined }, /"iat"/],
    ["an iat of the future", { iat: NOW + 60 }, /"iat"/],
    ["an iat of eleven minutes ago", { iat: NOW - 660 }, /"iat"/],
    ["no exp", { exp: undefined }, /"exp"/],
    ["an exp in the past", { exp: NOW - 31 }, /"exp"/],
    ["no jti", { jti: undefined }, /"jti"/],
    ["no events", { events: undefined }, /"events"/],
    ["events that are null", { events: null }, noEvent],
    ["events that are a list", { events: [EVENT] }, noEvent],
    ["events that are a string", { events: EVENT }, noEvent],
    ["another event", { events: { "https://example.com/e": {} } }, noEvent],
    ["an event that is true", { events: { [EVENT]: true } }, noEvent],
    ["an event that is a list", { events: { [EVENT]: [] } }, noEvent],
    ["a nonce", { nonce: "n" }, "nonce is in the token"],
    ["a nonce that is null", { nonce: null }, "nonce is in the token"],
    ["neither sub nor sid", { sub: undefined, sid: undefined }, "sub and sid are missing"],
    ["a sub that is a number", { sub: 1 }, "sub is not a string"],
    ["a sub that is empty", { sub: "" }, "sub is not a string"],
    ["a sid that is an object", { sid: {} }, "sid is not a string"],
  ])("is refused with %s", async (_title, claims, message) => {
    await expect(verify(await sign(claims))).rejects.toThrow(message);
  });

  test.each(["JWT", "at+jwt", undefined])("is refused with the type %s", async (typ) => {
    await expect(verify(await sign({}, { typ }))).rejects.toThrow(/"typ"/);
  });

  test("is refused with a signature of another key", async () => {
    await expect(verify(await sign({}, {}, stranger))).rejects.toThrow("signature verification failed");
    await expect(verify(await sign({}, { kid: "other" }, stranger))).rejects.toThrow("no applicable key");
  });

  test("is refused without a signature, or signed with a public key as a secret", async () => {
    const [, payload] = (await sign()).split(".");
    const header = (alg: string) =>
      Buffer.from(JSON.stringify({ alg, typ: "logout+jwt", kid: "k" })).toString("base64url");
    for (const alg of ["none", "HS256", "ES384"]) {
      await expect(verify(`${header(alg)}.${payload}.AAAA`)).rejects.toThrow("not allowed");
    }
  });
});

describe("the items of a logout", () => {
  const logout = { iss: ISSUER, iat: NOW, sub: "user#1", sid: "session" };

  test("revoke what was issued until the logout, and are kept longer than the longest token", () => {
    const times = { revoked_before: { N: String(NOW + 1) }, expires_at: { N: String(NOW + 1 + 600 + 3600) } };
    expect(revocationsOf(logout, 600)).toEqual([
      { iss: { S: ISSUER }, subject: { S: "sub#user#1" }, ...times },
      { iss: { S: ISSUER }, subject: { S: "sid#session" }, ...times },
    ]);
  });

  test("have whole seconds", () => {
    const [item] = revocationsOf({ ...logout, iat: NOW + 0.5, sid: undefined }, 600);
    expect(item?.revoked_before).toEqual({ N: String(NOW + 1) });
  });
});
