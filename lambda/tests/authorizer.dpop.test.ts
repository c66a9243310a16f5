import { describe, expect, test } from "vitest";
import { createClientKey, mintProof } from "./support/dpop.ts";
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
  tokenWith,
  UNBOUND,
} from "./support/dpop-authorizer.ts";
import { type Call, EVENT_OF } from "./support/events.ts";
import type { Json } from "./support/keys.ts";

/** The shapes whose events show the headers of the request. */
const SHAPES = ["REST REQUEST", "HTTP 1.0", "HTTP 2.0"] as const;

describe.each(SHAPES)("a token that is bound to a key, at %s", (shape) => {
  test("is accepted with a new proof each time, and each proof once", async () => {
    const authorizer = authorizerWith();
    for (let time = 0; time < 4; time++) {
      const proof = proofWith();
      expect(await send(authorizer, { proof }, shape)).toMatchObject({ status: 200 });
      expect(await send(authorizer, { proof }, shape)).toMatchObject(refusedFor("replayed"));
    }
  });

  test("is refused without a proof, also after it was accepted", async () => {
    const authorizer = authorizerWith("optional");
    for (let time = 0; time < 3; time++) {
      expect(await send(authorizer, {}, shape)).toMatchObject(refusedFor("missing"));
      expect(await send(authorizer, { proof: "" }, shape)).toMatchObject(refusedFor("missing"));
      expect(await send(authorizer, { proof: proofWith() }, shape)).toMatchObject({
        status: 200,
      });
    }
  });

  test("is refused with two proofs in one header", async () => {
    const proof = `${proofWith()},${proofWith()}`;
    expect(await send(authorizerWith(), { proof }, shape)).toMatchObject(refusedFor("repeated"));
  });

  test.each(["DPoP", "dpop", "DPOP", "DPoP  "])("is accepted after %s", async (scheme) => {
    const proof = proofWith();
    expect(await send(authorizerWith(), { scheme, proof }, shape)).toMatchObject({ status: 200 });
  });

  test("is refused with a valid proof as a bearer token", async () => {
    const authorizer = authorizerWith("optional");
    for (let time = 0; time < 3; time++) {
      expect(await send(authorizer, { scheme: "Bearer", proof: proofWith() }, shape)).toMatchObject({
        status: 401,
        reason: "sender_constrained",
        detail: "the token is bound to a key (DPoP), but the scheme is not DPoP",
      });
    }
  });

  test("is refused with a valid proof if its issuer does not allow such tokens", async () => {
    const issuer = { certificate_bound_tokens: "optional" };
    const sent = { scheme: "Bearer", proof: proofWith() };
    expect(await send(authorizerWith(null), sent, shape)).toMatchObject({ reason: "sender_constrained" });
    expect(await send(authorizerWith(null, { issuer }), sent, shape)).toMatchObject({
      reason: "sender_constrained",
    });
    expect(await send(authorizerWith(null), { proof: sent.proof }, shape)).toMatchObject({
      reason: "token_malformed",
    });
  });
});

test("two headers DPoP are refused, whatever the case of their names", async () => {
  const [first, second] = [proofWith(), proofWith()];
  const event = eventOf("REST REQUEST", { proof: first });
  const multiValueHeaders = { ...(event["multiValueHeaders"] as Json), DPoP: [first, second] };
  expect(await authorizerWith().call({ ...event, multiValueHeaders })).toMatchObject(refusedFor("repeated"));
  expect(await send(authorizerWith(), { proof: first, headers: { dpop: second } })).toMatchObject(
    refusedFor("repeated"),
  );
  expect(await send(authorizerWith(), { proof: first, headers: { dpop: first } })).toMatchObject(
    refusedFor("repeated"),
  );
});

describe("where no proof can be checked, a bound token is refused", () => {
  const detail = "a TOKEN authorizer or a WebSocket API shows no proof (DPoP)";

  test.each(["DPoP", "Bearer"])("at a TOKEN authorizer, with the scheme %s", async (scheme) => {
    const event = eventOf("REST TOKEN", { scheme });
    expect(await authorizerWith().call(event)).toMatchObject({
      status: 401,
      reason: "sender_constrained",
      detail,
    });
  });

  test.each<[string, Json, Call]>([
    [
      "in a query parameter",
      { header: null, scheme: null, query_parameter: "access_token" },
      { query: { access_token: TOKEN } },
    ],
    [
      "in a header",
      { header: "Authorization", scheme: "Bearer", query_parameter: null },
      { headers: { Authorization: `Bearer ${TOKEN}` } },
    ],
    [
      "in a header with the scheme DPoP",
      { header: "Authorization", scheme: "DPoP", query_parameter: null },
      { headers: { Authorization: `DPoP ${TOKEN}` } },
    ],
  ])("at a WebSocket API, %s", async (_title, source, call) => {
    const authorizer = authorizerWith("optional", {
      top: { websocket_token_source: { cookie: null, ...source } },
    });
    const headers = { DPoP: proofWith(), ...call.headers };
    expect(await authorizer.call(EVENT_OF.WebSocket({ ...call, headers }))).toMatchObject({
      status: 401,
      reason: "sender_constrained",
      detail,
    });
  });
});

