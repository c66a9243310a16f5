import { type Failure, failure } from "../failure.js";
import { isJsonObject, type JsonObject, own } from "../json.js";

/** The kinds of API, which an authorizer answers in slightly different ways. `http-1.0` is an HTTP API with payload 1.0. */
export type ApiKind = "rest" | "http-1.0" | "http" | "websocket";

/** What the pipeline needs of a request, whichever of the four event shapes it came in. */
export interface AuthorizationRequest {
  /** `arn:PARTITION:execute-api:REGION:ACCOUNT:API/STAGE`, the part of the request's ARN that no client writes. */
  readonly stageArn: string;
  /**
   * What follows the stage in the request's ARN: `METHOD/path`, as the client sent it. To explain a refusal with, and
   * for nothing else: an answer that depended on it would be wrong for the next request that the gateway's cache serves.
   */
  readonly resource: string;
  readonly apiKind: ApiKind;
  /** Whether the event shows nothing of the request but the token: `header` then has it under every name. */
  readonly isTokenOnly: boolean;
  /** API Gateway's id of the request, where the event shows one: it joins our log to the access log. */
  readonly requestId: string | undefined;
  /** What the gateway read at the authorizer's identity sources, where the event shows it; its cache key. */
  readonly identitySource: readonly string[] | undefined;
  /** All values of a header, whatever the case of its name. */
  readonly header: (name: string) => readonly string[];
  /** All `Cookie` headers, each with all its cookies. */
  readonly cookieHeaders: () => readonly string[];
  /** All values of a query parameter; the name is case-sensitive. */
  readonly queryParameter: (name: string) => readonly string[];
}

/**
 * Bounded, and without wildcards: a stage ARN becomes the resource of a policy, where `*` and `?` would match.
 * A stage is `$default` or of letters, digits, `_` and `-`.
 */
const REQUEST_ARN =
  /^(arn:[a-z0-9-]{1,32}:execute-api:[a-z0-9-]{1,32}:[0-9]{12}:[A-Za-z0-9]{1,64}\/(?:\$default|[A-Za-z0-9_-]{1,128}))(?:\/([\s\S]*))?$/;

/**
 * Reads the event of an API Gateway authorizer: `TOKEN`, `REQUEST` 1.0, `REQUEST` 2.0 or the `$connect` of a
 * WebSocket API.
 *
 * The shape is decided by `version`, then `type`, then `requestContext.eventType`; never by the presence of
 * `authorizationToken`, which HTTP APIs with payload 1.0 send too.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export function parseRequest(event: unknown): AuthorizationRequest | Failure {
  if (!isJsonObject(event)) {
    return failure("event_unrecognized", "not an object");
  }
  const type = own(event, "type");
  if (own(event, "version") === "2.0") {
    return parseRequest20(event);
  }
  if (type === "TOKEN") {
    return parseTokenRequest(event);
  }
  return type === "REQUEST" ? parseRequest10(event) : failure("event_unrecognized", "type");
}

/** The gateway has read the identity source already; the event shows nothing else of the request. */
function parseTokenRequest(event: JsonObject): AuthorizationRequest | Failure {
  const target = parseArn(own(event, "methodArn"));
  if (target === undefined) {
    return failure("event_unrecognized", "methodArn");
  }
  const token = own(event, "authorizationToken");
  const values = typeof token === "string" ? [token] : [];
  return {
    stageArn: target.stageArn,
    resource: target.resource,
    apiKind: "rest",
    isTokenOnly: true,
    requestId: undefined,
    identitySource: undefined,
    header: () => values,
    cookieHeaders: () => [],
    queryParameter: () => [],
  };
}

/** REST APIs, HTTP APIs with payload 1.0, and the `$connect` of WebSocket APIs. */
function parseRequest10(event: JsonObject): AuthorizationRequest | Failure {
  const target = parseArn(own(event, "methodArn"));
  if (target === undefined) {
    return failure("event_unrecognized", "methodArn");
  }
  const context = own(event, "requestContext");
  const eventType = isJsonObject(context) ? own(context, "eventType") : undefined;
  if (eventType !== undefined && eventType !== "CONNECT") {
    return failure("event_unrecognized", "requestContext.eventType");
  }
  const header = headerReader(own(event, "multiValueHeaders"), own(event, "headers"));
  return {
    stageArn: target.stageArn,
    resource: target.resource,
    apiKind: eventType === "CONNECT" ? "websocket" : own(event, "version") === "1.0" ? "http-1.0" : "rest",
    isTokenOnly: false,
    requestId: requestIdOf(context),
    // Payload 1.0 has one too, joined by commas; nothing is read from it.
    identitySource: undefined,
    header,
    cookieHeaders: () => header("cookie"),
    queryParameter: (name) =>
      memberValues(own(event, "multiValueQueryStringParameters"), name) ??
      memberValues(own(event, "queryStringParameters"), name) ??
      [],
  };
}

/** HTTP APIs: header names in lower case, repeated values joined by commas, cookies apart. */
function parseRequest20(event: JsonObject): AuthorizationRequest | Failure {
  const target = parseArn(own(event, "routeArn"));
  if (target === undefined) {
    return failure("event_unrecognized", "routeArn");
  }
  const header = headerReader(undefined, own(event, "headers"));
  const cookies = own(event, "cookies");
  const identitySource = own(event, "identitySource");
  return {
    stageArn: target.stageArn,
    resource: target.resource,
    apiKind: "http",
    isTokenOnly: false,
    requestId: requestIdOf(own(event, "requestContext")),
    identitySource: Array.isArray(identitySource) ? strings(identitySource) : undefined,
    header,
    cookieHeaders: () => (Array.isArray(cookies) ? [strings(cookies).join("; ")] : header("cookie")),
    queryParameter: (name) => memberValues(own(event, "queryStringParameters"), name) ?? [],
  };
}

function parseArn(arn: unknown): Pick<AuthorizationRequest, "stageArn" | "resource"> | undefined {
  const [, stageArn, resource = ""] = (typeof arn === "string" && REQUEST_ARN.exec(arn)) || [];
  return stageArn === undefined ? undefined : { stageArn, resource };
}

/** A client can choose it (`x-amzn-RequestId`): what doesn't look like one is left out of the log. */
function requestIdOf(context: unknown): string | undefined {
  const id = isJsonObject(context) ? own(context, "requestId") : undefined;
  return typeof id === "string" && /^[A-Za-z0-9_=-]{1,64}$/.test(id) ? id : undefined;
}

/**
 * `multiValueHeaders` shows repeated headers and `headers` only their last value, so the former decides where the
 * event has it. A client may send one header in two cases: both count.
 */
function headerReader(multiValueHeaders: unknown, headers: unknown): (name: string) => readonly string[] {
  const members = isJsonObject(multiValueHeaders) ? multiValueHeaders : isJsonObject(headers) ? headers : {};
  return (name) => {
    const wanted = name.toLowerCase();
    const values: string[] = [];
    for (const member of Object.keys(members)) {
      if (member.length === wanted.length && member.toLowerCase() === wanted) {
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
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((item) => typeof item === "string");
}
