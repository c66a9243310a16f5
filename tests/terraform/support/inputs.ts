import { createCertificateAuthority } from "../../e2e/lab/certificate-authority.ts";
import { secret } from "./module-calls.ts";

/** The required inputs of the root module. */
export const functionInputs = {
  name: "orders",
  issuer: "https://login.example.com/",
  audience: ["https://orders.example.com"],
} as const;

/**
 * Sensitive values in valid inputs. Next to a fault, they must not hide its message.
 * `SENSITIVE_VALUE` is in each of them, so that a test can search messages for it.
 */
export const SENSITIVE_VALUE = "kept-to-itself";
export const sensitiveInputs = {
  tags: { owner: secret(SENSITIVE_VALUE) },
  claims_to_context: { tenant: secret(SENSITIVE_VALUE) },
  required_claims: [{ name: "kind", any: ["a", secret(SENSITIVE_VALUE)] }],
  rules: [
    { paths: ["/a"], scopes: ["s", secret(SENSITIVE_VALUE)] },
    { paths: ["/b"], claims: [{ name: "c", any: [secret(SENSITIVE_VALUE)] }] },
  ],
  rule_tests: [{ claims: { scope: secret(SENSITIVE_VALUE) }, allow: ["GET /a"], deny: ["GET /b"] }],
};

/** The output `attachment` of the root module, for attachments that are planned without it. */
export const attachment = {
  per_request: false,
  function_name: "orders",
  function_arn: "arn:aws:lambda:eu-central-1:123456789012:function:orders",
  qualifier: "live",
  invoke_arn:
    "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:orders:live/invocations",
  token_source: { header: "Authorization", scheme: "Bearer" },
  websocket_token_source: { query_parameter: "access_token" },
} as const;

/** A certificate, which the function reads at init. */
export const pem = (await createCertificateAuthority()).certificatePem;
