import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { after, before, beforeEach, describe, test } from "node:test";
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { answering, servePlain, type TestServer } from "../../../lambda/tests/support/tls-server.ts";
import { callDynamo } from "../../custom-logic/support/dynamo.ts";
import type { Terraform, Variables } from "../../support/terraform.ts";
import { type ApiAnswer, callApi } from "../lab/gateway-client.ts";
import { type Lab, startLab } from "../lab/lab.ts";
import { unexpectedChanges } from "../support/known-differences.ts";
import { followRefusals, type ReadRefusals } from "../support/refusal-log.ts";

const AUDIENCE = "https://api.example.com";
const TABLE = "dpop-example-used-proofs";

interface Outputs {
  readonly api: { readonly id: string; readonly stage: string };
  readonly url: string;
  readonly function_name: string;
}

interface Client {
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

/** A client makes its proofs with jose, and gets its tokens from the provider's token endpoint with a proof. */
describe("examples/dpop", () => {
  let lab: Lab;
  let backend: TestServer;
  let terraform: Terraform;
  let variables: Variables;
  let outputs: Outputs;
  let refusals: ReadRefusals;
  let client: Client;
  let token: string;

  before(async () => {
    backend = await servePlain(answering({ orders: [] }));
    lab = await startLab({ audiences: [AUDIENCE] });
    terraform = lab.workspace.directory("examples/dpop");
    variables = {
      issuer: lab.identityProvider.issuer,
      audience: [AUDIENCE],
      ca_certificates_pem: lab.certificateAuthority.certificatePem,
      backend_url: `${backend.url}/orders`,
    };
    await terraform.init();
    await terraform.apply(variables);
    outputs = (await terraform.output()) as unknown as Outputs;
    client = await createClient();
    token = await fetchToken(client);
  });

  beforeEach(async () => {
    refusals = await followRefusals(lab.emulator, outputs.function_name);
  });

  after(async () => {
    await lab.stop();
    await backend.close();
  });

  async function fetchToken(of: Client): Promise<string> {
    const dpopProof = await proofOf(of, { htm: "POST", htu: lab.identityProvider.tokenUrl });
    return lab.identityProvider.fetchAccessToken({ audience: AUDIENCE, dpopProof });
  }

  const proofFor = (claims: object = {}, of = client): Promise<string> =>
    proofOf(of, { htm: "GET", htu: outputs.url, ath: sha256(token), ...claims });

  function call(authorization: string, dpop?: string): Promise<ApiAnswer> {
    const { id: apiId, stage } = outputs.api;
    const headers = { authorization, ...(dpop === undefined ? {} : { dpop }) };
    return callApi({ emulator: lab.emulator, apiId, stage, path: "/orders", headers });
  }

  /** The reason and detail of the one refusal, which the caller sees as this status. */
  async function refusalOf(answer: ApiAnswer): Promise<readonly unknown[]> {
    return [
      answer.status,
      ...(await refusals()).map((line) => [line.reason, (line as { detail?: string }).detail]),
    ];
  }

  test("the provider's token is bound to the client's key, and accepted with a new proof each time", async () => {
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    assert.deepEqual(Object.keys(claims.cnf), ["jkt"]);
    for (let time = 0; time < 4; time++) {
      const answer = await call(`DPoP ${token}`, await proofFor());
      assert.equal(answer.status, 200, JSON.stringify(await refusals()));
      assert.deepEqual(answer.body, { orders: [] });
    }
  });

  test("a proof is accepted once, also by another instance of the function, because the table has it", async () => {
    const proof = await proofFor();
    assert.equal((await call(`DPoP ${token}`, proof)).status, 200);
    assert.deepEqual(await refusalOf(await call(`DPoP ${token}`, proof)), [
      401,
      ["dpop_proof_invalid", "the proof was used before"],
    ]);
    await lab.emulator.endWorkers(outputs.function_name);
    assert.deepEqual(await refusalOf(await call(`DPoP ${token}`, proof)), [
      401,
      ["dpop_proof_invalid", "the proof was used before"],
    ]);
  });

  const PROOFS: Readonly<
    Record<string, readonly [detail: string, proof: () => Promise<string | undefined>]>
  > = {
    "without a proof": ["the request has no proof", async () => undefined],
    "with a proof for another method": [
      "htm of the proof is not the method of the request",
      () => proofFor({ htm: "POST" }),
    ],
    "with a proof for another URL": [
      "htu of the proof is not one of dpop.base_urls with the path of the request",
      () => proofFor({ htu: `${outputs.url}/1` }),
    ],
    "with a proof for another token": [
      "ath of the proof is not the hash of the token",
      () => proofFor({ ath: sha256("other") }),
    ],
    "with a proof of two minutes ago": [
      "iat of the proof is more than dpop.max_age_seconds in the past",
      () => proofFor({ iat: Math.floor(Date.now() / 1000) - 120 }),
    ],
    "with another client's key": [
      "the token is bound to another key than that of the proof",
      async () => proofFor({}, await createClient()),
    ],
  };
  for (const [title, [detail, proof]] of Object.entries(PROOFS)) {
    test(`a bound token is refused ${title}`, async () => {
      const answer = await call(`DPoP ${token}`, await proof());
      assert.deepEqual(await refusalOf(answer), [401, ["dpop_proof_invalid", detail]]);
    });
  }

  test("neither a bound token with the scheme Bearer nor a bearer token is accepted", async () => {
    const [reason] = ["sender_constrained"];
    const asBearer = await call(`Bearer ${token}`, await proofFor());
    assert.deepEqual(await refusalOf(asBearer), [
      401,
      [reason, "the token is bound to a key (DPoP), but the scheme is not DPoP"],
    ]);
    const bearer = await lab.identityProvider.fetchAccessToken({ audience: AUDIENCE });
    const refused = await call(`Bearer ${bearer}`);
    assert.deepEqual(await refusalOf(refused), [
      401,
      [reason, "the token is not bound to a key (DPoP), which its issuer requires"],
    ]);
  });

  test("the 401 tells the client to use DPoP, and which algorithms it may use", async () => {
    for (const answer of [await call(`DPoP ${token}`), await call("")]) {
      assert.equal(answer.status, 401);
      assert.equal(answer.headers["www-authenticate"], 'DPoP realm="dpop-example", algs="ES256 EdDSA"');
    }
  });

  test("a second plan is empty", async () => {
    assert.deepEqual(unexpectedChanges(await terraform.planJson({ vars: variables })), []);
  });

  test("without its table, the function refuses every proof with a 500", async () => {
    await callDynamo(lab.emulator.endpoint, "DeleteTable", { TableName: TABLE });
    assert.deepEqual(await refusalOf(await call(`DPoP ${token}`, await proofFor())), [
      500,
      ["dpop_replay_unavailable", "ResourceNotFoundException"],
    ]);
    await terraform.apply(variables);
    assert.equal((await call(`DPoP ${token}`, await proofFor())).status, 200);
  });
});

async function createClient(): Promise<Client> {
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  return { privateKey, jwk: await exportJWK(publicKey) };
}

/** A proof with these claims, which is new unless they say otherwise. */
function proofOf({ privateKey, jwk }: Client, claims: object): Promise<string> {
  const iat = Math.floor(Date.now() / 1000);
  return new SignJWT({ jti: randomUUID(), iat, ...claims })
    .setProtectedHeader({ typ: "dpop+jwt", alg: "ES256", jwk })
    .sign(privateKey);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
