import { describe, expect, test } from "vitest";
import { createClock } from "./support/clock.ts";
import { authorizerWith, eventOf, proofWith, refusedFor, TOKEN } from "./support/dpop-authorizer.ts";
import { createRevocationTable } from "./support/revocation-table.ts";
import { invokedBy } from "./support/token-places.ts";
import { ISSUER } from "./support/tokens.ts";

/** Features that meet: base URLs by API, places of a token with proofs, and revocation of tokens that are bound to a key. */

const ORDERS_ID = "abcdef1234";
const ORDERS_STAGE = `arn:aws:execute-api:eu-central-1:123456789012:${ORDERS_ID}/prod`;
const BILLING_STAGE = "arn:aws:execute-api:eu-central-1:123456789012:xyz987/prod";
const UNLISTED_STAGE = "arn:aws:execute-api:eu-central-1:123456789012:other1/prod";
const proofFor = (base: string): string => proofWith({ claims: { htu: `${base}/orders` } });

describe("base URLs by API", () => {
  const apis = {
    orders: { id: ORDERS_ID, base_urls: ["https://orders.example.com"] },
    billing: { id: "xyz987", base_urls: ["https://billing.example.com/v1/"] },
  };

  test.each([
    ["orders", ORDERS_STAGE, "https://orders.example.com"],
    ["billing", BILLING_STAGE, "https://billing.example.com/v1"],
    ["an API that is not listed", UNLISTED_STAGE, "https://api.example.com/v1"],
  ])("%s accepts a proof for its own URL and refuses one for another API's", async (_name, stageArn, own) => {
    const authorizer = authorizerWith("required", { top: { apis } });
    const urls = [
      "https://orders.example.com",
      "https://billing.example.com/v1",
      "https://api.example.com/v1",
    ];
    for (const url of [...urls, ...urls, ...urls]) {
      const answer = await authorizer.call(eventOf("REST REQUEST", { stageArn, proof: proofFor(url) }));
      expect(answer).toMatchObject(url === own ? { status: 200 } : refusedFor("otherUrl"));
    }
  });

  test("do not change for an entry without any", async () => {
    const authorizer = authorizerWith("required", { top: { apis: { orders: { id: ORDERS_ID } } } });
    const answer = await authorizer.call(eventOf("REST REQUEST", { proof: proofWith() }));
    expect(answer).toMatchObject({ status: 200 });
  });
});

describe("a token that is bound to a key, with several places", () => {
  const top = { token_sources: { plain: { header: "X-Token" }, cookie: { cookie: "session" } } };

  test("is accepted with its scheme in each header, and never in a cookie", async () => {
    const authorizer = authorizerWith("optional", { top });
    const send = (alias: string, call: Parameters<typeof eventOf>[1]) =>
      authorizer.call(eventOf("HTTP 2.0", { proof: proofWith(), ...call }), invokedBy(alias));
    for (let time = 0; time < 3; time++) {
      expect(await send("live", {})).toMatchObject({ status: 200 });
      const plain = { headers: { "X-Token": `DPoP ${TOKEN}` } };
      expect(await send("live-plain", plain)).toMatchObject({ status: 200 });
      expect(await send("live-plain", { headers: { "X-Token": TOKEN } })).toMatchObject({
        reason: "sender_constrained",
      });
      expect(await send("live-cookie", { cookies: [`session=${TOKEN}`] })).toMatchObject({
        reason: "sender_constrained",
      });
    }
  });
});

describe("a token that is bound to a key, with a table of revocation", () => {
  const revocation = { table: "revocations", claims: ["sub"], cache_ttl_seconds: 0, fail: "closed" };
  const subject = JSON.parse(Buffer.from(TOKEN.split(".")[1] ?? "", "base64url").toString()).sub as string;

  test("is refused when it is revoked, although its proof is valid", async () => {
    const table = createRevocationTable();
    const tables = { readRevocations: table.read };
    const authorizer = authorizerWith("required", { top: { revocation } }, createClock(), tables);
    const send = () => authorizer.call(eventOf("HTTP 1.0", { proof: proofWith() }));
    expect(await send()).toMatchObject({ status: 200 });
    table.put(ISSUER, `sub#${subject}`);
    expect(await send()).toMatchObject({ status: 401, reason: "token_revoked" });
  });

  test("causes no read of the table without a valid proof", async () => {
    const table = createRevocationTable();
    const tables = { readRevocations: table.read };
    const authorizer = authorizerWith("required", { top: { revocation } }, createClock(), tables);
    const proof = proofWith({ claims: { htm: "POST" } });
    expect(await authorizer.call(eventOf("HTTP 1.0", { proof }))).toMatchObject(refusedFor("otherMethod"));
    expect(table.reads).toEqual([]);
  });
});
