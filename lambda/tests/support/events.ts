import type {
  APIGatewayRequestAuthorizerEvent,
  APIGatewayRequestAuthorizerEventV2,
  APIGatewayTokenAuthorizerEvent,
} from "aws-lambda";
import type { Json } from "./keys.ts";

const ACCOUNT_API = "123456789012:abcdef1234";
export const STAGE_ARN = `arn:aws:execute-api:eu-central-1:${ACCOUNT_API}/prod`;
export const REQUEST_ID = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef";

/** A client's request, from which the events of all shapes are made. */
export interface Call {
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  readonly method?: string;
  readonly path?: string;
  readonly stageArn?: string;
}

/** The shapes of an authorizer's event. REST, HTTP and WebSocket APIs each send their own form of REQUEST 1.0. */
export type Shape = "REST TOKEN" | "REST REQUEST" | "HTTP 1.0" | "HTTP 2.0" | "WebSocket";

/** Makes the event of a call, for each shape. TOKEN events contain the `Authorization` header and nothing else. */
export const EVENT_OF: Readonly<Record<Shape, (call: Call) => Json>> = {
  "REST TOKEN": restTokenEvent,
  "REST REQUEST": restRequestEvent,
  "HTTP 1.0": httpEvent10,
  "HTTP 2.0": httpEvent20,
  WebSocket: webSocketEvent,
};

