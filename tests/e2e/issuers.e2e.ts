import assert from "node:assert/strict";
import { generateKeyPairSync, type KeyObject, randomBytes, randomUUID } from "node:crypto";
import { after, before, beforeEach, describe, test } from "node:test";
import { DeleteObjectsCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { exportJWK, SignJWT } from "jose";
import { FAILURE_CODES, type FailureCode, outcomeOf } from "../../lambda/src/failure.ts";
import type { SelfCheckAnswer } from "../../lambda/src/self-check.ts";
import type { Terraform } from "../support/terraform.ts";
import { testRegion } from "../support/terraform-environment.ts";
import { invokeFunction } from "./lab/emulator-invocation.ts";
import { type ApiAnswer, callApi } from "./lab/gateway-client.ts";
import { type Lab, startLab } from "./lab/lab.ts";
import { followRefusals, type ReadRefusals } from "./support/refusal-log.ts";

const AUDIENCE = "https://api.example.com";
const FUNCTION = "issuers";
const SECRETS = { devices: randomBytes(32), legacy: randomBytes(64) };
const fixed = generateKeyPairSync("rsa", { modulusLength: 2048 });
const seed = generateKeyPairSync("ec", { namedCurve: "P-256" });

/**
 * In `deferred-authorizer.test.ts`, `custom-logic.e2e.ts`, `authorizer.outcomes.test.ts`, `authorizer.revocation.test.ts`,
 * `revocation.e2e.ts` and `dpop.e2e.ts`.
 */
const TESTED_ELSEWHERE = [
  ...(["configuration_unavailable", "extension_denies", "extension_failed", "unexpected_error"] as const),
  ...(["token_revoked", "token_not_revocable", "revocation_unavailable"] as const),
  ...(["dpop_proof_invalid", "dpop_replay_unavailable"] as const),
];

type Json = Readonly<Record<string, unknown>>;

function sign(alg: string, key: KeyObject | Uint8Array, claims: Json, header: Json = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const payload = { aud: AUDIENCE, sub: "caller", iat: now, exp: now + 600, jti: randomUUID(), ...claims };
  return new SignJWT(payload).setProtectedHeader({ ...header, alg }).sign(key);
}

/** Every source of keys, and a token of its issuer. */
const TOKENS: Readonly<Record<string, (secrets?: typeof SECRETS) => Promise<string>>> = {
  "a secret of Secrets Manager": (secrets = SECRETS) =>
    sign("HS256", secrets.devices, { iss: "https://devices.example.com/" }),
  "a SecureString of SSM": () =>
    sign("HS512", SECRETS.legacy, {
      iss: "https://legacy.example.com/",
      client_id: "legacy-app",
      aud: undefined,
    }),
  "a public key in the configuration": () =>
    sign("RS256", fixed.privateKey, { iss: "https://fixed.example.com/" }),
  "seed keys, the endpoint being down": () =>
    sign("ES256", seed.privateKey, { iss: "https://seeded.example.com/" }, { kid: "seed" }),
};

describe("a function with one issuer for each key source, configured from S3", () => {
  let lab: Lab;
  let terraform: Terraform;
  let refusals: ReadRefusals;
  let apiId: string;
  let variables: Record<string, unknown>;

  before(async () => {
    lab = await startLab({ audiences: [AUDIENCE] });
    terraform = lab.workspace.directory("tests/e2e/fixtures/issuers");
    variables = {
      issuer: lab.identityProvider.issuer,
      ca_certificates_pem: lab.certificateAuthority.certificatePem,
      public_key_pem: fixed.publicKey.export({ type: "spki", format: "pem" }),
      seed_jwks: JSON.stringify({ keys: [{ ...(await exportJWK(seed.publicKey)), kid: "seed" }] }),
      seed_until: new Date(Date.now() + 86_400_000).toISOString().replace(/\.\d+Z/, "Z"),
      secrets: { devices: SECRETS.devices.toString("base64"), legacy: SECRETS.legacy.toString("hex") },
    };
    await terraform.init();
    await terraform.apply(variables);
    apiId = String((await terraform.output())["api_id"]);
    refusals = await followRefusals(lab.emulator, FUNCTION);
  });

  beforeEach(async () => void (await refusals()));

  after(() => lab.stop());

  const call = (authorization: string | undefined, method = "GET", path = "/orders"): Promise<ApiAnswer> =>
    callApi({
      emulator: lab.emulator,
      apiId,
      stage: "prod",
      method,
      path,
      headers: authorization === undefined ? {} : { authorization },
    });
  const signed = (claims: Json, header: Json = {}): Promise<string> =>
    lab.identityProvider.signToken({ claims, header });

  test("a token of the OpenID provider is accepted", async () => {
    const answer = await call(`Bearer ${await signed({})}`);
    assert.equal(answer.status, 200, JSON.stringify(await refusals()));
  });

  for (const [source, token] of Object.entries(TOKENS)) {
    test(`a token that ${source} verifies is accepted`, async () => {
      const answer = await call(`Bearer ${await token()}`);
      assert.equal(answer.status, 200, JSON.stringify(await refusals()));
      assert.equal((answer.body as { sub?: string }).sub, "caller");
    });
  }

  test("a self-check describes every key source, and names the configuration in S3", async () => {
    const answer = (await invokeFunction(lab.emulator.endpoint, FUNCTION, {
      self_check: {},
    })) as SelfCheckAnswer;
    assert.equal(answer.self_check.configuration_sha256, (await terraform.output())["configuration_sha256"]);
    const sources = Object.entries(answer.self_check.trusted_issuers).map(([name, [source]]) => [
      ...[name, source?.kind, source?.state, source?.last_fetch_error],
      (source?.usable_keys ?? 0) > 0,
    ]);
    assert.deepEqual(sources.toSorted(), [
      ["devices", "secret", "fresh", null, true],
      ["fixed", "configured", "fixed", null, true],
      ["legacy", "secret", "fresh", null, true],
      ["provider", "endpoint", "fresh", null, true],
      ["seeded", "endpoint", "seed", "ECONNREFUSED", true],
      ["unreachable", "endpoint", "missing", "ECONNREFUSED", false],
    ]);
  });

  test("neither the configuration nor the function's environment contains a secret", async () => {
    const configuration = String((await terraform.output())["configuration"]);
    for (const secret of [SECRETS.devices.toString("base64"), SECRETS.legacy.toString("hex")]) {
      assert.ok(!configuration.includes(secret));
    }
  });

  test("after a rotation of a secret, the first token signed with it makes the function read it, and the previous version stays valid for the overlap", async () => {
    const changed = { ...SECRETS, devices: randomBytes(32) };
    assert.equal((await call(`Bearer ${await TOKENS["a secret of Secrets Manager"]?.()}`)).status, 200);
    await terraform.apply({
      ...variables,
      secrets: { devices: changed.devices.toString("base64"), legacy: SECRETS.legacy.toString("hex") },
    });
    assert.equal(
      (await call(`Bearer ${await TOKENS["a secret of Secrets Manager"]?.(changed)}`)).status,
      200,
    );
    assert.equal((await call(`Bearer ${await TOKENS["a secret of Secrets Manager"]?.()}`)).status, 200);
  });

  /** One call for every way to be refused. */
  const REFUSALS: Readonly<
    Record<Exclude<FailureCode, (typeof TESTED_ELSEWHERE)[number]>, () => Promise<unknown>>
  > = {
    token_missing: () => call(undefined),
    token_ambiguous: async () => call(`Bearer ${await signed({})},Bearer junk`),
    token_malformed: () => call("Bearer junk"),
    algorithm_not_allowed: () =>
      sign("HS256", SECRETS.devices, { iss: lab.identityProvider.issuer }).then((token) =>
        call(`Bearer ${token}`),
      ),
    issuer_unknown: async () => call(`Bearer ${await signed({ iss: "https://login.example.net/" })}`),
    key_unknown: async () => call(`Bearer ${await lab.identityProvider.signWithUnknownKey()}`),
    signature_invalid: async () => call(`Bearer ${await lab.identityProvider.signWithForeignKey()}`),
    token_expired: async () => call(`Bearer ${await signed({ exp: 1 })}`),
    token_not_yet_valid: async () =>
      call(`Bearer ${await signed({ nbf: Math.floor(Date.now() / 1000) + 600 })}`),
    token_too_old: async () => call(`Bearer ${await signed({ iat: Math.floor(Date.now() / 1000) - 3600 })}`),
    audience_mismatch: async () => call(`Bearer ${await signed({ aud: "https://other.example.com" })}`),
    token_type_wrong: async () => call(`Bearer ${await signed({}, { typ: "logout+jwt" })}`),
    required_claims_not_met: async () => call(`Bearer ${await signed({ token_use: "id" })}`),
    sender_constrained: async () => call(`Bearer ${await signed({ cnf: { jkt: "x" } })}`),
    rules_not_satisfied: async () => call(`Bearer ${await signed({})}`, "TRACE"),
    rule_denies: async () => call(`Bearer ${await signed({})}`, "DELETE"),
    path_not_strict: async () => call(`Bearer ${await signed({})}`, "GET", "/orders/../x"),
    keys_unavailable: () =>
      sign("ES256", seed.privateKey, { iss: "https://unreachable.example.com/" }, { kid: "x" }).then(
        (token) => call(`Bearer ${token}`),
      ),
    event_unrecognized: () => invokeFunction(lab.emulator.endpoint, FUNCTION, {}),
    response_too_large: async () => call(`Bearer ${await signed({ sub: "s".repeat(5_000) })}`),
  };

  test("each reason for a refusal has a call here", () => {
    const codes = [...Object.keys(REFUSALS), ...TESTED_ELSEWHERE];
    assert.deepEqual(codes.toSorted(), [...FAILURE_CODES].toSorted());
  });

  const STATUS = { unauthorized: 401, forbidden: 403, internal: 500 };
  for (const [reason, refused] of Object.entries(REFUSALS)) {
    test(`${reason} is the reason in the log, and the caller gets a ${STATUS[outcomeOf(reason as FailureCode)]}`, async () => {
      const answer = (await refused()) as Partial<ApiAnswer>;
      assert.deepEqual(
        (await refusals()).map((refusal) => refusal.reason),
        [reason],
      );
      if (reason !== "event_unrecognized") {
        assert.equal(answer.status, STATUS[outcomeOf(reason as FailureCode)]);
        assert.ok(!JSON.stringify(answer).includes(reason));
      }
    });
  }

  test("configuration_unavailable: a function without its configuration object answers every request with a 500", async () => {
    await emptyBucket(lab.emulator.endpoint, "authorizer-configuration");
    await lab.emulator.endWorkers(FUNCTION);
    assert.equal((await call(`Bearer ${await signed({})}`)).status, 500);
    assert.deepEqual(
      (await refusals()).map(({ reason }) => reason),
      ["configuration_unavailable"],
    );
    // Terraform sees that the object is gone, and puts it back.
    await terraform.apply(variables);
    assert.equal((await call(`Bearer ${await signed({})}`)).status, 200);
  });
});

async function emptyBucket(endpoint: string, bucket: string): Promise<void> {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = new S3Client({ endpoint, region: testRegion, credentials, forcePathStyle: true });
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
  const objects = Contents.map(({ Key }) => ({ Key }));
  await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: objects } }));
  client.destroy();
}
