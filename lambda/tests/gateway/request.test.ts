import { describe, expect, test } from "vitest";
import { isFailure } from "../../src/failure.ts";
import { type ApiKind, type AuthorizationRequest, parseRequest } from "../../src/gateway/request.ts";
import {
  EVENT_OF,
  httpEvent10,
  httpEvent20,
  REQUEST_ID,
  restRequestEvent,
  restTokenEvent,
  type Shape,
  STAGE_ARN,
  webSocketEvent,
} from "../support/events.ts";

const SHAPES = Object.keys(EVENT_OF) as Shape[];

const API_KIND: Readonly<Record<Shape, ApiKind>> = {
  "REST TOKEN": "rest",
  "REST REQUEST": "rest",
  "HTTP 1.0": "http-1.0",
  "HTTP 2.0": "http",
  WebSocket: "websocket",
};

/** Reads an event that must be recognized. */
function requestOf(event: unknown): AuthorizationRequest {
  const request = parseRequest(event);
  if (isFailure(request)) {
    throw new Error(`${request.failure}: ${request.detail}`);
  }
  return request;
}

describe.each(SHAPES)("an event of %s", (shape) => {
  const event = EVENT_OF[shape]({ headers: { Authorization: "Bearer a.b.c" } });

  test("shows the header, whatever the case of its name", () => {
    for (const name of ["Authorization", "authorization", "AUTHORIZATION"]) {
      expect(requestOf(event).header(name)).toEqual(["Bearer a.b.c"]);
    }
  });

  test("shows the stage, and nothing that the client wrote", () => {
    expect(requestOf(event).stageArn).toBe(STAGE_ARN);
  });

  test("shows apart from it what the client asked for", () => {
    expect(requestOf(event).resource).toBe(shape === "WebSocket" ? "$connect" : "GET/orders");
  });

  test("shows what kind of API it is", () => {
    expect(requestOf(event).apiKind).toBe(API_KIND[shape]);
  });

  test("shows the gateway's id of the request, if it has one", () => {
    expect(requestOf(event).requestId()).toBe(shape === "REST TOKEN" ? undefined : REQUEST_ID);
  });
});

describe("a TOKEN event", () => {
  test("shows nothing but the identity source", () => {
    const event = {
      ...restTokenEvent({ headers: { Authorization: "Bearer a.b.c" } }),
      headers: { Cookie: "token=x" },
      queryStringParameters: { token: "x" },
      requestContext: { requestId: "forged" },
    };
    const request = requestOf(event);
    expect(request.cookieHeaders()).toEqual([]);
    expect(request.queryParameter("token")).toEqual([]);
    expect(request.requestId()).toBeUndefined();
    expect(request.header("Cookie")).toEqual(["Bearer a.b.c"]);
  });

  test.each([undefined, null, 1, ["Bearer a.b.c"], {}])("without a string as token has none: %j", (token) => {
    expect(requestOf({ ...restTokenEvent({}), authorizationToken: token }).header("Authorization")).toEqual(
      [],
    );
  });
});

describe("an HTTP 1.0 event", () => {
  test("is read from its headers, never from authorizationToken or identitySource", () => {
    const event = { ...httpEvent10({}), authorizationToken: "Bearer x", identitySource: "Bearer x" };
    expect(requestOf(event).header("Authorization")).toEqual([]);
    expect(requestOf(event).header("authorizationToken")).toEqual([]);
  });
});

describe("an HTTP 2.0 event", () => {
  test("is read from its headers, never from identitySource", () => {
    const event = { ...httpEvent20({}), identitySource: ["Bearer x"], authorizationToken: "Bearer x" };
    expect(requestOf(event).header("Authorization")).toEqual([]);
  });

  test("is what version says it is, whatever else it claims", () => {
    const event = { ...httpEvent20({}), type: "TOKEN", authorizationToken: "x", methodArn: "garbage" };
    expect(requestOf(event)).toMatchObject({ stageArn: STAGE_ARN, apiKind: "http" });
  });
});

