import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { bearer, EVENT_OF } from "../../../lambda/tests/support/events.ts";
import { invokeFunction } from "../lab/emulator-invocation.ts";
import { callApi } from "../lab/gateway-client.ts";
import { type Lab, startLab } from "../lab/lab.ts";

const AUDIENCE = "https://devices.example.com";

/**
 * The emulator terminates no mutual TLS and puts no certificate into its events. So the calls with a certificate invoke
 * the function with the event that API Gateway documents.
 */
describe("examples/device-mtls", () => {
  let lab: Lab;
  let functionName: string;
  let api: { readonly id: string; readonly stage: string };
  let token: string;

  before(async () => {
    lab = await startLab({ audiences: [AUDIENCE] });
    const terraform = lab.workspace.directory("examples/device-mtls");
    await terraform.init();
    await terraform.apply({
      issuer: lab.identityProvider.issuer,
      ca_certificates_pem: lab.certificateAuthority.certificatePem,
      device_ca_pem: lab.certificateAuthority.certificatePem,
      certificate_arn: "arn:aws:acm:us-east-1:000000000000:certificate/0e6a1f9c-1111-4222-8333-444455556666",
    });
    const output = await terraform.output();
    functionName = output["function_name"] as string;
    api = output["api"] as typeof api;
    token = await lab.identityProvider.signToken({
      claims: { aud: AUDIENCE, cnf: { "x5t#S256": thumbprintOf(lab.certificateAuthority.certificatePem) } },
    });
  });

  after(() => lab.stop());

  /** Any certificate serves as the device's: the gateway has checked who issued it. */
  const decide = (clientCertPem: string | undefined): Promise<unknown> => {
    const event = EVENT_OF["HTTP 2.0"](bearer(token));
    const authentication = { clientCert: clientCertPem === undefined ? null : { clientCertPem } };
    const requestContext = { ...(event["requestContext"] as object), authentication };
    return invokeFunction(lab.emulator.endpoint, functionName, { ...event, requestContext });
  };

  test("accepts a token of a real provider with the certificate that it is bound to", async () => {
    const answer = JSON.stringify(await decide(lab.certificateAuthority.certificatePem));
    assert.match(answer, /"Effect":"Allow"/);
  });

  test("refuses the same token without a certificate", async () => {
    assert.equal(((await decide(undefined)) as { errorMessage?: string }).errorMessage, "Unauthorized");
  });

  test("refuses the same token through the gateway, whose event has no certificate", async () => {
    const headers = { authorization: `Bearer ${token}` };
    const { status } = await callApi({
      emulator: lab.emulator,
      apiId: api.id,
      stage: api.stage,
      method: "POST",
      path: "/telemetry",
      headers,
    });
    // API Gateway is expected to answer 401. The emulator answers 500 for every refused token at an HTTP API.
    assert.equal(status, 500);
  });
});

function thumbprintOf(pem: string): string {
  const der = Buffer.from(pem.replaceAll(/-----[A-Z ]+-----|\s/g, ""), "base64");
  return createHash("sha256").update(der).digest("base64url");
}
