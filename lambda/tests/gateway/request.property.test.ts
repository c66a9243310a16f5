import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isFailure } from "../../src/failure.ts";
import { parseRequest } from "../../src/gateway/request.ts";
import { EVENT_OF, type Shape } from "../support/events.ts";

const SHAPES = Object.keys(EVENT_OF) as Shape[];
const shape = fc.constantFrom(...SHAPES);
const names = [...new Set(SHAPES.flatMap((each) => Object.keys(EVENT_OF[each]({}))))];

/** Whatever an event reads as, reading all of it must not throw, and a stage must be one that a policy may name. */
function readAll(event: unknown): void {
  const request = parseRequest(event);
  if (isFailure(request)) {
    expect(request.failure).toBe("event_unrecognized");
    return;
  }
  const values = [
    ...request.header("Authorization"),
    ...request.cookieHeaders(),
    ...request.queryParameter("token"),
  ];
  expect(values.every((value) => typeof value === "string")).toBe(true);
  expect(request.stageArn).toMatch(/^arn:[a-z0-9-]+:execute-api:[a-z0-9-]+:\d{12}:\w+\/(\$default|[\w-]+)$/);
  expect(["string", "undefined"]).toContain(typeof request.requestId());
}

describe("parseRequest never throws,", () => {
  test("whatever the event", () => {
    fc.assert(fc.property(fc.oneof(fc.jsonValue(), fc.anything()), readAll), { numRuns: 1_000 });
  });

  test("whatever members of a real event are replaced by", () => {
    const changes = fc.dictionary(fc.constantFrom(...names), fc.jsonValue(), { maxKeys: 3 });
    fc.assert(
      fc.property(shape, changes, (each, replaced) => readAll({ ...EVENT_OF[each]({}), ...replaced })),
      { numRuns: 1_000 },
    );
  });

  test("whatever stands in the ARN, and never takes a wildcard from it", () => {
    const part = fc.stringMatching(/^[a-z*?$/:\n{}-]{0,12}$/);
    const arn = fc.tuple(part, part, part).map(([partition, api, stage]) => {
      return `arn:aws${partition}:execute-api:eu-central-1:123456789012:a${api}/s${stage}/GET/x`;
    });
    fc.assert(
      fc.property(shape, arn, (each, value) => {
        readAll({ ...EVENT_OF[each]({}), methodArn: value, routeArn: value });
      }),
      { numRuns: 1_000 },
    );
  });
});
