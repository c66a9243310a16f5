import { describe, expect, test } from "vitest";
import { PROOF_FAULTS } from "../src/dpop/faults.ts";
import type { WriteProof } from "../src/dpop/used-proofs.ts";
import { createClock } from "./support/clock.ts";
import { BASE_URL, type ClientKey, createClientKey, dpopTop, mintProof } from "./support/dpop.ts";
import {
  authorizerWith,
  client,
  eventOf,
  other,
  proofWith,
  refusedFor,
  send,
  TOKEN,
  tokenFor,
} from "./support/dpop-authorizer.ts";
import { STAGE_ARN } from "./support/events.ts";
import type { Json } from "./support/keys.ts";
import { NOW_SECONDS } from "./support/tokens.ts";

const p384 = await createClientKey("ES384");
const proofWithClaims = (claims: Json): string => proofWith({ claims });

test("alg that the configuration does not allow is refused, and the others are accepted", async () => {
  const authorizer = authorizerWith("required", { top: dpopTop({ signing_algorithms: ["ES256"] }) });
  const token = tokenFor(p384.jkt);
  expect(await send(authorizer, { token, proof: mintProof(p384, token) })).toMatchObject(refusedFor("alg"));
  expect(await send(authorizer, { proof: proofWith() })).toMatchObject({ status: 200 });
});

describe("the URL of a request", () => {
  test("is the base URL with the path of the ARN, never what the client says about its host", async () => {
    const headers = { Host: "attacker.example.net", "X-Forwarded-Host": "attacker.example.net" };
    const event = eventOf("HTTP 2.0", {
      headers,
      proof: proofWithClaims({ htu: "https://attacker.example.net/v1/orders" }),
    });
    const requestContext = { ...(event["requestContext"] as Json), domainName: "attacker.example.net" };
    expect(await authorizerWith().call({ ...event, requestContext })).toMatchObject(refusedFor("otherUrl"));
    expect(await send(authorizerWith(), { headers, proof: proofWith() }, "HTTP 2.0")).toMatchObject({
      status: 200,
    });
  });

  test("is that of the request, not that of an earlier one with the same token", async () => {
    const authorizer = authorizerWith();
    expect(await send(authorizer, { proof: proofWith() })).toMatchObject({ status: 200 });
    const proof = proofWith();
    for (const request of [{ path: "/orders/1" }, { path: "/" }, { path: "" }]) {
      expect(await send(authorizer, { proof, ...request })).toMatchObject(refusedFor("otherUrl"));
    }
    expect(await send(authorizer, { proof, method: "DELETE" })).toMatchObject(refusedFor("otherMethod"));
    // None of these used the proof up.
    expect(await send(authorizer, { proof })).toMatchObject({ status: 200 });
    expect(await send(authorizer, { proof, method: "DELETE" })).toMatchObject(refusedFor("otherMethod"));
    expect(await send(authorizer, { proof })).toMatchObject(refusedFor("replayed"));
  });

  test.each([`${BASE_URL}`, `${BASE_URL}/`, `${BASE_URL}?a=b`])("for the root is %s", async (htu) => {
    for (const path of ["", "/"]) {
      expect(await send(authorizerWith(), { path, proof: proofWithClaims({ htu }) })).toMatchObject({
        status: 200,
      });
    }
  });

  test("has a method that no rule can name", async () => {
    const sent = { method: "PURGE", proof: proofWithClaims({ htm: "PURGE" }) };
    expect(await send(authorizerWith(), sent)).toMatchObject({ status: 200 });
    expect(await send(authorizerWith(), { ...sent, proof: proofWith() })).toMatchObject(
      refusedFor("otherMethod"),
    );
  });

  test("is the same at another stage and API, because base URLs are global", async () => {
    const stageArn = STAGE_ARN.replace("abcdef1234/prod", "zyxwvu9876/dev");
    expect(await send(authorizerWith(), { stageArn, proof: proofWith() })).toMatchObject({
      status: 200,
    });
  });
});

describe("the time of a proof", () => {
  test.each([NOW_SECONDS - 60, NOW_SECONDS + 30, NOW_SECONDS + 0.5])("is accepted as %d", async (iat) => {
    expect(await send(authorizerWith(), { proof: proofWithClaims({ iat }) })).toMatchObject({ status: 200 });
  });

  test("ends its replay protection not before its acceptance", async () => {
    for (const iat of [NOW_SECONDS - 60, NOW_SECONDS, NOW_SECONDS + 29.5, NOW_SECONDS + 30]) {
      const clock = createClock();
      const authorizer = authorizerWith("required", {}, clock);
      const proof = proofWithClaims({ iat });
      const token = TOKEN;
      expect(await send(authorizer, { token, proof })).toMatchObject({ status: 200 });
      for (let seconds = 0; seconds < 95; seconds++) {
        const outcome = await send(authorizer, { token, proof });
        expect([PROOF_FAULTS.replayed, PROOF_FAULTS.tooOld]).toContain(outcome.detail);
        clock.advanceSeconds(1);
      }
    }
  });

  test.each([0, 30, 60, 90])(
    "in the future does not outlast its replay protection, %d seconds after the first proof of an instance",
    async (seconds) => {
      const clock = createClock();
      const authorizer = authorizerWith("required", {}, clock);
      const now = () => Math.floor(clock.now() / 1000);
      const sendNew = () => send(authorizer, { proof: proofWithClaims({ iat: now() }) });
      expect(await sendNew()).toMatchObject({ status: 200 });
      clock.advanceSeconds(seconds);
      const proof = proofWithClaims({ iat: now() + 30 });
      expect(await send(authorizer, { proof })).toMatchObject({ status: 200 });
      for (let later = 0; later < 95; later++) {
        expect(await sendNew()).toMatchObject({ status: 200 });
        expect(await send(authorizer, { proof })).toMatchObject(
          refusedFor(later <= 90 ? "replayed" : "tooOld"),
        );
        clock.advanceSeconds(1);
      }
    },
  );

  test("has the configured window", async () => {
    const authorizer = authorizerWith("required", { top: dpopTop({ max_age_seconds: 5 }) });
    expect(await send(authorizer, { proof: proofWithClaims({ iat: NOW_SECONDS - 5 }) })).toMatchObject({
      status: 200,
    });
    expect(await send(authorizer, { proof: proofWithClaims({ iat: NOW_SECONDS - 6 }) })).toMatchObject(
      refusedFor("tooOld"),
    );
  });
});

