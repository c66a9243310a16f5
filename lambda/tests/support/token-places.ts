import type { Json } from "./keys.ts";

/** Additional token sources, next to the default `Authorization` header. */
export const TOKEN_SOURCES = {
  cookie: { cookie: "session" },
  plain: { header: "X-Token", scheme: "" },
  query: { query_parameter: "token" },
  page: { subprotocol: "access_token" },
} as const satisfies Json;

const FUNCTION_ARN = "arn:aws:lambda:eu-central-1:123456789012:function:orders";

/** What the second argument of the handler says about an invocation by an alias or version. */
export function invokedBy(qualifier?: string): Json {
  return { invokedFunctionArn: qualifier === undefined ? FUNCTION_ARN : `${FUNCTION_ARN}:${qualifier}` };
}