describe("a token that is not bound to a key", () => {
  test("is accepted as a bearer token if binding is optional, also with a proof", async () => {
    const authorizer = authorizerWith("optional");
    for (const proof of [undefined, mintProof(client, UNBOUND)]) {
      expect(await send(authorizer, { scheme: "Bearer", token: UNBOUND, proof })).toMatchObject({
        status: 200,
      });
    }
  });

  test("is refused with the scheme DPoP, also with a proof", async () => {
    const authorizer = authorizerWith("optional");
    for (let time = 0; time < 3; time++) {
      expect(await send(authorizer, { token: UNBOUND, proof: mintProof(client, UNBOUND) })).toMatchObject({
        status: 401,
        reason: "sender_constrained",
        detail: "the scheme is DPoP, but the token is not bound to a key",
      });
    }
  });

  test("is refused if binding is required", async () => {
    for (const scheme of ["Bearer", "DPoP"]) {
      const sent = { scheme, token: UNBOUND, proof: mintProof(client, UNBOUND) };
      expect(await send(authorizerWith(), sent)).toMatchObject({ status: 401, reason: "sender_constrained" });
    }
  });

  test("is accepted without a scheme if the token source has none, and a bound token only with the scheme DPoP", async () => {
    const top = { token_source: { header: "X-Token", scheme: "", cookie: null, query_parameter: null } };
    const authorizer = authorizerWith("optional", { top });
    const call = (value: string, token: string) =>
      authorizer.call(
        EVENT_OF["HTTP 2.0"]({ headers: { "X-Token": value, DPoP: mintProof(client, token) } }),
      );
    expect(await call(UNBOUND, UNBOUND)).toMatchObject({ status: 200 });
    expect(await call(`DPoP ${TOKEN}`, TOKEN)).toMatchObject({ status: 200 });
    expect(await call(TOKEN, TOKEN)).toMatchObject({ status: 401, reason: "sender_constrained" });
    expect(await call(`Bearer ${UNBOUND}`, UNBOUND)).toMatchObject({ reason: "token_malformed" });
  });
});

test.each<[string, unknown]>([
  ["to a key and to a certificate", { jkt: client.jkt, "x5t#S256": client.jkt }],
  ["to a key and to something unknown", { jkt: client.jkt, other: true }],
  ["to a thumbprint with padding", { jkt: `${client.jkt}=` }],
  ["to a list of thumbprints", { jkt: [client.jkt] }],
  ["to a certificate", { "x5t#S256": client.jkt }],
  ["to a key itself", { jwk: client.jwk }],
  ["to nothing", {}],
  ["to null", null],
])("a token that is bound %s is refused", async (_title, cnf) => {
  const token = tokenWith({ cnf });
  for (const setting of ["optional", "required"] as const) {
    const outcome = await send(authorizerWith(setting), { token, proof: mintProof(client, token) });
    expect(outcome).toMatchObject({ status: 401, reason: "sender_constrained" });
  }
});

test("an issuer that requires one binding and allows the other one accepts both, and no bearer token", async () => {
  for (const [dpop, certificate] of [
    ["required", "optional"],
    ["optional", "required"],
  ] as const) {
    const authorizer = authorizerWith(dpop, { issuer: { certificate_bound_tokens: certificate } });
    expect(await send(authorizer, { proof: proofWith() })).toMatchObject({ status: 200 });
    const byCertificate = tokenWith({ cnf: { "x5t#S256": client.jkt } });
    expect(await send(authorizer, { scheme: "Bearer", token: byCertificate })).toMatchObject({
      detail: "the client has no certificate",
    });
    expect(await send(authorizer, { scheme: "Bearer", token: UNBOUND })).toMatchObject({ status: 401 });
  }
});

test.each(["RS256", "PS256", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"] as const)(
  "a proof signed with %s is accepted",
  async (alg) => {
    const key = await createClientKey(alg);
    const authorizer = authorizerWith();
    const token = tokenFor(key.jkt);
    for (let time = 0; time < 3; time++) {
      expect(await send(authorizer, { token, proof: mintProof(key, token) })).toMatchObject({ status: 200 });
    }
  },
);

test("with invalid_token_response, no answer about a proof is one that API Gateway caches", async () => {
  const authorizer = authorizerWith("optional", { top: { invalid_token_response: "deny" } });
  for (const proof of [undefined, "x", proofWith({}, other)]) {
    expect(await send(authorizer, { proof })).toMatchObject({ status: 401, response: undefined });
  }
  expect(await send(authorizer, { token: UNBOUND })).toMatchObject({ status: 401, response: undefined });
});
