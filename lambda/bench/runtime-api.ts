import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a runtime answered to one event. */
export interface RuntimeAnswer {
  /** From the time at which the runtime got the event. */
  readonly milliseconds: number;
  readonly isError: boolean;
  /** The response, or the error, in JSON. */
  readonly body: string;
}

/**
 * Lambda's side of the Runtime API, for one runtime.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export interface RuntimeApi {
  /** For AWS_LAMBDA_RUNTIME_API. */
  readonly address: string;
  /**
   * Hands an event to the runtime as soon as it asks for one.
   *
   * @throws Error if the runtime has ended
   */
  readonly call: (event: unknown) => Promise<RuntimeAnswer>;
  /**
   * The same, for events that the runtime must not refuse.
   *
   * @returns milliseconds from the time at which the runtime got the event
   * @throws Error if the runtime reports one
   */
  readonly invoke: (event: unknown) => Promise<number>;
  /** Rejects the pending invocations because the runtime has ended. */
  readonly abandon: (reason: string) => void;
  readonly close: () => Promise<void>;
}

interface Invocation {
  readonly event: string;
  handedOutAt: number;
  readonly succeed: (answer: RuntimeAnswer) => void;
  readonly fail: (error: Error) => void;
}

const LOOPBACK = "127.0.0.1";
const ROOT = "/2018-06-01/runtime";

/** Starts it on a free port. */
export async function startRuntimeApi(): Promise<RuntimeApi> {
  const invocations = new Map<string, Invocation>();
  let waiting: ServerResponse | undefined;
  let next: string | undefined;

  function handOut(): void {
    const invocation = invocations.get(next ?? "");
    if (waiting === undefined || next === undefined || invocation === undefined) {
      return;
    }
    waiting.setHeader("content-type", "application/json");
    waiting.setHeader("lambda-runtime-aws-request-id", next);
    waiting.setHeader("lambda-runtime-deadline-ms", String(Date.now() + 10_000));
    waiting.setHeader(
      "lambda-runtime-invoked-function-arn",
      "arn:aws:lambda:eu-central-1:123456789012:function:bench",
    );
    waiting.setHeader("lambda-runtime-trace-id", "Root=1-65f1a7c2-0123456789abcdef01234567;Sampled=0");
    invocation.handedOutAt = performance.now();
    waiting.end(invocation.event);
    waiting = undefined;
    next = undefined;
  }

  function finish(id: string, isError: boolean, body: string): void {
    const invocation = invocations.get(id);
    invocations.delete(id);
    invocation?.succeed({ milliseconds: performance.now() - invocation.handedOutAt, isError, body });
  }

  function abandon(reason: string): void {
    for (const [id, { fail }] of invocations) {
      invocations.delete(id);
      fail(new Error(reason.slice(0, 300)));
    }
  }

  function call(event: unknown): Promise<RuntimeAnswer> {
    return new Promise((succeed, fail) => {
      next = randomUUID();
      invocations.set(next, { event: JSON.stringify(event), handedOutAt: 0, succeed, fail });
      handOut();
    });
  }

  const server = createServer(async (request, response) => {
    const route = request.url?.slice(ROOT.length) ?? "";
    if (route === "/invocation/next") {
      waiting = response;
      handOut();
      return;
    }
    const [, , id = "", kind] = route.split("/");
    const body = await textOf(request);
    if (route === "/init/error") {
      abandon(body);
    } else {
      finish(id, kind === "error", body);
    }
    response.writeHead(202, { "content-type": "application/json" }).end('{"status":"OK"}');
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
  return {
    address: `${LOOPBACK}:${(server.address() as AddressInfo).port}`,
    call,
    invoke: async (event) => {
      const { milliseconds, isError, body } = await call(event);
      if (isError) {
        throw new Error(body.slice(0, 300));
      }
      return milliseconds;
    },
    abandon,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += chunk;
  }
  return text;
}
