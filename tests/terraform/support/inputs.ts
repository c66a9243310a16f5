import { createCertificateAuthority } from "../../e2e/lab/certificate-authority.ts";

/** The required inputs of the root module. */
export const functionInputs = {
  name: "orders",
  issuer: "https://login.example.com/",
  audience: ["https://orders.example.com"],
} as const;

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
