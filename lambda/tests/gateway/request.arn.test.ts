import { describe, expect, test } from "vitest";
import { parseRequest } from "../../src/gateway/request.ts";
import { EVENT_OF, restRequestEvent, type Shape, STAGE_ARN, webSocketEvent } from "../support/events.ts";
import type { Json } from "../support/keys.ts";

const SHAPES = Object.keys(EVENT_OF) as Shape[];
const BASE = "arn:aws:execute-api:eu-central-1:123456789012:abcdef1234";

/** The event of the shape with this as the ARN of the request. */
function eventWith(shape: Shape, arn: unknown): Json {
  return { ...EVENT_OF[shape]({}), ...(shape === "HTTP 2.0" ? { routeArn: arn } : { methodArn: arn }) };
}

describe("the stage", () => {
  test.each([
    ["of partition aws", `${BASE}/prod`],
    ["of partition aws-cn", "arn:aws-cn:execute-api:cn-north-1:123456789012:abcdef1234/prod"],
    ["of partition aws-us-gov", "arn:aws-us-gov:execute-api:us-gov-west-1:123456789012:abcdef1234/prod"],
    ["of partition aws-iso-b", "arn:aws-iso-b:execute-api:us-isob-east-1:123456789012:abcdef1234/prod"],
    ["$default", `${BASE}/$default`],
    ["with every character a stage may have", `${BASE}/Prod_2-blue`],
    ["of 128 characters", `${BASE}/${"s".repeat(128)}`],
  ])("%s is read from each shape", (_name, stageArn) => {
    for (const shape of SHAPES) {
      for (const rest of ["", "/", "/GET/", "/GET/orders/1", "/$connect", `/GET/*/?/\${aws:x}/\n`]) {
        expect(parseRequest(eventWith(shape, stageArn + rest))).toMatchObject({ stageArn });
      }
    }
  });

  test("of a request with a path of any length is short", () => {
    expect(parseRequest(restRequestEvent({ path: `/${"x".repeat(1_000_000)}` }))).toMatchObject({
      stageArn: STAGE_ARN,
    });
  });
});

describe("an ARN", () => {
  test.each([
    ["missing", undefined],
    ["null", null],
    ["a number", 1],
    ["a list", [`${BASE}/prod/GET/`]],
    ["empty", ""],
    ["a wildcard", "*"],
    ["without a stage", BASE],
    ["with an empty stage", `${BASE}//GET/`],
    ["with a wildcard stage", `${BASE}/*/GET/`],
    ["with a wildcard in the stage", `${BASE}/pro?/GET/`],
    ["with a policy variable as stage", `${BASE}/\${aws:x}/GET/`],
    ["with a dollar stage that isn't $default", `${BASE}/$other/GET/`],
    ["with a stage that begins like $default", `${BASE}/$default2/GET/`],
    ["with a line feed behind the stage", `${BASE}/prod\n`],
    ["with a stage of 129 characters", `${BASE}/${"s".repeat(129)}/GET/`],
    ["with a wildcard API", "arn:aws:execute-api:eu-central-1:123456789012:*/prod/GET/"],
    ["with a wildcard account", "arn:aws:execute-api:eu-central-1:*:abcdef1234/prod/GET/"],
    ["with an account of eleven digits", "arn:aws:execute-api:eu-central-1:12345678901:abcdef1234/prod/GET/"],
    ["with a wildcard region", "arn:aws:execute-api:*:123456789012:abcdef1234/prod/GET/"],
    ["without a region", "arn:aws:execute-api::123456789012:abcdef1234/prod/GET/"],
    ["with a wildcard partition", "arn:*:execute-api:eu-central-1:123456789012:abcdef1234/prod/GET/"],
    ["of another service", "arn:aws:lambda:eu-central-1:123456789012:abcdef1234/prod/GET/"],
    ["with something in front", ` ${BASE}/prod/GET/`],
    ["with another ARN in front", `x/${BASE}/prod/GET/`],
    ["in upper case", `${BASE}/prod/GET/`.toUpperCase()],
  ])("%s is refused in each shape", (_name, arn) => {
    for (const shape of SHAPES) {
      const detail = shape === "HTTP 2.0" ? "routeArn" : "methodArn";
      expect(parseRequest(eventWith(shape, arn))).toEqual({ failure: "event_unrecognized", detail });
    }
  });

  test("in the other shape's place is not looked at", () => {
    const arn = `${BASE}/prod/GET/`;
    const { methodArn, ...rest } = EVENT_OF["REST REQUEST"]({});
    expect(parseRequest({ ...rest, routeArn: methodArn })).toMatchObject({ detail: "methodArn" });
    expect(parseRequest({ ...EVENT_OF["HTTP 2.0"]({}), routeArn: null, methodArn: arn })).toMatchObject({
      detail: "routeArn",
    });
  });
});

describe("an event", () => {
  test.each([
    ["null", null],
    ["undefined", undefined],
    ["a string", "event"],
    ["a list", [restRequestEvent({})]],
  ])("that is %s is refused", (_name, event) => {
    expect(parseRequest(event)).toEqual({ failure: "event_unrecognized", detail: "not an object" });
  });

  test.each([undefined, null, "", "request", "token", "Token", "COGNITO", ["REQUEST"], 1])(
    "of type %j is refused",
    (type) => {
      expect(parseRequest({ ...restRequestEvent({}), type })).toEqual({
        failure: "event_unrecognized",
        detail: "type",
      });
    },
  );

  test("that inherits its type is refused", () => {
    expect(parseRequest(Object.create(restRequestEvent({})))).toMatchObject({ detail: "type" });
  });

  test.each(["MESSAGE", "DISCONNECT", "connect", "", null, 1])(
    "of a WebSocket's %j is refused",
    (eventType) => {
      const event = webSocketEvent({});
      const requestContext = { ...(event["requestContext"] as object), eventType };
      expect(parseRequest({ ...event, requestContext })).toEqual({
        failure: "event_unrecognized",
        detail: "requestContext.eventType",
      });
    },
  );
});
