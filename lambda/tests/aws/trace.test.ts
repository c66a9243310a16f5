import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createFetchTracer } from "../../src/aws/trace.ts";
import { FetchError } from "../../src/keys/fetch-json.ts";
import { startAuthorizer } from "../../src/start.ts";
import { watchForAccidents } from "../support/accidents.ts";
import { createClock } from "../support/clock.ts";
import { validDocument } from "../support/configuration.ts";
import type { Json } from "../support/keys.ts";
import { startXrayDaemon, type XrayDaemon } from "../support/xray-daemon.ts";

const ROOT = "1-5759e988-bd862e3fe1be46a994272793";
const PARENT = "53995c3f42cd8ad8";
const SAMPLED = `Root=${ROOT};Parent=${PARENT};Sampled=1;Lineage=1:a87bd80c:0`;
const LATER = { trace_id: "1-67891233-abcdef012345678912345678", parent_id: "463ac35c9f6413ad" };

let daemon: XrayDaemon;

beforeEach(async ({ onTestFinished }) => {
  // Registered first, so that it runs last.
  onTestFinished(watchForAccidents().expectNone);
  daemon = await startXrayDaemon();
  vi.stubEnv("AWS_XRAY_DAEMON_ADDRESS", daemon.address);
});
afterEach(() => vi.unstubAllEnvs());

const { default: validIssuer } = validDocument()["trusted_issuers"] as Json;

/** Sets the trace of the running invocation, as the runtime does; undefined before the first. */
const setTrace = (header: string | undefined) => vi.stubEnv("_X_AMZN_TRACE_ID", header);

/** Reports a fetch of another trace. If its subsegment is the next to arrive, nothing was sent before. */
async function expectNothingSent(): Promise<void> {
  vi.stubEnv("AWS_XRAY_DAEMON_ADDRESS", daemon.address);
  setTrace(`Root=${LATER.trace_id};Parent=${LATER.parent_id};Sampled=1`);
  createFetchTracer(Date.now)("later")(undefined);
  expect(await daemon.next()).toMatchObject({ name: "keys of later", ...LATER });
}

describe("a fetch of keys in a sampled invocation", () => {
  test("is a subsegment of the invocation, with its times in seconds", async () => {
    setTrace(SAMPLED);
    const clock = createClock();
    const ended = createFetchTracer(clock.now)("default");
    clock.advanceSeconds(0.25);
    ended(undefined);
    expect(await daemon.next()).toEqual({
      name: "keys of default",
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      trace_id: ROOT,
      parent_id: PARENT,
      type: "subsegment",
      namespace: "remote",
      start_time: 1_800_000_000,
      end_time: 1_800_000_000.25,
    });
  });

  test.each([
    ["status 503", { fault: true }],
    ["deadline exceeded", { fault: true }],
    ["AccessDeniedException", { fault: true }],
    ["status 404", { error: true }],
    ["proxy: status 407", { error: true }],
  ])("that fails with %j has the flag and the reason", async (reason, flag) => {
    setTrace(SAMPLED);
    createFetchTracer(Date.now)("default")(reason);
    const document = await daemon.next();
    expect(document).toMatchObject({
      ...flag,
      cause: { exceptions: [{ type: "FetchError", message: reason, remote: true }] },
    });
    expect("error" in document && "fault" in document).toBe(false);
  });

  test("that ends in a later invocation belongs to the one that began it", async () => {
    setTrace(SAMPLED);
    const ended = createFetchTracer(Date.now)("default");
    setTrace(`Root=${LATER.trace_id};Parent=${LATER.parent_id};Sampled=1`);
    ended(undefined);
    expect(await daemon.next()).toMatchObject({ trace_id: ROOT, parent_id: PARENT });
  });

  test("that began before the first invocation belongs to the first", async () => {
    setTrace(undefined);
    const ended = createFetchTracer(Date.now)("default");
    setTrace(SAMPLED);
    ended(undefined);
    expect(await daemon.next()).toMatchObject({ trace_id: ROOT, parent_id: PARENT });
  });

  test("has a name of at most 200 characters that X-Ray accepts", async () => {
    setTrace(SAMPLED);
    createFetchTracer(Date.now)(`"übung"\n<${"x".repeat(300)}`)(undefined);
    expect((await daemon.next())["name"]).toBe(`keys of __bung___${"x".repeat(183)}`);
  });
});

describe("nothing is sent", () => {
  test.each([
    undefined,
    "",
    `Root=${ROOT};Parent=${PARENT};Sampled=0`,
    `Root=${ROOT};Parent=${PARENT}`,
    `Root=${ROOT};Sampled=1`,
    `Parent=${PARENT};Sampled=1`,
    `Root=${ROOT};Parent=${PARENT};Sampled=11`,
    `Root=${ROOT};Parent=${PARENT};NotSampled=1`,
    `Root=2-5759e988-bd862e3fe1be46a994272793;Parent=${PARENT};Sampled=1`,
    `Root=${ROOT.toUpperCase()};Parent=${PARENT};Sampled=1`,
    `Root=${ROOT}x;Parent=${PARENT};Sampled=1`,
    `Root=${ROOT}","a":";Parent=${PARENT};Sampled=1`,
    `Root=${ROOT}\n;Parent=${PARENT};Sampled=1`,
    ";=;".repeat(10_000),
  ])("for the trace header %j", async (header) => {
    setTrace(header);
    createFetchTracer(Date.now)("default")("status 503");
    await expectNothingSent();
  });

  test("for a fetch that began in an invocation that is not sampled, even if it ends in one that is", async () => {
    setTrace(`Root=${ROOT};Parent=${PARENT};Sampled=0`);
    const ended = createFetchTracer(Date.now)("default");
    setTrace(SAMPLED);
    ended(undefined);
    await expectNothingSent();
  });

  test.each([
    undefined,
    "",
    "localhost:2000",
    "127.0.0.1",
    "127.0.0.1:0",
    "127.0.0.1:99999",
    "999.999.999.999:2000",
    "...:2000",
    "[::1]",
    ":::::::2000",
  ])("to the daemon address %j, and there is no error", async (address) => {
    setTrace(SAMPLED);
    vi.stubEnv("AWS_XRAY_DAEMON_ADDRESS", address);
    createFetchTracer(Date.now)("default")(undefined);
    await expectNothingSent();
  });
});

test("the function reports the fetch that it begins when it starts, without a URL, if it is configured to", async () => {
  setTrace(SAMPLED);
  for (const trace_key_fetches of [undefined, false, true]) {
    const trusted_issuers = { [`traced-${trace_key_fetches}`]: validIssuer };
    startAuthorizer({
      document: JSON.stringify(validDocument({ top: { trace_key_fetches, trusted_issuers } })),
      requireModule: () => undefined,
      dependencies: { fetchJson: () => Promise.reject(new FetchError("status 503")), write: () => undefined },
    });
  }
  const document = await daemon.next();
  expect(document).toMatchObject({ name: "keys of traced-true", fault: true });
  expect(JSON.stringify(document)).not.toContain("example.com");
});