describe("a proof that was used", () => {
  test("is refused with another token of the same key, whatever its jti", async () => {
    const authorizer = authorizerWith();
    const second = tokenFor(client.jkt, { sub: "other" });
    const claims = { jti: "same" };
    expect(await send(authorizer, { proof: mintProof(client, TOKEN, { claims }) })).toMatchObject({
      status: 200,
    });
    expect(await send(authorizer, { proof: mintProof(client, TOKEN, { claims }) })).toMatchObject(
      refusedFor("replayed"),
    );
    expect(
      await send(authorizer, { token: second, proof: mintProof(client, second, { claims }) }),
    ).toMatchObject(refusedFor("replayed"));
  });

  test("says nothing about the same jti of another client", async () => {
    const authorizer = authorizerWith();
    const claims = { jti: "same" };
    const token = tokenFor(other.jkt);
    expect(await send(authorizer, { proof: mintProof(client, TOKEN, { claims }) })).toMatchObject({
      status: 200,
    });
    expect(await send(authorizer, { token, proof: mintProof(other, token, { claims }) })).toMatchObject({
      status: 200,
    });
  });

  test("is known to other instances only by a table", async () => {
    const proof = proofWith();
    expect(await send(authorizerWith(), { proof })).toMatchObject({ status: 200 });
    expect(await send(authorizerWith(), { proof })).toMatchObject({ status: 200 });

    const ids = new Set<string>();
    const arns = new Set<string>();
    const writeProof: WriteProof = async (arn, id, lastSecond) => {
      arns.add(arn);
      expect(lastSecond).toBe(NOW_SECONDS + 60);
      return !ids.has(id) && ids.add(id).size > 0;
    };
    const replay_table_arn = "arn:aws:dynamodb:eu-central-1:123456789012:table/proofs";
    const changes = { top: dpopTop({ replay_table_arn }) };
    const instance = () => authorizerWith("required", changes, createClock(), { writeProof });
    expect(await send(instance(), { proof })).toMatchObject({ status: 200 });
    expect(await send(instance(), { proof })).toMatchObject(refusedFor("replayed"));
    expect(await send(instance(), { proof, method: "POST" })).toMatchObject(refusedFor("otherMethod"));
    expect([...arns]).toEqual([replay_table_arn]);
    expect([...ids].map((id) => id.length)).toEqual([43]);
  });

  test("and a table that cannot be written: the caller gets a 500", async () => {
    const replay_table_arn = "arn:aws:dynamodb:eu-central-1:123456789012:table/proofs";
    const writeProof = () => Promise.reject(new Error("AccessDeniedException"));
    const authorizer = authorizerWith("required", { top: dpopTop({ replay_table_arn }) }, createClock(), {
      writeProof,
    });
    expect(await send(authorizer, { proof: proofWith() })).toMatchObject({
      status: 500,
      reason: "dpop_replay_unavailable",
      detail: "AccessDeniedException",
    });
    // Nothing is written for a proof that another check refuses.
    expect(await send(authorizer, { proof: proofWith({}, other) })).toMatchObject({ status: 401 });
  });
});

test("a key that has proved requests with its own token proves nothing for another client's token", async () => {
  const authorizer = authorizerWith();
  const token = tokenFor(other.jkt);
  for (let time = 0; time < 3; time++) {
    expect(await send(authorizer, { token, proof: mintProof(other, token) })).toMatchObject({ status: 200 });
    expect(await send(authorizer, { proof: proofWith({}, other) })).toMatchObject(refusedFor("otherKey"));
    expect(await send(authorizer, { proof: proofWith() })).toMatchObject({ status: 200 });
  }
});

test("more clients than the function remembers keys of are all accepted, each with its own key only", async () => {
  const authorizer = authorizerWith();
  const clients: ClientKey[] = [];
  for (let number = 0; number < 600; number++) {
    clients.push(await createClientKey("Ed25519"));
  }
  for (const [number, key] of [...clients, ...clients].entries()) {
    const token = tokenFor(key.jkt);
    const stranger = clients[(number + 1) % clients.length] ?? key;
    expect(await send(authorizer, { token, proof: mintProof(key, token) })).toMatchObject({ status: 200 });
    expect(await send(authorizer, { token, proof: mintProof(stranger, token) })).toMatchObject(
      refusedFor("otherKey"),
    );
  }
});
