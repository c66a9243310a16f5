import { type Failure, failure } from "../failure.js";
import { isJsonObject, type JsonObject, own } from "../json.js";
import { lowerCase } from "../protocol-text.js";
import { type RequestId, requestIdIn } from "../request-id.js";
import { parseRequestArn, type RequestArn } from "./request-arn.js";

/** The kinds of API, which expect slightly different answers. `http-1.0` is an HTTP API with payload 1.0. */
export type ApiKind = "rest" | "http-1.0" | "http" | "websocket";

/** What the pipeline needs of a request, in any of the four event shapes. */
export interface AuthorizationRequest {
  /** `arn:PARTITION:execute-api:REGION:ACCOUNT:API/STAGE` */
  readonly stageArn: string;
  /**
   * `METHOD/path`, as the ARN has it. It may only explain a refusal: an answer that depended on it would be wrong for the
   * next request that the gateway's cache serves.
   */
  readonly resource: string;
  readonly apiKind: ApiKind;
  /** Whether the event shows only the token. Then `header` returns it for every name. */
  readonly isTokenOnly: boolean;
  /** API Gateway's id of the request, where the event shows one: it joins our log to the access log. */
  readonly requestId: () => RequestId | undefined;
  /** The client's certificate in PEM, where the gateway verified one (mutual TLS); anything or undefined otherwise. */
  readonly clientCertificate: () => unknown;
  /** What the gateway read at the identity sources, if the event shows it. It is the cache key. */
  readonly identitySource: readonly string[] | undefined;
  /** All values of a header, whatever the case of its name. */
  readonly header: (name: string) => readonly string[];
  /** All `Cookie` headers, each with all its cookies. */
  readonly cookieHeaders: () => readonly string[];
  /** All values of a query parameter; the name is case-sensitive. */
  readonly queryParameter: (name: string) => readonly string[];
}

/**
 * Reads the event of an API Gateway authorizer: `TOKEN`, `REQUEST` 1.0, `REQUEST` 2.0, or the `$connect` of a WebSocket
 * API. `version` decides the shape, then `type`, then `requestContext.eventType`. `authorizationToken` does not, because
 * HTTP APIs with payload 1.0 send it too.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export function parseRequest(event: unknown): AuthorizationRequest | Failure {
  if (!isJsonObject(event)) {
    return failure("event_unrecognized", "not an object");
  }
  const is20 = own(event, "version") === "2.0";
  const type = own(event, "type");
  if (!is20 && type !== "TOKEN" && type !== "REQUEST") {
    return failure("event_unrecognized", "type");
  }
  const arnName = is20 ? "routeArn" : "methodArn";
  const arn = parseRequestArn(own(event, arnName));
  if (arn === undefined) {
    return failure("event_unrecognized", arnName);
  }
  if (is20) {
    return parseRequest20(event, arn);
  }
  return type === "TOKEN" ? parseTokenRequest(event, arn) : parseRequest10(event, arn);
}

/** The gateway has read the identity source already. The event shows nothing else of the request. */
function parseTokenRequest(event: JsonObject, { stageArn, resource }: RequestArn): AuthorizationRequest {
  const token = own(event, "authorizationToken");
  const values = typeof token === "string" ? [token] : [];
  return {
    stageArn,
    resource,
    apiKind: "rest",
    isTokenOnly: true,
    requestId: () => undefined,
    clientCertificate: () => undefined,
    identitySource: undefined,
    header: () => values,
    cookieHeaders: () => [],
    queryParameter: () => [],
  };
}

/** REST APIs, HTTP APIs with payload 1.0, and the `$connect` of WebSocket APIs. */
function parseRequest10(
  event: JsonObject,
  { stageArn, resource }: RequestArn,
): AuthorizationRequest | Failure {
  const context = own(event, "requestContext");
  const eventType = isJsonObject(context) ? own(context, "eventType") : undefined;
  if (eventType !== undefined && eventType !== "CONNECT") {
    return failure("event_unrecognized", "requestContext.eventType");
  }
  const header = headerReader(own(event, "multiValueHeaders"), own(event, "headers"));
  return {
    stageArn,
    resource,
    apiKind: eventType === "CONNECT" ? "websocket" : own(event, "version") === "1.0" ? "http-1.0" : "rest",
    isTokenOnly: false,
    requestId: () => requestIdOf(context),
    clientCertificate: () => certificateIn(context, "identity"),
    // Payload 1.0 has one too, joined by commas. It is not read.
    identitySource: undefined,
    header,
    cookieHeaders: () => header("cookie"),
    queryParameter: (name) =>
      memberValues(own(event, "multiValueQueryStringParameters"), name) ??
      memberValues(own(event, "queryStringParameters"), name) ??
      [],
  };
}

/** HTTP APIs: header names in lower case, repeated values joined by commas, cookies in a list of their own. */
function parseRequest20(event: JsonObject, { stageArn, resource }: RequestArn): AuthorizationRequest {
  const header = headerReader(undefined, own(event, "headers"));
  const cookies = own(event, "cookies");
  const identitySource = own(event, "identitySource");
  return {
    stageArn,
    resource,
    apiKind: "http",
    isTokenOnly: false,
    requestId: () => requestIdOf(own(event, "requestContext")),
    clientCertificate: () => certificateIn(own(event, "requestContext"), "authentication"),
    identitySource: Array.isArray(identitySource) ? strings(identitySource) : undefined,
    header,
    cookieHeaders: () => (Array.isArray(cookies) ? [strings(cookies).join("; ")] : header("cookie")),
    queryParameter: (name) => memberValues(own(event, "queryStringParameters"), name) ?? [],
  };
}

function requestIdOf(context: unknown): RequestId | undefined {
  return isJsonObject(context) ? requestIdIn(own(context, "requestId")) : undefined;
}

/**
 * The gateway's own words about the client. No header is read: any client can send one.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html
 */
function certificateIn(context: unknown, name: "identity" | "authentication"): unknown {
  const about = isJsonObject(context) ? own(context, name) : undefined;
  const certificate = isJsonObject(about) ? own(about, "clientCert") : undefined;
  return isJsonObject(certificate) ? own(certificate, "clientCertPem") : undefined;
}

/**
 * `multiValueHeaders` shows repeated headers, `headers` only their last value, so the former is read if it is there. A
 * client may send one header in two cases: both count.
 */
function headerReader(multiValueHeaders: unknown, headers: unknown): (name: string) => readonly string[] {
  const members = isJsonObject(multiValueHeaders) ? multiValueHeaders : isJsonObject(headers) ? headers : {};
  return (name) => {
    const wanted = lowerCase(name);
    const values: string[] = [];
    for (const member of Object.keys(members)) {
      if (member.length === wanted.length && lowerCase(member) === wanted) {
        values.push(...strings(members[member]));
      }
    }
    return values;
  };
}

/** The strings of a member that is a string or an array, or undefined if there is no such member. */
function memberValues(members: unknown, name: string): readonly string[] | undefined {
  return isJsonObject(members) && Object.hasOwn(members, name) ? strings(members[name]) : undefined;
}

function strings(value: unknown): readonly string[] {
  if (typeof value === "string") {
    return [value];
  }
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
