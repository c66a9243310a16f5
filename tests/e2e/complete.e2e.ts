import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { createWorkspace } from "../support/workspace.ts";
import { type Lab, startLab } from "./lab/lab.ts";
import { type Answer, type Attachment, type AttachmentKind, admittingStatus } from "./support/attachments.ts";
import { applyCompleteExample, audiences, type CompleteExample } from "./support/complete-example.ts";
import { ownStack } from "./support/demo-playground.ts";
import { unexpectedChanges } from "./support/known-differences.ts";
import { followRefusals, type ReadRefusals } from "./support/refusal-log.ts";
import { expectedAnswer, tokenCases } from "./support/token-cases.ts";

/** Little, because only the provider is to be proved. The emulator forgets it at its end. */
const OWN_RESOURCES = `
resource "aws_apigatewayv2_api" "own" {
  name          = "own"
  protocol_type = "HTTP"
}

resource "aws_cloudwatch_log_group" "own" {
  name = "own"
  tags = { issuer = local.issuer, certificate = length(local.ca_certificates_pem) > 0 }
}

output "id" {
  value = aws_apigatewayv2_api.own.id
}
`;

/** Each test depends on what the ones before left behind: one deployment, called, changed, and destroyed. */
describe("examples/complete, applied", () => {
  let lab: Lab;
  let example: CompleteExample;
  let refusals: ReadRefusals;

  before(async () => {
    lab = await startLab({ audiences });
    example = await applyCompleteExample(lab);
    refusals = await followRefusals(lab.emulator, example.functionName);
  });

  beforeEach(async () => {
    await refusals();
  });

  after(() => lab.stop());

  const attachment = (kind: AttachmentKind): Attachment => {
    const found = example.attachments.find((candidate) => candidate.kind === kind);
    assert.ok(found);
    return found;
  };

  const expectStatus = (answer: Answer, status: number, call: string): void => {
    const log = `the function's log: aws logs tail /aws/lambda/${example.functionName} (emulator: ${lab.emulator.logFile})`;
    assert.equal(answer.status, status, `${call}: expected ${status}, got ${answer.status}; ${log}`);
  };

  for (const kind of ["rest_token", "rest_request", "http", "websocket"] as const) {
    for (const tokenCase of tokenCases) {
      const expected = expectedAnswer(kind, tokenCase);
      test(`${kind}: the token "${tokenCase.title}" gets a ${expected.status}`, async () => {
        const answer = await attachment(kind).call(await tokenCase.obtain(lab.identityProvider));
        expectStatus(answer, expected.onEmulator, `${kind} with a token that is "${tokenCase.title}"`);
        const logged = await refusals();
        const reasons = expected.reason === undefined ? [] : [["unauthorized", expected.reason]];
        assert.deepEqual(
          logged.map(({ outcome, reason }) => [outcome, reason]),
          reasons,
        );
      });
    }

    test(`${kind}: the backend receives the caller's identity`, async () => {
      const token = await lab.identityProvider.signToken({
        claims: { sub: "alice", client_id: "app", scope: "orders:read" },
      });
      const { body } = await attachment(kind).call(token);
      const { exp, ...identity } = body as Record<string, unknown>;
      assert.deepEqual(identity, {
        sub: "alice",
        iss: lab.identityProvider.issuer,
        client_id: "app",
        scope: "orders:read",
      });
      assert.ok(Number(exp) > Date.now() / 1000);
    });
  }

  for (const kind of ["rest_token", "rest_request"] as const) {
    test(`${kind}: a 401 has a challenge and does not contain the reason`, async () => {
      const expired = await lab.identityProvider.signToken({ claims: { exp: 1 } });
      const answer = await attachment(kind).call(expired);
      assert.equal(answer.headers["www-authenticate"], 'Bearer realm="complete"');
      assert.deepEqual(answer.body, { message: "Unauthorized" });
    });
  }

  test("a refusal behind a TOKEN authorizer can be found by Lambda's request id, and has a hint", async () => {
    const expired = await lab.identityProvider.signToken({ claims: { exp: 1 } });
    await attachment("rest_token").call(expired);
    const [refusal] = await refusals();
    assert.match(refusal?.lambda_request_id ?? "", /^[0-9a-f-]{36}$/);
    assert.match(refusal?.hint ?? "", /^exp is /);
    const own = `START RequestId: ${refusal?.lambda_request_id} `;
    const log = await lab.emulator.functionLog(example.functionName);
    assert.ok(log.some(({ message }) => message.includes(own)));
  });

  test("one fetch of keys is enough for many tokens", async () => {
    await attachment("http").call(await lab.identityProvider.signToken());
    const before = lab.identityProvider.requestCount("/jwks");
    for (let call = 0; call < 5; call++) {
      expectStatus(await attachment("http").call(await lab.identityProvider.signToken()), 200, "http");
    }
    assert.equal(lab.identityProvider.requestCount("/jwks"), before);
  });

  test("after a rotation, the first token with a new key makes the function fetch the new keys", async () => {
    await lab.identityProvider.rotateKeys();
    expectStatus(await attachment("http").call(await lab.identityProvider.signToken()), 200, "http, new key");
  });

  test("while the provider is down, a function with cached keys keeps accepting tokens", async () => {
    await lab.identityProvider.stop();
    for (const { kind, call } of example.attachments) {
      const answer = await call(await lab.identityProvider.signToken());
      expectStatus(answer, admittingStatus(kind), `${kind}, provider down`);
    }
  });

  test("while the provider is down, a function without keys answers 500", async () => {
    for (const { kind, call } of example.attachments) {
      await lab.emulator.endWorkers(example.functionName);
      expectStatus(
        await call(await lab.identityProvider.signToken()),
        500,
        `${kind}, provider down, no keys`,
      );
      assert.deepEqual(
        (await refusals()).map(({ reason }) => reason),
        ["keys_unavailable"],
      );
    }
  });

  test("when the provider works again, the API does too", async () => {
    await lab.identityProvider.start();
    expectStatus(
      await attachment("rest_token").call(await lab.identityProvider.signToken()),
      200,
      "rest_token",
    );
  });

  test("your own stack works with the provider that the demo prints, without AWS variables", async () => {
    const workspace = await createWorkspace();
    const directory = join(workspace.path, "own");
    const ca = join(directory, "ca.pem");
    await mkdir(directory);
    await writeFile(ca, lab.certificateAuthority.certificatePem);
    const { issuer } = lab.identityProvider;
    const stack = ownStack({ endpoint: lab.emulator.endpoint, issuer, audiences, files: { ca } });
    await writeFile(join(directory, "main.tf"), `${stack}\n${OWN_RESOURCES}`);
    const terraform = workspace.directory("own");
    await terraform.init();
    await terraform.apply();
    const id = String((await terraform.output())["id"]);
    assert.match(id, /^[a-z0-9]+$/);
    await workspace.remove();
  });

  test("a second plan is empty except for known differences of the emulator", async () => {
    const plan = await example.terraform.planJson({ vars: example.variables });
    assert.deepEqual(unexpectedChanges(plan), []);
  });

  test("destroy leaves nothing in the state", async () => {
    await example.terraform.destroy(example.variables);
    assert.deepEqual(await example.terraform.output(), {});
  });
});
