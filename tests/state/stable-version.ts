import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onCleanup } from "../support/cleanup.ts";

/** The API that Terraform asks for the stable version of a canary, on this machine. */
export interface StableVersionApi {
  readonly endpoint: string;
  /** Sets the description of the function. */
  describe(description: string): void;
  stop(): Promise<void>;
}

/** Starts an API that knows one request: `GetFunction` of the fixture's function. */
export async function startStableVersionApi(): Promise<StableVersionApi> {
  let description = "";
  const server = createServer((request, response) => {
    const isKnown = request.url?.startsWith("/2015-03-31/functions/orders?Qualifier=") ?? false;
    response.writeHead(isKnown ? 200 : 404, {
      "Content-Type": "application/json",
      "X-Amzn-ErrorType": "ResourceNotFoundException",
    });
    const FunctionArn = "arn:aws:lambda:us-east-1:000000000000:function:orders:1";
    const configuration = { FunctionName: "orders", FunctionArn, Version: "1", Description: description };
    response.end(
      JSON.stringify(isKnown ? { Configuration: configuration, Code: {} } : { Message: "unknown" }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = onCleanup(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    describe: (text) => {
      description = text;
    },
    stop,
  };
}