/** A call with the token where the default configuration reads it. */
export function bearer(token: string): Call {
  return { headers: { Authorization: `Bearer ${token}` } };
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html */
export function restTokenEvent(call: Call): Json {
  return {
    type: "TOKEN",
    methodArn: requestArn(call),
    authorizationToken: call.headers?.["Authorization"] ?? "",
  } satisfies APIGatewayTokenAuthorizerEvent;
}

/** The event of a REST API: header names as the client sent them, every member present and null when empty. */
export function restRequestEvent(call: Call): Json {
  const headers = headersOf(call);
  return {
    type: "REQUEST",
    methodArn: requestArn(call),
    resource: "/orders",
    path: call.path ?? "/orders",
    httpMethod: call.method ?? "GET",
    headers,
    multiValueHeaders: valuesInLists(headers),
    queryStringParameters: call.query ?? {},
    multiValueQueryStringParameters: valuesInLists(call.query ?? {}),
    pathParameters: {},
    stageVariables: {},
    requestContext: REQUEST_CONTEXT,
  } satisfies APIGatewayRequestAuthorizerEvent;
}

/** The event of an HTTP API with payload 1.0, which repeats the identity sources in two more places. */
export function httpEvent10(call: Call): Json {
  const headers = headersOf(call);
  return {
    version: "1.0",
    type: "REQUEST",
    methodArn: requestArn(call),
    identitySource: Object.values(headers).join(","),
    authorizationToken: Object.values(headers).join(","),
    resource: "/orders",
    path: "/orders",
    httpMethod: "GET",
    headers,
    queryStringParameters: call.query ?? {},
    pathParameters: {},
    stageVariables: {},
    requestContext: REQUEST_CONTEXT,
  } satisfies HttpEvent10;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html */
export function httpEvent20(call: Call): Json {
  const entries = Object.entries(call.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  const headers: Record<string, string> = Object.fromEntries(entries);
  return {
    version: "2.0",
    type: "REQUEST",
    routeArn: requestArn(call),
    // Every place that an authorizer can name as an identity source.
    identitySource: [
      ...Object.values(headers),
      ...(call.cookies === undefined ? [] : [call.cookies.join("; ")]),
      ...Object.values(call.query ?? {}),
    ],
    routeKey: "GET /orders",
    rawPath: "/orders",
    rawQueryString: new URLSearchParams(call.query).toString(),
    ...(call.cookies === undefined ? {} : { cookies: [...call.cookies] }),
    headers,
    ...(call.query === undefined ? {} : { queryStringParameters: call.query }),
    requestContext: {
      accountId: "123456789012",
      apiId: "abcdef1234",
      domainName: "abcdef1234.execute-api.eu-central-1.amazonaws.com",
      domainPrefix: "abcdef1234",
      http: {
        method: "GET",
        path: "/orders",
        protocol: "HTTP/1.1",
        sourceIp: "192.0.2.1",
        userAgent: "curl/8.5.0",
      },
      requestId: REQUEST_ID,
      routeKey: "GET /orders",
      stage: "prod",
      time: "15/Jan/2027:08:00:00 +0000",
      timeEpoch: 1_800_000_000_000,
    },
  } satisfies HttpEvent20;
}

/** The `$connect` event of a WebSocket API. */
export function webSocketEvent(call: Call): Json {
  const headers = headersOf(call);
  return {
    type: "REQUEST",
    methodArn: `${call.stageArn ?? STAGE_ARN}/$connect`,
    headers,
    multiValueHeaders: valuesInLists(headers),
    queryStringParameters: call.query ?? {},
    multiValueQueryStringParameters: valuesInLists(call.query ?? {}),
    stageVariables: {},
    requestContext: {
      routeKey: "$connect",
      eventType: "CONNECT",
      messageDirection: "IN",
      connectionId: "fKBtldfLoAMCF6A=",
      requestId: REQUEST_ID,
      stage: "prod",
      apiId: "abcdef1234",
    },
  } satisfies WebSocketEvent;
}

/** HTTP APIs with payload 1.0 send no lists of values. `@types/aws-lambda` has no type for their authorizer event. */
type HttpEvent10 = Omit<
  APIGatewayRequestAuthorizerEvent,
  "multiValueHeaders" | "multiValueQueryStringParameters"
> & {
  readonly version: "1.0";
  readonly identitySource: string;
  readonly authorizationToken: string;
};

/** The type requires `cookies`, which a request without cookies does not have. */
type HttpEvent20 = Omit<APIGatewayRequestAuthorizerEventV2, "cookies"> &
  Partial<Pick<APIGatewayRequestAuthorizerEventV2, "cookies">>;

/** A handshake has no resource, path or method. `@types/aws-lambda` has no type for its authorizer event. */
type WebSocketEvent = Omit<
  APIGatewayRequestAuthorizerEvent,
  "resource" | "path" | "httpMethod" | "pathParameters" | "requestContext"
> & { readonly requestContext: Partial<APIGatewayRequestAuthorizerEvent["requestContext"]> };

const REQUEST_CONTEXT = {
  accountId: "123456789012",
  apiId: "abcdef1234",
  authorizer: undefined,
  httpMethod: "GET",
  identity: {
    accessKey: null,
    accountId: null,
    apiKey: null,
    apiKeyId: null,
    caller: null,
    clientCert: null,
    cognitoAuthenticationProvider: null,
    cognitoAuthenticationType: null,
    cognitoIdentityId: null,
    cognitoIdentityPoolId: null,
    principalOrgId: null,
    sourceIp: "192.0.2.1",
    user: null,
    userAgent: "curl/8.5.0",
    userArn: null,
  },
  path: "/prod/orders",
  protocol: "HTTP/1.1",
  requestId: REQUEST_ID,
  requestTimeEpoch: 1_800_000_000_000,
  resourceId: "123456",
  resourcePath: "/orders",
  stage: "prod",
} satisfies APIGatewayRequestAuthorizerEvent["requestContext"];

/** The ARN of the event's request, for which API Gateway evaluates the policy. */
export function arnOf(event: unknown): string {
  const { methodArn, routeArn } = event as { methodArn?: string; routeArn?: string };
  return methodArn ?? routeArn ?? "";
}

function requestArn({ method = "GET", path = "/orders", stageArn = STAGE_ARN }: Call): string {
  return `${stageArn}/${method}${path}`;
}

/** All payloads except 2.0 have the cookies in one header. */
function headersOf({ headers = {}, cookies }: Call): Readonly<Record<string, string>> {
  return cookies === undefined ? headers : { ...headers, Cookie: cookies.join("; ") };
}

function valuesInLists(members: Readonly<Record<string, string>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, [value]]));
}