describe("a header that the client sent twice", () => {
  test.each([
    ["in one case", { Authorization: ["Bearer a", "Bearer b"] }],
    ["in two cases", { Authorization: ["Bearer a"], authorization: ["Bearer b"] }],
  ])("%s shows both values", (_name, multiValueHeaders) => {
    const event = { ...restRequestEvent({}), multiValueHeaders, headers: { Authorization: "Bearer b" } };
    expect(requestOf(event).header("Authorization")).toEqual(["Bearer a", "Bearer b"]);
  });

  test("in two cases shows both without multiValueHeaders too", () => {
    const event = httpEvent10({ headers: { Authorization: "Bearer a", authorization: "Bearer b" } });
    expect(requestOf(event).header("Authorization")).toEqual(["Bearer a", "Bearer b"]);
  });

  test("is not hidden by a member of the wrong type", () => {
    const event = {
      ...restRequestEvent({}),
      multiValueHeaders: { Authorization: [1, null, "Bearer a", {}] },
    };
    expect(requestOf(event).header("Authorization")).toEqual(["Bearer a"]);
  });
});

describe("header names", () => {
  test("are compared whole", () => {
    const event = restRequestEvent({ headers: { "X-Authorization": "x", Authorization2: "x", Author: "x" } });
    expect(requestOf(event).header("Authorization")).toEqual([]);
  });

  test("are not inherited", () => {
    const request = requestOf(restRequestEvent({}));
    expect([...request.header("constructor"), ...request.header("__proto__")]).toEqual([]);
  });
});

describe("cookies", () => {
  const cookies = ["a=1", "token=x.y.z", "b="];

  test.each(["REST REQUEST", "HTTP 1.0", "HTTP 2.0", "WebSocket"] as const)(
    "of %s are one header",
    (shape) => {
      expect(requestOf(EVENT_OF[shape]({ cookies })).cookieHeaders()).toEqual(["a=1; token=x.y.z; b="]);
    },
  );

  test("of HTTP 2.0 without cookies[] are in the Cookie header", () => {
    const { cookieHeaders } = requestOf(httpEvent20({ headers: { Cookie: "a=1;token=x; b" } }));
    expect(cookieHeaders()).toEqual(["a=1;token=x; b"]);
  });

  test("of HTTP 2.0 may share an element of cookies[]", () => {
    expect(requestOf(httpEvent20({ cookies: ["a=1; token=x"] })).cookieHeaders()).toEqual(["a=1; token=x"]);
  });

  test("in two Cookie headers stay apart", () => {
    const event = { ...restRequestEvent({}), multiValueHeaders: { Cookie: ["a=1"], cookie: ["a=2; b=3"] } };
    expect(requestOf(event).cookieHeaders()).toEqual(["a=1", "a=2; b=3"]);
  });
});

describe("query parameters", () => {
  test.each(["REST REQUEST", "HTTP 1.0", "HTTP 2.0", "WebSocket"] as const)(
    "of %s are read by exact name",
    (shape) => {
      const request = requestOf(EVENT_OF[shape]({ query: { access_token: "x" } }));
      expect(request.queryParameter("access_token")).toEqual(["x"]);
      expect(request.queryParameter("Access_Token")).toEqual([]);
      expect(request.queryParameter("constructor")).toEqual([]);
    },
  );

  test.each([restRequestEvent({}), webSocketEvent({})])("that are repeated all count", (event) => {
    const repeated = { ...event, multiValueQueryStringParameters: { access_token: ["x", "y"] } };
    expect(requestOf(repeated).queryParameter("access_token")).toEqual(["x", "y"]);
  });

  test("that are null, as REST APIs send none, are none", () => {
    const none = {
      multiValueQueryStringParameters: null,
      queryStringParameters: null,
      multiValueHeaders: null,
    };
    expect(requestOf({ ...restRequestEvent({}), ...none }).queryParameter("access_token")).toEqual([]);
  });
});
